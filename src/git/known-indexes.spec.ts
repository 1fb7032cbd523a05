import { KnownIndexes } from './known-indexes.js';

const index = (letter: string, bytes = 10): Buffer => Buffer.from(letter.repeat(bytes));

describe('G2: indexes that are known', () => {
  it('G2: the least recently used one is evicted first', () => {
    const known = new KnownIndexes(30, 20);
    for (const tree of ['a', 'b', 'c']) known.keep(tree, index(tree));
    expect(known.of('a')).toEqual(index('a'));
    known.keep('d', index('d'));
    expect(['a', 'b', 'c', 'd'].filter((tree) => known.of(tree) !== null)).toEqual(['a', 'c', 'd']);
    known.keep('e', index('e', 20));
    expect(['a', 'b', 'c', 'd', 'e'].filter((tree) => known.of(tree) !== null)).toEqual(['d', 'e']);
  });

  it('G2: one that is too large is not kept, and evicts only the entry that it replaces', () => {
    const known = new KnownIndexes(30, 20);
    known.keep('a', index('a'));
    known.keep('b', index('b'));
    known.keep('a', index('a', 21));
    expect([known.of('a'), known.of('b')]).toEqual([null, index('b')]);
  });
});
