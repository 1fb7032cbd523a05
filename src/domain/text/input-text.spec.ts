import { asSeen, decodeText, oddCharacter, withoutMark } from './input-text.js';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : Buffer.from(part))));

describe('bytes of a file', () => {
  it.each([
    ['plain UTF-8', bytes('Zähler'), 'Zähler'],
    ['UTF-8 with a byte order mark', bytes([0xef, 0xbb, 0xbf], 'Zähler'), 'Zähler'],
    ['UTF-16 as Windows writes it', bytes([0xff, 0xfe], [...Buffer.from('Zähler', 'utf16le')]), 'Zähler'],
    ['UTF-16, high byte first', bytes([0xfe, 0xff], [...Buffer.from('Zähler', 'utf16le').swap16()]), 'Zähler'],
    ['nothing', bytes(''), ''],
  ])('are read: %s', (_, given, text) => {
    expect(decodeText(given)).toEqual({ text });
  });

  it.each([
    ['Latin-1', bytes([0x5a, 0xe4, 0x68])],
    ['half a character', bytes('Z', [0xc3])],
    ['an odd number of bytes of UTF-16', bytes([0xff, 0xfe, 0x41])],
  ])('are refused with a remedy: %s', (_, given) => {
    expect(decodeText(given)).toEqual({ fault: expect.stringMatching(/^is no UTF-(8|16) text; save it as UTF-8$/) });
  });

  it('may end in the middle of a character where they were cut', () => {
    expect(decodeText(bytes('Z', [0xc3]), { isCut: true })).toEqual({ text: 'Z' });
  });
});

describe('a line as it looks', () => {
  const blanks = [
    '\u00a0',
    '\u1680',
    '\u2003',
    '\u2007',
    '\u202f',
    '\u205f',
    '\u3000',
    '\u0085',
    '\u2028',
    '\u000b',
    '\u000c',
  ];
  const unseen = [
    '\u00ad',
    '\u034f',
    '\u061c',
    '\u180e',
    '\u200b',
    '\u200d',
    '\u200e',
    '\u202e',
    '\u2060',
    '\u2066',
    '\ufe0f',
    '\ufeff',
    '\u{e0041}',
  ];

  it.each(blanks.map((blank) => [blank.codePointAt(0)!.toString(16), blank]))(
    'has a plain blank for U+%s',
    (_, blank) => {
      expect(asSeen(`##${blank}T1`)).toBe('## T1');
    },
  );

  it.each(unseen.map((character) => [character.codePointAt(0)!.toString(16), character]))(
    'has nothing for U+%s',
    (_, character) => {
      expect(asSeen(`#${character}# T1`)).toBe('## T1');
      expect(oddCharacter(`#${character}# T1`)).toMatch(/^U\+[0-9A-F]{4,5} \(column 2\)$/);
    },
  );

  it.each([
    ['Paths：src', 'Paths:src'],
    ['＃＃ T1', '## T1'],
    ['－ Paths∶ x', '- Paths: x'],
    ['• Paths', '* Paths'],
    ['Ｐａｔｈｓ', 'Paths'],
  ])('has the ASCII that %s looks like', (line, seen) => {
    expect(asSeen(line)).toBe(seen);
  });

  it.each(['## T1: Foundation', '\t- Paths: src/**', 'größer, 検索, поиск'])('is what it is: %s', (line) => {
    expect(asSeen(line)).toBe(line);
    expect(oddCharacter(line)).toBeNull();
  });
});

it('a decoded text loses the marks at its beginning, and no other', () => {
  expect(withoutMark('\ufeff\ufeffa\ufeffb')).toBe('a\ufeffb');
});
