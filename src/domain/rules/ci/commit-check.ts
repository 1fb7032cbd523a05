/**
 * CI on a commit that no phase made (V6, M2): tries under leases of their own, without a phase. A check is due, leased
 * to a worker, or over; what is tried again, and how often, is as for a phase's commit (V1 to V3, B6). Pure: the store
 * guards its version.
 */
import type { CiReport } from '../../model/attempt.js';
import type { JudgedTry } from '../../model/ci-evidence.js';
import type { Reason } from '../../model/refusal.js';
import type { AttemptState, CiVerdict } from '../../model/vocabulary.js';
import type { Policies } from '../strategy/strategy.js';
import { isRunOut, MOST_ENVIRONMENT_FAILURES } from '../work/phase-turn.js';
import type { CheckSteps } from './check-steps.js';
import { failedSoFar, judgeCiRun } from './judge-ci-run.js';
import { judgeTry } from './judge-try.js';
import { withoutRedOnBase } from './red-on-base.js';

export const CHECK_KINDS = ['BASE', 'MERGE'] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];
/** STOPPED: its verdict is not needed any more. */
export const CHECK_STATES = ['DUE', 'LEASED', 'DONE', 'STOPPED'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** Where a merge commit is to go once it is GREEN (M2). */
export interface MergeTarget {
  readonly branch: string;
  /** The commit of the branch when the merge commit was made. */
  readonly from: string;
  /** The actor that requested the promotion. */
  readonly actor: string;
}

export interface CommitCheck {
  /** `{run}/{kind}/{commit}`. */
  readonly checkId: string;
  readonly kind: CheckKind;
  readonly runId: string;
  readonly projectId: string;
  readonly commit: string;
  /** Names the steps, see `stepsKey`: another run with the same ones need not run them again. */
  readonly stepsHash: string;
  readonly state: CheckState;
  /** Raised by every write. */
  readonly version: number;
  /** Not offered before. */
  readonly readyAt: Date;
  /** If it is not claimed by then, it is a failure of the environment (V1). */
  readonly waitUntil: Date;
  readonly avoidWorker: string | null;
  /** In a row. */
  readonly environmentFailures: number;
  /** Tries so far, those included for which no worker came. */
  readonly tryNumber: number;
  readonly verdict: CiVerdict | null;
  readonly executed: number;
  readonly failing: readonly string[];
  readonly moreFailing: number;
  readonly reasons: readonly Reason[];
  readonly summary: string | null;
  /** The run for which CI ran: another one, if its verdict was taken over. */
  readonly testedFor: string;
  /** Of a MERGE check; null: a BASE check. */
  readonly target: MergeTarget | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  /** What follows from the verdict is done. */
  readonly followedAt: Date | null;
}

/** One try: of a worker under a lease, of a CI system outside, or without a worker. */
export interface CheckTry {
  readonly checkId: string;
  readonly number: number;
  /** Null: from outside, or no worker came. */
  readonly workerId: string | null;
  /** Id of the token that its lease was given to (A2); null: to a caller without a stored token, or there was none. */
  readonly holderId: string | null;
  readonly state: AttemptState;
  /** While the lease lives; only its worker sees it. */
  readonly token: string | null;
  readonly tokenHash: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly hardDeadlineAt: Date | null;
  readonly expirySeconds: number;
  readonly beaten: boolean;
  readonly verdict: CiVerdict | null;
  readonly summary: string | null;
  readonly judged: JudgedTry | null;
  readonly resultHash: string | null;
  /** The end of the output, without secrets. */
  readonly log: string | null;
}

export interface CheckFacts {
  readonly check: CommitCheck;
  /** In order. */
  readonly tries: readonly CheckTry[];
  readonly policies: Pick<Policies, 'ci' | 'leases' | 'environment'>;
  readonly steps: CheckSteps;
  /** Of a MERGE check: what is red at the run's end as it was on its base, and was excused there (V6); else empty. */
  readonly redBefore: readonly string[];
  /** When the run must have ended; null: it has no clock, or has ended. */
  readonly deadlineAt: Date | null;
}

export interface CheckChange {
  readonly check: CommitCheck;
  /** The one that begins or ends. */
  readonly tried: CheckTry;
}

/** The try under a live lease; null: no lease holds the check. */
export const heldTry = ({ check, tries }: Pick<CheckFacts, 'check' | 'tries'>): CheckTry | null =>
  check.state === 'LEASED'
    ? (tries.find((each) => each.number === check.tryNumber && each.state === 'LEASED') ?? null)
    : null;

export interface CheckToken {
  readonly token: string;
  readonly tokenHash: string;
}

/** Null: it is not due, or not yet. */
export function leaseCheck(
  facts: CheckFacts,
  { workerId, holderId = null }: { readonly workerId: string; readonly holderId?: string | null },
  token: CheckToken,
  now: Date,
): CheckChange | null {
  const { check, policies, deadlineAt } = facts;
  if (check.state !== 'DUE' || check.readyAt > now) return null;
  const number = check.tryNumber + 1;
  const hardDeadlineAt = earlier(later(now, policies.leases.hardDeadlineMinutes * 60), deadlineAt);
  const tried: CheckTry = {
    ...blankTry(check, number, now),
    workerId,
    holderId,
    ...token,
    state: 'LEASED',
    endedAt: null,
    expiresAt: earlier(later(now, policies.leases.expirySeconds), hardDeadlineAt),
    hardDeadlineAt,
    expirySeconds: policies.leases.expirySeconds,
  };
  return { check: { ...check, state: 'LEASED', tryNumber: number }, tried };
}

export interface ArrivedCheck {
  readonly report: CiReport;
  readonly resultHash: string;
  /** No lease holds the check: a CI system outside ran it, and the report is final (V3). */
  readonly outside: boolean;
}

/** A report of the holder, or from outside while no lease holds the check. */
export function reportCheck(facts: CheckFacts, { report, resultHash, outside }: ArrivedCheck, now: Date): CheckChange {
  const { check, tries, policies } = facts;
  const { profile, steps } = facts.steps;
  const before = tries.flatMap((each) => (each.judged ? [each.judged] : []));
  const promises = steps.filter((step) => step.report !== undefined).map((step) => step.name);
  const reported = judgeTry(report, {
    baselineTests: null,
    expectsReport: promises.length > 0,
    promises: outside ? [] : promises,
    failedBefore: failedSoFar(before),
  });
  const judged = withoutRedOnBase(reported, report, { failing: facts.redBefore, changedFiles: [], promises });
  const decision = judgeCiRun([...before, judged], {
    profile,
    tries: profile === 'STRICT' ? policies.ci.tries.strict : policies.ci.tries.normal,
    pausesSeconds: policies.ci.pausesSeconds,
    changedFiles: [],
    final: outside,
  });
  const begun = heldTry(facts) ?? blankTry(check, check.tryNumber + 1, now);
  const tried: CheckTry = {
    ...begun,
    token: null,
    state: 'SUBMITTED',
    endedAt: now,
    verdict: judged.verdict,
    summary: report.summary,
    judged,
    resultHash,
    log: report.outputTail,
  };
  const ran: CommitCheck = { ...check, tryNumber: tried.number, summary: report.summary };
  if (decision.decision === 'environment') return { check: environmentFailed(facts, ran, tried.workerId, now), tried };
  const spoken = { ...ran, environmentFailures: 0, avoidWorker: null };
  if (decision.decision === 'retry') return { check: due(facts, spoken, decision.afterSeconds, now), tried };
  const { verdict, reasons } = decision;
  // What is excused failed all the same: a run that starts from the commit has to know (V6).
  const failing = verdict === 'RED' ? judged.failed.map((test) => test.testId) : (judged.redOnBase ?? []);
  const found = { executed: judged.executed, failing, moreFailing: verdict === 'RED' ? judged.moreFailed : 0 };
  return { check: { ...spoken, state: 'DONE', verdict, reasons, ...found, endedAt: now }, tried };
}

/** A lease that ends without a report was a try in which CI could not run (W3). */
export function endCheckLease(
  facts: CheckFacts,
  held: CheckTry,
  how: 'RELEASED' | 'EXPIRED',
  reason: string,
  now: Date,
): CheckChange {
  const tried: CheckTry = { ...held, token: null, state: how, endedAt: now, verdict: 'ENVIRONMENT', summary: reason };
  return { check: environmentFailed(facts, { ...facts.check, summary: reason }, held.workerId, now), tried };
}

/** The decision of the clock: a lease that has run out, or no worker came (V1). Null: there is time left. */
export function checkClock(facts: CheckFacts, now: Date): CheckChange | null {
  const { check } = facts;
  const held = heldTry(facts);
  if (held) {
    if (held.expiresAt === null || held.hardDeadlineAt === null) return null;
    if (!isRunOut({ expiresAt: held.expiresAt, hardDeadlineAt: held.hardDeadlineAt }, now)) return null;
    const reason = held.hardDeadlineAt <= now ? 'Its hard deadline passed.' : 'Its worker was not heard of in time.';
    return endCheckLease(facts, held, 'EXPIRED', reason, now);
  }
  if (check.state !== 'DUE' || check.waitUntil > now) return null;
  const summary = `No CI worker claimed it within ${facts.policies.ci.waitMinutes} minutes.`;
  const number = check.tryNumber + 1;
  const tried: CheckTry = { ...blankTry(check, number, now), state: 'EXPIRED', verdict: 'ENVIRONMENT', summary };
  return { check: environmentFailed(facts, { ...check, tryNumber: number, summary }, null, now), tried };
}

/** Three in a row end it (B6). */
function environmentFailed(facts: CheckFacts, check: CommitCheck, avoidWorker: string | null, now: Date): CommitCheck {
  const environmentFailures = check.environmentFailures + 1;
  const counted = { ...check, environmentFailures, avoidWorker };
  if (environmentFailures >= MOST_ENVIRONMENT_FAILURES)
    return { ...counted, state: 'DONE', verdict: 'ENVIRONMENT', endedAt: now };
  const { pausesSeconds } = facts.policies.environment;
  return due(facts, counted, pausesSeconds[environmentFailures - 1] ?? pausesSeconds.at(-1) ?? 0, now);
}

function due({ policies }: CheckFacts, check: CommitCheck, afterSeconds: number, now: Date): CommitCheck {
  const readyAt = later(now, afterSeconds);
  return { ...check, state: 'DUE', readyAt, waitUntil: later(readyAt, policies.ci.waitMinutes * 60) };
}

const blankTry = ({ checkId }: CommitCheck, number: number, now: Date): CheckTry => ({
  checkId,
  number,
  workerId: null,
  holderId: null,
  state: 'SUBMITTED',
  token: null,
  tokenHash: null,
  startedAt: now,
  endedAt: now,
  expiresAt: null,
  hardDeadlineAt: null,
  expirySeconds: 0,
  beaten: false,
  verdict: null,
  summary: null,
  judged: null,
  resultHash: null,
  log: null,
});

const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1_000);
const earlier = (a: Date, b: Date | null): Date => (b !== null && b < a ? b : a);
