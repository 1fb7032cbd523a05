import { readdirSync, readFileSync } from 'node:fs';

import fc from 'fast-check';

import { judgeReported as judgeTry } from '../../../../../test/support/domain/ci-reports.js';
import type { JudgedTry } from '../../../model/ci-evidence.js';
import { condenserFor } from './condense-report.js';
import { readReport } from './read-report.js';

const SAMPLES = readdirSync('test/fixtures/ci-reports').map(
  (name) => [name, readFileSync(`test/fixtures/ci-reports/${name}`, 'utf8')] as const,
);
const same = (value: string): string => value;

/** In pieces of so many characters; null: it is to be taken as it is. */
function condensed(text: string, size = text.length, most = Infinity): string | null {
  const condenser = condenserFor(text.slice(0, 100), same);
  if (condenser === null) return null;
  for (let at = 0; at < text.length; at += size) condenser.push(text.slice(at, at + size));
  const end = condenser.end();
  return 'fault' in end ? null : end.fitting((form) => form.length <= most);
}

const judged = (text: string, failedBefore: readonly string[] = []): JudgedTry =>
  judgeTry(
    { verdict: 'GREEN', reports: [text], tests: null },
    { baselineTests: null, expectsReport: true, failedBefore },
  );

/** What decides; messages are cut. */
const decides = (text: string, before: readonly string[] = []) => {
  const { reasons, failed, flakyInside, ...rest } = judged(text, before);
  return {
    ...rest,
    failed: failed.map((test) => [test.testId, test.file]),
    flakyInside,
    reasons: reasons.map(({ code }) => code),
  };
};
const passedIds = (text: string): string[] => {
  const read = readReport(text);
  return 'fault' in read ? [] : read.tests.filter((test) => test.status === 'PASSED').map((test) => test.testId);
};

describe('V5: a report in short is judged as the report itself', () => {
  test.each(SAMPLES)('V5: %s, in pieces of any size', (_, text) => {
    const before = passedIds(text);
    for (const size of [text.length, 7, 64]) {
      const short = condensed(text, size);
      expect(short).not.toBeNull();
      expect(decides(short!, before)).toEqual(decides(text, before));
      expect(judged(short!).failed.map((test) => test.message)).toEqual(
        judged(text).failed.map((test) => test.message),
      );
    }
  });

  test.each(SAMPLES)('V5: %s, without names of tests that passed', (_, text) => {
    const { passedAgain, ...whole } = decides(text, passedIds(text));
    expect(decides(condensed(text, text.length, 1)!)).toEqual({ ...whole, passedAgain: [] });
    expect(passedAgain.length).toBeGreaterThan(0);
  });

  test('V5: a report that ends anywhere, or has one character less, is never better in short', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SAMPLES),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        ([, text], part, ends) => {
          const at = Math.floor(part * text.length);
          const damaged = ends ? text.slice(0, at) : text.slice(0, at) + text.slice(at + 1);
          const short = condensed(damaged, 50);
          if (short !== null) expect(decides(short)).toEqual(decides(damaged));
        },
      ),
      { numRuns: 500 },
    );
  });
});

test.each(SAMPLES)('V5: %s, without any one of its first sixty characters, is never better in short', (_, text) => {
  for (let at = 0; at < 60; at += 1) {
    const damaged = text.slice(0, at) + text.slice(at + 1);
    const short = condensed(damaged, 50);
    if (short !== null) expect({ at, ...decides(short) }).toEqual({ at, ...decides(damaged) });
  }
});

describe('V8: tests that passed and are reported together', () => {
  const xml = (attributes: string, inside = ''): string =>
    `<testsuite name="s"><testcase ${attributes}>${inside}</testcase></testsuite>`;
  const mark = (value: string, more = ''): string => `autopack-passed="${value}" ${more}`;

  test('V2: count as executed, each once over all reports, and as passed again', () => {
    const text =
      '<testsuite name="s"><testcase name="a"/><testcase name="b"/><testcase name="c"><skipped/></testcase></testsuite>';
    const short = condensed(text)!;
    const other = '<testsuite name="s"><testcase name="a"><skipped/></testcase><testcase name="c"/></testsuite>';
    const facts = { baselineTests: 3, expectsReport: true, failedBefore: ['s::::a', 's::::c', 's::::d'] };
    const both = (one: string, two: string) => judgeTry({ verdict: 'GREEN', reports: [one, two], tests: null }, facts);
    expect(both(short, other)).toMatchObject({
      verdict: 'GREEN',
      executed: 3,
      skipped: 0,
      passedAgain: ['s::::a', 's::::c'],
    });
    expect(both(short, condensed(other)!)).toEqual(both(text, other));
    expect(both(condensed(text, 9, 1)!, short)).toMatchObject({ executed: 4, passedAgain: ['s::::a'] });
  });

  test('V5: tests of one name keep their numbers', () => {
    const failing = '<testcase name="a"><failure/></testcase>';
    const text = `<testsuite name="s"><testcase name="a"/><testcase name="a"/>${failing}<testcase name="a"/>${failing}</testsuite>`;
    expect(decides(condensed(text)!)).toEqual(decides(text));
    expect(judged(condensed(text)!).failed.map((test) => test.testId)).toEqual(['s::::a#3', 's::::a#5']);
  });

  test.each([
    ['a failure inside', xml(mark('AAAAAAAA'), '<failure/>')],
    ['a child that is not known', xml(mark('AAAAAAAA'), '<flop/>')],
    ['a mark of a repetition', xml(mark('AAAAAAAA', 'retries="2"'))],
    ['another result', xml(mark('AAAAAAAA', 'status="failed"'))],
    ['half a name', xml(mark('AAAAAAAAA'))],
    ['letters that are none', xml(mark('AAAA AAA'))],
    ['a number that is none', xml(mark('=0x10'))],
    [
      'CTRF with another result',
      '{"results":{"tests":[{"name":"a","status":"failed","extra":{"autopack-passed":"=5"}}]}}',
    ],
    ['CTRF with a list', '{"results":{"tests":[{"name":"a","status":"passed","extra":{"autopack-passed":["=5"]}}]}}'],
  ])('V8: an entry with %s is no pass', (_, text) => {
    expect(judged(text)).toMatchObject({ verdict: 'RED', executed: 1 });
  });

  test('V8: an entry that says it was skipped executed nothing', () => {
    expect(judged(xml(mark('=7', 'status="skipped"')))).toMatchObject({ verdict: 'MISSING', executed: 0 });
  });

  test('V8: a suite that counts more tests than are listed is not complete', () => {
    const counts = (tests: number): string =>
      `<testsuite name="s" tests="${tests}"><testcase autopack-passed="=5"/><testcase name="a"/></testsuite>`;
    expect([judged(counts(6)).verdict, judged(counts(7)).verdict]).toEqual(['GREEN', 'MISSING']);
    const ctrf = (tests: number): string =>
      `{"results":{"summary":{"tests":${tests}},"tests":[{"name":"a","status":"passed","extra":{"autopack-passed":"=5"}}]}}`;
    expect([judged(ctrf(5)).verdict, judged(ctrf(6)).verdict]).toEqual(['GREEN', 'MISSING']);
  });
});

describe('V5: what cannot be condensed is taken as it is', () => {
  test.each([
    ['a document type', '<!DOCTYPE a><testsuite/>', 'has a document type, which is refused'],
    ['entities', '<!DOCTYPE a [<!ENTITY b "c">]><testsuite/>', 'has a document type, which is refused'],
    ['deep nesting', '<testsuite>'.repeat(60), 'is nested deeper than 50 elements'],
    [
      'a comment that runs over',
      '<testsuite><!-- a <!-- b --></testsuite>',
      'has a comment that does not end where it should',
    ],
    [
      'tests inside of output',
      '<testsuite><system-out><testcase/></system-out></testsuite>',
      'has tests inside of <system-out>',
    ],
    ['no JSON', '{"results":{"tests":[{"name":"a","status":"passed"} {"name":"b"}]}}', 'is not JSON that can be read'],
    [
      'no CTRF',
      '{"results":{"tests":[{"name":"a"}]}}',
      'is not CTRF: a test in "results.tests" lacks its name or status',
    ],
  ])('V5: %s', (_, text, fault) => {
    for (const size of [text.length, 3]) {
      const condenser = condenserFor(text, same)!;
      for (let at = 0; at < text.length; at += size) condenser.push(text.slice(at, at + size));
      expect(condenser.end()).toEqual({ fault: expect.stringContaining(fault) });
    }
  });

  test('A4: what must not leave the machine is taken out of every reported value', () => {
    const hide = (value: string): string => value.replaceAll('hidden', 'shown');
    const texts = [
      '<testsuite name="hidden"><testcase name="hidden"><failure message="hidden">hidden <![CDATA[hidden]]></failure></testcase></testsuite>',
      '{"hidden":"hidden","results":{"tests":[{"name":"hidden","status":"failed","message":"hidden"}]}}',
    ];
    for (const text of texts) {
      const condenser = condenserFor(text, hide)!;
      condenser.push(text);
      const end = condenser.end();
      expect('fault' in end ? end.fault : end.fitting(() => true)).not.toContain('hidden');
    }
  });
});
