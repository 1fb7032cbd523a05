import { after, aRun, aTier } from '../../../../test/support/domain/builders.js';
import { blockers, commitsToFind, isEligibleByItself, isPromotionEligible } from './blockers.js';
import type { Predecessor } from './promotion.js';

const done = aRun({
  state: 'DONE_SUCCESS',
  completedAt: after(60),
  openMinorIssues: 3,
  maxMinorIssuesTotal: 3,
  tokensUsed: 5_000_000,
});
const clean = [aTier({ state: 'COMPLETE', openMinorIssues: 2 })];
const codes = (run = done, tiers = clean, predecessors: Predecessor[] = [], contained?: Set<string>) =>
  blockers({ run, tiers, predecessors }, contained).map((reason) => reason.code);

describe('M1: may the result be promoted', () => {
  test('M1: a run that is done within every budget is eligible', () => {
    expect(codes()).toEqual([]);
    expect(isPromotionEligible({ run: done, tiers: clean, predecessors: [] })).toBe(true);
    expect(isEligibleByItself(done, clean)).toBe(true);
  });

  test.each(['SNAPSHOT_CREATED', 'PHASE_EXECUTION', 'DONE_FAILED_CANCELLED', 'PLAN_BOOTSTRAP'] as const)(
    'M1: a run that is %s is not',
    (state) => {
      expect(codes({ ...done, state })).toEqual(['run_not_successful']);
      expect(isEligibleByItself({ ...done, state }, clean)).toBe(false);
    },
  );

  test('M1: every blocker is listed, a tier that is not clean by its name and with its reasons', () => {
    const unclean = [...clean, aTier({ tierId: 't1', openMajorIssues: 1 }), aTier({ tierId: 't2', ciRunsUsed: 3 })];
    const run = { ...done, state: 'GATE' as const, tokensUsed: 5_000_001, openMinorIssues: 4 };
    const found = blockers({ run, tiers: unclean, predecessors: [] });
    expect(found.map((reason) => reason.code)).toEqual([
      'run_not_successful',
      'tier_not_clean',
      'tier_not_clean',
      'budget_exceeded',
      'excess_minor_issues',
    ]);
    expect(found[1]!.message).toBe('Tier "t1" is not clean. The tier used 1 major issues; its limit is 0.');
    expect(found[2]!.message).toContain('3 CI runs');
    expect(isPromotionEligible({ run: { ...done, tokensUsed: 5_000_001 }, tiers: clean, predecessors: [] })).toBe(
      false,
    );
    expect(isPromotionEligible({ run: { ...done, openMinorIssues: 4 }, tiers: clean, predecessors: [] })).toBe(false);
  });

  test('M1: a run that a budget ended says which one', () => {
    const budget = { scope: 'RUN', name: 'max_duration_minutes', limit: 120, used: 121 } as const;
    const failure = { rule: 'B3', message: 'The run ran out of time: its limit is 120 minutes.', budget, reasons: [] };
    const found = blockers({
      run: { ...done, state: 'DONE_FAILED_BUDGET_EXHAUSTED', failure },
      tiers: clean,
      predecessors: [],
    });
    expect(found.slice(1)).toEqual([{ code: 'budget_exceeded', message: failure.message, source: 'B3' }]);
  });
});

describe('M1: runs that build on others', () => {
  const linked = aRun({ ...done, runId: 'r-3', previousRunId: 'r-2', baseCommit: 'c2', headCommit: 'c3' });
  const before = (
    runId: string,
    values: Partial<Predecessor> = {},
    run: Parameters<typeof aRun>[0] = {},
  ): Predecessor => ({
    runId,
    run: aRun({ ...done, runId, baseCommit: `base of ${runId}`, headCommit: `head of ${runId}`, ...run }),
    tiers: [],
    isPromoted: false,
    ...values,
  });

  test('M1: every predecessor that is not promoted is a blocker, the nearest first', () => {
    const found = blockers({ run: linked, tiers: clean, predecessors: [before('r-2'), before('r-1')] });
    expect(found.map(({ code, message }) => [code, message.split('"')[1]])).toEqual([
      ['predecessor_not_promoted', 'r-2'],
      ['predecessor_not_promoted', 'r-1'],
    ]);
  });

  test('M1: a predecessor that is promoted proves those before it, and so does one whose commit the target holds', () => {
    expect(codes(linked, clean, [before('r-2', { isPromoted: true })])).toEqual([]);
    expect(codes(linked, clean, [before('r-2'), before('r-1')], new Set(['r-2']))).toEqual([]);
    expect(codes(linked, clean, [before('r-2'), before('r-1')], new Set(['r-1']))).toEqual([
      'predecessor_not_promoted',
    ]);
  });

  test('M1: a predecessor without a commit has nothing to promote: it is judged by itself', () => {
    const nothing = { baseCommit: null, headCommit: null };
    expect(codes(linked, clean, [before('r-2', { tiers: clean }, nothing)])).toEqual([]);
    expect(codes(linked, clean, [before('r-2', {}, { baseCommit: 'c', headCommit: 'c' })])).toEqual([]);
    const unclean = [aTier({ openMajorIssues: 1 })];
    const found = blockers({
      run: linked,
      tiers: clean,
      predecessors: [before('r-2', { tiers: unclean }, nothing), before('r-1')],
    });
    expect(found.map((reason) => reason.message)).toEqual([
      'Run "r-2" comes before it and is not eligible itself: tier_not_clean.',
      'Run "r-1" comes before it and is not promoted yet: promote it first.',
    ]);
  });

  test('M1: a predecessor that was deleted is a blocker, unless the target holds where the run began', () => {
    const deleted = { runId: 'r-2', run: null, tiers: [], isPromoted: false };
    expect(codes(linked, clean, [deleted])).toEqual(['predecessor_not_promoted']);
    expect(commitsToFind({ run: linked, tiers: clean, predecessors: [deleted] })).toEqual([
      { runId: 'r-2', commit: 'c2' },
    ]);
    expect(codes(linked, clean, [deleted], new Set(['r-2']))).toEqual([]);
  });

  test('M1: the repository is asked for the last commits of predecessors that are not known to be promoted, and for no others', () => {
    const deleted = { runId: 'r-1', run: null, tiers: [], isPromoted: false };
    expect(commitsToFind({ run: linked, tiers: clean, predecessors: [before('r-2'), deleted] })).toEqual([
      { runId: 'r-2', commit: 'head of r-2' },
      { runId: 'r-1', commit: 'base of r-2' },
    ]);
    expect(commitsToFind({ run: linked, tiers: clean, predecessors: [before('r-2', { isPromoted: true })] })).toEqual(
      [],
    );
    expect(
      commitsToFind({
        run: linked,
        tiers: clean,
        predecessors: [before('r-2', {}, { baseCommit: null, headCommit: null })],
      }),
    ).toEqual([]);
    expect(commitsToFind({ run: { ...linked, baseCommit: null }, tiers: [], predecessors: [deleted] })).toEqual([]);
  });
});
