/**
 * docs/conformance.md from docs/rules.json and the titles of the tests: a title that names rule ids ("S4: …", "… (B3, S6)")
 * proves those rules. It takes jest's own result file, so that only tests that exist and were run count.
 *
 *   node scripts/conformance.mjs RESULT.json            writes the document
 *   node scripts/conformance.mjs RESULT.json --check    fails if it is not current, or a rule has no test that passed
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

const DOCUMENT = 'docs/conformance.md';
const CAPABILITIES = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', 5: 'fifth', 6: 'sixth' };
/** Up to which capability every rule must have a test that passed; of a later one those that docs/rules.json marks as built. */
const BUILT = 6;
const MOST_TITLES = 6;

const [resultFile, check] = process.argv.slice(2);
const rules = JSON.parse(readFileSync('docs/rules.json', 'utf8'));
const result = JSON.parse(readFileSync(resultFile, 'utf8'));

const proofs = new Map(Object.keys(rules).map((id) => [id, []]));
const faults = [];
for (const file of result.testResults) {
  for (const { title, ancestorTitles, status } of file.assertionResults) {
    for (const id of rulesIn(title, ancestorTitles)) {
      if (proofs.has(id)) proofs.get(id).push({ title, file: relative('.', file.name), passed: status === 'passed' });
      else faults.push(`${file.name}: "${title}" names the rule ${id}, which docs/rules.json does not know`);
    }
  }
}
for (const [id, { due, built = false }] of Object.entries(rules)) {
  if ((due <= BUILT || built) && !proofs.get(id).some((proof) => proof.passed))
    faults.push(`${id} has no test that passed`);
}

const text = document();
if (check === '--check') {
  if (readFileSync(DOCUMENT, 'utf8') !== text)
    faults.push(`${DOCUMENT} is not current: run "npm run conformance" and commit it`);
} else {
  writeFileSync(DOCUMENT, text);
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

/** The ids at the start of a title ("S4: …", "B3, S6: …") or in its brackets ("… (F2)"); without any, those of its groups. */
function rulesIn(title, ancestors) {
  for (const words of [title, ...ancestors.toReversed()]) {
    const groups = [/^([^:]*):/.exec(words)?.[1], ...[...words.matchAll(/\(([^()]*)\)/g)].map((match) => match[1])];
    const ids = groups.flatMap((group) =>
      /^[A-Z]\d{1,2}((, | and |\/)[A-Z]\d{1,2})*$/.test(group ?? '') ? group.split(/, | and |\//) : [],
    );
    if (ids.length > 0) return new Set(ids);
  }
  return [];
}

/** A few titles that show the range: one of each file in turn. */
function fewOf(titles) {
  const files = [...new Set(titles.map((proof) => proof.file))].map((file) =>
    titles.filter((proof) => proof.file === file),
  );
  const turns = Array.from({ length: titles.length }, (_, turn) => files.flatMap((proofs) => proofs[turn] ?? []));
  return turns.flat().slice(0, MOST_TITLES).toSorted(byPlace);
}

function byPlace(a, b) {
  return a.file + a.title < b.file + b.title ? -1 : 1;
}

function document() {
  const lines = [
    '# Conformance',
    '',
    'Every [rule of the product](rules.md) with the tests that prove it, or the capability in which it is due. Written by `npm run conformance`',
    'from the tests that were run; `npm run verify` fails when a rule that is built has no passing test, or this file is not current.',
    '',
  ];
  for (const [id, { due, text, rest }] of Object.entries(rules)) {
    const titles = [...new Map(proofs.get(id).map((proof) => [proof.title, proof])).values()];
    titles.sort(byPlace);
    lines.push(`## [${id}](rules.md#${id.toLowerCase()}): ${text}`, '');
    if (due > 1 && titles.length === 0) {
      lines.push(`Due in the ${CAPABILITIES[due]} capability.`, '');
      continue;
    }
    if (rest) lines.push(`Not yet: ${rest}.`, '');
    for (const { title, file } of fewOf(titles)) lines.push(`- ${escape(title)} (\`${file}\`)`);
    if (titles.length > MOST_TITLES) lines.push(`- and ${titles.length - MOST_TITLES} more`);
    lines.push('');
  }
  return lines.join('\n');
}

function escape(title) {
  return title.replace(/[\\`*_<>[\]|]/g, '\\$&').replace(/\s+/g, ' ');
}
