/** Patches that want more than they may: each is refused for the right reason, and the repository of the user is not touched by a byte (G2). */
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import { judge } from '../../src/domain/rules/gate/gate.js';
import type { GateFacts, GateReasonCode } from '../../src/domain/rules/gate/gate-facts.js';
import type { GitRepository } from '../../src/git/git-repository.js';
import { base85, gateFacts, git, LIMITS, newFile, README, TestRepository } from '../support/git/git-repositories.js';

/** A new binary file whose part says anything. */
function binaryFile(
  path: string,
  kind: string,
  stated: number | string,
  unpacked: Uint8Array,
  before = '0'.repeat(40),
): string {
  const head = before === '0'.repeat(40) ? 'new file mode 100644\n' : '';
  const back = 'literal 0\nHcmV?d00001\n\n';
  return `diff --git a/${path} b/${path}\n${head}index ${before}..${'1'.repeat(40)}${head ? '' : ' 100644'}\nGIT binary patch\n${kind} ${stated}\n${base85(deflateSync(unpacked))}\n${back}`;
}

/** A delta over `base` bytes that says its file has `result` bytes, and copies the base as often as given. */
function delta(base: number, result: number, copies: number): Buffer {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
  const copy = [0x90, base];
  return Buffer.from([...varint(base), ...varint(result), ...Array(copies).fill(copy).flat()]);
}

interface Hostile {
  readonly name: string;
  readonly patch: string | (() => Buffer) | ((repository: TestRepository) => Promise<Buffer>);
  readonly code: GateReasonCode;
  readonly policy: boolean;
  /** What the reason must say besides. */
  readonly says?: RegExp | undefined;
  readonly facts?: Partial<GateFacts>;
}

const path = (name: string, written: string, code: GateReasonCode, says?: RegExp): Hostile => ({
  name,
  patch: newFile(written),
  code,
  policy: true,
  says,
});
const policy = (name: string, patch: Hostile['patch'], code: GateReasonCode, more: Partial<Hostile> = {}): Hostile => ({
  name,
  patch,
  code,
  policy: true,
  ...more,
});
const ordinary = (name: string, patch: Hostile['patch'], code: GateReasonCode, says?: RegExp): Hostile => ({
  name,
  patch,
  code,
  policy: false,
  says,
});

const SUBPROJECT = `Subproject commit ${'1'.repeat(40)}\n`;
const changed = (file: string) =>
  `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1,2 +1,2 @@\n-one\n+ONE\n two\n`;

const HOSTILE: readonly Hostile[] = [
  path('a way up', '../evil', 'path_outside_allowed', /"\.\.\/evil"/),
  path('a way up in the middle', 'src/../../evil', 'path_outside_allowed'),
  path('an absolute path', '/etc/evil', 'path_outside_allowed', /"\/etc\/evil"/),
  path("git's own folder", '.git/hooks/post-checkout', 'path_protected', /hooks/),
  path("git's own folder in capitals", '.GIT/config', 'path_protected'),
  path("git's own folder by its short name on Windows", 'git~1/config', 'path_protected'),
  path("git's own folder with a dot behind, as Windows reads it", '.git./config', 'path_protected'),
  path("git's own folder as a stream on Windows", '.git::$INDEX_ALLOCATION/config', 'path_protected'),
  path("git's own folder with a character that macOS skips", '.g\u200cit/config', 'path_protected', /u\{200c\}/),
  path("git's own folder behind a backslash", '"x\\\\.git\\\\config"', 'path_protected'),
  path('a nested repository', 'src/.git/config', 'path_protected'),
  path('a file named .git', 'src/.git', 'path_protected'),
  path('.gitattributes', '.gitattributes', 'path_protected'),
  path('.gitattributes in a folder', 'src/deep/.gitattributes', 'path_protected'),
  path('.gitmodules by its short name on Windows', 'GITMOD~1', 'path_protected'),
  path('a workflow', '.github/workflows/ci.yml', 'path_protected'),
  path('a workflow in other letters', '.GitHub/workflows/ci.yml', 'path_protected'),
  path('a workflow by its short name on Windows', 'GITHUB~1/workflows/ci.yml', 'path_protected'),
  path('a workflow with characters that macOS skips', '.git\u200dhub/workflows/ci.yml', 'path_protected'),
  path("the agent's own configuration", 'deep/CLAUDE.md', 'path_protected'),
  path('files of the Supervisor', '.autonomous_runs/r/run_summary.md', 'path_protected'),
  policy('a symlink to an absolute path', newFile('src/link', '/etc/passwd', '120000'), 'symlink_leaves_tree', {
    says: /"src\/link"/,
  }),
  policy('a symlink up and out', newFile('src/link', '../../outside', '120000'), 'symlink_leaves_tree'),
  policy("a symlink into git's own folder", newFile('src/link', '../.git/config', '120000'), 'symlink_leaves_tree'),
  policy(
    'a symlink over another symlink and out',
    newFile('a', 'src', '120000') + newFile('b', 'a/../..', '120000'),
    'symlink_leaves_tree',
  ),
  policy(
    'a file that becomes a symlink out of the tree',
    (repository: TestRepository) =>
      repository.patch({ 'src/a.ts': null }, (clone) => symlink('/etc/passwd', join(clone, 'src/a.ts'))),
    'symlink_leaves_tree',
  ),
  policy(
    'a write through a symlink of its own',
    newFile('l', '/tmp', '120000') + newFile('l/evil'),
    'symlink_leaves_tree',
    {
      says: /"l\/evil"/,
    },
  ),
  policy('a write through a symlink that stands there', newFile('out/evil'), 'symlink_leaves_tree', {
    says: /"out\/evil"/,
  }),
  policy('a submodule', newFile('lib', SUBPROJECT, '160000'), 'submodule', { says: /"lib"/ }),
  policy(
    'another commit of a submodule',
    `diff --git a/module b/module\nindex ${'2'.repeat(40)}..${'1'.repeat(40)} 160000\n--- a/module\n+++ b/module\n@@ -1 +1 @@\n-Subproject commit ${'2'.repeat(40)}\n+${SUBPROJECT}`,
    'submodule',
  ),
  policy(
    'a mode change of a protected file',
    'diff --git a/CLAUDE.md b/CLAUDE.md\nold mode 100644\nnew mode 100755\n',
    'path_protected',
  ),
  policy(
    "a mode change outside of the phase's paths",
    'diff --git a/README.md b/README.md\nold mode 100644\nnew mode 100755\n',
    'path_outside_allowed',
    {
      facts: { allowedPaths: ['src/'] },
    },
  ),
  policy(
    'a rename over a protected file',
    'diff --git a/CLAUDE.md b/CLAUDE.md\ndeleted file mode 100644\n--- a/CLAUDE.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-be kind\ndiff --git a/src/a.ts b/CLAUDE.md\nsimilarity index 100%\nrename from src/a.ts\nrename to CLAUDE.md\n',
    'path_protected',
  ),
  policy(
    'a rename of a protected file',
    'diff --git a/CLAUDE.md b/src/c.md\nsimilarity index 100%\nrename from CLAUDE.md\nrename to src/c.md\n',
    'path_protected',
  ),
  policy(
    "a rename from outside of the phase's paths",
    'diff --git a/README.md b/src/r.md\nsimilarity index 100%\nrename from README.md\nrename to src/r.md\n',
    'path_outside_allowed',
    {
      facts: { allowedPaths: ['src/'] },
      says: /"README\.md"/,
    },
  ),
  policy(
    'a traditional diff of a protected file',
    '--- a/CLAUDE.md\n+++ b/CLAUDE.md\n@@ -1 +1 @@\n-be kind\n+obey\n',
    'path_protected',
  ),
  policy(
    'a protected file behind a text that looks like a mail',
    `From: me\nSubject: [PATCH] docs\n\n---\n README.md | 2 +-\n\n${newFile('.github/x')}`,
    'path_protected',
  ),
  policy(
    'headers that disagree, one of them protected',
    '--- a/src/a.ts\n+++ b/CLAUDE.md\n@@ -1 +1 @@\n-be kind\n+obey\n',
    'path_protected',
  ),
  policy(
    'a binary part that says it unpacks to 1 GB',
    binaryFile('big', 'literal', 1_073_741_824, Buffer.alloc(10)),
    'patch_unpacks_too_large',
    { says: /1073741824/ },
  ),
  policy(
    'a small delta that makes a file of 1 GB',
    binaryFile('src/a.ts', 'delta', delta(2, 1_073_741_824, 5).length, delta(2, 1_073_741_824, 5), '7'.repeat(40)),
    'patch_unpacks_too_large',
    { says: /1073741824/ },
  ),
  policy(
    'many small parts that are too much together',
    Array.from({ length: 3 }, (_, i) => binaryFile(`f${i}`, 'literal', 9_000_000, Buffer.alloc(9_000_000))).join(''),
    'patch_unpacks_too_large',
    { says: /27000000/ },
  ),
  policy(
    'a part that would unpack to 1 GB backwards',
    binaryFile('f', 'literal', 1, Buffer.alloc(1)).replace(/literal 0\n.*\n/, 'literal 1073741824\nHcmV?d00001\n'),
    'patch_unpacks_too_large',
  ),
  policy('more text than a patch may have', newFile('big', `${'x'.repeat(2_000)}\n`.repeat(600)), 'patch_too_large'),
  policy(
    'more files than a patch may have',
    Array.from({ length: 201 }, (_, i) => newFile(`f${i}`)).join(''),
    'too_many_files',
    {
      says: /201 files; at most 200/,
    },
  ),
  ordinary(
    'a part that says less than it unpacks to',
    binaryFile('f', 'literal', 10, Buffer.alloc(30_000_000)),
    'patch_malformed',
    /more than the 10 bytes/,
  ),
  ordinary(
    'a part that says more than it unpacks to',
    binaryFile('f', 'literal', 10, Buffer.alloc(3)),
    'patch_malformed',
    /3 bytes and not 10/,
  ),
  ordinary('a part with a size below nothing', binaryFile('f', 'literal', '-1', Buffer.alloc(3)), 'patch_malformed'),
  ordinary(
    'a delta that makes more than it says',
    binaryFile(
      'src/a.ts',
      'delta',
      delta(2, 4, 500).length,
      delta(2, 4, 500),
      '78981922613b2afb6025042ff6bd878ac1994e85',
    ),
    'patch_does_not_apply',
  ),
  ordinary(
    'a copy of a file, many times over',
    'diff --git a/README.md b/copy\nsimilarity index 100%\ncopy from README.md\ncopy to copy\n',
    'patch_malformed',
    /copies/,
  ),
  ordinary(
    'headers that disagree',
    'diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/y\n@@ -0,0 +1 @@\n+hi\n',
    'patch_malformed',
    /inconsistent new filename/,
  ),
  ordinary('a cut patch', changed('README.md').slice(0, -5), 'patch_malformed', /corrupt patch/),
  ordinary('words instead of a patch', 'I have done everything that you asked for.\n', 'patch_malformed'),
  ordinary('a name that is no UTF-8', newFile('"x\\377"'), 'patch_malformed', /UTF-8/),
  ordinary('one file, again and again', changed('README.md').repeat(3), 'patch_malformed', /more than twice/),
  ordinary(
    'a patch against another base',
    changed('README.md').replaceAll('one', 'uno'),
    'patch_does_not_apply',
    /README\.md/,
  ),
  ordinary('a file that does not exist', changed('nowhere.md'), 'patch_does_not_apply', /nowhere\.md/),
  ordinary('a new file that stands there already', newFile('README.md'), 'patch_does_not_apply', /already exists/),
  ordinary('a file that is a folder as well', newFile('x') + newFile('x/y'), 'patch_does_not_apply'),
  ordinary('a folder where a file should be', newFile('src', 'hi\n', '100644'), 'patch_does_not_apply'),
  ordinary(
    'line ends of Windows over those of the tree',
    changed('README.md').replaceAll('\n', '\r\n'),
    'patch_does_not_apply',
    /end in CRLF.*converted/,
  ),
  path('3,000 folders', `${'d/'.repeat(3_000)}f`, 'path_unusable', /longer or deeper/),
  path('101 folders', `${'d/'.repeat(101)}f`, 'path_unusable'),
  path('a name of 5,000 characters', 'n'.repeat(5_000), 'path_unusable'),
  path('a name of 256 bytes', 'ü'.repeat(128), 'path_unusable'),
  path('a path of 4,100 bytes', `${`${'n'.repeat(200)}/`.repeat(21)}f`, 'path_unusable'),
  path('ways up with backslashes', '"..\\\\..\\\\out"', 'path_unusable', /backslash or a control character/),
  path('a name with a line break', '"line\\nbreak"', 'path_unusable', /control character/),
  path('a name with an escape', '"a\\033[2Jb"', 'path_unusable'),
  policy(
    'a rename to a name with a backslash',
    'diff --git a/README.md "b/x\\\\y"\nsimilarity index 100%\nrename from README.md\nrename to "x\\\\y"\n',
    'path_unusable',
  ),
  ordinary(
    'a name that differs in case alone',
    newFile('readme.MD'),
    'path_collision',
    /"readme\.MD" and "README\.md"/,
  ),
  ordinary('a folder that differs in case alone', newFile('SRC/b.ts'), 'path_collision', /"SRC" and "src"/),
  ordinary('a file beside a folder of its name', newFile('Src'), 'path_collision'),
  ordinary('a link that differs in case alone', newFile('readme.md', 'src/a.ts', '120000'), 'path_collision'),
  ordinary('two new names that differ in case alone', newFile('n/x') + newFile('n/X'), 'path_collision'),
  ordinary(
    'new folders that differ in case alone, deep down',
    newFile('n/m/o/x') + newFile('n/M/o/y'),
    'path_collision',
    /"n\/[mM]"/,
  ),
  ordinary(
    'a name whose accents are composed otherwise',
    newFile('caf\u00e9') + newFile('cafe\u0301'),
    'path_collision',
  ),
  ordinary('nothing', '', 'patch_empty'),
  ordinary('blanks', ' \n\t\n', 'patch_empty'),
  ordinary(
    'a change that it takes back',
    changed('README.md') + changed('README.md').replace('-one\n+ONE', '-ONE\n+one'),
    'patch_empty',
  ),
  ordinary('a mode that a tree does not have', newFile('w', 'hi\n', '040000'), 'patch_empty'),
];

describe('G2: hostile patches', () => {
  let repository: TestRepository;
  let opened: GitRepository;

  beforeAll(async () => {
    repository = await TestRepository.make({
      kind: 'work-tree',
      files: { 'README.md': README, 'src/a.ts': 'a\n', 'CLAUDE.md': 'be kind\n' },
      prepare: async (clone) => {
        await symlink('/tmp', join(clone, 'out'));
        await git(clone, 'add', 'out');
        await git(clone, 'update-index', '--add', '--cacheinfo', `160000,${'2'.repeat(40)},module`);
      },
    });
    opened = await repository.open();
  });
  afterAll(() => repository.remove());

  it.each(HOSTILE)(
    'G2: $name is $code, and the repository stays as it was',
    async ({ patch, code, policy: isPolicy, says, facts }) => {
      const text =
        typeof patch === 'string'
          ? patch
          : await (patch as (repository: TestRepository) => Promise<Buffer>)(repository);
      const before = await repository.fingerprint();
      const inspection = await opened.inspectPatch({ base: repository.base, patch: text, limits: LIMITS });
      await inspection.held?.discard();
      expect(await repository.fingerprint()).toEqual(before);
      expect(await repository.leftovers()).toEqual([]);

      const judgement = judge(gateFacts({ patch: inspection.facts, ...facts }));
      expect(judgement).toMatchObject({ verdict: 'REJECT', policyRefusal: isPolicy });
      const reason = judgement.reasons.find((each) => each.code === code);
      expect(judgement.reasons.map((each) => each.code)).toContain(code);
      if (says) expect(reason?.message).toMatch(says);
      for (const { message } of judgement.reasons) {
        expect(message).not.toContain(repository.folder);
        expect(message).not.toMatch(/[\u0000-\u001f\u200c\u200d]/);
      }
    },
  );
});
