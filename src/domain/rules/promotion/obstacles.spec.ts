import { after, aRun, START } from '../../../../test/support/domain/builders.js';
import { notEligible, obstacles, type RepositoryView } from './obstacles.js';
import type { PromotionRows } from './promotion.js';
import { settlement } from './settlement.js';

const BASE = 'b'.repeat(40);
const HEAD = 'a'.repeat(40);
const run = aRun({
  state: 'DONE_SUCCESS',
  completedAt: after(60),
  repositoryPath: '/srv/shop',
  baseCommit: BASE,
  headCommit: HEAD,
});
const project = {
  projectId: 'shop',
  name: 'Shop',
  repositoryPath: '/srv/shop',
  defaultBranch: null,
  retentionDays: null,
  allowPromotion: true,
  rulesetVersion: 0,
  dispatching: true,
  dispatchChange: null,
};
const rows: PromotionRows = {
  run,
  tiers: [],
  project: { ...project, createdAt: START },
  promotion: null,
  change: null,
  predecessors: [],
};
const promotion = {
  runId: 'run-1',
  targetBranch: 'trunk',
  fromCommit: BASE,
  commit: HEAD,
  actor: 'operator',
  kind: 'MERGE' as const,
  intendedAt: START,
};

const UNCLEAN = '"trunk" is checked out in a work tree that has changes that are not committed: "a.ts".';
type Seen = Extract<RepositoryView, { kind: 'seen' }>;
const view = (values: Partial<Seen> = {}): Seen => ({
  kind: 'seen',
  target: 'trunk',
  targetCommit: BASE,
  workTree: null,
  branchCommit: HEAD,
  way: { kind: 'fast-forward' },
  contained: new Set(),
  holdsPromotion: null,
  ...values,
});
const codes = (seen: RepositoryView | null, values: Partial<PromotionRows> = {}) =>
  obstacles({ ...rows, ...values }, seen).map((reason) => reason.code);

describe('M2: what keeps the Supervisor from promoting', () => {
  test('M2: nothing does, where the target can be fast-forwarded or merged', () => {
    expect(codes(view())).toEqual([]);
    expect(codes(view({ way: { kind: 'merge' } }))).toEqual([]);
  });

  test('M2: a run without a repository, or without a commit of its own, has nothing to promote', () => {
    expect(codes(null)).toEqual(['no_repository']);
    expect(codes(null, { run: { ...run, repositoryPath: null } })).toEqual(['no_repository']);
    expect(codes(view(), { run: { ...run, headCommit: BASE } })).toEqual(['nothing_to_promote']);
  });

  test('M2: a project that does not allow it, a branch that moved, a target in use and a conflict are all named at once', () => {
    const way = { kind: 'conflict', paths: ['a "b"\n.ts'], message: 'Both sides changed the same lines.' } as const;
    const found = obstacles(
      { ...rows, project: { ...rows.project, allowPromotion: false } },
      view({ branchCommit: BASE, workTree: UNCLEAN, way }),
    );
    expect(found.map((reason) => reason.code)).toEqual([
      'promotion_not_allowed',
      'branch_moved',
      'target_checked_out',
      'merge_conflict',
    ]);
    expect(found[2]!.message).toMatch(
      /^"trunk" is checked out .* "a\.ts"\. Commit or stash there, or merge "autonomous\/run-1" there/,
    );
    expect(found[3]!.message).toBe(
      'The run does not merge into "trunk". Both sides changed the same lines. In "a \\"b\\"\\n.ts".',
    );
  });

  test('M2: a deleted branch is not a branch at the last snapshot', () => {
    expect(codes(view({ branchCommit: null }))).toEqual(['branch_moved']);
  });

  test('M2: a target that is not there, or is not named, or cannot be reached', () => {
    expect(codes(view({ target: null, targetCommit: null, way: null }))).toEqual(['target_missing']);
    expect(codes(view({ targetCommit: null, way: null }))).toEqual(['target_missing']);
    expect(codes({ kind: 'unavailable', message: 'gone' })).toEqual(['repository_unavailable']);
    expect(codes(view({ way: { kind: 'unsupported', message: 'old git' } }))).toEqual(['merge_not_possible']);
  });

  test.each(['autonomous/run-1', 'autonomous/other', 'autonomous/x/y'])(
    'C3: the branch %s is no target, though it holds the run',
    (target) => {
      expect(codes(view({ target, way: { kind: 'contained' } }))).toEqual(['target_not_promotable']);
    },
  );

  test('M2: where the work was merged already, nothing has to move, and nothing that forbids moving counts', () => {
    const allowPromotion = false;
    const seen = view({ way: { kind: 'contained' }, workTree: UNCLEAN, branchCommit: null });
    expect(codes(seen, { project: { ...rows.project, allowPromotion } })).toEqual([]);
  });

  test('M2: a run is promoted once: to the same branch it is promoted, to another it is refused, and taken out, the refusal says so', () => {
    const promoted = { promotion: { ...promotion, promotedAt: START } };
    expect(codes(view({ holdsPromotion: true, workTree: UNCLEAN }), promoted)).toEqual([]);
    const [elsewhere] = obstacles({ ...rows, ...promoted }, view({ holdsPromotion: null, target: 'release' }));
    expect(elsewhere).toMatchObject({
      code: 'already_promoted',
      message: expect.stringMatching(/to "trunk" .* promoted once/),
    });
    const [undone] = obstacles({ ...rows, ...promoted }, view({ holdsPromotion: false }));
    expect(undone!.message).toContain('took it out');
  });
});

describe('M2: whether asking again can help', () => {
  const refusal = (...found: string[]) =>
    notEligible(
      run,
      found.map((code) => ({ code, message: code })),
    );

  test('M2: what passes can be asked for again; what lasts can not', () => {
    expect(refusal('target_checked_out', 'promotion_not_allowed', 'predecessor_not_promoted')).toMatchObject({
      kind: 'policy',
      code: 'NOT_ELIGIBLE',
      retryable: true,
      path: ['input', 'targetBranch'],
    });
    for (const code of [
      'no_repository',
      'tier_not_clean',
      'budget_exceeded',
      'already_promoted',
      'target_not_promotable',
    ]) {
      expect(refusal('promotion_not_allowed', code)).toMatchObject({ retryable: false });
    }
    expect(refusal('merge_conflict', 'branch_moved').message).toContain('(and 1 more reasons)');
  });

  test('M2: a run that has not ended may still become what it is not', () => {
    const reasons = [{ code: 'run_not_successful', message: 'not yet' }];
    expect(notEligible(aRun({ state: 'GATE' }), reasons).retryable).toBe(true);
    expect(notEligible(aRun({ state: 'DONE_FAILED_CANCELLED' }), reasons).retryable).toBe(false);
  });
});

describe('G7: an intent without an outcome', () => {
  const intent = { ...promotion, promotedAt: null };
  const current = { targetCommit: BASE, holdsCommit: false, commitExists: true, workTree: null };
  const allowed = { allowPromotion: true };

  test('G7: the target holds the commit: it is confirmed in every case', () => {
    const moved = { ...current, targetCommit: HEAD, holdsCommit: true, workTree: UNCLEAN };
    expect(settlement(intent, { allowPromotion: false }, moved)).toBe('confirm');
  });

  test('G7: the target is where it was: the move is repeated', () => {
    expect(settlement(intent, allowed, current)).toBe('repeat');
  });

  test('G7: the target is anywhere else, or may not move any more: the intent is taken back', () => {
    expect(settlement(intent, allowed, { ...current, targetCommit: 'c'.repeat(40) })).toBe('withdraw');
    expect(settlement(intent, allowed, { ...current, targetCommit: null })).toBe('withdraw');
    expect(settlement(intent, allowed, { ...current, commitExists: false })).toBe('withdraw');
    expect(settlement(intent, allowed, { ...current, workTree: UNCLEAN })).toBe('withdraw');
    expect(settlement(intent, { allowPromotion: false }, current)).toBe('withdraw');
  });
});
