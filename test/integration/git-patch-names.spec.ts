/** A patch changes the files that it names and no other (G8): prefixes of every kind, in a repository where a wrong reading finds a file too. */
import { judge } from '../../src/domain/rules/gate/gate.js';
import { REMEDY } from '../../src/domain/rules/patch/patch-words.js';
import type { GitRepository } from '../../src/git/git-repository.js';
import { gateFacts, git, LIMITS, TestRepository } from '../support/git/git-repositories.js';
import {
  ADDITIONS,
  type ChangeKind,
  CHANGES,
  damaged,
  NONE,
  PREFIXES,
  TEXT,
  withPrefixes,
} from '../support/git/patch-variants.js';

/** What is left of a path when its first folder is taken for a prefix is another file of the repository. */
const LOOK_ALIKES = [
  'guide.md',
  'docs/guide.md',
  'docs/docs/guide.md',
  'a/guide.md',
  'a/a/guide.md',
  'b/guide.md',
  'w/guide.md',
  'a name/of two.md',
];
const OLD = withPrefixes('a/', 'b/');

let repository: TestRepository;
let opened: GitRepository;

beforeAll(async () => {
  repository = await TestRepository.make({
    files: {
      ...Object.fromEntries(LOOK_ALIKES.map((path) => [path, TEXT])),
      'of two.md': TEXT,
      'old notes.md': TEXT,
      'lib/x.js': TEXT,
    },
  });
  opened = await repository.open();
});
afterAll(() => repository.remove());

async function look(patch: string) {
  const { facts, held } = await opened.inspectPatch({ base: repository.base, patch, limits: LIMITS });
  const tree = held?.tree ?? null;
  const touched = facts.outcome === 'applies' ? facts.changes.map(({ path }) => path) : [];
  const judgement = judge(gateFacts({ patch: facts }));
  // A tree is read while the quarantine is there.
  const content = async (path: string) =>
    held && tree ? held.commit({ message: 'x\n', at: new Date(0) }).then((id) => at(id, path)) : null;
  return { facts, touched, judgement, tree, content, discard: async () => held?.discard() };
}

async function at(commit: string, path: string): Promise<string | null> {
  if ((await git(repository.path, 'ls-tree', '-r', '--name-only', commit, '--', path)) === '') return null;
  return git(repository.path, 'show', `${commit}:${path}`);
}

async function touches(patch: string, path: string, { leaves }: ChangeKind, content = false): Promise<void> {
  const found = await look(patch);
  try {
    expect({ patch, touched: found.touched, verdict: found.judgement.verdict }).toEqual({
      patch,
      touched: [path],
      verdict: 'PASS',
    });
    if (content) expect(await found.content(path)).toBe(leaves === null ? null : leaves.replace(/\n$/, ''));
  } finally {
    await found.discard();
  }
}

async function isRefused(patch: string, says: string | RegExp): Promise<void> {
  const found = await look(patch);
  await found.discard();
  const reason = found.judgement.reasons.find(({ code }) => code === 'patch_malformed');
  expect({ patch, verdict: found.judgement.verdict, policy: found.judgement.policyRefusal }).toEqual({
    patch,
    verdict: 'REJECT',
    policy: false,
  });
  expect(reason?.message).toMatch(says);
}

describe('G8: what a patch names', () => {
  it.each(PREFIXES)('G8: %s and %s in front are no part of a path, for every kind of change', async (first, second) => {
    const sides = withPrefixes(first, second);
    for (const change of CHANGES)
      await touches(change.patch('docs/guide.md', sides), 'docs/guide.md', change, first === 'i/');
    for (const change of ADDITIONS)
      await touches(change.patch('docs/new.md', sides), 'docs/new.md', change, first === 'i/');
  });

  it.each(LOOK_ALIKES)('G8: an edit of %s lands there, although a wrong reading finds a file too', async (path) => {
    await touches(CHANGES[0]!.patch(path, OLD), path, CHANGES[0]!, true);
    await touches(CHANGES[1]!.patch(path, OLD), path, CHANGES[1]!);
    await touches(CHANGES[3]!.patch(path, OLD), path, CHANGES[3]!);
  });

  it('G8: without a prefix every kind of change of every file is refused, and the reason names the remedy', async () => {
    for (const path of [...LOOK_ALIKES, 'lib/x.js']) {
      for (const { patch } of CHANGES) await isRefused(patch(path, NONE), REMEDY);
    }
    for (const path of ['new.md', 'docs/new.md', 'a/new.md', 'lib/deep/new.md']) {
      for (const { patch } of ADDITIONS) await isRefused(patch(path, NONE), REMEDY);
    }
  });

  it.each<[name: string, patch: string]>([
    ['one file of several', CHANGES[0]!.patch('guide.md', OLD) + CHANGES[0]!.patch('docs/guide.md', NONE)],
    ['one traditional file of several', CHANGES[0]!.patch('guide.md', OLD) + CHANGES[1]!.patch('docs/guide.md', NONE)],
    ['the same prefix on both sides', CHANGES[0]!.patch('guide.md', withPrefixes('a/', 'a/'))],
    ['a folder of the repository on one side', CHANGES[0]!.patch('guide.md', withPrefixes('docs/', 'x/'))],
    ['folders of the repository on both sides', CHANGES[1]!.patch('guide.md', withPrefixes('docs/', 'lib/'))],
    [
      'prefixes that run into a folder of the repository',
      CHANGES[0]!.patch('docs/guide.md', withPrefixes('v1-', 'v2-')),
    ],
    ['prefixes that run into one, of a new file', ADDITIONS[0]!.patch('docs/new.md', withPrefixes('old_', 'new_'))],
    ['prefixes that run into a name in the top folder', CHANGES[0]!.patch('guide.md', withPrefixes('v1-', 'v2-'))],
    ['a new file of a traditional diff', '--- /dev/null\n+++ docs/new.md\n@@ -0,0 +1 @@\n+new\n'],
    [
      'a deletion of a traditional diff',
      '--- docs/guide.md\n+++ /dev/null\n@@ -1,4 +0,0 @@\n-one\n-two\n-three\n-four\n',
    ],
    [
      'a renamed file',
      'diff --git docs/guide.md docs/moved.md\nsimilarity index 100%\nrename from docs/guide.md\nrename to docs/moved.md\n',
    ],
    [
      'a file that moves to another folder',
      'diff --git docs/guide.md lib/g.md\nsimilarity index 100%\nrename from docs/guide.md\nrename to lib/g.md\n',
    ],
    [
      'a copy put aside',
      '--- docs/guide.md.orig\n+++ docs/guide.md\n@@ -1,4 +1,4 @@\n one\n-two\n+TWO\n three\n four\n',
    ],
    ['an absolute path', CHANGES[1]!.patch('docs/guide.md', withPrefixes('/', '/'))],
    ['names in quotes', CHANGES[0]!.patch('guide.md"', withPrefixes('"docs/', '"docs/'))],
    [
      'a first traditional file in the top folder',
      CHANGES[1]!.patch('guide.md', NONE) + CHANGES[0]!.patch('docs/guide.md', OLD),
    ],
  ])('G8: refused with the remedy: %s', (_, patch) => isRefused(patch, REMEDY));

  it.each<[name: string, patch: string, says: RegExp]>([
    [
      '"---" names another file',
      CHANGES[0]!.patch('docs/guide.md', OLD).replace('--- a/docs/', '--- a/'),
      /inconsistent old filename/,
    ],
    [
      '"+++" names another file',
      CHANGES[0]!.patch('docs/guide.md', OLD).replace('+++ b/docs/', '+++ b/'),
      /inconsistent new filename/,
    ],
    [
      '"---" has another prefix',
      CHANGES[0]!.patch('docs/guide.md', OLD).replace('--- a/', '--- c/'),
      /inconsistent old filename/,
    ],
    [
      'the two names are two files',
      'diff --git a/guide.md b/docs/guide.md\nold mode 100644\nnew mode 100755\n',
      /not the two sides of one file/,
    ],
    [
      'a rename whose names are not those of its header',
      'diff --git a/guide.md b/new.md\nsimilarity index 100%\nrename from docs/guide.md\nrename to new.md\n',
      /not the two sides/,
    ],
    [
      'a traditional diff of two files',
      CHANGES[1]!.patch('docs/guide.md', OLD).replace('+++ b/docs/', '+++ b/'),
      /name two files/,
    ],
    [
      'a header without content, whose name git gives to the next one',
      'diff --git a/guide.md b/guide.md\ndiff --git a/docs/guide.md b/docs/guide.md\nold mode 100644\nnew mode 100755\n',
      /says nothing of it/,
    ],
    [
      'a new file that does not say so',
      'diff --git a/new.md b/new.md\n--- /dev/null\n+++ b/new.md\n@@ -0,0 +1 @@\n+new\n',
      /"new file mode 100644" belong together/,
    ],
    [
      'a deletion that does not say so',
      'diff --git a/guide.md b/guide.md\n--- a/guide.md\n+++ /dev/null\n@@ -1,4 +0,0 @@\n-one\n-two\n-three\n-four\n',
      /"deleted file mode 100644" belong/,
    ],
    ['a part "." in a path', CHANGES[0]!.patch('./docs/guide.md', OLD), /a part "\."/],
  ])('G8: refused: %s', (_, patch, says) => isRefused(patch, says));

  it('G8: other ways to name the same: quotes, copies put aside, times, renames, several prefixes', async () => {
    const edit = CHANGES[0]!;
    await touches(edit.patch('docs/guide.md"', withPrefixes('"a/', '"b/')), 'docs/guide.md', edit);
    await touches(
      `--- a/docs/guide.md.orig\n+++ b/docs/guide.md\n${edit.patch('x', OLD).slice(edit.patch('x', OLD).indexOf('@@'))}`,
      'docs/guide.md',
      edit,
    );
    await touches(
      edit.patch('old notes.md', OLD).replace('--- a/old notes.md', '--- a/old notes.md\t'),
      'old notes.md',
      edit,
    );
    const renamed = await look(
      'diff --git i/docs/guide.md w/lib/a b.md\nsimilarity index 100%\nrename from docs/guide.md\nrename to lib/a b.md\n',
    );
    expect(renamed.touched.sort()).toEqual(['docs/guide.md', 'lib/a b.md']);
    await renamed.discard();
    const mixed = await look(
      edit.patch('guide.md', OLD) +
        edit.patch('docs/guide.md', withPrefixes('c/', 'w/')) +
        CHANGES[1]!.patch('lib/x.js', withPrefixes('old/', 'new/')),
    );
    expect(mixed.touched.sort()).toEqual(['docs/guide.md', 'guide.md', 'lib/x.js']);
    await mixed.discard();
  });

  it('G8: no settings of a repository or its owner change what a patch without prefixes means', async () => {
    await git(repository.path, 'config', 'diff.noprefix', 'true');
    await git(repository.path, 'config', 'diff.mnemonicPrefix', 'true');
    await isRefused(CHANGES[0]!.patch('docs/guide.md', NONE), REMEDY);
    await touches(CHANGES[0]!.patch('docs/guide.md', OLD), 'docs/guide.md', CHANGES[0]!);
  });

  it('G8: of a damaged patch git changes what the whole one names, or nothing', async () => {
    const whole = CHANGES[5]!.patch('docs/guide.md', OLD);
    const header = whole.slice(0, whole.indexOf('@@'));
    const hurt = [...damaged(header, ['d', '/', '\n'])].map(
      ([how, text]) => [how, text + whole.slice(header.length)] as const,
    );
    // A sample: every damage is read in read-patch.spec.ts.
    for (const [how, patch] of hurt.filter((_, i) => i % 9 === 0)) {
      const found = await look(patch);
      await found.discard();
      expect([how, found.touched.filter((path) => path !== 'docs/guide.md')]).toEqual([how, []]);
    }
  });
});
