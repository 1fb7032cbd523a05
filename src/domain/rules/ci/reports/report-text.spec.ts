import { readReport } from './read-report.js';
import { reportText } from './report-text.js';

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8'): Uint8Array => Buffer.from(text, encoding);
const xml = (name: string, more = '', declaration = ''): string =>
  `${declaration}<testsuite name="s"><testcase name="a ${name}"><system-out>${more}</system-out></testcase><testcase name="b"><failure/></testcase></testsuite>`;
const json = (name: string, more = ''): string =>
  `{"results":{"tests":[{"name":"a ${name}","status":"passed","message":"${more}"},{"name":"b","status":"failed"}]}}`;
const read = (bytes: Uint8Array): string[] => {
  const report = readReport(reportText(bytes));
  return 'fault' in report
    ? [report.fault]
    : report.cut
      ? ['cut']
      : report.tests.map(({ testId, status }) => `${testId.split('::')[2]} ${status}`);
};
const swapped = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

/** One odd character or byte each, in the output of the passing test. */
const ODD: readonly (readonly [string, string])[] = [
  ...Array.from(
    { length: 0x20 },
    (_, code) => [`U+${code.toString(16).padStart(4, '0')}`, String.fromCharCode(code)] as const,
  ),
  ...['\u007f', '\u0085', '\u2028', '\ufeff', '\ufffe', '\uffff', '\u{1f600}', '\u200b'].map(
    (odd) => [`U+${odd.codePointAt(0)!.toString(16)}`, odd] as const,
  ),
  ['a colour', '\u001b[31mred\u001b[0m'],
];

describe('V5: one odd character costs one character', () => {
  test.each(ODD)('V5: %s in the output of a test', (_, odd) => {
    expect(read(bytesOf(xml('x', `before ${odd} after`)))).toEqual(['a x PASSED', 'b FAILED']);
    expect(read(bytesOf(json('x', `before ${odd === '"' ? '' : odd} after`)))).toEqual(['a x PASSED', 'b FAILED']);
    expect(reportText(bytesOf(xml('x', odd)))).not.toContain('\u0000');
  });

  test.each<readonly [string, Uint8Array]>([
    ...[
      '&#0;',
      '&#x1F;',
      '&#xD800;',
      '&#xFFFF;',
      '&#99999999;',
      '&nbsp;',
      '&unknown;',
      '& ',
      ']]>',
      '<![CDATA[\u0000]]>',
      '<![CDATA[a]]]]><![CDATA[>b]]>',
    ].map((odd) => [odd, bytesOf(xml('x', odd))] as const),
    [
      'bytes that are no UTF-8',
      Buffer.concat([
        bytesOf('<testsuite name="s"><testcase name="a x"><system-out>'),
        Uint8Array.of(0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80),
        bytesOf('</system-out></testcase><testcase name="b"><failure/></testcase></testsuite>'),
      ]),
    ],
    [
      'a byte order mark in the middle',
      bytesOf(
        '<testsuite name="s">\ufeff<testcase name="a x"/>\ufeff<testcase name="b"><failure/></testcase></testsuite>',
      ),
    ],
    ['a byte order mark between values of JSON', bytesOf(json('x').replaceAll(',', ',\ufeff'))],
    ['escapes that JSON does not know', bytesOf(json('x', String.raw`C:\xampp \e[31m \u12`))],
  ])('V5: %s', (_, bytes) => expect(read(bytes)).toEqual(['a x PASSED', 'b FAILED']));

  test.each([
    ['UTF-8 with a mark', bytesOf(`\ufeff${xml('é')}`)],
    ['two marks', bytesOf(`\ufeff\ufeff${xml('é')}`)],
    ['UTF-16 with a mark', bytesOf(`\ufeff${xml('é')}`, 'utf16le')],
    ['UTF-16 of the other order', swapped(xml('é'))],
    ['UTF-16 without a mark', bytesOf(xml('é'), 'utf16le')],
    ['UTF-16 of the other order without a mark', swapped(xml('é')).subarray(2)],
    ['UTF-16 that is declared', bytesOf(`\ufeff${xml('é', '', '<?xml version="1.0" encoding="utf-16"?>')}`, 'utf16le')],
    ['ISO-8859-1', bytesOf(xml('é', '', '<?xml version="1.0" encoding="ISO-8859-1"?>'), 'latin1')],
    ['windows-1252', bytesOf(xml('é', '', "<?xml version='1.0' encoding='windows-1252' ?>"), 'latin1')],
    ['UTF-8 that is declared as Latin-1', bytesOf(xml('é', '', '<?xml version="1.0" encoding="ISO-8859-1"?>'))],
    ['an encoding that nobody knows', bytesOf(xml('é', '', '<?xml version="1.0" encoding="x-mine"?>'))],
    ['UTF-16 that is declared and is not', bytesOf(xml('é', '', '<?xml version="1.0" encoding="UTF-16"?>'))],
    ['CTRF in UTF-16', bytesOf(`\ufeff${json('é')}`, 'utf16le')],
  ])('V5: %s', (_, bytes) => expect(read(bytes)).toEqual(['a é PASSED', 'b FAILED']));

  test.each(['\u0000', '\ufeff\u0000', '\u0000\ufeff'])('V5: %j in front of a report costs nothing', (front) => {
    expect(read(bytesOf(front + xml('x')))).toEqual(['a x PASSED', 'b FAILED']);
    expect(read(bytesOf(front + json('x')))).toEqual(['a x PASSED', 'b FAILED']);
  });

  test('V5: Latin-1 without a declaration: what is no character is replaced', () => {
    expect(read(bytesOf(xml('é'), 'latin1'))).toEqual(['a \ufffd PASSED', 'b FAILED']);
  });

  test('V5: any single byte of any value in the output leaves both tests there', () => {
    for (let byte = 0; byte < 256; byte += 1) {
      if (byte === 0x3c) continue;
      const odd = Buffer.concat([
        bytesOf('<testsuite><testcase name="a x"><system-out>'),
        Uint8Array.of(byte),
        bytesOf('</system-out></testcase><testcase name="b"><failure/></testcase></testsuite>'),
      ]);
      expect([byte, ...read(odd)]).toEqual([byte, 'a x PASSED', 'b FAILED']);
    }
  });

  test('V5: a cut in the middle of a character is no character of its own', () => {
    const whole = bytesOf('<testsuite><testcase name="é');
    expect(reportText(whole.subarray(0, -1), { isCut: true })).toBe('<testsuite><testcase name="');
  });
});
