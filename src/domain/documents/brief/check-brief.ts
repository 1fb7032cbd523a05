/**
 * The brief of a CI worker for a commit that no phase made (V6, M2): the brief of a phase of the run, about another
 * commit and other steps.
 */
import { AT_WORK, type AttemptFacts, type LeaseFacts } from '../../model/attempt.js';
import type { RunFacts } from '../../model/facts.js';
import type { CheckFacts, CheckTry } from '../../rules/ci/commit-check.js';
import type { Brief } from './brief.js';
import { stepOf } from './brief-preparation.js';

interface Held {
  readonly found: CheckFacts & { readonly checkedRun: Pick<RunFacts, 'headCommit'>; readonly phaseId: string };
  readonly held: CheckTry;
}

/** The lease as its worker sees it. It names the phase whose slice of the strategy the brief shows. */
export function leaseOfCheck({ found, held }: Held): LeaseFacts {
  const { check, phaseId } = found;
  const { token, workerId, number, expiresAt, hardDeadlineAt, expirySeconds, beaten } = held;
  if (token === null || workerId === null || expiresAt === null || hardDeadlineAt === null)
    throw new Error(`Check ${check.checkId} is leased to nobody`);
  const { runId, projectId } = check;
  const times = { expiresAt, hardDeadlineAt, expirySeconds };
  return {
    runId,
    projectId,
    phaseId,
    attempt: number,
    role: 'CI',
    workerId,
    token,
    ...times,
    tokenAllowance: 0,
    tokensTold: null,
    beaten,
  };
}

/** Takes the place of the attempt that a phase's lease would have. */
export function attemptOfCheck({ found, held }: Held): AttemptFacts {
  const { runId, commit } = found.check;
  return {
    ...AT_WORK,
    runId,
    phaseId: found.phaseId,
    number: held.number,
    role: 'CI',
    workerId: held.workerId ?? '',
    tokenHash: held.tokenHash ?? '',
    round: 0,
    startedAt: held.startedAt,
    baseCommit: found.checkedRun.headCommit,
    commit,
  };
}

export function checkBrief(brief: Brief, { found, held }: Held): Brief {
  const { check, steps, policies } = found;
  const most = steps.profile === 'STRICT' ? policies.ci.tries.strict : policies.ci.tries.normal;
  const what =
    check.kind === 'BASE'
      ? `Commit ${check.commit} is what run ${check.runId} starts from: CI finds out what is red before any phase.`
      : `Commit ${check.commit} merges run ${check.runId} into ${check.target?.branch ?? 'its target'}: only if CI is green there, the target moves.`;
  return {
    ...brief,
    baseCommit: check.commit,
    commit: check.commit,
    notes: [],
    openIssues: [],
    ciProfile: steps.profile,
    ciSteps: steps.steps.map(stepOf),
    tryNumber: held.number,
    tries: Math.max(most, held.number),
    markdown: `# CI on a commit of no phase\n\n${what}\n`,
  };
}
