import fc from 'fast-check';

import { jsonDocument, jsonPieces } from './json.js';

describe('a document in JSON', () => {
  it('F6: is formatted as JSON.stringify formats it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        expect(jsonDocument(fields as Record<string, string>)).toBe(`${JSON.stringify(fields, null, 2)}\n`);
      }),
    );
  });

  it('F6: a map is an object with the keys of the map in the order of the map, whatever they are', () => {
    const map = new Map([
      ['__proto__', { a: [1, 'two\nlines'] }],
      ['10', { a: [] }],
      ['9', { a: [] }],
    ]);
    const text = jsonDocument({ map, empty: new Map() });
    expect([...text.matchAll(/^ {4}"(.+?)": \{$/gm)].map((match) => match[1])).toEqual(['__proto__', '10', '9']);
    expect(text.endsWith('  },\n  "empty": {}\n}\n')).toBe(true);
    const { map: read } = JSON.parse(text) as { map: Record<string, unknown> };
    expect(Object.entries(read).find(([key]) => key === '__proto__')?.[1]).toEqual({ a: [1, 'two\nlines'] });
  });

  it.each([0, 1, 499, 500, 501, 1_700])('F6: in pieces it is the same, with %d entries', (count) => {
    const entries = Array.from({ length: count }, (_, i) => [`k${i}`, { a: i, b: ['x'] }] as const);
    const pieces = [...jsonPieces({ id: 'p' }, 'by_key', entries)];
    expect(pieces.join('')).toBe(jsonDocument({ id: 'p', by_key: new Map(entries) }));
    expect(pieces.length).toBeLessThanOrEqual(2 + Math.ceil(count / 500));
  });
});
