/** kill -9 amid a promotion: whoever looks next finds one promotion or none, finishes what was begun, and the same call gets its answer. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { git, README, TestRepository } from '../support/git/git-repositories.js';
import { compileProgram } from '../support/server/compiled-program.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { until, within } from '../support/waiting.js';
import { type PromotionServer, promotionServer, PromotionStory, tipOf } from './promotion.fixture.js';
import type { CrashPoint, Order } from './promotion-crash.child.js';

const ROOT = process.cwd();
/** Below node_modules, so that the compiled process finds its packages. */
const compiled = join(ROOT, 'node_modules', '.cache', 'autopack', `promotion-crash-${process.pid}`);
const CHILD = 'test/integration/promotion-crash.child.js';
const START_PATIENCE_MS = 25_000;
const POINTS: CrashPoint[] = ['before the intent', 'after the intent', 'after the ref', 'after the outcome'];

let database: TestDatabase;
let server: PromotionServer;
let story: PromotionStory;
let repository: TestRepository;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  database = await freshDatabase();
  server = await promotionServer(database);
  story = new PromotionStory(server, database);
  await compileProgram(compiled, CHILD);
}, 60_000);
beforeEach(async () => {
  repository = await TestRepository.make({ kind: 'bare', branch: 'trunk' });
});
afterEach(async () => {
  for (const child of children) await end(child);
  await repository.remove();
});
afterAll(async () => {
  await server?.close();
  await database?.drop();
  await rm(compiled, { recursive: true, force: true });
});

async function startChild(): Promise<ChildProcess> {
  const env = { ...process.env, DATABASE_URL: database.url };
  const child = fork(join(compiled, CHILD), { env, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  children.add(child);
  let reported = '';
  child.stderr!.on('data', (text) => (reported += String(text)));
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The process did not start: ${reported}`);
  });
  ended.catch(() => undefined);
  await within('the process to start', Promise.race([once(child, 'message'), ended]), START_PATIENCE_MS);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** A run whose target went on, so that its promotion is a merge; somebody begins it and dies. */
async function killedAmid(point: CrashPoint) {
  const { runId, head } = await story.succeeded(repository);
  const moved = await repository.commit('trunk', { 'README.md': README.replace('one', 'ONE') });
  const child = await startChild();
  const key = `key of ${runId}`;
  const gone = once(child, 'exit');
  child.send({ runId, point, key } satisfies Order);
  expect((await within('the process to die', gone))[1]).toBe('SIGKILL');
  return { runId, head, moved, key, row: await story.rows(runId), tip: await tipOf(repository, 'trunk') };
}

test.each(POINTS)(
  'G7, M2: killed %s: the same call again makes one promotion of it',
  async (point) => {
    const { runId, head, moved, key, row, tip } = await killedAmid(point);
    expect(row.map(({ done }) => done)).toEqual(
      { 'before the intent': [], 'after the intent': [false], 'after the ref': [false], 'after the outcome': [true] }[
        point
      ],
    );
    expect(tip === moved).toBe(point === 'before the intent' || point === 'after the intent');
    if (row[0]) expect(await story.look(runId)).toMatchObject({ promotedAt: row[0].done ? expect.any(String) : null });

    const { errors, promotion } = await story.promote(runId, { idempotencyKey: key });
    expect(errors).toEqual([]);
    const now = (await tipOf(repository, 'trunk'))!;
    expect(promotion).toMatchObject({ commit: now, promotedBy: 'operator' });
    expect(await git(repository.path, 'show', '-s', '--format=%P', now)).toBe(`${moved} ${head}`);
    if (row[0]) expect(now).toBe(row[0].commit);
    expect(await story.promote(runId, { idempotencyKey: key })).toMatchObject({ errors: [], promotion });
    expect(await tipOf(repository, 'trunk')).toBe(now);
  },
  60_000,
);

test.each(['after the intent', 'after the ref'] as const)(
  'G7, M2: killed %s: the next process that starts brings it to its end without being asked',
  async (point) => {
    const { runId, row } = await killedAmid(point);
    await startChild();
    await until('the promotion to be confirmed', async () => (await story.rows(runId))[0]?.done);
    expect(await tipOf(repository, 'trunk')).toBe(row[0]!.commit);
    expect(await story.look(runId)).toMatchObject({ commit: row[0]!.commit });
  },
  60_000,
);

describe('G7: a promotion that was left open', () => {
  it('G7, M2: is confirmed where others built on it meanwhile', async () => {
    const { runId, row, tip } = await killedAmid('after the ref');
    await git(repository.clone, 'fetch', '-q', repository.path, 'trunk');
    const later = await repository.commit('trunk', { later: 'x\n' }, tip!);
    await server.sweeper.tick();
    expect(await story.rows(runId)).toEqual([{ ...row[0]!, done: true }]);
    expect(await tipOf(repository, 'trunk')).toBe(later);
  }, 60_000);

  it('G7, M2: is taken back where the target went elsewhere, or is in use, or may not move any more; then it can be asked for again', async () => {
    const { runId, moved } = await killedAmid('after the intent');
    const elsewhere = await repository.commit('trunk', { other: 'x\n' }, moved);
    await server.sweeper.tick();
    expect([await story.rows(runId), await tipOf(repository, 'trunk')]).toEqual([[], elsewhere]);

    await leaveOpen(runId, elsewhere);
    await story.project(runId, { allowPromotion: false });
    await server.sweeper.tick();
    expect([await story.rows(runId), await tipOf(repository, 'trunk')]).toEqual([[], elsewhere]);

    await story.project(runId, { allowPromotion: true });
    await leaveOpen(runId, elsewhere);
    const tree = join(repository.folder, 'in-use');
    await git(repository.path, 'worktree', 'add', '-q', tree, 'trunk');
    await writeFile(join(tree, 'README.md'), 'not committed\n');
    await server.sweeper.tick();
    expect([await story.rows(runId), await tipOf(repository, 'trunk')]).toEqual([[], elsewhere]);
    await git(repository.path, 'worktree', 'remove', '--force', tree);
    expect((await story.promote(runId)).errors).toEqual([]);
  }, 60_000);

  it('G7, M2: waits for a repository that cannot be reached, and keeps no other from its end', async () => {
    const { runId } = await killedAmid('after the intent');
    const other = await TestRepository.make({ kind: 'bare', branch: 'trunk' });
    const lost = await story.succeeded(other);
    await leaveOpen(lost.runId, other.base, lost.head);
    await database.query(`update promotion set intended_at = intended_at - interval '1 hour' where run_id = $1`, [
      lost.runId,
    ]);
    await other.remove();
    await server.sweeper.tick();
    expect((await story.rows(runId))[0]!.done).toBe(true);
    expect((await story.rows(lost.runId))[0]!.done).toBe(false);
    const { errors, promotion } = await story.promote(lost.runId, { idempotencyKey: `later: ${lost.runId}` });
    expect(errors).toMatchObject([
      { code: 'NOT_ELIGIBLE', retryable: true, reasons: [{ code: 'repository_unavailable' }] },
    ]);
    expect(promotion).toMatchObject({ promotedAt: null, commit: null });
    await database.query('delete from promotion where run_id = $1', [lost.runId]);
  }, 60_000);
});

/** The intent of a server that died before it moved anything. */
async function leaveOpen(runId: string, from: string, commit?: string): Promise<void> {
  await database.query(
    `insert into promotion (run_id, target_branch, from_commit, commit, actor, intended_at)
     select run_id, 'trunk', $2, coalesce($3, head_commit), 'operator', autopack_now() from run where run_id = $1`,
    [runId, from, commit ?? null],
  );
}
