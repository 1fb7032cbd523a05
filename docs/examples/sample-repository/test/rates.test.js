/**
 * A test that leans on something outside of the repository, as too many tests do: a cache, a clock, another team's server. Here it is a rate
 * service that meets a new list when it is first asked about it, and answers only from the second time on. So whoever changes `src/rates.json`
 * sees this test fail once and pass afterwards, on the same commit: it is flaky.
 *
 * The service is a folder, named by RATE_SERVICE, that holds a file for every list that it has met. It lies outside of the checkout, because each
 * run of CI has a fresh one. Without RATE_SERVICE there is nothing to wait for.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const list = JSON.parse(readFileSync(new URL('../src/rates.json', import.meta.url), 'utf8'));
/** The first list has been known for years. */
const KNOWN = 1;

function hasAnswer({ version }, service = process.env.RATE_SERVICE) {
  if (!service || version === KNOWN) return true;
  const met = join(service, `list-${version}`);
  if (existsSync(met)) return true;
  mkdirSync(service, { recursive: true });
  writeFileSync(met, '');
  return false;
}

test('the rate service answers with the rates of the list', () => {
  assert.ok(hasAnswer(list), 'the rate service did not answer in time');
});

test('every rate is a positive number', () => {
  for (const [currency, rate] of Object.entries(list.rates)) assert.ok(rate > 0, currency);
});
