import { plainOutput } from './plain-output.js';

describe('A5: output of terminal programs', () => {
  it.each([
    ['\u001b[31mred\u001b[0m and \u001b[1;38;5;12mblue\u001b[m', 'red and blue'],
    ['\u001b]8;;https://example.org\u0007link\u001b]8;;\u0007', 'link'],
    ['10%\r50%\r100%\ndone\r\nmore\r\n', '100%\ndone\nmore\n'],
    ['nul \u0000 bell \u0007 tab\t', 'nul  bell  tab\t'],
    ['\u001b7\u001b[2Ktext\u001b8', 'text'],
    ['Grüße € 😀', 'Grüße € 😀'],
  ])('A5: %j is read as %j', (output, plain) => expect(plainOutput(output)).toBe(plain));
});
