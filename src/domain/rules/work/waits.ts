/** What a phase waits for, as one reason: a person, a worker or the clock can see whose turn it is (S4, C1). */
import { awaitsBaseCheck } from '../../model/awaits-base-check.js';
import type { PhaseFacts, RunFacts } from '../../model/facts.js';
import { isPhaseTerminal } from '../../model/phase-state.js';
import type { Reason } from '../../model/refusal.js';
import { isDraft } from '../../model/run-state.js';
import { ROLE_TITLES } from '../../model/vocabulary.js';
import { isWaiting } from '../../model/waiting.js';
import { awaitedRole } from './phase-turn.js';

/**
 * Null: it has ended, and waits for nothing. `head` is the first phase of the run that has not ended. `stopped`: why
 * nothing of the project is dispatched (A9); it is what a phase waits for whose turn it would be.
 */
export function waitsFor(
  run: RunFacts,
  phase: PhaseFacts,
  head: Pick<PhaseFacts, 'phaseId'> | null,
  stopped: Reason | null,
): Reason | null {
  if (isPhaseTerminal(phase.state)) return null;
  const reason = (code: string, message: string, source: string): Reason => ({ code, message, source });
  if (isDraft(run.state)) return reason('draft', 'The plan is not sealed yet: sealPlan starts the run.', 'S9');
  if (isWaiting(run)) return reason('predecessor', `Its run waits for run "${run.previousRunId}" to succeed.`, 'P10');
  if (awaitsBaseCheck(run))
    return reason('base_check', 'CI runs on the base commit of the run first; a CI worker has to claim that.', 'V6');
  if (head && head.phaseId !== phase.phaseId) return reason('turn', `Phase "${head.phaseId}" comes first.`, 'S4');
  if (run.refIntent !== null)
    return reason('refs', `Refs of the run are about to move (${run.refIntent.purpose.toLowerCase()}).`, 'G7');
  const { holder } = phase.work;
  if (holder)
    return reason(
      'worker',
      `${ROLE_TITLES[holder.role]} "${holder.workerId}" works on it (attempt ${holder.attempt}).`,
      'W2',
    );
  if (stopped !== null && awaitedRole(phase) !== null) return stopped;
  if (phase.notBefore !== null)
    return reason('pause', `It is offered again at ${phase.notBefore.toISOString()}.`, 'B6');
  switch (awaitedRole(phase)) {
    case 'BUILDER':
      return reason('builder', 'A Builder has to claim it.', 'W1');
    case 'AUDITOR':
      return reason('auditor', 'An Auditor has to claim it.', 'W9');
    case 'CI':
      return reason('ci', 'A CI worker has to claim it, or a report has to come from outside.', 'V1');
    case null:
      return reason('lever', 'The driver that uses updatePhaseStatus has to move it.', 'W11');
  }
}
