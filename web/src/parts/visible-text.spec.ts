import { visibleText } from './visible-text.js';

describe('Text of agents', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]8;;http://x.example\u0007link\u001b]8;;\u0007', 'link'],
    ['a\u0000b\u0007c\u007f', 'a\u2400b\u2407c\u2421'],
    ['a\u202Etxt.exe', 'a⟨U+202E⟩txt.exe'],
    ['one\r\ntwo\tthree\n', 'one\ntwo\tthree\n'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['עברית and 日本語', 'עברית and 日本語'],
  ])('A8: %j is displayed as %j', (text, displayed) => expect(visibleText(text)).toBe(displayed));
});
