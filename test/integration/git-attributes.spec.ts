/** What a patch leads to is what `git add` in a clean clone would have stored (G8): git itself, in a real clone, is what it is compared with. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import * as fc from 'fast-check';

import { judge } from '../../src/domain/rules/gate/gate.js';
import { addedTree } from '../../src/git/added-tree.js';
import { LooseObjects } from '../../src/git/loose-objects.js';
import type { PatchInspection } from '../../src/git/patch-inspection.js';
import { findRepository } from '../../src/git/repository-place.js';
import { ScratchRepository } from '../../src/git/scratch-repository.js';
import { type Files, gateFacts, git, gitBytes, LIMITS, TestRepository } from '../support/git/git-repositories.js';
import { run } from '../support/programs.js';

const AT = new Date('2026-03-04T05:06:07Z');
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

describe('G8: what is stored is what git add in a clean clone would have stored', () => {
  let repository: TestRepository;

  const begun = async (files: Files, raw: Files = {}) => {
    repository = await TestRepository.make({ files, prepare: (clone) => storeRaw(clone, raw) });
  };
  afterEach(() => repository.remove());

  /** Puts bytes into the index as they are, whatever the attributes say. */
  async function storeRaw(clone: string, files: Files): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      if (content === null) {
        await git(clone, 'update-index', '--force-remove', path);
        continue;
      }
      const { stdout: id } = await run('git', ['hash-object', '-w', '--no-filters', '--stdin'], {
        cwd: clone,
        input: content,
      });
      await git(clone, 'update-index', '--add', '--replace', '--cacheinfo', `100644,${id},${path}`);
    }
  }

  /** The patch of somebody who knows nothing of attributes. */
  async function rawPatch(files: Files): Promise<Buffer> {
    try {
      await storeRaw(repository.clone, files);
      return await gitBytes(repository.clone, 'diff', '--cached', '--binary', '--full-index', '--no-renames');
    } finally {
      await git(repository.clone, 'read-tree', 'HEAD');
    }
  }

  const inspect = async (patch: Uint8Array, more: { lfs?: boolean } = {}): Promise<PatchInspection> =>
    (await repository.open()).inspectPatch({ base: repository.base, patch, limits: LIMITS, ...more });

  /** The commit that the patch becomes, on a branch of its own. */
  async function committed(patch: Uint8Array, more: { lfs?: boolean } = {}): Promise<string> {
    const inspection = await inspect(patch, more);
    if (!inspection.held) throw new Error(JSON.stringify(inspection.facts));
    try {
      const commit = await inspection.held.commit({ message: 'work', at: AT });
      await git(repository.path, 'update-ref', 'refs/heads/work', commit);
      return commit;
    } finally {
      await inspection.held.discard();
    }
  }

  /** What git makes of these files in a clean clone. */
  async function addedInClone(files: Files): Promise<string> {
    const clone = join(repository.folder, 'oracle');
    await git(repository.folder, 'clone', '-q', '-b', repository.branch, repository.path, clone);
    try {
      for (const [path, content] of Object.entries(files)) {
        await rm(join(clone, path), { force: true });
        if (content === null) continue;
        await mkdir(dirname(join(clone, path)), { recursive: true });
        await writeFile(join(clone, path), content);
      }
      await git(clone, 'add', '-A');
      return await git(clone, 'write-tree');
    } finally {
      await rm(clone, { recursive: true });
    }
  }

  /** Is a fresh clone of the commit clean, read byte by byte? */
  async function statusOfClone(): Promise<string> {
    const clone = join(repository.folder, 'fresh');
    await git(repository.folder, 'clone', '-q', '-b', 'work', repository.path, clone);
    try {
      // Without what the index knows of the files, git must read them.
      await git(clone, 'read-tree', 'HEAD');
      return await git(clone, 'status', '--porcelain');
    } finally {
      await rm(clone, { recursive: true });
    }
  }

  const stored = (path: string): Promise<Buffer> =>
    gitBytes(repository.path, 'cat-file', 'blob', `refs/heads/work:${path}`);

  const CRLF = 'one\r\ntwo\r\n';
  const LF = 'one\ntwo\n';

  it.each<[what: string, attributes: string, written: string | Buffer, expected: string | Buffer]>([
    ['CRLF under text=auto', '* text=auto', CRLF, LF],
    ['CRLF under text', '*.txt text', CRLF, LF],
    ['CRLF under eol=lf', '*.txt eol=lf', CRLF, LF],
    ['CRLF under eol=crlf', '*.txt text eol=crlf', CRLF, LF],
    ['CRLF under the old word crlf', '*.txt crlf', CRLF, LF],
    ['CRLF under -text', '* text=auto\n*.txt -text', CRLF, CRLF],
    ['CRLF under binary', '* text=auto\n*.txt binary', CRLF, CRLF],
    ['CRLF without an attribute', '*.md text=auto', CRLF, CRLF],
    ['LF under eol=crlf', '*.txt text eol=crlf', LF, LF],
    ['both line ends', '* text=auto', 'a\nb\r\nc\n', 'a\nb\nc\n'],
    ['a lone CR', '* text=auto', 'a\rb\r\n', 'a\rb\r\n'],
    ['bytes under text=auto', '* text=auto', Buffer.from([0, 1, 13, 10, 2]), Buffer.from([0, 1, 13, 10, 2])],
    ['an expanded $Id$', '* ident', 'x $Id: 0123 $ y\n', 'x $Id$ y\n'],
    ['UTF-16 for UTF-8', '*.txt working-tree-encoding=UTF-16', utf16('grüße\n'), 'grüße\n'],
    ['UTF-8 for UTF-16', '*.txt working-tree-encoding=UTF-16', 'grüße\n', 'grüße\n'],
    ['UTF-16 with CRLF', '*.txt text working-tree-encoding=UTF-16LE-BOM eol=crlf', utf16(CRLF), LF],
    ['a filter that nobody knows', '* filter=unknown', CRLF, CRLF],
  ])('G8: %s', async (_, attributes, written, expected) => {
    await begun({ '.gitattributes': `${attributes}\n`, 'other.md': 'x\n' });
    await committed(await rawPatch({ 'a/new.txt': written }));
    expect(await stored('a/new.txt')).toEqual(Buffer.from(expected));
    expect(await statusOfClone()).toBe('');
  });

  it('G8: a file whose content is gone is a failure of git, and is not taken for an empty one', async () => {
    await begun({ '.gitattributes': '* text=auto\n' });
    const next = await repository.commit('next', { 'a.txt': LF });
    const scratch = await ScratchRepository.over(await findRepository(repository.path, repository.scratch));
    try {
      const [base, tree] = [`${repository.base}^{tree}`, `${next}^{tree}`];
      await scratch.git.read(['read-tree', tree]);
      const objects = new LooseObjects(join(repository.folder, 'nothing'), 'sha1');
      const { git, folder } = scratch;
      const added = addedTree({ git, folder, objects, base, tree, paths: ['a.txt'], lfs: false });
      await expect(added).rejects.toThrow('is in neither the quarantine nor the repository.');
    } finally {
      await scratch.discard();
    }
  });

  it('G8: attributes of folders count, and so do those that the patch itself writes or takes away', async () => {
    await begun({ 'here/.gitattributes': '* text\n', 'gone/.gitattributes': '* text\n', 'gone/x': 'x\n' });
    const files = {
      'here/a': CRLF,
      'gone/.gitattributes': null,
      'gone/a': CRLF,
      'new/.gitattributes': '* text\r\n',
      'new/a': CRLF,
      b: CRLF,
    };
    await committed(await rawPatch(files));
    for (const [path, content] of [
      ['here/a', LF],
      ['gone/a', CRLF],
      ['new/a', LF],
      ['b', CRLF],
    ] as const)
      // prettier-ignore
      expect([path, (await stored(path)).toString()]).toEqual([path, content]);
  });

  it('G8: a file whose stored line ends are CRLF keeps them under text=auto, as git keeps them, and loses them under text', async () => {
    await begun({ '.gitattributes': 'auto* text=auto\ntext* text\n' }, { 'auto.c': CRLF, 'text.c': CRLF });
    await committed(await rawPatch({ 'auto.c': `${CRLF}three\r\n`, 'text.c': `${CRLF}three\r\n` }));
    expect((await stored('auto.c')).toString()).toBe(`${CRLF}three\r\n`);
    expect((await stored('text.c')).toString()).toBe(`${LF}three\n`);
  });

  it('G8: a patch that changes only what git would change back is empty', async () => {
    await begun({ '.gitattributes': '* text=auto\n', 'a.txt': LF });
    expect((await inspect(await rawPatch({ 'a.txt': CRLF }))).facts.outcome).toBe('empty');
  });

  it('G8: modes, symlinks, removed files and files that became folders come along', async () => {
    await begun({ '.gitattributes': '* text=auto\n', was: 'file\n', 'run.sh': 'x\n', gone: 'g\n' });
    const patch = await rawPatch({ was: null, 'was/a.txt': CRLF, gone: null, 'plain.txt': LF });
    const before = await repository.fingerprint();
    const { held } = await inspect(patch);
    await held!.discard();
    expect(await repository.fingerprint()).toEqual(before);
    const mode = `diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n--- a/run.sh\n+++ b/run.sh\n@@ -1 +1 @@\n-x\n+x\r\n`;
    const link =
      'diff --git a/link b/link\nnew file mode 120000\n--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+was/a.txt\n\\ No newline at end of file\n';
    await committed(Buffer.concat([patch, Buffer.from(`${link}${mode.replace('+x\r\n', '+y\r\n')}`)]));
    const tree = await git(repository.path, 'ls-tree', '-r', 'work');
    expect(tree.replaceAll(/ blob [0-9a-f]+\t/g, ' ').split('\n')).toEqual([
      '100644 .gitattributes',
      '120000 link',
      '100644 plain.txt',
      '100755 run.sh',
      '100644 was/a.txt',
    ]);
    expect((await stored('run.sh')).toString()).toBe('y\n');
    expect(await statusOfClone()).toBe('');
  });

  it('G8: what git refuses to add is refused in its words, and no way leads around', async () => {
    await begun({ '.gitattributes': '*.txt working-tree-encoding=UTF-16\n' });
    const { facts, held } = await inspect(await rawPatch({ 'odd.txt': Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x63]) }));
    await held?.discard();
    const judged = judge(gateFacts({ patch: facts }));
    expect(judged).toMatchObject({ verdict: 'REJECT', reasons: [{ code: 'attributes_not_met' }] });
    expect(judged.reasons[0]!.message).toMatch(/odd\.txt/);
    expect(await repository.leftovers()).toEqual([]);
  });

  it('G8: whatever attributes and files are combined, it is the tree that git makes in a clone', async () => {
    const line = fc.constantFrom('one', '', 'a\rb', '$Id$', '$Id: x $', 'grüße');
    const end = fc.constantFrom('\n', '\r\n');
    const text = fc
      .array(fc.tuple(line, end), { maxLength: 4 })
      .map((lines) => lines.map((each) => each.join('')).join(''));
    const rule = fc.tuple(
      fc.constantFrom('*', '*.txt', 'y.*', 'z.txt', '/a/x.txt'),
      fc.constantFrom(
        'text=auto',
        'text',
        '-text',
        'binary',
        'eol=lf',
        'eol=crlf',
        'text eol=crlf',
        'ident',
        'crlf',
        '-crlf',
        '!text',
        'text=auto eol=crlf',
      ),
    );
    const attributes = fc
      .array(rule, { maxLength: 3 })
      .map((rules) => rules.map((each) => `${each.join(' ')}\n`).join(''));
    const folders = ['a', 'b', 'c', 'd', 'e'];
    const names = ['x.txt', 'y.c', 'z.txt'];
    const inFolder = fc.record({ rules: attributes, base: text, next: fc.tuple(text, text, text) });
    await fc.assert(
      fc.asyncProperty(
        attributes,
        fc.tuple(inFolder, inFolder, inFolder, inFolder, inFolder),
        async (top, generated) => {
          const each = folders.map((folder, i) => ({ folder, ...generated[i]! }));
          const rules = each.map(({ folder, rules }) => [`${folder}/.gitattributes`, rules] as const);
          const base = each.map(({ folder, base }) => [`${folder}/x.txt`, base] as const);
          await begun({ '.gitattributes': top, ...Object.fromEntries(rules) }, Object.fromEntries(base));
          try {
            const files = Object.fromEntries(
              each.flatMap(({ folder, next }) => names.map((name, i) => [`${folder}/${name}`, next[i]!] as const)),
            );
            const patch = await rawPatch(files);
            if (patch.length === 0) return;
            const inspection = await inspect(patch);
            const tree = inspection.held
              ? await git(repository.path, 'rev-parse', `${await committed(patch)}^{tree}`)
              : await git(repository.clone, 'rev-parse', 'HEAD^{tree}');
            await inspection.held?.discard();
            expect(tree).toBe(await addedInClone(files));
            if (inspection.held) expect(await statusOfClone()).toBe('');
          } finally {
            await repository.remove();
          }
        },
      ),
      // A case takes a second: what failed is told at once, and not made smaller first.
      { numRuns: 8, endOnFailure: true },
    );
  }, 180_000);
});
