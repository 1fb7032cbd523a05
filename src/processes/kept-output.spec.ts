import fc from 'fast-check';

import { firstBytes, KeptOutput, lastBytes } from './kept-output.js';

const keptOf = (limit: number, parts: readonly string[]): KeptOutput => {
  const kept = new KeptOutput(limit);
  for (const part of parts) kept.add(part);
  return kept;
};

describe('A5: output in bounded memory', () => {
  it('A5: what fits is kept as it is, in whatever parts it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (parts) => {
        const whole = parts.join('').toWellFormed();
        const kept = keptOf(
          Math.max(1, Buffer.byteLength(whole)),
          parts.map((part) => part.toWellFormed()),
        );
        expect([kept.text(), kept.truncated]).toEqual([whole, false]);
      }),
    );
  });

  it('A5: of what does not fit, begin and end are kept and the rest is counted, without broken characters', () => {
    const parts = fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 });
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 60 }), (texts, limit) => {
        const clean = texts.map((text) => text.toWellFormed().replaceAll('[', '('));
        const whole = clean.join('');
        const kept = keptOf(limit, clean);
        fc.pre(kept.truncated);
        const [, head, missing, tail] = /^([^]*)\n\[(\d+) bytes of output are left out here\]\n([^]*)$/.exec(
          kept.text(),
        )!;
        expect(whole.startsWith(head!) && whole.endsWith(tail!)).toBe(true);
        expect(Buffer.byteLength(head!) + Number(missing) + Buffer.byteLength(tail!)).toBe(Buffer.byteLength(whole));
        expect(Buffer.byteLength(head!) + Buffer.byteLength(tail!)).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('A5: is cut at line ends where these are near', () => {
    const kept = keptOf(40, ['first line\nsecond ', 'line\n', 'x'.repeat(100), '\nlast but one\nlast line\n']);
    expect(kept.text()).toBe(
      'first line\n[126 bytes of output are left out here]\nlast but one\nlast line\n'.replace(
        '126',
        String(kept.bytes - 33),
      ),
    );
  });

  it('A5: the end of a text keeps within its bytes, its note included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 60, max: 200 }), (given, limit) => {
        const text = given.toWellFormed();
        const end = lastBytes(text, limit);
        expect(Buffer.byteLength(end)).toBeLessThanOrEqual(Math.max(limit, 0));
        expect(text.endsWith(end.replace(/^\[\d+ bytes of output are left out here\]\n/, ''))).toBe(true);
      }),
    );
  });

  it('A5: the beginning of bytes ends with a whole character', () => {
    const bytes = Buffer.from('aä€😀');
    expect([...Array(11).keys()].map((length) => firstBytes(bytes, length).toString('utf8'))).toEqual([
      '',
      'a',
      'a',
      'aä',
      'aä',
      'aä',
      'aä€',
      'aä€',
      'aä€',
      'aä€',
      'aä€😀',
    ]);
  });
});
