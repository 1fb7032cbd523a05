/**
 * What one command or the clock can bring next (S4): found by asking the decisions themselves, so that it cannot drift
 * from them.
 */
import { openPhases, type RunFacts } from '../../model/facts.js';
import { isDraft, isRunTerminal, RUN_STATES, type RunState } from '../../model/run-state.js';
import { auditsLeft, MOST_ENVIRONMENT_FAILURES } from '../../rules/work/phase-turn.js';
import { decideManualTransition, type ManualTransitionFacts, nextPhaseStates } from './manual-transition.js';

/** The head of the run with its tier; null when no phase is left or the plan is empty. */
export type HeadFacts = Pick<ManualTransitionFacts, 'phase' | 'tier' | 'behindHeadIndex' | 'closing'>;

export function nextRunStates(run: RunFacts, head: HeadFacts | null, emptyTiers: boolean): RunState[] {
  if (isRunTerminal(run.state)) return [];
  if (isDraft(run.state)) {
    const sealable = run.phaseCount > 0 && !emptyTiers;
    return sealable ? ['RUN_CREATED', 'DONE_FAILED_CANCELLED'] : ['DONE_FAILED_CANCELLED'];
  }
  const found = new Set<RunState>(['DONE_FAILED_CANCELLED', 'DONE_FAILED_BUDGET_EXHAUSTED']);
  if (head) for (const state of [...statesByManualTransition(run, head), ...statesByWork(run, head)]) found.add(state);
  found.delete(run.state);
  return RUN_STATES.filter((state) => found.has(state));
}

function statesByManualTransition(run: RunFacts, head: HeadFacts): RunState[] {
  const facts: ManualTransitionFacts = {
    run,
    ...head,
    head: head.phase,
    open: { phases: [head.phase], tiers: [head.tier] },
  };
  const context = { actor: 'operator', cause: 'nextStates', now: run.changedAt } as const;
  return nextPhaseStates(facts).flatMap((state) => {
    const decision = decideManualTransition(facts, { state, addTokens: 0, note: null }, context);
    return decision.outcome === 'accepted' ? [decision.change.run.state] : [];
  });
}

/**
 * What the result of the worker that holds the phase can bring, and the third failure of the environment in a row (B6).
 */
function statesByWork(run: RunFacts, { phase }: HeadFacts): RunState[] {
  const { holder, environmentFailures } = phase.work;
  const ended: RunState[] = environmentFailures >= MOST_ENVIRONMENT_FAILURES - 1 ? ['DONE_FAILED_ENVIRONMENT'] : [];
  switch (holder?.role) {
    case undefined:
      return ended;
    case 'BUILDER':
      return [...ended, 'GATE', 'CI_RUNNING', 'DONE_FAILED_POLICY_VIOLATION'];
    case 'AUDITOR':
      return [...ended, 'PHASE_EXECUTION', 'CI_RUNNING', 'DONE_FAILED_POLICY_VIOLATION'];
    case 'CI': {
      const green: RunState = openPhases(run) === 1 ? 'DONE_SUCCESS' : 'SNAPSHOT_CREATED';
      return [...ended, 'PHASE_EXECUTION', ...(auditsLeft(phase) ? (['GATE'] as const) : []), green];
    }
  }
}
