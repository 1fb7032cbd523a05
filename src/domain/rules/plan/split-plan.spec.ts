import fc from 'fast-check';

import type { PlannedTier } from '../../model/plan.js';
import { linkedRunIds, splitPlan } from './split-plan.js';

const tierOf = (tierId: string, phases: number): PlannedTier => ({
  tierId,
  name: `Tier ${tierId}`,
  description: `About ${tierId}`,
  phases: Array.from({ length: phases }, (_, i) => ({
    phaseId: `${tierId}.${i + 1}`,
    name: 'a phase',
    description: null,
    taskCategory: null,
    complexity: null,
    builderMode: null,
    allowedPaths: [],
    acceptanceCriteria: [],
    allowNoop: false,
  })),
});
const tiersOf = (...phases: number[]): PlannedTier[] => phases.map((count, i) => tierOf(`T${i + 1}`, count));
const shapeOf = (runs: PlannedTier[][]): string[] =>
  runs.map((run) => run.map((tier) => `${tier.tierId}:${tier.phases.length}`).join(' '));

describe('a plan that is split into linked runs', () => {
  it.each([
    ['a plan that fits is one run', [2, 3], 5, ['T1:2 T2:3']],
    ['a tier that does not fit any more begins the next run', [2, 3], 4, ['T1:2', 'T2:3']],
    [
      'a run takes every tier that still fits, and none out of order',
      [2, 3, 1, 1, 4],
      4,
      ['T1:2', 'T2:3 T3:1', 'T4:1', 'T5:4'],
    ],
    ['a tier with more phases than a run takes is cut in plan order', [7], 3, ['T1:3', 'T1:3', 'T1:1']],
    [
      'the rest of a cut tier shares its run with the tiers behind it',
      [7, 2, 1],
      3,
      ['T1:3', 'T1:3', 'T1:1 T2:2', 'T3:1'],
    ],
    ['the first piece of a cut tier does not join the tier before it', [1, 4], 3, ['T1:1', 'T2:3', 'T2:1']],
  ])('P10: %s', (_, phases, maxPhases, runs) =>
    expect(shapeOf(splitPlan(tiersOf(...phases), { maxPhases, runScope: 'MULTI_TIER' }))).toEqual(runs),
  );

  it.each([
    ['each tier is a run of its own', [1, 1, 1], 9, ['T1:1', 'T2:1', 'T3:1']],
    ['each piece of a cut tier too', [1, 4], 3, ['T1:1', 'T2:3', 'T2:1']],
  ])('P8: in the scope single_tier %s', (_, phases, maxPhases, runs) =>
    expect(shapeOf(splitPlan(tiersOf(...phases), { maxPhases, runScope: 'SINGLE_TIER' }))).toEqual(runs),
  );

  it('P10: a piece keeps the id, the name and the description of its tier', () => {
    const [first, second] = splitPlan(tiersOf(4), { maxPhases: 3, runScope: 'MULTI_TIER' });
    for (const run of [first, second])
      expect(run).toMatchObject([{ tierId: 'T1', name: 'Tier T1', description: 'About T1' }]);
    expect(second![0]!.phases.map((phase) => phase.phaseId)).toEqual(['T1.4']);
  });

  it('P10: every phase is in one run, in plan order; no run is larger than it may be, and none could have taken the tier behind it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (phases, maxPhases) => {
          const tiers = tiersOf(...phases);
          const runs = splitPlan(tiers, { maxPhases, runScope: 'MULTI_TIER' });
          const ids = (some: readonly PlannedTier[]): string[] =>
            some.flatMap((tier) => tier.phases.map((phase) => phase.phaseId));
          expect(runs.flatMap(ids)).toEqual(ids(tiers));
          runs.forEach((run, i) => {
            expect(ids(run).length).toBeLessThanOrEqual(maxPhases);
            expect(new Set(run.map((tier) => tier.tierId)).size).toBe(run.length);
            const next = runs[i + 1]?.[0];
            if (next) expect(ids(run).length + next.phases.length).toBeGreaterThan(maxPhases);
          });
        },
      ),
    );
  });

  it('a limit that no run can keep is a fault of the caller', () => {
    for (const maxPhases of [0, -1, 1.5, NaN])
      expect(() => splitPlan(tiersOf(1), { maxPhases, runScope: 'MULTI_TIER' })).toThrow(RangeError);
  });

  it('P10: the first run has the id that was asked for, the others are numbered from 2', () => {
    expect(linkedRunIds('shop', 3)).toEqual(['shop', 'shop-2', 'shop-3']);
    expect(linkedRunIds('shop', 1)).toEqual(['shop']);
  });
});
