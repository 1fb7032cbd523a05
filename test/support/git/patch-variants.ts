/** The same change as patches of many makes: what git writes with other prefixes, and what people and models write by hand. */
import { deflateSync } from 'node:zlib';

import { base85 } from './git-repositories.js';

/** One kind of change of `path` as a patch whose names are written by the given function. */
export interface ChangeKind {
  readonly kind: string;
  readonly patch: (path: string, sides: Sides) => string;
  /** What it leaves at the path; null: nothing. */
  readonly leaves: string | null;
}
export interface Sides {
  readonly old: (path: string) => string;
  readonly next: (path: string) => string;
}

export const TEXT = 'one\ntwo\nthree\nfour\n';
const EDIT = '@@ -1,4 +1,4 @@\n one\n-two\n+TWO\n three\n four\n';

export const withPrefixes = (first: string, second: string): Sides => ({
  old: (path) => first + path,
  next: (path) => second + path,
});
export const NONE = withPrefixes('', '');

const head = (path: string, { old, next }: Sides) => `diff --git ${old(path)} ${next(path)}\n`;
const sides = (path: string, { old, next }: Sides) => `--- ${old(path)}\n+++ ${next(path)}\n`;

/** Of a file that is there with TEXT. */
export const CHANGES: readonly ChangeKind[] = [
  { kind: 'an edit', patch: (path, s) => head(path, s) + sides(path, s) + EDIT, leaves: TEXT.replace('two', 'TWO') },
  { kind: 'a traditional edit', patch: (path, s) => sides(path, s) + EDIT, leaves: TEXT.replace('two', 'TWO') },
  {
    kind: 'a traditional edit with times',
    patch: (path, { old, next }) =>
      `--- ${old(path)}\t2026-01-02 03:04:05.000000000 +0100\n+++ ${next(path)}\t2026-01-02 03:04:06.000000000 +0100\n${EDIT}`,
    leaves: TEXT.replace('two', 'TWO'),
  },
  { kind: 'a mode', patch: (path, s) => `${head(path, s)}old mode 100644\nnew mode 100755\n`, leaves: TEXT },
  {
    kind: 'a deletion',
    patch: (path, s) =>
      `${head(path, s)}deleted file mode 100644\n--- ${s.old(path)}\n+++ /dev/null\n@@ -1,4 +0,0 @@\n-one\n-two\n-three\n-four\n`,
    leaves: null,
  },
  {
    kind: 'an edit with a mode',
    patch: (path, s) =>
      `${head(path, s)}old mode 100644\nnew mode 100755\nindex 1111111..2222222\n${sides(path, s)}${EDIT}`,
    leaves: TEXT.replace('two', 'TWO'),
  },
];

/** Of a file that is not there. */
export const ADDITIONS: readonly ChangeKind[] = [
  {
    kind: 'a new file',
    patch: (path, s) =>
      `${head(path, s)}new file mode 100644\n--- /dev/null\n+++ ${s.next(path)}\n@@ -0,0 +1 @@\n+new\n`,
    leaves: 'new\n',
  },
  {
    kind: 'a new empty file',
    patch: (path, s) => `${head(path, s)}new file mode 100644\nindex 0000000..e69de29\n`,
    leaves: '',
  },
  {
    kind: 'a traditional new file',
    patch: (path, { old, next }) =>
      `--- ${old(path)}\t1970-01-01 00:00:00.000000000 +0000\n+++ ${next(path)}\t2026-01-02 03:04:06.000000000 +0000\n@@ -0,0 +1 @@\n+new\n`,
    leaves: 'new\n',
  },
  {
    kind: 'a new binary file',
    patch: (path, s) =>
      `${head(path, s)}new file mode 100644\nindex 0000000000000000000000000000000000000000..f76dd238ade08917e6712764a16a22005a50573d\nGIT binary patch\nliteral 1\n${base85(deflateSync(Buffer.of(0)))}\nliteral 0\nHcmV?d00001\n\n`,
    leaves: '\0',
  },
];

/** Prefixes that git or GNU diff write, and others that are no folder of the tree. */
export const PREFIXES: readonly (readonly [first: string, second: string])[] = [
  ['a/', 'b/'],
  ['b/', 'a/'],
  ['i/', 'w/'],
  ['c/', 'i/'],
  ['c/', 'w/'],
  ['o/', 'w/'],
  ['1/', '2/'],
  ['old/', 'new/'],
  ['x/', 'y/'],
  ['before/', 'after/'],
  ['project-1.0/', 'project-1.1/'],
];

/** Every text that differs from this one in one byte: one gone, one another, or the text ends there. */
export function* damaged(
  text: string,
  replacements: readonly string[],
): Generator<readonly [how: string, text: string]> {
  for (let at = 0; at < text.length; at += 1) {
    yield [`without byte ${at}`, text.slice(0, at) + text.slice(at + 1)];
    yield [`cut at byte ${at}`, text.slice(0, at)];
    for (const byte of replacements) {
      if (text[at] !== byte)
        yield [`byte ${at} is ${JSON.stringify(byte)}`, text.slice(0, at) + byte + text.slice(at + 1)];
    }
  }
}
