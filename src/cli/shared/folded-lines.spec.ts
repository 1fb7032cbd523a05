import { describe, expect, it } from '@jest/globals';

import { foldedLines } from './folded-lines.js';

describe('Long lines for a terminal', () => {
  it.each([
    ['nothing', '', []],
    ['what fits', 'a line that fits', ['a line that fits']],
    ['exactly the width', '12345 78901 34567 90', ['12345 78901 34567 90']],
    ['one more', '12345 78901 34567 901', ['12345 78901 34567', '  901']],
    [
      'a word that is longer than a line',
      'see https://example.org/a/very/long/path now',
      ['see', '  https://example.org/a/very/long/path', '  now'],
    ],
    [
      'a long word at the beginning',
      'https://example.org/a/very/long/path now',
      ['https://example.org/a/very/long/path', '  now'],
    ],
    [
      'characters, not code units',
      '😀😀😀😀😀😀😀😀😀 😀😀😀😀😀😀😀😀😀😀',
      ['😀😀😀😀😀😀😀😀😀 😀😀😀😀😀😀😀😀😀😀'],
    ],
  ])('%s', (_, text, lines) => {
    expect(foldedLines(text, 20)).toEqual(lines);
  });

  it('loses no word, and no line but that of a long word is wider than asked', () => {
    const words = Array.from({ length: 400 }, (_, i) => 'x'.repeat((i * 7919) % 30));
    const lines = foldedLines(words.join(' '), 24);
    expect(
      lines
        .map((line) => line.trim())
        .join(' ')
        .split(/ +/)
        .filter(Boolean),
    ).toEqual(words.filter(Boolean));
    for (const line of lines) expect(line.length <= 24 || !line.trim().includes(' ')).toBe(true);
  });
});
