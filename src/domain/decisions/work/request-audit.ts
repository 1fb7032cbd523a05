/**
 * The operator requests an audit (W9): of a phase in GATE at once, of a phase in the queue with its next result, whose
 * PASS becomes AUDIT.
 */
import type { PhaseFacts, RunFacts } from '../../model/facts.js';
import type { AuditRequest } from '../../model/phase-work.js';
import type { Refusal } from '../../model/refusal.js';
import { isDraft, isRunTerminal } from '../../model/run-state.js';
import { ROLE_TITLES } from '../../model/vocabulary.js';
import { auditsLeft } from '../../rules/work/phase-turn.js';
import type { CommandContext } from '../change/change.js';
import { type Decision, refused } from '../change/decision.js';
import { notSealed, runTerminal } from '../change/refusals.js';
import type { WorkFacts } from './facts.js';
import { PhaseTransition } from './phase-transition.js';
import type { WorkChange } from './work-change.js';

export function decideRequestAudit(
  facts: WorkFacts,
  request: AuditRequest,
  context: CommandContext,
): Decision<WorkChange> {
  const { run, phase } = facts;
  const refusal = auditRefusal(run, phase);
  if (refusal) return refused(refusal);
  const transition = new PhaseTransition(facts, context);
  transition.addEventData({ focus: request.focus, auditorProfile: request.auditorProfile });
  if (phase.state === 'GATE') transition.awaitAuditor();
  transition.patch({}, { auditRequested: request });
  return transition.finish('AUDIT_REQUESTED');
}

/** Why no audit of the phase can be requested now; null: it can. */
export function auditRefusal(run: RunFacts, phase: PhaseFacts): Refusal | null {
  if (isRunTerminal(run.state)) return runTerminal(run);
  if (isDraft(run.state)) return notSealed(run);
  const why = objection(phase);
  if (why === null) return null;
  return {
    kind: 'transition',
    code: 'TRANSITION_REFUSED',
    message: `No audit of phase "${phase.phaseId}" can be requested: ${why}.`,
    retryable: auditsLeft(phase),
    path: ['input', 'phaseId'],
    currentState: phase.state,
    allowedStates: [],
  };
}

function objection(phase: PhaseFacts): string | null {
  if (phase.state !== 'GATE' && phase.state !== 'QUEUED')
    return `only a phase in GATE or QUEUED can be given to an Auditor, and it is ${phase.state}`;
  if (phase.work.holder)
    return `${ROLE_TITLES[phase.work.holder.role]} "${phase.work.holder.workerId}" works on it now`;
  if (!auditsLeft(phase)) return `its ${phase.maxAuditorAttempts} audits are used up`;
  return null;
}
