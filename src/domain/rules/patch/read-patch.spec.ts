import {
  ADDITIONS,
  CHANGES,
  damaged,
  NONE,
  PREFIXES,
  withPrefixes,
} from '../../../../test/support/git/patch-variants.js';
import { WANTED } from './patch-words.js';
import { type ReadPatch, readPatch, UnreadablePatch } from './read-patch.js';
import { wholePatch } from './whole-patch.js';

const USUAL = withPrefixes('a/', 'b/');
const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

/** Null: it cannot be read, or it is not clear what it means. */
function read(text: string): ReadPatch | null {
  try {
    const found = readPatch(wholePatch(text));
    return found.fault === null ? found : null;
  } catch (error) {
    if (error instanceof UnreadablePatch) return null;
    throw error;
  }
}
function fault(text: string): string {
  try {
    return readPatch(wholePatch(bytes(text))).fault ?? 'none';
  } catch (error) {
    if (error instanceof UnreadablePatch) return error.message;
    throw error;
  }
}
const names = (found: ReadPatch) => found.files.flatMap(({ old, next }) => [old, next]).filter((path) => path !== null);

describe('G8: a damaged patch', () => {
  const PATHS = ['docs/guide.md', 'a name/of two.md', 'grüße/b.md'];
  const kinds = [
    ...CHANGES,
    ...ADDITIONS,
    {
      kind: 'a rename',
      patch: (path: string) =>
        `diff --git a/${path} b/x/y.md\nsimilarity index 90%\nrename from ${path}\nrename to x/y.md\nindex 1111111..2222222 100644\n--- a/${path}\n+++ b/x/y.md\n@@ -1 +1 @@\n-one\n+ONE\n`,
    },
  ];
  it.each(kinds)('G8: $kind: no damage of one byte names another file', ({ patch }) => {
    const wrong: unknown[] = [];
    for (const path of PATHS) {
      const whole = bytes(patch(path, USUAL));
      const expected = new Set(names(read(whole)!));
      for (const [how, text] of damaged(whole, [
        'a',
        'b',
        '/',
        ' ',
        '\n',
        '+',
        '-',
        '"',
        '\t',
        '.',
        '\\',
        '0',
        '\r',
        '\u00ff',
      ])) {
        const found = read(text);
        const others = found ? names(found).filter((name) => !expected.has(name)) : [];
        if (others.length > 0) wrong.push([how, others]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('G8: of several files none is dropped in silence when a header is damaged', () => {
    const parts = [CHANGES[0]!, CHANGES[5]!, CHANGES[3]!, ADDITIONS[0]!, CHANGES[0]!].map(({ patch }, i) =>
      patch(`docs/f${i}.md`, USUAL),
    );
    const whole = parts.join('');
    const expected = names(read(whole)!);
    for (const [how, text] of damaged(whole, ['x', ' ', '\n', '@'])) {
      const found = read(text);
      // A text that ends between two files is a whole patch of fewer files: nothing says that there were more.
      if (!found || how.startsWith('cut')) continue;
      expect([how, [...new Set(names(found))]]).toEqual([how, [...new Set(expected)]]);
    }
  });
});

describe('G8: transport', () => {
  it.each([...CHANGES, ...ADDITIONS])(
    'G8: $kind: a last line end that is missing, or blanks behind it, change nothing',
    ({ patch }) => {
      const whole = patch('docs/guide.md', USUAL);
      const expected = readPatch(wholePatch(whole));
      const binary = whole.includes('GIT binary patch');
      for (const text of [
        ...(binary ? [] : [whole.slice(0, -1)]),
        `${whole}\n`,
        `${whole}\n\n  \n`,
        `\ufeff${whole}`,
      ]) {
        expect(readPatch(wholePatch(text))).toEqual(expected);
      }
      const end = '\\ No newline at end of file\n';
      if (whole.endsWith('+new\n')) expect(readPatch(wholePatch((whole + end).slice(0, -1)))).toEqual(expected);
    },
  );

  it('G8: a blank line is an empty line of context, as when blanks at ends of lines were taken away', () => {
    expect(fault('--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n\n-a\n+b\n\n')).toBe('none');
  });

  it.each<[name: string, text: string, says: RegExp]>([
    [
      'cut within a hunk',
      '--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n',
      /fewer lines than its header counts; the end of the patch is missing/,
    ],
    [
      'cut within a hunk, the next file behind it',
      '--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n-b\n+B\ndiff --git a/y b/y\n',
      /line 7.*hunk of line 3 has fewer lines/,
    ],
    [
      'more lines than the hunk counts',
      '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+B\n+C\n',
      /line 7.*more lines than its header counts/,
    ],
    [
      'more lines, behind a blank one',
      '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+B\n\n+C\n',
      /more lines than its header counts/,
    ],
    [
      'a line of a header outside of any file',
      `${CHANGES[0]!.patch('x', USUAL)}\nrename from a\n`,
      /no file's header comes before it/,
    ],
    [
      'a hunk outside of any file',
      `${CHANGES[0]!.patch('x', USUAL)}\nxx -1,2 +1,3 @@\n`,
      /no file's header comes before it/,
    ],
    [
      'a binary file without content',
      'diff --git a/x b/x\nindex 1..2 100644\nBinary files a/x and b/x differ\n',
      /git diff --binary/,
    ],
    [
      'a submodule that moved',
      `${CHANGES[0]!.patch('x', USUAL)}Submodule lib 1111111..2222222:\n  > words\n`,
      /no file's header/,
    ],
    ['files that only one side has', `${CHANGES[1]!.patch('x', USUAL)}Only in new/: y\n`, /no file's header/],
  ])('G8: nothing is dropped in silence: %s', (_, text, says) => expect(fault(text)).toMatch(says));

  it.each<[name: string, text: (patch: string) => string]>([
    ['a fence', (patch) => `\`\`\`diff\n${patch}\`\`\`\n`],
    [
      'words before and behind',
      (patch) => `Here is the patch:\n\n${patch}\nI changed:\n- one thing\n- another\n\n+ a third\n`,
    ],
    [
      'a mail',
      (patch) => `From 1 Mon\nSubject: [PATCH] x\n\n---\n x | 2 +-\n 1 file changed\n\n${patch}-- \n2.39.5\n\n`,
    ],
    ['a log', (patch) => `commit 1\nAuthor: x\n\n    words\n\n${patch}\ncommit 2\nAuthor: y\n\n    words\n\n`],
  ])('G8: %s around a patch is no part of it', (_, around) => {
    for (const { patch } of CHANGES) {
      const text = around(patch('docs/guide.md', USUAL));
      expect(readPatch(wholePatch(text)).files).toHaveLength(1);
    }
  });
});

describe('G8: what is no patch', () => {
  it.each<[name: string, text: string, says: RegExp]>([
    ['Codex', '*** Begin Patch\n*** Update File: src/a.txt\n@@\n-a\n+b\n*** End Patch\n', /\*\*\* Begin Patch/],
    ['Codex without its envelope', '*** Add File: src/a.txt\n+b\n', /Codex/],
    ['search and replace', 'src/a.txt\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n', /search and replace/],
    [
      'search and replace in a fence',
      'src/a.txt\n```\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n```\n',
      /search and replace/,
    ],
    ['conflict marks', '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n', /conflict marks/],
    [
      'a context diff',
      '*** src/a.txt\n--- src/a.txt\n***************\n*** 1 ****\n! a\n--- 1 ----\n! b\n',
      /context diff/,
    ],
    [
      'a combined diff',
      'diff --cc a.txt\nindex 1,2..3\n--- a/a.txt\n+++ b/a.txt\n@@@ -1,1 -1,1 +1,1 @@@\n- a\n',
      /combined diff/,
    ],
    ['a plain diff', '2c2\n< a\n---\n> b\n', /plain diff/],
    ['an ed script', '2c\nb\n.\nw\n', /ed script/],
    ['JSON', '[{"op": "replace", "path": "/a", "value": 1}]', /JSON/],
    ['JSON in a fence', '```json\n{"path": "a.txt"}\n```\n', /JSON/],
    ['an indented patch', CHANGES[0]!.patch('x', USUAL).replace(/^/gm, '    '), /indented/],
    ['a quoted patch', CHANGES[0]!.patch('x', USUAL).replace(/^/gm, '> '), /quoted/],
    ['hunks without line numbers', '--- a/x\n+++ b/x\n@@ @@\n-a\n+b\n', /"@@ -1,2 \+1,2 @@"/],
    ['colours', CHANGES[0]!.patch('x', USUAL).replace(/^/gm, '\u001b[1m'), /colours of a terminal/],
    ['a whole file in a fence', '```js\nconst a = 1;\n```\n', /names no file/],
    ['words', 'I have done everything.', /names no file/],
  ])('G8: %s: the fault says what is wanted', (_, text, says) => {
    expect(fault(text)).toMatch(says);
    expect(fault(text)).toContain(WANTED);
  });
});

describe('G8: prefixes', () => {
  it.each(PREFIXES)('G8: %s %s', (first, second) => {
    for (const { patch } of [...CHANGES, ...ADDITIONS]) {
      const found = readPatch(wholePatch(patch('docs/guide.md', withPrefixes(first, second))));
      expect(new Set(names(found))).toEqual(new Set(['docs/guide.md']));
    }
  });

  it('G8: without one, nothing is read', () => {
    for (const { patch } of [...CHANGES, ...ADDITIONS])
      for (const path of ['x', 'a/x', 'b/b/x', 'a b/c d']) expect(read(patch(path, NONE))).toBeNull();
  });
});

it('G2: reading costs no more than the length of the text', () => {
  const size = 1_048_576;
  const fill = (text: string) => text.repeat(Math.ceil(size / text.length)).slice(0, size);
  const HOSTILE = [
    `diff --git a/${fill('x/')} b/y\n`,
    `diff --git ${fill('a b/')}\n`,
    `diff --git "${fill('\\"')}\n`,
    `diff --git ${fill('/ ')}\nrename from ${fill('/ ')}\nrename to ${fill('/ ')}\n`,
    fill('diff --git a/x b/x\n'),
    `--- a/${fill(' ')}\n+++ b/x\n@@ -1 +1 @@\n`,
    `--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n${fill('\n')}x`,
    `--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n${fill('-1')}\n`,
    fill('\n'),
    fill(' \n'),
    fill('*** a\n'),
    fill('1,2'),
    fill('> '),
    fill('@'),
    fill('<<<<<<<'),
  ];
  for (const text of HOSTILE) {
    const start = performance.now();
    read(text);
    // Generous: what grows with the square takes minutes.
    expect([text.slice(0, 20), performance.now() - start > 3_000]).toEqual([text.slice(0, 20), false]);
  }
});
