import fc from 'fast-check';

import { attributePattern, quoted, unquoted } from './quoted-path.js';

describe('W8: paths are bytes', () => {
  it('every path survives quoting', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        const path = Buffer.from(bytes);
        const text = quoted(path);
        expect(text).toMatch(/^"[\x20-\x7e]*"$/);
        expect(unquoted(text).equals(path)).toBe(true);
      }),
    );
  });

  it("git's own escapes are read, and a plain path is itself", () => {
    expect(unquoted('"a\\tb\\n\\"\\\\\\303\\274"').equals(Buffer.from('a\tb\n"\\ü'))).toBe(true);
    expect(unquoted('src/a b.txt').toString()).toBe('src/a b.txt');
  });

  it('a pattern for attributes means one path only', () => {
    expect(attributePattern(Buffer.from('a*[b].txt'))).toBe('"/a\\134*\\134[b\\134].txt"');
  });
});
