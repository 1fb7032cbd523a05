/** Promotion, with real repositories: what moves, what is refused and left alone, and what is recorded. */
import { realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { GitRepository } from '../../src/git/git-repository.js';
import { git, README, type TestRepository } from '../support/git/git-repositories.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import {
  aRepository,
  codes,
  type PromotionServer,
  promotionServer,
  PromotionStory,
  reasonsOf,
  refusedPromotions,
  removeRepositories,
  tipOf,
} from './promotion.fixture.js';

let database: TestDatabase;
let server: PromotionServer;
let story: PromotionStory;

beforeAll(async () => {
  database = await freshDatabase();
  server = await promotionServer(database);
  story = new PromotionStory(server, database);
});
afterEach(removeRepositories);
afterAll(async () => server?.close().then(() => database?.drop()));

describe('M2: promoting a run', () => {
  it('M2: fast-forwards the default branch, records who and what, and leaves the run itself as it was', async () => {
    const repository = await aRepository();
    const { runId, head } = await story.succeeded(repository);
    const before = await story.runItself(runId);
    expect(await story.look(runId)).toMatchObject({
      eligible: true,
      blockers: [],
      obstacles: [],
      promotedAt: null,
      commit: null,
    });

    const answer = await story.promote(runId);
    expect(answer).toMatchObject({ errors: [], run: { runId, state: 'DONE_SUCCESS' } });
    expect(answer.promotion).toMatchObject({
      promotedBy: 'operator',
      promotedTo: 'trunk',
      commit: head,
      eligible: true,
      obstacles: [],
    });
    expect(Date.parse(answer.promotion!.promotedAt!)).toBeGreaterThan(0);
    expect(await tipOf(repository, 'trunk')).toBe(head);
    expect(await story.rows(runId)).toEqual([
      { target_branch: 'trunk', from_commit: repository.base, commit: head, actor: 'operator', done: true },
    ]);
    // Its summary is rendered again, which is no event of the run.
    const itself = (rows: unknown) => (rows as readonly object[]).map((row) => ({ ...row, writes: null }));
    expect(itself(await story.runItself(runId))).toEqual(itself(before));
    expect(await story.look(runId)).toEqual(answer.promotion);
  });

  it('M2, G3: a target that went on gets a merge commit with both parents, that names the run', async () => {
    const repository = await aRepository();
    const { runId, head } = await story.succeeded(repository);
    const moved = await repository.commit('trunk', { 'README.md': README.replace('one', 'ONE') });
    const { errors, promotion } = await story.promote(runId);
    expect(errors).toEqual([]);
    const tip = (await tipOf(repository, 'trunk'))!;
    expect(promotion!.commit).toBe(tip);
    expect(await git(repository.path, 'show', '-s', '--format=%P|%an|%s', tip)).toBe(
      `${moved} ${head}|Autopack|Merge autonomous/${runId} into trunk`,
    );
    expect(await git(repository.path, 'show', '-s', '--format=%(trailers:key=Autopack-Run,valueonly)', tip)).toContain(
      runId,
    );
    expect(await git(repository.path, 'show', `${tip}:README.md`)).toBe(`ONE\ntwo\nthree\nfour\nFIVE of ${runId}`);
    await git(repository.path, 'fsck', '--strict');
  });

  it('M2: takes the branch that the caller names, else the project’s, else what HEAD names', async () => {
    const repository = await aRepository();
    await repository.commit('release', {});
    await repository.commit('stable', {});
    const named = await story.succeeded(repository);
    expect((await story.promote(named.runId, { targetBranch: 'release' })).promotion).toMatchObject({
      promotedTo: 'release',
    });
    const configured = await story.succeeded(repository);
    await story.project(configured.runId, { defaultBranch: 'stable' });
    expect((await story.promote(configured.runId)).promotion).toMatchObject({ promotedTo: 'stable' });
    expect(await tipOf(repository, 'trunk')).toBe(repository.base);
  });

  it('M2: moves a branch of a repository with a work tree, and leaves the work tree alone', async () => {
    const repository = await aRepository({ kind: 'work-tree' });
    await git(repository.path, 'branch', 'release');
    const { runId, head } = await story.succeeded(repository);
    expect((await story.promote(runId, { targetBranch: 'release' })).errors).toEqual([]);
    expect(await tipOf(repository, 'release')).toBe(head);
    expect(await git(repository.path, 'status', '--porcelain')).toBe('');
  });

  it('M2: asked again for the same branch it changes nothing; for another branch it is refused', async () => {
    const repository = await aRepository();
    const { runId, head } = await story.succeeded(repository);
    const first = await story.promote(runId);
    const again = await story.promote(runId, { targetBranch: 'trunk' });
    expect([again.errors, again.promotion]).toEqual([[], first.promotion]);
    await repository.commit('release', {});
    const elsewhere = await story.promote(runId, { targetBranch: 'release' });
    expect(elsewhere.errors).toMatchObject([
      { code: 'NOT_ELIGIBLE', retryable: false, reasons: [{ code: 'already_promoted' }] },
    ]);
    await git(repository.path, 'update-ref', 'refs/heads/trunk', repository.base);
    const undone = await story.promote(runId);
    expect(reasonsOf(undone.errors)[0]!.message).toContain('took it out');
    expect(undone.promotion).toMatchObject({ commit: head });
    expect(await tipOf(repository, 'trunk')).toBe(repository.base);
  });

  it('M2: work that somebody merged already is recorded, and nothing moves', async () => {
    const repository = await aRepository();
    const { runId, head } = await story.succeeded(repository);
    const tip = await repository.commit('trunk', { x: 'on top\n' }, head);
    await story.project(runId, { allowPromotion: false });
    const before = await repository.fingerprint();
    const { errors, promotion } = await story.promote(runId, { idempotencyKey: 'merged by hand' });
    expect([errors, promotion!.commit, promotion!.promotedTo]).toEqual([[], head, 'trunk']);
    expect(await repository.fingerprint()).toEqual(before);
    expect(await story.rows(runId)).toMatchObject([{ from_commit: tip, commit: head, done: true }]);
  });
});

describe('M2: an ordinary clone, whose work tree is on the target', () => {
  it.each(['fast-forward', 'merge'])('M2: index and files follow with a %s', async (way) => {
    const repository = await aRepository({ kind: 'work-tree' });
    const { runId, head } = await story.succeeded(repository);
    if (way === 'merge') {
      await repository.commit('ahead', { y: 'theirs\n' });
      await git(repository.path, 'merge', '-q', '--ff-only', 'ahead');
    }
    const { errors, promotion } = await story.promote(runId);
    expect([errors, promotion!.promotedTo]).toEqual([[], 'trunk']);
    expect(promotion!.commit === head).toBe(way === 'fast-forward');
    expect(await git(repository.path, 'status', '--porcelain')).toBe('');
    expect(await git(repository.path, 'rev-parse', 'HEAD')).toBe(promotion!.commit);
  });

  it('G7, M2: a server that died after the branch moved: the next request updates the work tree', async () => {
    const repository = await aRepository({ kind: 'work-tree' });
    const { runId, head } = await story.succeeded(repository);
    await database.query(
      `insert into promotion (run_id, target_branch, from_commit, commit, actor, intended_at) values ($1, 'trunk', $2, $3, 'operator', now())`,
      [runId, repository.base, head],
    );
    await git(repository.path, 'update-ref', 'refs/heads/trunk', head);
    const { errors, promotion } = await story.promote(runId);
    expect([errors, promotion!.commit]).toEqual([[], head]);
    expect(await git(repository.path, 'status', '--porcelain')).toBe('');
  });
});

describe('M2: what is refused with the text of a pull request', () => {
  it('M2: a conflict names its files and moves nothing', async () => {
    const repository = await aRepository();
    const { runId } = await story.succeeded(repository);
    await repository.commit('trunk', { 'README.md': README.replace('five', 'funf') });
    const { codes: found, reasons, retryable } = await story.refused(repository, runId);
    expect([found, retryable]).toEqual([['merge_conflict'], true]);
    expect(reasons[0]!.message).toContain('"README.md"');
    expect(codes((await story.look(runId))!.obstacles)).toEqual(['merge_conflict']);
  });

  it('M2: a project that does not allow it; allowed later, the same call succeeds under the same key', async () => {
    const repository = await aRepository();
    const { runId, head } = await story.succeeded(repository);
    await story.project(runId, { allowPromotion: false });
    const key = { idempotencyKey: `allowed later: ${runId}` };
    const { codes: found, retryable, promotion } = await story.refused(repository, runId, key);
    expect([found, retryable]).toEqual([['promotion_not_allowed'], true]);
    expect(promotion).toMatchObject({ eligible: true, blockers: [], obstacles: [{ code: 'promotion_not_allowed' }] });
    await story.project(runId, { allowPromotion: true });
    expect((await story.promote(runId, key)).promotion).toMatchObject({ commit: head });
  });

  it('M2: a target whose work tree is not clean, the main one or a linked one; merged there by hand it is recorded', async () => {
    const repository = await aRepository({ kind: 'linked-work-tree' });
    const { runId, head } = await story.succeeded(repository);
    await writeFile(join(repository.folder, 'repository', 'README.md'), 'mine\n');
    const main = await story.refused(repository, runId, { targetBranch: 'trunk' });
    expect([main.codes, main.retryable]).toEqual([['target_checked_out'], true]);
    expect(main.message).toContain('changes that are not committed: "README.md"');
    await git(repository.path, 'rm', '-q', 'src/a.ts');
    expect((await story.refused(repository, runId, { targetBranch: 'side' })).codes).toEqual(['target_checked_out']);
    await git(repository.path, 'reset', '-q', '--hard');
    await git(repository.path, 'merge', '-q', '--ff-only', `autonomous/${runId}`);
    expect((await story.promote(runId, { targetBranch: 'side' })).promotion).toMatchObject({
      commit: head,
      promotedTo: 'side',
    });
  });

  it('M2, C3: a target that is not there, or is a branch of runs', async () => {
    const repository = await aRepository();
    const { runId } = await story.succeeded(repository);
    const missing = await story.refused(repository, runId, { targetBranch: 'nowhere' });
    expect([missing.codes, missing.path]).toEqual([['target_missing'], ['input', 'targetBranch']]);
    const own = await story.refused(repository, runId, { targetBranch: `autonomous/${runId}` });
    expect([own.codes, own.retryable]).toEqual([['target_not_promotable'], false]);
    const bad = await server.requestRaw(
      'mutation { promoteRun(input: { runId: "x", targetBranch: "--force" }) { errors { code } } }',
    );
    expect(bad.errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('M2: a branch that is not at the last snapshot', async () => {
    const repository = await aRepository();
    const { runId, head } = await story.succeeded(repository);
    await repository.commit(`autonomous/${runId}`, { y: 'added by somebody\n' }, head);
    expect((await story.refused(repository, runId)).codes).toEqual(['branch_moved']);
    await git(repository.path, 'update-ref', '-d', `refs/heads/autonomous/${runId}`);
    expect((await story.refused(repository, runId)).codes).toEqual(['branch_moved']);
  });

  it('M1: every blocker and every obstacle at once, remembered where none of them can pass', async () => {
    const repository = await aRepository();
    const { runId } = await story.succeeded(repository);
    await database.query('update run set tokens_used = token_cap + 1 where run_id = $1', [runId]);
    await database.query('update tier set open_major_issues = 1 where run_id = $1', [runId]);
    await story.project(runId, { allowPromotion: false });
    const key = { idempotencyKey: `blocked: ${runId}` };
    const { codes: found, retryable, promotion } = await story.refused(repository, runId, key);
    expect([found, retryable]).toEqual([['tier_not_clean', 'budget_exceeded', 'promotion_not_allowed'], false]);
    expect(promotion).toMatchObject({
      eligible: false,
      blockers: [{ code: 'tier_not_clean', source: 'B4' }, { code: 'budget_exceeded' }],
    });
    expect(promotion.pullRequestBody).toContain('**Against its promotion:**');
    expect(await story.isEligible(runId)).toBe(false);
    await database.query('update run set tokens_used = 0 where run_id = $1', [runId]);
    expect((await story.refused(repository, runId, key)).codes).toEqual(found);
  });

  it('M1, M2: a run that failed, one without a repository, and one that added no commit', async () => {
    const repository = await aRepository();
    const failed = await story.succeeded(repository);
    await database.query(`update run set state = 'DONE_FAILED_CANCELLED' where run_id = $1`, [failed.runId]);
    const { codes: found, retryable } = await story.refused(repository, failed.runId);
    expect([found, retryable]).toEqual([['run_not_successful'], false]);
    const bare = await story.finished();
    const without = await story.promote(bare);
    expect(without.errors).toMatchObject([
      { code: 'NOT_ELIGIBLE', retryable: false, reasons: [{ code: 'no_repository' }] },
    ]);
    expect(without.promotion).toMatchObject({ eligible: true, blockers: [], obstacles: [{ code: 'no_repository' }] });
    expect(await story.isEligible(bare)).toBe(true);
    await story.inRepository(bare, repository, repository.base);
    expect((await story.refused(repository, bare)).codes).toEqual(['nothing_to_promote']);
  });

  it('M2, A4: a repository that is gone says so and shows no other path', async () => {
    const repository = await aRepository();
    const { runId } = await story.succeeded(repository);
    const path = await realpath(repository.path);
    await repository.remove();
    const { errors, promotion } = await story.promote(runId);
    expect(errors).toMatchObject([
      { code: 'NOT_ELIGIBLE', retryable: true, reasons: [{ code: 'repository_unavailable' }] },
    ]);
    expect(errors[0]!.message.replaceAll(path, '')).not.toContain('/');
    expect(codes(promotion!.obstacles)).toEqual(['repository_unavailable']);
    expect(await story.isEligible(runId)).toBe(true);
  });

  it('M2: an unknown run is not found, a version that is not the run’s is a conflict', async () => {
    expect(await story.promote('nobody')).toMatchObject({
      promotion: null,
      run: null,
      errors: [{ code: 'NOT_FOUND' }],
    });
    expect(await story.look('nobody')).toBeNull();
    const repository = await aRepository();
    const { runId, head } = await story.succeeded(repository);
    const stale = await story.promote(runId, { expectedRunVersion: 1 });
    expect(stale.errors).toMatchObject([{ __typename: 'ConflictError', code: 'VERSION_CONFLICT' }]);
    expect(await tipOf(repository, 'trunk')).toBe(repository.base);
    const { version } = stale.run!;
    expect((await story.promote(runId, { expectedRunVersion: version })).promotion!.commit).toBe(head);
  });

  it('E3: refused promotions are counted', async () => {
    const before = refusedPromotions(server);
    await story.promote(await story.finished());
    expect(refusedPromotions(server)).toBe(before + 1);
  });
});

describe('W5: the same call again', () => {
  it('W5: gets the same answer; with other input it is a conflict', async () => {
    const repository = await aRepository();
    const { runId } = await story.succeeded(repository);
    const key = { idempotencyKey: `once: ${runId}` };
    const first = await story.promote(runId, key);
    await repository.commit('trunk', { z: 'z\n' }, first.promotion!.commit!);
    const again = await story.promote(runId, key);
    expect(again).toEqual(first);
    expect((await story.promote(runId, { ...key, targetBranch: 'release' })).errors).toMatchObject([
      { code: 'IDEMPOTENCY_CONFLICT' },
    ]);
  });

  it('M2: many at once, on two servers, make one promotion', async () => {
    const repository = await aRepository();
    const { runId, head } = await story.succeeded(repository);
    const moved = await repository.commit('trunk', { 'README.md': README.replace('one', 'ONE') });
    const other = await promotionServer(database);
    try {
      const calls = Array.from({ length: 6 }, (_, i) =>
        story.promote(runId, { idempotencyKey: `${runId} ${i % 3}` }, i % 2 ? other : server),
      );
      const answers = await Promise.all(calls);
      for (const answer of answers) expect(answer.errors).toEqual([]);
      const tip = (await tipOf(repository, 'trunk'))!;
      expect(new Set(answers.map((answer) => answer.promotion!.commit))).toEqual(new Set([tip]));
      expect(await git(repository.path, 'show', '-s', '--format=%P', tip)).toBe(`${moved} ${head}`);
      expect(await story.rows(runId)).toMatchObject([{ commit: tip, done: true }]);
    } finally {
      await other.close();
    }
  });
});

describe('M2: a target that others move meanwhile', () => {
  const { moveRef } = GitRepository.prototype;
  afterEach(() => {
    GitRepository.prototype.moveRef = moveRef;
  });

  /** Somebody pushes between the look and the move, so many times. */
  function pushBeforeMove(repository: TestRepository, times: number): { readonly pushed: string[] } {
    const pushed: string[] = [];
    GitRepository.prototype.moveRef = async function (this: GitRepository, move) {
      if (pushed.length < times) {
        const on = pushed.at(-1) ?? repository.base;
        pushed.push(await repository.commit('trunk', { [`pushed-${pushed.length}`]: 'x\n' }, on));
      }
      return moveRef.call(this, move);
    };
    return { pushed };
  }

  it('M2: it is looked at anew, and the newer target is merged', async () => {
    const repository = await aRepository();
    const { runId, head } = await story.succeeded(repository);
    const { pushed } = pushBeforeMove(repository, 2);
    const { errors, promotion } = await story.promote(runId);
    expect([errors, pushed.length]).toEqual([[], 2]);
    expect(await git(repository.path, 'show', '-s', '--format=%P', promotion!.commit!)).toBe(`${pushed[1]} ${head}`);
    expect(await tipOf(repository, 'trunk')).toBe(promotion!.commit);
  });

  it('M2: after some tries it gives up, leaves no intent, and can be asked again', async () => {
    const repository = await aRepository();
    const { runId } = await story.succeeded(repository);
    const { pushed } = pushBeforeMove(repository, 50);
    const { errors } = await story.promote(runId, { idempotencyKey: `busy: ${runId}` });
    expect(errors).toMatchObject([
      { code: 'NOT_ELIGIBLE', retryable: true, reasons: [{ code: 'target_keeps_moving' }] },
    ]);
    expect(await tipOf(repository, 'trunk')).toBe(pushed.at(-1));
    expect(await story.rows(runId)).toEqual([]);
    GitRepository.prototype.moveRef = moveRef;
    expect((await story.promote(runId, { idempotencyKey: `busy: ${runId}` })).errors).toEqual([]);
  });

  it('M2: another git that holds the branch: nothing is left behind, and it can be asked again', async () => {
    const repository = await aRepository();
    const { runId } = await story.succeeded(repository);
    GitRepository.prototype.moveRef = async function (this: GitRepository, move) {
      const { writeFile, rm } = await import('node:fs/promises');
      const lock = `${repository.path}/${move.ref}.lock`;
      await writeFile(lock, '');
      try {
        return await moveRef.call(this, move);
      } finally {
        await rm(lock);
      }
    };
    const { errors } = await story.promote(runId);
    expect(errors).toMatchObject([
      { code: 'NOT_ELIGIBLE', retryable: true, reasons: [{ code: 'repository_unavailable' }] },
    ]);
    expect(errors[0]!.message).toContain('lock');
    expect([await story.rows(runId), await tipOf(repository, 'trunk')]).toEqual([[], repository.base]);
  });
});
