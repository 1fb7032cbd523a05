/** Manual transitions in a world of their own, for the specs of `decideManualTransition`. */
import type { ManualTransition } from '../../../src/domain/decisions/run/manual-transition.js';
import type { PhaseFacts } from '../../../src/domain/model/facts.js';
import type { PhaseState } from '../../../src/domain/model/phase-state.js';
import type { Refusal } from '../../../src/domain/model/refusal.js';
import type { RunState } from '../../../src/domain/model/run-state.js';
import { byOperator, inWords, type RunRows } from './builders.js';
import { type Outcome, World } from './world.js';

export const by = byOperator('updatePhaseStatus');

/** The run's state while a phase of it is in this one and no other is at work (S5). */
export const RUN_STATE_OF: Record<PhaseState, RunState> = {
  QUEUED: 'PHASE_EXECUTION',
  EXECUTING: 'PHASE_EXECUTION',
  GATE: 'GATE',
  CI_RUNNING: 'CI_RUNNING',
  COMPLETE: 'SNAPSHOT_CREATED',
  FAILED: 'PHASE_EXECUTION',
  SKIPPED: 'PHASE_EXECUTION',
};

/** Makes a manual transition in a world of its own. */
export function transitionIn(
  rows: RunRows,
  phaseId: string,
  command: ManualTransition,
  context = by,
): { world: World; outcome: Outcome } {
  const world = World.of(rows);
  return { world, outcome: world.transition(phaseId, command, context) };
}

export function acceptedBy(rows: RunRows, phaseId: string, command: ManualTransition, context = by) {
  const { world, outcome } = transitionIn(rows, phaseId, command, context);
  if (!outcome.accepted) throw new Error(`Refused: ${outcome.errors.map((error) => error.message).join(' ')}`);
  return { world, events: outcome.events, words: outcome.events.map(inWords) };
}

export function refusalOf(rows: RunRows, phaseId: string, command: ManualTransition): Refusal {
  const { world, outcome } = transitionIn(rows, phaseId, command);
  if (outcome.accepted) throw new Error(`Accepted: ${outcome.events.map(inWords).join(', ')}`);
  expect({ run: world.run, tiers: world.tiers, phases: world.phases, events: world.events }).toEqual({
    ...rows,
    events: [],
  });
  expect(outcome.errors).toHaveLength(1);
  return outcome.errors[0]!;
}

/** All states in one line: `GATE | IN_PROGRESS: COMPLETE GATE | PENDING: QUEUED`. */
export function statesOf(world: World): string {
  const tiers = world.tiers.map((tier) => {
    const states = world.phases.filter((phase) => phase.tierId === tier.tierId).map((phase) => phase.state);
    return `${tier.state}: ${states.join(' ')}`;
  });
  return [world.run.state, ...tiers].join(' | ');
}

export const SPENT_ATTEMPTS: Partial<PhaseFacts> = { builderAttempts: 3 };
export const SPENT_AUDITS: Partial<PhaseFacts> = { auditorAttempts: 2 };
