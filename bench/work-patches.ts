/**
 * Patches on their way to snapshots in a real repository: result and green report through GraphQL, beside bare git that makes the same objects and moves the same
 * refs, in turn. The bare side trusts its patch: it looks at nothing, and makes objects where they stay.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { integrationRef, snapshotRef, snapshotTag } from '../src/domain/model/ref-names.js';
import { type Git, gitIn } from '../src/git/run-git.js';
import type { Bench } from './bench.js';
import { median, timed } from './measure.js';
import { BenchWorker, newFilePatch } from './worker.js';

const PROJECT = 'bench-patches';
const FOLDERS = 20;
const FILES_PER_FOLDER = 50;
const LINES_PER_FILE = 40;
const BARE_RUN = 'bench-bare';

export async function measurePatches({ send, folder, sizes, report }: Bench): Promise<void> {
  const path = await makeRepository(join(folder, 'repository'));
  const worker = new BenchWorker(send, 'patches');
  await worker.createProject(PROJECT, path);
  const rounds = sizes.patches + 2;
  await worker.startRun(PROJECT, rounds, Math.ceil(rounds / 12));
  const bare = new BareApply(gitIn(join(path, '.git'), { env: { GIT_INDEX_FILE: join(folder, 'bare-index') } }));
  const times = { submit: [] as number[], report: [] as number[], bare: [] as number[] };
  for (let i = -2; i < sizes.patches; i += 1) {
    const builder = await worker.claim('BUILDER', { projectId: PROJECT });
    const submit = await timed(() => worker.submit(builder.token, patchOf(i + 2)));
    const ci = await worker.claim('CI', { projectId: PROJECT });
    const snapshot = await timed(() => worker.reportGreen(ci.token));
    const git = await timed(() => bare.applyAndTag(patchOf(i + 2), `phase-${i + 2}`));
    // The first two warm up.
    if (i < 0) continue;
    times.submit.push(submit);
    times.report.push(snapshot);
    times.bare.push(git);
  }
  const [submit, snapshot, git] = [median(times.submit), median(times.report), median(times.bare)];
  Object.assign(report.raw, { applyMs: submit, snapshotMs: snapshot, bareApplyAndSnapshotMs: git });
  report.ratio('apply and snapshot of a patch, GraphQL : bare git', submit + snapshot, git, 2);
  report.row(
    'of these: result with apply; green report with snapshot',
    `${submit.toFixed(0)} ms; ${snapshot.toFixed(0)} ms`,
  );
}

/** A new file in one of the folders, so that it applies wherever the branch is. */
const patchOf = (i: number): string => newFilePatch(`src/part-${i % FOLDERS}/added-${i}.ts`, LINES_PER_FILE);

/** Some folders of small files, with one commit. */
async function makeRepository(path: string): Promise<string> {
  for (let i = 0; i < FOLDERS; i += 1) {
    const part = join(path, `src/part-${i}`);
    await mkdir(part, { recursive: true });
    for (let k = 0; k < FILES_PER_FOLDER; k += 1) {
      const lines = Array.from(
        { length: LINES_PER_FILE },
        (_, line) => `export const value${line} = ${i * k + line};\n`,
      );
      await writeFile(join(part, `file-${k}.ts`), lines.join(''));
    }
  }
  const git = gitIn(join(path, '.git'), { workingFolder: path });
  await git.read(['init', '-q', '-b', 'trunk', path]);
  await git.read(['--work-tree', path, 'add', '-A']);
  await git.read(['commit', '-q', '-m', 'the beginning']);
  return path;
}

/** The plumbing for one patch: a tree, a commit on the branch, an annotated tag. */
class BareApply {
  private head: string | null = null;

  constructor(private readonly git: Git) {}

  async applyAndTag(patch: string, phaseId: string): Promise<void> {
    const base = this.head ?? (await this.git.text(['rev-parse', 'refs/heads/trunk']));
    await this.git.read(['read-tree', base]);
    await this.git.read(['apply', '--cached', '--whitespace=nowarn', '-'], { input: patch });
    const tree = await this.git.text(['write-tree']);
    const commit = await this.git.text(['commit-tree', '-p', base, tree], { input: `${phaseId}\n` });
    await this.git.read(['update-ref', integrationRef(BARE_RUN), commit, this.head ?? '0'.repeat(commit.length)]);
    const head = [
      `object ${commit}`,
      'type commit',
      `tag ${snapshotTag(BARE_RUN, phaseId)}`,
      'tagger Autopack <autopack@localhost> 1700000000 +0000',
    ];
    const tag = await this.git.text(['mktag'], { input: `${head.join('\n')}\n\n${phaseId}: green\n` });
    await this.git.read(['update-ref', snapshotRef(BARE_RUN, phaseId), tag, '0'.repeat(tag.length)]);
    this.head = commit;
  }
}
