/** What lands in a project's repository: bytes as git add stores them (G8), and commits in the project's name (G9). */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { plan } from '../support/api/api.js';
import type { SubmitBuilderResultInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { aPatch, type WorkApi } from '../support/api/workers.js';
import { git, type Repositories } from '../support/git/small-repositories.js';
import type { Json } from '../support/graphql-client.js';
import { createProject, useWorkServer } from '../support/scenarios/use-work-server.js';
import { type TestServer } from '../support/server/server.js';

let server: TestServer;
let api: WorkApi;
let repositories: Repositories;
let made = 0;
useWorkServer((opened) => ({ server, api, repositories } = opened));

const hasLargeFiles = spawnSync('git-lfs', ['version']).status === 0;

async function aRun(document: Json, attributes = ''): Promise<{ path: string; runId: string }> {
  const runId = `commits-${(made += 1)}`;
  const path = repositories.make(runId);
  if (attributes !== '') {
    writeFileSync(join(path, '.gitattributes'), attributes);
    git(path, 'add', '-A');
    git(path, 'commit', '-qm', 'attributes');
  }
  git(path, 'checkout', '-q', '--detach');
  const project = { projectId: runId, repositoryPath: path, defaultBranch: 'trunk', allowPromotion: true };
  await createProject(api, project, document);
  expect((await api.startRun({ runId, projectId: runId, tiers: plan({ T1: ['a'] }) })).errors).toEqual([]);
  return { path, runId };
}

const built = async (runId: string, input: Partial<SubmitBuilderResultInput>) =>
  api.build((await api.lease('BUILDER', { runId })).token, input);
const green = async (runId: string) =>
  expect((await api.ci({ leaseToken: (await api.lease('CI', { runId })).token })).errors).toEqual([]);
const newFile = (path: string, lines: readonly string[]): string =>
  `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}\n`).join('')}`;
const show = (path: string, ref: string, format: string): string => git(path, 'log', '-1', `--format=${format}`, ref);

it('G8: a snapshot of a patch with CRLF is clean in a fresh clone', async () => {
  const { path, runId } = await aRun({}, '* text=auto\n*.bat eol=crlf\n');
  await built(runId, { patch: newFile('a.txt', ['one\r', 'two\r']) + newFile('b.bat', ['one\r', 'two\r']) });
  await green(runId);
  expect(await api.runOf(runId)).toMatchObject({ state: 'DONE_SUCCESS' });
  const clone = join(repositories.folder, `${runId}-fresh`);
  execFileSync('git', ['clone', '-q', '-b', `autonomous/${runId}`, path, clone]);
  git(clone, 'read-tree', 'HEAD');
  expect(git(clone, 'status', '--porcelain')).toBe('');
  expect(git(clone, 'ls-files', '--eol', 'a.txt', 'b.bat')).toMatch(/^i\/lf .*\ni\/lf +w\/crlf /);
});

it('G9: author, committer, tagger and subject are the project’s, and the trailers name the agent and no machine', async () => {
  const commit = {
    author: 'Shop Build <build@shop.example>',
    subject: 'feat({phase.id}): {phase.name} [{project.id}/{tier.id}/{attempt}]',
  };
  const { path, runId } = await aRun({ commit });
  await built(runId, { patch: aPatch('src/x.txt'), agent: ' claude-code 2.1.32 ' });
  await green(runId);
  const branch = `autonomous/${runId}`;
  const phase = await api.phaseOf(runId, 'a');
  expect(show(path, branch, '%an <%ae>|%cn <%ce>')).toBe(`${commit.author}|${commit.author}`);
  expect(show(path, branch, '%s')).toMatch(
    new RegExp(`^feat\\(a\\): .+ \\[${runId}/T1/${phase.attempts[0]!.number}\\]$`),
  );
  expect(git(path, 'cat-file', 'tag', `autonomous/${runId}/a`)).toContain(`\ntagger ${commit.author} `);
  const trailers = show(path, branch, '%(trailers:only)').trim().split('\n');
  expect(trailers.map((line) => line.split(':')[0])).toEqual([
    'Autopack-Run',
    'Autopack-Phase',
    'Autopack-Attempt',
    'Autopack-Strategy',
    'Autopack-Agent',
  ]);
  expect(trailers.at(-1)).toBe('Autopack-Agent: claude-code 2.1.32');
  const seen = await server.request(
    gql('query ($id: ID!) { phase(runId: $id, phaseId: "a") { attempts { role agent } } }'),
    { id: runId },
  );
  expect(seen.phase!.attempts).toContainEqual({ role: 'BUILDER', agent: 'claude-code 2.1.32' });
});

it('G9: the merge commit of a promotion has the same author and committer', async () => {
  const commit = { author: 'Shop Build <build@shop.example>' };
  const { path, runId } = await aRun({ commit });
  await built(runId, { patch: aPatch('src/x.txt') });
  await green(runId);
  git(path, 'update-ref', 'refs/heads/trunk', git(path, 'commit-tree', '-p', 'trunk', '-m', 'other', 'trunk^{tree}'));
  expect((await api.command('promoteRun', { runId })).errors).toEqual([]);
  expect(show(path, 'trunk', '%an <%ae>|%cn <%ce>|%s')).toMatch(
    new RegExp(`^${commit.author}\\|${commit.author}\\|Merge `),
  );
});

it('G9: without a word of the ruleset it is as before, and a worker’s id is in no trailer', async () => {
  const { path, runId } = await aRun({});
  const lease = await api.lease('BUILDER', { runId, workerId: 'builder@my-host' });
  await api.build(lease.token, { patch: aPatch('src/x.txt') });
  await green(runId);
  const text = show(path, `autonomous/${runId}`, '%an <%ae> %cn <%ce>%n%B');
  expect(text).toMatch(/^Autopack <autopack@localhost> Autopack <autopack@localhost>\n/);
  expect(text).toContain('Autopack-Agent: not told');
  expect(text).not.toContain('my-host');
});

it.each(['a\nAutopack-Run: x', '', 'x'.repeat(201)])('G9: a program %j is refused', async (agent) => {
  const { runId } = await aRun({});
  await expect(built(runId, { patch: aPatch('src/x.txt'), agent })).rejects.toThrow(/input\.agent/);
});

it('G9: a ruleset with an unknown placeholder is refused with the right one', async () => {
  const { runId } = await aRun({});
  const answer = await api.command('publishRuleset', {
    projectId: runId,
    document: { commit: { subject: '{phase.nam}' } },
  });
  expect(answer.errors).toMatchObject([{ message: expect.stringContaining('was {phase.name} meant?') as string }]);
});

describe('G8: files under Git LFS', () => {
  const attributes = '*.bin filter=lfs diff=lfs merge=lfs -text\n';
  const content = 'large\r\ncontent\r\n';
  const oid = createHash('sha256').update(content).digest('hex');
  const pointer = ['version https://git-lfs.github.com/spec/v1', `oid sha256:${oid}`, `size ${content.length}`];

  it('G8: content is refused by name where the project does not allow it, and a pointer passes', async () => {
    const { path, runId } = await aRun({}, attributes);
    const refused = await built(runId, { patch: newFile('a.bin', ['large\r', 'content\r']) });
    expect(refused.gate).toMatchObject({
      verdict: 'REJECT',
      reasons: [{ code: 'large_file', message: expect.stringMatching(/git\.lfs.*a\.bin/) as string }],
    });
    expect((await built(runId, { patch: newFile('a.bin', pointer) })).gate).toMatchObject({ verdict: 'PASS' });
    await green(runId);
    expect(git(path, 'cat-file', 'blob', `autonomous/${runId}:a.bin`)).toBe(pointer.join('\n'));
  });

  it('G8: where it does, git-lfs stores pointer and object, or the refusal says that it is missing', async () => {
    const { path, runId } = await aRun({ git: { lfs: true } }, attributes);
    const { gate } = await built(runId, { patch: newFile('a.bin', ['large\r', 'content\r']) });
    if (!hasLargeFiles) {
      expect(gate).toMatchObject({
        verdict: 'REJECT',
        reasons: [{ code: 'large_file', message: expect.stringContaining('has no git-lfs') as string }],
      });
      return;
    }
    expect(gate).toMatchObject({ verdict: 'PASS', reasons: [] });
    await green(runId);
    expect(git(path, 'cat-file', 'blob', `autonomous/${runId}:a.bin`)).toBe(pointer.join('\n'));
    expect(existsSync(join(path, '.git/lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid))).toBe(true);
    const clone = join(repositories.folder, `${runId}-lfs`);
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: join(repositories.folder, 'lfs-config'),
      GIT_TERMINAL_PROMPT: '0',
    };
    execFileSync('git', ['lfs', 'install', '--skip-repo'], { env, stdio: 'ignore' });
    execFileSync('git', ['clone', '-q', '-b', `autonomous/${runId}`, path, clone], { env, stdio: 'ignore' });
    expect(execFileSync('git', ['-C', clone, 'status', '--porcelain'], { env, encoding: 'utf8' })).toBe('');
    expect(execFileSync('cat', [join(clone, 'a.bin')], { encoding: 'utf8' })).toBe(content);
  });
});
