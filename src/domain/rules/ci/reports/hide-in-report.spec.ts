import { judgeReported as judgeTry } from '../../../../../test/support/domain/ci-reports.js';
import { outputRedactor } from '../../../../common/redact-output.js';
import { hideInReport } from './hide-in-report.js';
import { readReport } from './read-report.js';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const TOKEN = `ghp_${letters}`;
const [BEGIN, END] = ['-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----'];
const BODY = `${letters}ABCDEFGHIJKLMNOP\n`.repeat(3);

const redact = outputRedactor(['hunter2&"<hunter2>', 'failed', '87654321']);
const hide = (text: string): string =>
  hideInReport(text, (value) => redact.document(value.replaceAll('/tmp/x y', '[folder]')));
/** What a report says of its tests, without their names. */
const outcomeOf = (text: string) => {
  const { verdict, executed, skipped, failed } = judgeTry(
    { verdict: 'GREEN', reports: [text], tests: null },
    { baselineTests: null, expectsReport: true, failedBefore: [] },
  );
  return [verdict, executed, skipped, failed.length];
};

/** A report in which every value is one of these, with a failing test in its middle. */
const xml = (v: readonly string[]): string =>
  `<?xml version="1.0"?>\n<!-- ${v[0]} -->\n<testsuite name="${v[1]}"><properties><property name="p" value='${v[2]}'/></properties>
<testcase name="a ${v[3]}"><system-out>${v[4]}</system-out></testcase>
<testcase name="b ${v[5]}"><failure message="${v[6]}"><![CDATA[${v[7]}]]></failure></testcase>
<testcase name="c ${v[8]}"><system-err><![CDATA[${v[9]}]]></system-err><system-out>${v[10]}</system-out></testcase>
</testsuite>\n`;
const json = (v: readonly string[]): string =>
  JSON.stringify(
    {
      results: {
        tool: { name: v[0], [v[1]!]: v[2] },
        tests: [
          { name: `a ${v[3]}`, status: 'passed', stdout: [v[4]] },
          { name: `b ${v[5]}`, status: 'failed', message: v[6], trace: v[7], duration: 87654321 },
          { name: `c ${v[8]}`, status: 'passed', extra: { log: v[9], more: v[10] } },
        ],
      },
    },
    null,
    1,
  );
const SLOTS = 11;
const plain = (): string[] => Array.from({ length: SLOTS }, (_, i) => `value ${i}`);
const pairs = Array.from({ length: SLOTS }, (_, i) => i).flatMap((i) =>
  Array.from({ length: SLOTS - i }, (_, j) => [i, i + j] as const),
);

describe('A4: hiding secrets never changes what a report says', () => {
  const before = '<testsuite name="s">\n<testcase name="a"><system-out>';
  const after = '</system-out></testcase>\n</testsuite>';

  test('A4: a key that begins in one test and ends in another takes nothing between them away', () => {
    const report = `${before}${BEGIN}</system-out></testcase>\n<testcase name="b"><failure/></testcase>\n<testcase name="c"><system-out>${END}${after}`;
    expect([outcomeOf(report), outcomeOf(hide(report))]).toEqual([
      ['RED', 3, 0, 1],
      ['RED', 3, 0, 1],
    ]);
    expect(hide(report)).not.toContain('PRIVATE KEY');
  });

  test.each([BEGIN, `Authorization: Bearer ${letters}`, `token=${TOKEN}`, `password: ${letters}`])(
    'A4: %j in an instruction leaves its end whole',
    (secret) => {
      const report = `<?xml version="1.0"?><?run ${secret}?><testsuite name="s"><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>`;
      expect(outcomeOf(hide(report))).toEqual(outcomeOf(report));
    },
  );

  test('A4: a begin mark at the end of a name leaves the tag whole', () => {
    const report = `<testsuite>\n<testcase name="refuses ${BEGIN}"/>\n<testcase name="b"/></testsuite>`;
    expect(hide(report)).toBe('<testsuite>\n<testcase name="refuses [redacted]"/>\n<testcase name="b"/></testsuite>');
  });

  test.each(['xml', 'json'] as const)(
    'A4: a begin and an end in any two values of %s: the same tests before and after',
    (format) => {
      for (const [from, to] of pairs) {
        const values = plain();
        if (from === to) values[from] += ` ${BEGIN} ${END}`;
        else {
          values[from] += ` ${BEGIN}`;
          values[to] = `${END} ${values[to]}`;
        }
        // A comment of XML holds no "--".
        if (format === 'xml') values[0] = 'none';
        const report = format === 'xml' ? xml(values) : json(values);
        expect([from, to, ...outcomeOf(hide(report))]).toEqual([from, to, ...outcomeOf(report)]);
        expect(outcomeOf(report)).toEqual(['RED', 3, 0, 1]);
        expect(hide(report)).not.toContain('PRIVATE KEY-');
      }
    },
  );

  test.each(['xml', 'json'] as const)('A4: a secret in any value of %s goes, and all else stays', (format) => {
    const keyIn = (slot: number): string => {
      const key = `${BEGIN}\n${BODY}${END}`;
      return format === 'json' || [4, 7, 9, 10].includes(slot) ? key : key.replaceAll('\n', '&#10;');
    };
    for (let slot = 0; slot < SLOTS; slot += 1) {
      for (const secret of [TOKEN, keyIn(slot), '/tmp/x y/a.js']) {
        if (format === 'xml' && slot === 0 && secret !== TOKEN) continue;
        const values = plain();
        values[slot] += ` ${secret} end`;
        const report = format === 'xml' ? xml(values) : json(values);
        const hidden = hide(report);
        expect(outcomeOf(hidden)).toEqual(['RED', 3, 0, 1]);
        expect(hidden).not.toMatch(/ghp_|abcdefghij|tmp/);
        expect(hidden).toContain(`value ${slot} `);
        expect(hidden).toMatch(/(\[redacted\]|\[folder\]\/a\.js) end/);
        if (format === 'json') expect(() => JSON.parse(hidden) as unknown).not.toThrow();
      }
    }
  });

  test.each([
    ['an entity inside a token', `<testsuite><testcase name="a gh&#112;_${letters}"/></testsuite>`],
    [
      'a token in two sections of data',
      `<testsuite><testcase name="a"><system-out><![CDATA[x ghp_${letters.slice(0, 9)}]]><![CDATA[${letters.slice(9)}]]></system-out></testcase></testsuite>`,
    ],
    [
      'a token half in a section of data',
      `<testsuite><testcase name="a"><system-out>x ghp_${letters.slice(0, 9)}<![CDATA[${letters.slice(9)} <b>]]></system-out></testcase></testsuite>`,
    ],
    ['a known value with marks', '<testsuite><testcase name="a hunter2&amp;&quot;&lt;hunter2&gt;"/></testsuite>'],
    [
      'a known value in JSON',
      JSON.stringify({ results: { tests: [{ name: 'hunter2&"<hunter2>', status: 'passed' }] } }),
    ],
    [
      'a token in a text of JSON with a raw line end',
      `{"results":{"tests":[{"name":"a","status":"passed","message":"x\n${TOKEN}"}]}}`,
    ],
  ])('A4: %s', (_, report) => {
    const hidden = hide(report);
    expect(outcomeOf(hidden)).toEqual(['GREEN', 1, 0, 0]);
    expect(hidden).toContain('[redacted]');
    expect(hidden).not.toMatch(/ghp_|hunter2|0123456789/);
  });

  test('A4: a secret that is a word for a result, or a number, is left where it is one', () => {
    expect(hide('<testsuite><testcase name="failed b" status="failed"/></testsuite>')).toBe(
      '<testsuite><testcase name="[redacted] b" status="failed"/></testsuite>',
    );
    expect(hide('{"results":{"tests":[{"name":"a","status":"failed","duration":87654321}]}}')).toContain(
      '"status":"failed","duration":87654321',
    );
  });

  test('A4: a report without secrets is not written anew', () => {
    for (const report of [
      xml(plain()),
      json(plain()),
      'PASS a.spec.ts',
      '{"a": [1, tru',
      '<testsuite><testcase name="a',
    ])
      expect(hide(report)).toBe(report);
  });

  test.each([
    ['XML that ends within a value', `<testsuite><testcase name="a"/><testcase name="b ${TOKEN}`],
    ['XML that ends within a text', `<testsuite><testcase name="a"/><testcase name="b"><system-out>${BEGIN}\n${BODY}`],
    [
      'XML with a broken tag',
      `<testsuite><testcase name="a"/><testcase name=${TOKEN}><failure/></testcase></testsuite>`,
    ],
    ['JSON that ends within a string', `{"results":{"tests":[{"name":"a","status":"passed"},{"name":"b ${TOKEN}`],
    ['a log', `PASS a\ntoken ${TOKEN}\n`],
  ])('A4: %s: the secret goes, and the report is no better for it', (_, report) => {
    const hidden = hide(report);
    expect(hidden).not.toMatch(/abcdefghij/);
    expect(outcomeOf(hidden)[0]).toBe('MISSING');
    expect('fault' in readReport(hidden)).toBe('fault' in readReport(report));
  });
});
