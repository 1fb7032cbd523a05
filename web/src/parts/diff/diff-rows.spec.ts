import { diffOf } from './diff-rows.js';
import { addressIn, hashOf, rowOf } from './line-address.js';

const file = (name: string, body: string): string =>
  `diff --git a/${name} b/${name}\nindex 1..2 100644\n--- a/${name}\n+++ b/${name}\n${body}`;
const CHANGE = '@@ -3,3 +3,4 @@\n same\n-old\n+new\n+more\n last\n';

describe('Rows of a patch', () => {
  it('dashboard: lines have the numbers of both sides, files their totals', () => {
    const diff = diffOf(`${file('a.ts', CHANGE)}${file('b.ts', '@@ -0,0 +1 @@\n+x\n')}`)!;
    expect(diff.files).toMatchObject([
      { name: 'a.ts', change: 'changed', added: 2, removed: 1, row: 0 },
      { name: 'b.ts', added: 1, removed: 0, row: 7 },
    ]);
    expect([diff.added, diff.removed]).toEqual([3, 1]);
    expect(diff.rows.slice(1, 7)).toMatchObject([
      { kind: 'hunk', text: '@@ -3,3 +3,4 @@' },
      { kind: 'context', before: 3, after: 3, text: 'same' },
      { kind: 'removed', before: 4, after: null, text: 'old' },
      { kind: 'added', before: null, after: 4, text: 'new' },
      { kind: 'added', before: null, after: 5, text: 'more' },
      { kind: 'context', before: 5, after: 6, text: 'last' },
    ]);
    expect(diff.rows.at(-2)).toMatchObject({ text: '@@ -0,0 +1,1 @@' });
  });

  it.each([
    ['nothing', ''],
    ['words', 'no patch at all\n'],
    ['a hunk whose counts are wrong', file('a.ts', '@@ -1,5 +1,1 @@\n x\n')],
    ['a head without its second half', '--- a/a.ts\n'],
  ])('dashboard: %s is no patch', (_, text) => expect(diffOf(text)).toBeNull());

  it('dashboard: names that JavaScript knows, or that hold spaces and signs, are names', () => {
    const diff = diffOf(`${file('__proto__', CHANGE)}${file('con structor/ä.ts', CHANGE)}`)!;
    expect(diff.files.map(({ name }) => name)).toEqual(['__proto__', 'con structor/ä.ts']);
  });

  it('dashboard: deleted, copied and binary files are told apart', () => {
    const diff = diffOf(
      `diff --git a/x b/x\ndeleted file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n` +
        `diff --git a/y b/z\ncopy from y\ncopy to z\n` +
        `diff --git a/i.png b/i.png\nindex 1..2 100644\nBinary files a/i.png and b/i.png differ\n` +
        `diff --git a/j.png b/j.png\nindex 1..2 100644\nGIT binary patch\nliteral 1\nIcmZPo000310RR91\n\n`,
    )!;
    expect(diff.files.map(({ name, change, isBinary }) => [name, change, isBinary])).toEqual([
      ['x', 'deleted', false],
      ['z', 'copied', false],
      ['i.png', 'changed', true],
      ['j.png', 'changed', true],
    ]);
  });
});

describe('Addresses of lines', () => {
  it.each([
    { file: 'src/a.ts', line: 12 },
    { file: 'src/a.ts', line: -3 },
    { file: 'a b/ä#?%.ts', line: null },
    { file: 'x:7', line: 9 },
    { file: '../<b>', line: 1 },
  ])('dashboard: $file:$line is found again', (address) => expect(addressIn(hashOf(address))).toEqual(address));

  it('dashboard: half of a sign, and what cannot be decoded, do no harm', () => {
    expect(hashOf({ file: '\ud800', line: 1 })).toBe('#%EF%BF%BD:1');
    expect(addressIn('#%E0%A4%A')).toBeNull();
    expect(addressIn('')).toBeNull();
  });

  it('dashboard: a line of either side is found; one that is not there leads to its file', () => {
    const diff = diffOf(`${file('a.ts', CHANGE)}${file('b.ts', CHANGE)}`)!;
    const at = (name: string, line: number | null) => diff.rows[rowOf(diff, { file: name, line })!];
    expect(at('b.ts', 4)).toMatchObject({ kind: 'added', file: 1, after: 4 });
    expect(at('b.ts', -4)).toMatchObject({ kind: 'removed', file: 1, before: 4 });
    expect(at('b.ts', 400)).toEqual({ kind: 'file', file: 1 });
    expect(rowOf(diff, { file: 'c.ts', line: 1 })).toBeUndefined();
  });
});
