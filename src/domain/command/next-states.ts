/** What one command or the clock can bring next (S4): found by asking the decisions themselves, so that it cannot drift from them. */
import { decideLever, nextPhaseStates, type LeverFacts } from './lever.js';
import type { RunFacts } from '../run/facts.js';
import { isDraft, isRunTerminal, RUN_STATES, type RunState } from '../run/run-state.js';

/** The head of the run with its tier; null when no phase is left or the plan is empty. */
export type HeadFacts = Pick<LeverFacts, 'phase' | 'tier' | 'behindHeadIndex' | 'closing'>;

export function nextRunStates(run: RunFacts, head: HeadFacts | null, emptyTiers: boolean): RunState[] {
  if (isRunTerminal(run.state)) return [];
  if (isDraft(run.state)) {
    const sealable = run.phaseCount > 0 && !emptyTiers;
    return sealable ? ['RUN_CREATED', 'DONE_FAILED_CANCELLED'] : ['DONE_FAILED_CANCELLED'];
  }
  const found = new Set<RunState>(['DONE_FAILED_CANCELLED', 'DONE_FAILED_BUDGET_EXHAUSTED']);
  if (head) for (const state of statesByLever(run, head)) found.add(state);
  found.delete(run.state);
  return RUN_STATES.filter((state) => found.has(state));
}

function statesByLever(run: RunFacts, head: HeadFacts): RunState[] {
  const facts: LeverFacts = { run, ...head, head: head.phase, open: { phases: [head.phase], tiers: [head.tier] } };
  const occasion = { actor: 'operator', cause: 'nextStates', now: run.changedAt } as const;
  return nextPhaseStates(facts).flatMap((state) => {
    const decision = decideLever(facts, { state, addTokens: 0, note: null }, occasion);
    return decision.outcome === 'accepted' ? [decision.change.run.state] : [];
  });
}
