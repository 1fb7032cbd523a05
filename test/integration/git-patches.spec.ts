/** Patches that are fine: what git says of them, and how they become commits of the repository, whatever kind of repository it is. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import { judge } from '../../src/domain/rules/gate/gate.js';
import type { AppliedPatchFacts } from '../../src/domain/rules/gate/patch-facts.js';
import { GitRepository } from '../../src/git/git-repository.js';
import type { HeldTree } from '../../src/git/held-tree.js';
import {
  base85,
  commitTree,
  gateFacts,
  git,
  gitBytes,
  LIMITS,
  newFile,
  parentsOf,
  README,
  TestRepository,
  type TestRepositoryOptions,
} from '../support/git/git-repositories.js';
import { run } from '../support/programs.js';

const AT = new Date('2026-03-04T05:06:07.890Z');

async function applied(
  opened: GitRepository,
  base: string,
  patch: string | Uint8Array,
): Promise<{ facts: AppliedPatchFacts; held: HeldTree }> {
  const inspection = await opened.inspectPatch({ base, patch, limits: LIMITS });
  if (!inspection.held) throw new Error(`The patch was refused: ${JSON.stringify(inspection.facts)}`);
  return inspection;
}

describe('G2: what a patch touches is what git says', () => {
  let repository: TestRepository;
  let opened: GitRepository;

  beforeEach(async () => {
    repository = await TestRepository.make({
      files: {
        'README.md': README,
        'src/a.ts': 'a\nb\nc\n',
        'src/long.ts': 'line\n'.repeat(300),
        'windows.txt': 'one\r\ntwo\r\n',
        'image.png': randomBytes(3_000),
        'a name with blanks.txt': 'x\n',
        // No patch may add such a name (path_unusable); what a repository has can be worked on.
        'line\nbreak\t"quoted"\\.txt': 'odd\n',
      },
    });
    opened = await repository.open();
  });
  afterEach(() => repository.remove());

  async function changesOf(patch: string | Uint8Array) {
    const before = await repository.fingerprint();
    const { facts, held } = await applied(opened, repository.base, patch);
    await held.discard();
    expect(await repository.fingerprint()).toEqual(before);
    expect(await repository.leftovers()).toEqual([]);
    return facts;
  }

  it('G2: names, modes, sizes and lines of every kind of change, in one patch', async () => {
    const image = randomBytes(5_000);
    const patch = await repository.patch(
      {
        'README.md': README.replace('two\n', 'TWO\nand a half\n').replace('five\n', ''),
        'a name with blanks.txt': 'x\ny\n',
        'grüße/日本.md': 'héllo\n',
        'line\nbreak\t"quoted"\\.txt': 'odd\nodder\n',
        'image.png': image,
        'windows.txt': 'one\r\ntwo\r\nthree\r\n',
        empty: '',
        'src/a.ts': null,
      },
      async (clone) => {
        await rename(join(clone, 'src/long.ts'), join(clone, 'src/longer.ts'));
        await symlink('a.ts', join(clone, 'src/link.ts'));
        await writeFile(join(clone, 'run.sh'), 'echo\n');
        await chmod(join(clone, 'run.sh'), 0o755);
      },
    );
    const facts = await changesOf(patch);
    const displayed = facts.changes.map(({ path, oldMode, newMode, size, addedLines, deletedLines }) =>
      [path, oldMode, newMode, size, addedLines, deletedLines].join(' | '),
    );
    expect(displayed.sort()).toEqual(
      [
        `README.md | 100644 | 100644 | ${README.length + 'and a half\n'.length - 'five\n'.length} | 2 | 2`,
        'a name with blanks.txt | 100644 | 100644 | 4 | 1 | 0',
        'empty |  | 100644 | 0 | 0 | 0',
        'grüße/日本.md |  | 100644 | 7 | 1 | 0',
        'image.png | 100644 | 100644 | 5000 |  | ',
        'line\nbreak\t"quoted"\\.txt | 100644 | 100644 | 10 | 1 | 0',
        'run.sh |  | 100755 | 5 | 1 | 0',
        'src/a.ts | 100644 |  | 0 | 0 | 3',
        'src/link.ts |  | 120000 | 4 | 1 | 0',
        'src/long.ts | 100644 |  | 0 | 0 | 0',
        'src/longer.ts |  | 100644 | 1500 | 0 | 0',
        'windows.txt | 100644 | 100644 | 17 | 1 | 0',
      ].sort(),
    );
    expect(facts.changes.find(({ path }) => path === 'src/link.ts')?.linkTarget).toBe('a.ts');
    expect(facts.changes.find(({ path }) => path === 'src/longer.ts')?.movedWith).toBe('src/long.ts');
    expect(facts.bytes).toBe(patch.length);
    expect(facts.unpackedBytes).toBeGreaterThanOrEqual(5_000);
    expect(judge(gateFacts({ patch: facts }))).toEqual({
      verdict: 'PASS',
      reasons: [],
      policyRefusal: false,
      fingerprint: null,
    });
  });

  it('G2: a file that moved with changes counts as it is: old path gone, new path there, its lines deleted', async () => {
    const patch = await repository.patch({ 'src/longer.ts': `${'line\n'.repeat(300)}more\n`, 'src/long.ts': null });
    expect(patch.toString()).toContain('rename from');
    const facts = await changesOf(patch);
    expect(facts.changes.map(({ path, deletedLines }) => [path, deletedLines])).toEqual([
      ['src/long.ts', 300],
      ['src/longer.ts', 0],
    ]);
    expect(judge(gateFacts({ patch: facts, complexity: 'LOW' })).reasons.map(({ code }) => code)).toEqual([
      'many_deletions',
    ]);
  });

  it('G2: attributes of the repository cannot hide deleted lines, nor start a program', async () => {
    const witness = join(repository.folder, 'witness');
    await mkdir(join(repository.path, 'info'), { recursive: true });
    await writeFile(join(repository.path, 'info/attributes'), '* -diff filter=evil diff=evil merge=evil\n');
    for (const [name, value] of [
      ['filter.evil.clean', `touch ${witness}`],
      ['filter.evil.smudge', `touch ${witness}`],
      ['diff.evil.textconv', `touch ${witness}; cat`],
      ['diff.external', `touch ${witness}`],
      ['core.fsmonitor', `touch ${witness}`],
      ['core.excludesFile', '~/nowhere'],
      ['apply.whitespace', 'error-all'],
      ['core.autocrlf', 'true'],
    ]) {
      await git(repository.path, 'config', name!, value!);
    }
    const patch = `diff --git a/src/long.ts b/src/long.ts\ndeleted file mode 100644\n--- a/src/long.ts\n+++ /dev/null\n@@ -1,300 +0,0 @@\n${'-line\n'.repeat(300)}${newFile('crlf.txt', 'trailing blanks  \r\n')}`;
    const facts = await changesOf(patch);
    expect(facts.changes.map(({ path, deletedLines, size }) => [path, deletedLines, size])).toEqual([
      ['crlf.txt', 0, 19],
      ['src/long.ts', 300, 0],
    ]);
    expect(existsSync(witness)).toBe(false);
  });

  it('G2: what a patch says of its size is checked by git too: a lie is found without our own check', async () => {
    for (const stated of [10, 1_073_741_824]) {
      const data = base85(deflateSync(Buffer.alloc(26)));
      const lie = `diff --git a/f b/f\nnew file mode 100644\nindex ${'0'.repeat(40)}..${'1'.repeat(40)}\nGIT binary patch\nliteral ${stated}\n${data}\n`;
      const answer = await run('git', ['apply', '--numstat', '-'], {
        cwd: repository.clone,
        input: lie,
        reject: false,
      });
      expect(answer.exitCode).not.toBe(0);
      expect(answer.stderr).toContain('corrupt binary patch');
    }
  });

  it('G2: too many files are counted, and every impossible path is named, before git writes anything', async () => {
    const look = async (patch: string) =>
      (await opened.inspectPatch({ base: repository.base, patch, limits: LIMITS })).facts;
    const many = Array.from({ length: 201 }, (_, i) => newFile(`f${i}`)).join('');
    expect(await look(many)).toEqual({ outcome: 'too-large', limit: 'maxFiles', allowed: 200, value: 201 });
    expect(await look(newFile('../x') + newFile('fine') + newFile('.git/config'))).toEqual({
      outcome: 'impossible-paths',
      paths: [
        { path: '../x', why: 'leaves-tree' },
        { path: '.git/config', why: 'git-folder' },
      ],
    });
  });

  it('G2: paths that collide already are nobody’s fault now, and a rename in case alone collides with nothing', async () => {
    const lookAlikes = await repository.commit('twins', { 'src/A.TS': 'a\n', 'LIB/x': 'x\n', 'lib/y': 'y\n' });
    for (const patch of [newFile('src/b.ts'), newFile('lib/z'), newFile('LIB/deep/z'), newFile('README')]) {
      const { facts, held } = await applied(opened, lookAlikes, patch);
      await held.discard();
      expect([patch, facts.collisions]).toEqual([patch, []]);
    }
    const { facts, held } = await applied(opened, lookAlikes, newFile('lib/X'));
    await held.discard();
    expect(facts.collisions).toEqual([]);
    const renamed = await applied(
      opened,
      repository.base,
      'diff --git a/README.md b/readme.md\nsimilarity index 100%\nrename from README.md\nrename to readme.md\n',
    );
    await renamed.held.discard();
    expect(renamed.facts.collisions).toEqual([]);
  });

  it('G2: a patch of a mebibyte, whatever it names, is judged in no time', async () => {
    const size = 1_048_000;
    const fill = (text: string) => text.repeat(Math.floor(size / text.length));
    const HOSTILE = [
      newFile(`${'d/'.repeat(12_000)}f`),
      newFile(fill('d/') + 'f'),
      newFile(fill('n')),
      fill(newFile('d/'.repeat(1_000) + 'f')),
      fill('diff --git a/x b/x\nold mode 100644\nnew mode 100755\n'),
      fill(newFile('f')),
      fill('*** Begin Patch\n'),
      `diff --git ${fill('a b/')}\nold mode 100644\n`,
      fill('--- a/x\n+++ b/y\n'),
    ];
    for (const patch of HOSTILE) {
      const start = performance.now();
      const { facts } = await opened.inspectPatch({ base: repository.base, patch, limits: LIMITS });
      expect([patch.slice(0, 40), facts.outcome]).not.toEqual([patch.slice(0, 40), 'applies']);
      // What grows with the square takes minutes; a busy machine takes its time, too.
      expect([patch.slice(0, 40), performance.now() - start > 3_000]).toEqual([patch.slice(0, 40), false]);
    }
  });

  it('G2: two inspections at once do not disturb each other', async () => {
    const before = await repository.fingerprint();
    const patches = Array.from({ length: 6 }, (_, i) => newFile(`f${i}`, `${i}\n`));
    const found = await Promise.all(patches.map((patch) => applied(opened, repository.base, patch)));
    expect(found.map(({ facts }) => facts.changes.map(({ path }) => path))).toEqual(patches.map((_, i) => [`f${i}`]));
    expect(new Set(found.map(({ held }) => held.tree)).size).toBe(6);
    await Promise.all(found.map(({ held }) => held.discard()));
    expect(await repository.leftovers()).toEqual([]);
    expect(await repository.fingerprint()).toEqual(before);
  });

  it('G2: a base commit that the repository does not have is no fault of the patch', async () => {
    const inspecting = opened.inspectPatch({ base: '1'.repeat(40), patch: newFile('x'), limits: LIMITS });
    await expect(inspecting).rejects.toThrow('git cat-file failed');
    expect(await repository.leftovers()).toEqual([]);
  });

  it('G2: limits of the ruleset are obeyed, and a rename without changes is one file', async () => {
    const moving = await repository.patch({}, async (clone) => {
      await mkdir(join(clone, 'lib'));
      await rename(join(clone, 'src/a.ts'), join(clone, 'lib/a.ts'));
    });
    const limits = { ...LIMITS, maxFiles: 1, maxUnpackedBytes: 10 };
    const { facts, held } = await opened.inspectPatch({ base: repository.base, patch: moving, limits });
    await held?.discard();
    const policies = { ...gateFacts().policies, patch: limits };
    expect(judge(gateFacts({ patch: facts, policies })).verdict).toBe('PASS');
    const grown = await opened.inspectPatch({ base: repository.base, patch: newFile('x', '12345678901\n'), limits });
    await grown.held?.discard();
    expect(judge(gateFacts({ patch: grown.facts, policies })).reasons.map(({ code }) => code)).toEqual([
      'patch_unpacks_too_large',
    ]);
  });
});

const KINDS: readonly (readonly [name: string, options: TestRepositoryOptions])[] = [
  ['a bare repository', { kind: 'bare', branch: 'trunk' }],
  ['a repository with a work tree', { kind: 'work-tree', branch: 'release/2.x' }],
  ['a linked work tree', { kind: 'linked-work-tree', branch: 'main' }],
  ['a repository of the other object format', { kind: 'bare', branch: 'trunk', objectFormat: 'sha256' }],
];

describe.each(KINDS)('G3: commits in %s', (_, options) => {
  let repository: TestRepository;
  let opened: GitRepository;

  beforeEach(async () => {
    repository = await TestRepository.make(options);
    opened = await repository.open();
  });
  afterEach(() => repository.remove());

  it('G3: a kept patch becomes a commit on its base, the same one for every repeat, and no ref moves', async () => {
    const patch = await repository.patch({ 'README.md': README.replace('two', '2'), 'image.bin': randomBytes(70_000) });
    const refs = await git(repository.path, 'for-each-ref');
    const status = options.kind === 'bare' ? '' : await git(repository.path, 'status', '--porcelain');
    const message = 'One phase\n\nAutopack-Run: r1\n';
    const commits: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      const { held } = await applied(opened, repository.base, patch);
      commits.push(await held.commit({ message, at: AT }), await held.commit({ message, at: AT }));
      await held.discard();
    }
    expect(new Set(commits).size).toBe(1);
    const [commit] = commits as [string];
    expect(await opened.commitExists(commit)).toBe(true);
    expect(await parentsOf(repository.path, commit)).toEqual([repository.base]);
    expect(await git(repository.path, 'show', '-s', '--format=%an <%ae> %aI|%cn <%ce> %cI|%B', commit)).toBe(
      `Autopack <autopack@localhost> 2026-03-04T05:06:07+00:00|Autopack <autopack@localhost> 2026-03-04T05:06:07+00:00|${message}`,
    );
    expect(await git(repository.path, 'show', `${commit}:README.md`)).toBe(README.replace('two', '2').trimEnd());
    expect(await git(repository.path, 'for-each-ref')).toBe(refs);
    if (options.kind !== 'bare') expect(await git(repository.path, 'status', '--porcelain')).toBe(status);
    await git(repository.path, 'fsck', '--strict', commit);
    expect(await repository.leftovers()).toEqual([]);
  });

  it('G4: the object of an annotated tag carries its message, the same object for every repeat, without a ref', async () => {
    const order = { tag: 'autonomous/r1/p1', commit: repository.base, message: '{"issues": ["ü"]}', at: AT };
    const refs = await git(repository.path, 'for-each-ref');
    const tag = await opened.makeTagObject(order);
    expect(await opened.makeTagObject(order)).toBe(tag);
    expect(await git(repository.path, 'for-each-ref')).toBe(refs);
    expect((await gitBytes(repository.path, 'cat-file', 'tag', tag)).toString()).toMatch(
      /\n\n\{"issues": \["ü"\]\}\n$/,
    );
    expect(await opened.taggedCommit(tag)).toBe(repository.base);
    expect(await opened.taggedCommit(repository.base)).toBeNull();
    const ref = 'refs/tags/autonomous/r1/p1';
    expect(await opened.moveRef({ ref, old: null, next: tag })).toBe('moved');
    expect(await opened.readRef(ref)).toBe(tag);
    expect(
      await git(repository.path, 'tag', '-l', '--format=%(objecttype) %(*objectname) %(taggerdate:iso-strict)'),
    ).toBe(`tag ${repository.base} 2026-03-04T05:06:07+00:00`);
  });

  it('G3: the default branch is the configured one, else the one that HEAD names, whatever it is called', async () => {
    const head = options.kind === 'linked-work-tree' ? 'side' : repository.branch;
    expect(await opened.defaultBranch(null)).toEqual({ branch: head, commit: repository.base });
    const other = await repository.commit('other', { x: 'x\n' });
    expect(await opened.defaultBranch('other')).toEqual({ branch: 'other', commit: other });
    expect(await opened.defaultBranch('nowhere')).toBeNull();
    await git(repository.path, 'symbolic-ref', 'HEAD', 'refs/heads/unborn');
    expect(await opened.defaultBranch(null)).toBeNull();
    await git(repository.path, 'update-ref', '--no-deref', 'HEAD', repository.base);
    expect(await opened.defaultBranch(null)).toBeNull();
  });

  it('G3: commits are read by full ids alone', async () => {
    const second = await repository.commit('second', { x: 'x\n' });
    expect(await opened.isAncestor(repository.base, second)).toBe(true);
    expect(await opened.isAncestor(second, repository.base)).toBe(false);
    expect(await opened.isAncestor(second, second)).toBe(true);
    await expect(opened.isAncestor('1'.repeat(second.length), second)).rejects.toThrow('git merge-base failed');
    for (const text of ['second', 'HEAD', second.slice(0, 12), `${second}^`, '--all', '']) {
      expect(await opened.commitExists(text)).toBe(false);
      await expect(opened.changedPaths(text, second)).rejects.toThrow('is not the id of an object');
    }
    expect(await opened.commitExists(await git(repository.path, 'rev-parse', `${second}^{tree}`))).toBe(false);
  });
});

test('G2: a shallow clone can be worked in', async () => {
  const repository = await TestRepository.make();
  try {
    await repository.commit(repository.branch, { x: 'x\n' });
    const shallow = join(repository.folder, 'shallow');
    await git(repository.folder, 'clone', '-q', '--bare', '--depth', '1', `file://${repository.path}`, shallow);
    const base = await git(shallow, 'rev-parse', 'HEAD');
    await rm(repository.path, { recursive: true });
    const opened = await GitRepository.open(shallow, { scratchFolder: repository.scratch });
    const { held } = await applied(opened, base, newFile('y'));
    const commit = await held.commit({ message: 'y\n', at: AT });
    await held.discard();
    expect(await git(shallow, 'log', '--format=%H', commit)).toBe(`${commit}\n${base}`);
    const other = await commitTree(shallow, `${base}^{tree}`, [base], 'other');
    const merge = await opened.mergeForPromotion({ source: commit, target: other });
    expect(merge.kind).toBe('merge');
    if (merge.kind === 'merge') await merge.held.discard();
  } finally {
    await repository.remove();
  }
});
