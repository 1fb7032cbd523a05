/** The runs that a plan becomes, made by the decisions of the server as if it were started now; nothing is stored. */
import { decideStartLinked } from '../decisions/start/start-linked.js';
import type { NewRun, Policy } from '../decisions/start/start-run.js';
import type { Plan } from '../model/plan.js';
import type { Refusal } from '../model/refusal.js';
import { VIRTUAL_START } from './play/virtual-run.js';

/** The instant at which every virtual plan starts: no answer depends on the day. */
const VIRTUAL_NOW = new Date('2000-01-01T00:00:00.000Z');

export function runsToPlay(
  plan: Plan,
  policy: Policy,
): { readonly runs: readonly NewRun[] } | { readonly faults: readonly Refusal[] } {
  const command = { ...plan, runId: 'virtual', projectId: 'virtual', start: VIRTUAL_START };
  const context = { actor: 'operator', cause: 'simulate', now: VIRTUAL_NOW } as const;
  const decision = decideStartLinked(command, policy, context);
  if (decision.outcome === 'accepted') return { runs: decision.change };
  return { faults: decision.outcome === 'refused' ? decision.errors : [] };
}
