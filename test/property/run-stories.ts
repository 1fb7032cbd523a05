import fc from 'fast-check';

import { PHASE_STATES, type PhaseState } from '../../src/domain/model/phase-state.js';
import { type RunState } from '../../src/domain/model/run-state.js';
import { type ModelPlanTier, type ModelReport, type ModelStart } from '../support/domain/reference-model.js';
const MINUTE = 60_000;
/** A predecessor succeeds more often than not. */
const SUCCESSES = Array<RunState>(6).fill('DONE_SUCCESS');

type Step =
  /** A manual transition of some phase, most often the head, most often along the happy path. */
  | {
      readonly kind: 'transition';
      readonly phase: number | 'head';
      readonly state: PhaseState | 'onward' | 'again';
      readonly tokens: number;
      readonly note: string | null;
    }
  | { readonly kind: 'addTier'; readonly tier: ModelPlanTier }
  | { readonly kind: 'addPhase'; readonly tier: number; readonly phaseId: string; readonly taskCategory: string | null }
  | { readonly kind: 'recordIssues'; readonly phase: number | 'head'; readonly reports: readonly ModelReport[] }
  /** The run that this one may wait for is in this state; null: deleted. */
  | { readonly kind: 'release'; readonly predecessor: RunState | null }
  | { readonly kind: 'seal' | 'cancel' | 'tick' };
export type Timed = Step & { readonly wait: number };

export const ONWARD: Record<PhaseState, PhaseState> = {
  QUEUED: 'EXECUTING',
  EXECUTING: 'GATE',
  GATE: 'CI_RUNNING',
  CI_RUNNING: 'COMPLETE',
  COMPLETE: 'QUEUED',
  FAILED: 'QUEUED',
  SKIPPED: 'EXECUTING',
};

/** Round and round through CI, for as long as audits are left. */
export const AGAIN: Record<PhaseState, PhaseState> = { ...ONWARD, CI_RUNNING: 'GATE' };

const category = fc.constantFrom(null, 'tests', 'docs', 'bulk_operation', 'schema_change', 'something_else');
const planPhase = fc.record({
  phaseId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  taskCategory: category,
});
/** Ids are mostly distinct, so that most plans are accepted. */
const planTiers = fc
  .array(fc.array(category, { minLength: 0, maxLength: 3 }), { minLength: 0, maxLength: 4 })
  .map((tiers) => {
    let made = 0;
    return tiers.map((phases, t) => ({
      tierId: `t${t}`,
      phases: phases.map((taskCategory) => ({ phaseId: `p${made++}`, taskCategory })),
    }));
  });
const fullTiers = planTiers
  .map((tiers) => tiers.filter((tier) => tier.phases.length > 0))
  .filter((tiers) => tiers.length > 0);
const oddTiers = fc.array(
  fc.record({ tierId: fc.constantFrom('t0', 't1', 't2'), phases: fc.array(planPhase, { maxLength: 3 }) }),
  {
    maxLength: 4,
  },
);

const start: fc.Arbitrary<ModelStart> = fc
  .record({
    draft: fc.boolean(),
    critical: fc.boolean(),
    singleTier: fc.constantFrom(false, false, false, false, true),
    tokenCap: fc.constantFrom(1, 400_000, 5_000_000, 1_000_000_000_000),
    maxPhases: fc.constantFrom(25, 25, 6, 2),
    minutes: fc.constantFrom(1, 120, 10_080),
    waits: fc.constantFrom(false, false, false, true),
    aged: fc.constantFrom(0, 0, 1, 3, 7),
    tiers: fc.oneof(
      { weight: 5, arbitrary: fullTiers },
      { weight: 2, arbitrary: planTiers },
      { weight: 1, arbitrary: oddTiers },
    ),
  })
  .map((plan) => ({ ...plan, waits: plan.waits && !plan.draft }));

const transition: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('transition' as const),
  phase: fc.oneof({ weight: 3, arbitrary: fc.constant('head' as const) }, { weight: 1, arbitrary: fc.nat(9) }),
  state: fc.oneof(
    { weight: 5, arbitrary: fc.constant('onward' as const) },
    { weight: 3, arbitrary: fc.constant('again' as const) },
    { weight: 2, arbitrary: fc.constantFrom<PhaseState>(...PHASE_STATES, 'SKIPPED', 'SKIPPED') },
  ),
  tokens: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.nat(90_000) },
    fc.constantFrom(200_001, 1e12),
  ),
  note: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    fc.constantFrom('', 'said', '\u{1F600} "quoted"\nnext line'),
  ),
});
const report: fc.Arbitrary<ModelReport> = fc.record({
  key: fc.constantFrom('k0', 'k1', 'k2', 'k6', 'k7', 'k8', 'k9', 'x0', 'x1', 'x2', 'x3', 'x4'),
  severity: fc.constantFrom<ModelReport['severity']>('MINOR', 'MINOR', 'MINOR', 'MINOR', null, 'MAJOR'),
  highRisk: fc.constantFrom(false, false, true),
  expected: fc.constantFrom(false, false, false, true),
});
const recording: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('recordIssues' as const),
  phase: fc.oneof({ weight: 2, arbitrary: fc.constant('head' as const) }, { weight: 1, arbitrary: fc.nat(9) }),
  reports: fc.oneof(
    { weight: 4, arbitrary: fc.array(report, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(report, { minLength: 1, maxLength: 9 }) },
  ),
});
const release: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('release' as const),
  predecessor: fc.constantFrom<(RunState | null)[]>(
    ...SUCCESSES,
    'GATE',
    'DONE_FAILED_CANCELLED',
    'DONE_FAILED_ENVIRONMENT',
    null,
  ),
});
const growth: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('addTier' as const),
    tier: fc.record({ tierId: fc.constantFrom('t1', 'u1', 'u2', 'u3'), phases: fc.array(planPhase, { maxLength: 2 }) }),
  }),
  fc.record({
    kind: fc.constant('addPhase' as const),
    tier: fc.nat(5),
    phaseId: fc.constantFrom('p0', 'q1', 'q2', 'q3', 'q4', 'q5'),
    taskCategory: category,
  }),
);
const step: fc.Arbitrary<Timed> = fc
  .tuple(
    fc.oneof(
      { weight: 30, arbitrary: transition },
      { weight: 5, arbitrary: recording },
      { weight: 2, arbitrary: release },
      { weight: 5, arbitrary: growth },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('seal' as const) }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Step>({ kind: 'cancel' }, { kind: 'tick' }, { kind: 'tick' }, { kind: 'tick' }),
      },
    ),
    fc.oneof(
      { weight: 40, arbitrary: fc.nat(3_000) },
      { weight: 1, arbitrary: fc.constantFrom(MINUTE, 120 * MINUTE, 24 * 60 * MINUTE + 1) },
    ),
  )
  .map(([made, wait]) => ({ ...made, wait }));
export const story = fc.tuple(start, fc.array(step, { maxLength: 45, size: 'max' }));
