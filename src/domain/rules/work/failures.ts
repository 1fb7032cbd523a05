/** How work ends a run, each worded once: attempts spent, policy, escalation, the environment (S6, B6). */
import type { PhaseFacts, RunFailure } from '../../model/facts.js';
import { integrationBranch } from '../../model/ref-names.js';
import type { Reason } from '../../model/refusal.js';

/** Why an attempt failed, and what the next one is measured against (W9). */
export interface Fault {
  /** What happened, as the end of "Phase … failed: ". */
  readonly what: string;
  readonly reasons: readonly Reason[];
  /** Of the patch that failed; null: there was none. */
  readonly patchHash: string | null;
  /** Of the failing tests or gate reasons; null: it has none and breaks no row (expiries, releases). */
  readonly fingerprint: string | null;
  /** Refused by policy (G2). */
  readonly policy: boolean;
  readonly noProgress?: boolean;
}

/** A fault without evidence of its own: the lease ran out, or was given back too often. */
export const faultOf = (code: string, what: string, source: string): Fault => ({
  what,
  reasons: [{ code, message: what, source }],
  patchHash: null,
  fingerprint: null,
  policy: false,
});

/** A fault without evidence of its own comes behind what failed before it: that is what people have to mend. */
export function withCause({ work }: Pick<PhaseFacts, 'work'>, fault: Fault): Fault {
  const { lastFailure } = work;
  if (lastFailure == null || fault.patchHash !== null || fault.fingerprint !== null || fault.policy) return fault;
  return { ...fault, what: `${lastFailure.replace(/[.;\s]+$/, '')}; then ${fault.what}` };
}

export function attemptFailure(phase: PhaseFacts, fault: Fault): RunFailure {
  const message = `Phase "${phase.phaseId}" failed: ${fault.what}`;
  const more: Reason[] = fault.noProgress
    ? [{ code: 'no_progress', message: 'The same failure happened twice in a row.', source: 'W9' }]
    : [];
  return {
    rule: fault.policy ? 'G2' : 'W9',
    message,
    tierId: phase.tierId,
    phaseId: phase.phaseId,
    reasons: [...fault.reasons, ...more],
  };
}

/** The third failure of the environment in a row (B6). */
export function environmentFailure(phase: PhaseFacts, what: string): RunFailure {
  const message = `The environment failed three times in a row on phase "${phase.phaseId}"; the last time: ${what}`;
  const reasons = [{ code: 'environment_failed', message, source: 'B6' }];
  return { rule: 'B6', message, tierId: phase.tierId, phaseId: phase.phaseId, reasons };
}

/**
 * A ref is at a commit that neither the intent nor the earlier state explains (G7); one that is missing is put back,
 * unless its objects are gone too (G9).
 */
export function fromOtherWorker(ref: string, found: string | null): RunFailure {
  const message =
    found === null
      ? `${ref} is gone, and the commit that it named is not in the repository any more: it cannot be put back. Fetch the commit from where it was pushed to, or continue the run from its last snapshot.`
      : `${ref} was moved by somebody else: it is at ${found}, which is neither where the run left it nor where it was put.`;
  return { rule: 'G7', message, reasons: [{ code: 'ref_elsewhere', message, source: 'G7' }] };
}

/**
 * The branch of a run that is to begin exists already, at another commit: found when a linked run is released, or made
 * between the start's look and its write (G3, P10).
 */
export function branchExists(runId: string, found: string): RunFailure {
  const message = `The branch "${integrationBranch(runId)}" of this run already exists in the repository, at ${found}, and does not belong to this run: remove or rename it, then start what is left of the plan again under another run id.`;
  return { rule: 'G3', message, reasons: [{ code: 'branch_stands', message, source: 'G3' }] };
}
