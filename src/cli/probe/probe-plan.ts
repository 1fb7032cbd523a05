/** What the probe does to a server, as data: the plan that it starts and the moves that it makes, with the states that must follow. */
import type { PhaseState } from '../graphql/documents.generated.js';

export const PROBE_PLAN = {
  maxPhases: 3,
  maxDurationMinutes: 60,
  tokenCap: 1_000_000,
  tiers: [
    {
      tierId: 'T1',
      name: 'Foundation',
      phases: [
        { phaseId: 'F1.1', name: 'Set up the skeleton', taskCategory: 'feature_scaffolding' },
        { phaseId: 'F1.2', name: 'Write the first tests', taskCategory: 'tests' },
      ],
    },
    {
      tierId: 'T2',
      name: 'Features',
      phases: [{ phaseId: 'F2.1', name: 'Describe what it does', taskCategory: 'docs' }],
    },
  ],
};

/** Sorted. */
export const PROBE_FILES = [
  'phases/phase_00_F1.1.md',
  'phases/phase_01_F1.2.md',
  'phases/phase_02_F2.1.md',
  'project_implementation_strategy_v1.json',
  'run_summary.md',
  'tiers/tier_00_Foundation.md',
  'tiers/tier_01_Features.md',
];

export interface ProbeMove {
  readonly phaseId: string;
  readonly to: PhaseState;
  /** States of the run and of the phase's tier afterwards (S5, S7). */
  readonly run: string;
  readonly tier: string;
  /** A move that is not legal then: phase, state, and when that is. */
  readonly illegalThen?: readonly [string, PhaseState, string];
}

export const FIRST_MOVES: readonly ProbeMove[] = [
  {
    phaseId: 'F1.1',
    to: 'EXECUTING',
    run: 'PHASE_EXECUTION',
    tier: 'IN_PROGRESS',
    illegalThen: ['F1.2', 'EXECUTING', 'while F1.1 is at work'],
  },
  { phaseId: 'F1.1', to: 'GATE', run: 'GATE', tier: 'IN_PROGRESS', illegalThen: ['F1.1', 'COMPLETE', 'past CI'] },
  {
    phaseId: 'F1.1',
    to: 'CI_RUNNING',
    run: 'CI_RUNNING',
    tier: 'IN_PROGRESS',
    illegalThen: ['F1.1', 'EXECUTING', 'out of CI'],
  },
  { phaseId: 'F1.1', to: 'COMPLETE', run: 'SNAPSHOT_CREATED', tier: 'IN_PROGRESS' },
];

export const LAST_MOVES: readonly ProbeMove[] = [
  ...untilComplete('F1.2', 'SNAPSHOT_CREATED'),
  ...untilComplete('F2.1', 'DONE_SUCCESS'),
];

/** The way of a phase that is the last one of its tier. */
function untilComplete(phaseId: string, end: string): readonly ProbeMove[] {
  return [
    { phaseId, to: 'EXECUTING', run: 'PHASE_EXECUTION', tier: 'IN_PROGRESS' },
    { phaseId, to: 'GATE', run: 'GATE', tier: 'IN_PROGRESS' },
    { phaseId, to: 'CI_RUNNING', run: 'CI_RUNNING', tier: 'IN_PROGRESS' },
    { phaseId, to: 'COMPLETE', run: end, tier: 'COMPLETE' },
  ];
}
