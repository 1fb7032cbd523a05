/**
 * Reports that lost or changed a byte on their way: damaged in any way, their verdict is never better than what was
 * written (V2, V8).
 */
import { judgeReported as judgeTry } from '../../../../../test/support/domain/ci-reports.js';
import { reportText } from './report-text.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const verdictOf = (bytes: Uint8Array): string =>
  judgeTry(
    { verdict: 'GREEN', reports: [reportText(bytes)], tests: null },
    { baselineTests: null, expectsReport: true, failedBefore: [] },
  ).verdict;

const codes = (characters: string): number[] => [...encode(characters)];

/**
 * Every deletion, every truncation, every byte replaced by each of some that mean something in such reports, and some
 * of these put in. An "x" is not put in: "xfailed" is a word of its own.
 */
function* damages(bytes: Uint8Array): Generator<readonly [what: string, bytes: Uint8Array]> {
  const means = bytes[0] === 0x7b ? codes('"\\{}[],:') : codes('<>"\'/=!?-&');
  const others = [...means, ...codes(' x0\n\u0000'), 0xff];
  for (let at = 0; at < bytes.length; at += 1) {
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
    yield [`cut at ${at}`, head];
    yield [`without byte ${at}`, Uint8Array.of(...head, ...tail)];
    for (const other of others)
      if (other !== bytes[at]) yield [`byte ${at} is ${other}`, Uint8Array.of(...head, other, ...tail)];
    for (const other of means.slice(0, 4))
      yield [`${other} before byte ${at}`, Uint8Array.of(...head, other, bytes[at]!, ...tail)];
  }
}

const FAILING: Readonly<Record<string, string>> = {
  'JUnit with counts': `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1"><testsuite name="s" tests="2" failures="1" errors="0">
<testcase name="a" time="0.1"><system-out><![CDATA[x]]></system-out></testcase>
<testcase name="b"><failure message="no">at b</failure></testcase></testsuite></testsuites>`,
  'JUnit without counts': `<testsuite name="s"><!-- one --><testcase name="a"/><testcase name="b"><failure/></testcase><testcase name='c'><system-out><![CDATA[y]]></system-out></testcase><!-- two --></testsuite>`,
  'JUnit with a status': `<testsuite name="s"><testcase name="a" status="passed"/><testcase name="b" status="failed"/><testcase name="c"/></testsuite>`,
  'JUnit with an error': `<testsuite><testcase name="a"><system-out><![CDATA[y]]></system-out></testcase><testcase name="b"><error/></testcase><testcase name="c"><system-out><![CDATA[z]]></system-out></testcase></testsuite>`,
  'JUnit that counts only': `<testsuite name="s" tests="2" failures="1"><testcase name="a"/></testsuite>`,
  CTRF: `{"results":{"tool":{"name":"x"},"summary":{"tests":2,"passed":1,"failed":1},"tests":[{"name":"a","status":"passed","duration":3},{"name":"b","status":"failed","message":"no","extra":{"x":[1]}}]}}`,
  'CTRF without a summary': `{"results":{"tests":[{"name":"a","status":"failed"},{"name":"b","status":"passed"}]}}`,
};

describe('V2, V8: a damaged report is never better than the one that was written', () => {
  test.each(Object.entries(FAILING))('V2: %s, with a failing test', (_, report) => {
    const bytes = encode(report);
    expect(verdictOf(bytes)).toBe('RED');
    const better = [...damages(bytes)].filter(([, damaged]) => verdictOf(damaged) === 'GREEN');
    expect(better.map(([what, damaged]) => `${what}: ${reportText(damaged)}`)).toEqual([]);
  });
});
