/**
 * The facts of a claim, made again after its attempt has ended (W7). What the attempts before it left is recorded, so
 * that the brief can be read later; what is not recorded by claim, as the tokens that the run had left, is as near as
 * the records allow.
 */
import type { AttemptFacts, LeaseFacts } from '../../model/attempt.js';
import { MINUTE_MS } from '../../model/durations.js';
import type { Candidate } from '../../model/phase-work.js';
import type { PhaseStrategy } from '../../rules/strategy/strategy.js';
import type { BriefFacts } from './brief-values.js';

/** `before`: attempts of the phase with lower numbers, newest first. */
export function factsOfClaim(
  facts: BriefFacts,
  claimed: AttemptFacts,
  before: readonly AttemptFacts[],
  { maxBuilderAttempts }: PhaseStrategy,
): BriefFacts {
  const { run, phase } = facts;
  const counted = (role: AttemptFacts['role']): number =>
    before.filter((each) => each.role === role && !each.givenBack).length + (claimed.role === role ? 1 : 0);
  const revisions = before.filter(({ auditVerdict }) => auditVerdict === 'REVISE').length;
  const tokensUsed = before.reduce((sum, each) => sum + each.tokensUsed, 0);
  return {
    ...facts,
    run: { ...run, headCommit: claimed.baseCommit },
    phase: {
      ...phase,
      builderAttempts: counted('BUILDER'),
      auditorAttempts: counted('AUDITOR'),
      maxBuilderAttempts: maxBuilderAttempts + revisions,
      tokensUsed,
      work: { ...phase.work, candidate: candidateBefore(before), auditRequested: null },
    },
  };
}

function candidateBefore(before: readonly AttemptFacts[]): Candidate | null {
  const last = before.find(({ role, gate }) => role === 'BUILDER' && gate !== null);
  if (!last) return null;
  const standing = last.gate!.verdict === 'REJECT' ? 'REJECTED' : last.ciVerdict === 'RED' ? 'RED' : 'JUDGED';
  return { attempt: last.number, standing, patchHash: last.patchHash, commit: last.commit };
}

/** The lease that the claim gave, as far as policy and records say. */
export function leaseOfClaim(facts: BriefFacts, { startedAt, number, role, workerId }: AttemptFacts): LeaseFacts {
  const { run, phase, policies } = facts;
  const hard = new Date(startedAt.getTime() + policies.leases.hardDeadlineMinutes * MINUTE_MS);
  const hardDeadlineAt = run.deadlineAt !== null && run.deadlineAt < hard ? run.deadlineAt : hard;
  return {
    runId: run.runId,
    projectId: run.projectId,
    phaseId: phase.phaseId,
    attempt: number,
    role,
    workerId,
    token: '',
    expiresAt: hardDeadlineAt,
    hardDeadlineAt,
    expirySeconds: policies.leases.expirySeconds,
    tokenAllowance: role === 'CI' ? 0 : Math.max(0, phase.incidentTokenCap - phase.tokensUsed),
    tokensTold: null,
    beaten: false,
  };
}
