import { after, aRun, aTier } from '../../../../test/support/domain/builders.js';
import type { RunFacts } from '../../model/facts.js';
import type { PromotionFacts, PromotionRows } from '../../rules/promotion/promotion.js';
import { keptBecause } from './archive-run.js';

const rows = (run: Partial<RunFacts>, more: Partial<PromotionRows> = {}): PromotionRows => ({
  run: aRun({ completedAt: after(5), ...run }),
  tiers: [aTier({ state: 'COMPLETE' })],
  project: null as never,
  ...{ promotion: null, change: null },
  predecessors: [],
  ...more,
});
const promotion = (promotedAt: Date | null): PromotionFacts => ({
  ...{ runId: 'run-1', targetBranch: 'main', fromCommit: 'a', commit: 'b', actor: 'operator', kind: 'MERGE' },
  ...{ intendedAt: after(6), promotedAt },
});
const GREEN = { state: 'DONE_SUCCESS', baseCommit: 'a', headCommit: 'b' } as const;
const CANCELLED = { state: 'DONE_FAILED_CANCELLED' } as const;
const kept = (own: PromotionRows, ...behind: PromotionRows[]) => keptBecause({ own, behind })?.code ?? null;

describe('O10: which runs stay', () => {
  test.each([
    ['it lives', rows({ state: 'GATE', completedAt: null }), 'run_lives'],
    ['its refs move', rows({ ...CANCELLED, refIntent: { purpose: 'RESTORE', moves: [] } as never }), 'refs_pending'],
    ['its promotion is under way', rows(GREEN, { promotion: promotion(null) }), 'promotion_pending'],
    ['it can be promoted', rows(GREEN), 'promotion_awaited'],
    ['it was promoted', rows(GREEN, { promotion: promotion(after(7)) }), null],
    ['it has no commits', rows({ ...GREEN, headCommit: 'a' }), null],
    ['it is over its cap', rows({ ...GREEN, tokenCap: 1, tokensUsed: 2 }), null],
    ['a tier is not clean', rows(GREEN, { tiers: [aTier({ openMajorIssues: 1 })] }), null],
    ['it failed', rows({ ...CANCELLED, baseCommit: 'a', headCommit: 'b' }), null],
  ])('O10: %s', (_what, own, code) => {
    expect(kept(own)).toBe(code);
  });

  test('O10: what builds on it counts, however many steps away: one that lives, one that can be promoted', () => {
    const own = rows(CANCELLED);
    const [lives, green] = [
      rows({ runId: 'b', state: 'PHASE_EXECUTION', completedAt: null }),
      rows({ ...GREEN, runId: 'c' }),
    ];
    expect([kept(own, rows(CANCELLED), lives), kept(own, rows(CANCELLED), green)]).toEqual([
      'run_needed',
      'run_needed',
    ]);
    expect(keptBecause({ own, behind: [lives] })!.message).toContain('"b" builds on it and is PHASE_EXECUTION');
    expect(kept(own, rows(CANCELLED), rows(GREEN, { promotion: promotion(after(7)) }))).toBeNull();
    // Its own reasons come first.
    expect(kept(rows(GREEN), lives)).toBe('promotion_awaited');
  });
});
