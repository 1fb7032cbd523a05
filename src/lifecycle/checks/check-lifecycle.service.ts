/**
 * Leases and reports of commit checks (V6, M2): CI on a commit that no phase made. The rules of phase leases apply: a
 * token is never reused, a repeated request gets the same answer, and a request after the end of the lease changes
 * nothing (W2 to W6).
 */
import { randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { CHECK_LANDED, RENEW_CHECK, WRITE_CHECK, writeCheckValues } from '../../database/check-writes.js';
import { Database } from '../../database/database.js';
import { accepted, type Decision, needs, refused, unchanged } from '../../domain/decisions/change/decision.js';
import { runTerminal } from '../../domain/decisions/change/refusals.js';
import type { CiReport } from '../../domain/model/attempt.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { isRunTerminal } from '../../domain/model/run-state.js';
import {
  type CheckChange,
  checkClock,
  type CheckTry,
  endCheckLease,
  heldTry,
  leaseCheck,
  reportCheck,
} from '../../domain/rules/ci/commit-check.js';
import { type Claimant, ClaimDispatcher, type OpenClaim } from '../claims/claim-dispatcher.js';
import type { CommandKey } from '../facts/idempotency.js';
import { hashOfToken } from '../facts/work-facts.store.js';
import { spentToken, unknownToken } from '../leases/lease-checks.js';
import type { Need } from '../pipeline/command.js';
import type { GuardedWrite } from '../pipeline/guarded-write.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { CheckFactsStore, type FoundCheck, type SeenCheck } from './check-facts.store.js';
import { CheckFollowers } from './check-followers.js';

/** A check that a worker has leased. */
export interface HeldCheck {
  readonly found: FoundCheck;
  readonly held: CheckTry;
}

export interface CheckAnswer {
  /** Null: no check was found. */
  readonly run: RunFacts | null;
  readonly errors: readonly Refusal[];
}

/** A report and its sender: the holder of a lease, or an external CI system (V1). */
export interface CheckSubmission {
  readonly from: { readonly token: string } | { readonly runId: string; readonly commit: string };
  readonly result: CiReport;
  readonly resultHash: string;
  readonly key: CommandKey | null;
}

const PREFIX = 'lease_check_';
/** A prefix distinguishes tokens of checks from those of phases; the rest is random in both. */
export const isCheckToken = (token: string): boolean => token.startsWith(PREFIX);

@Injectable()
export class CheckLifecycleService {
  private readonly dispatcher = new ClaimDispatcher<SeenCheck>((claimants, taken) => this.facts.next(claimants, taken));

  constructor(
    private readonly pipeline: Pipeline,
    private readonly facts: CheckFactsStore,
    private readonly followers: CheckFollowers,
    private readonly database: Database,
  ) {}

  /** Leases the next due check to the worker; null: there is none, or the key was used for another input. */
  async claim(claimant: Claimant): Promise<HeldCheck | null> {
    const openClaim = this.dispatcher.open(claimant);
    try {
      return await this.claimFor(claimant, openClaim);
    } finally {
      openClaim.close();
    }
  }

  private async claimFor({ scope, key }: Claimant, openClaim: OpenClaim<SeenCheck>): Promise<HeldCheck | null> {
    const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
    const { result, errors, by } = await this.pipeline.run<SeenCheck, CheckChange, HeldCheck | null>({
      name: 'claimCheck',
      key,
      load: () => openClaim.next(),
      decide: ({ found, now }) => {
        const change = found && leaseCheck(found, scope, { token, tokenHash: hashOfToken(token) }, now);
        return change ? accepted(change) : { ...unchanged, passing: true };
      },
      persist: (change) => checkWrite(change, `check:${change.check.checkId}#${change.tried.number}`),
      respond: ({ found }, change) =>
        found && change && { found: { ...found, check: change.check }, held: change.tried },
      replay: ({ remembered }) => this.claimedBefore(remembered?.entity ?? null),
    });
    if (by === 'write' && result) openClaim.landed(result.found.check.checkId);
    // Another input under the key: the lease is not this caller's, and the claim of a phase refuses it (W5).
    return errors.length > 0 ? null : result;
  }

  /** What an earlier claim under the same key got, while that lease is live (W5). */
  private async claimedBefore(entity: string | null): Promise<HeldCheck | null> {
    const [, checkId, number] = /^check:(.*)#(\d+)$/.exec(entity ?? '') ?? [];
    if (checkId === undefined) return null;
    const { found } = await this.facts.byId(checkId);
    const held = found && heldTry(found);
    return found && held?.number === Number(number) && !isOver(found) ? { found, held } : null;
  }

  /**
   * Renews the lease (W6). `check` is null when the lease is over; then `errors` or the state of the run gives the
   * reason.
   */
  async heartbeat(token: string): Promise<CheckAnswer & { readonly check: HeldCheck | null }> {
    await this.database.write(RENEW_CHECK, [hashOfToken(token)]);
    const { found, number } = await this.facts.byToken(token, null);
    if (!found) return { run: null, errors: [unknownToken], check: null };
    const held = heldTry(found);
    if (held?.number === number && !isOver(found)) return { run: found.checkedRun, errors: [], check: { found, held } };
    return { run: found.checkedRun, errors: isOver(found) ? [] : [stale(found, number)], check: null };
  }

  /** The worker releases its lease: the try counts as one in which CI could not run. */
  release(token: string, reason: string, key: CommandKey | null): Promise<CheckAnswer> {
    return this.underToken('releaseCheck', token, key, null, (found, held, now) =>
      endCheckLease(found, held, 'RELEASED', `Its lease was given back: ${reason}`, now),
    );
  }

  report({ from, result, resultHash, key }: CheckSubmission): Promise<CheckAnswer> {
    if ('token' in from) {
      return this.underToken('reportCheck', from.token, key, resultHash, (found, _held, now) =>
        reportCheck(found, { report: result, resultHash, outside: false }, now),
      );
    }
    return this.onCheck({
      name: 'reportCheck',
      key,
      load: () => this.facts.byCommit(from.runId, from.commit, key),
      decide: (found, _number, now) => {
        const refusal = isOver(found) ? runTerminal(found.checkedRun) : notDue(found);
        return refusal
          ? refused(refusal)
          : accepted(reportCheck(found, { report: result, resultHash, outside: true }, now));
      },
      missing: notChecked(from),
    });
  }

  /** The clock ends a lease that has expired, and a wait for CI that has timed out (W3, V1). */
  async expire(checkId: string): Promise<void> {
    await this.onCheck({
      name: 'checkClock',
      key: null,
      load: () => this.facts.byId(checkId),
      decide: (found, _number, now) => {
        const change = checkClock(found, now);
        return change ? accepted(change) : unchanged;
      },
      missing: unknownToken,
    });
  }

  private underToken(
    name: string,
    token: string,
    key: CommandKey | null,
    resultHash: string | null,
    decide: (found: FoundCheck, held: CheckTry, now: Date) => CheckChange,
  ): Promise<CheckAnswer> {
    return this.onCheck({
      name,
      key,
      load: () => this.facts.byToken(token, key),
      decide: (found, number, now) => {
        const tried = found.tries.find((each) => each.number === number);
        if (resultHash !== null && tried?.state === 'SUBMITTED')
          return tried.resultHash === resultHash ? unchanged : refused(spentToken);
        if (isOver(found)) return refused(runTerminal(found.checkedRun));
        const held = heldTry(found);
        if (held?.number !== number) return refused(stale(found, number));
        // The lease has expired by the database's clock: it ends first, and the sender is then refused.
        return checkClock(found, now) === null ? accepted(decide(found, held, now)) : needs({ what: 'check-expiry' });
      },
      missing: unknownToken,
    });
  }

  private async onCheck(own: {
    readonly name: string;
    readonly key: CommandKey | null;
    load(): Promise<SeenCheck>;
    decide(found: FoundCheck, number: number | null, now: Date): Decision<CheckChange, Need>;
    readonly missing: Refusal;
  }): Promise<CheckAnswer> {
    const { name, key, load, decide, missing } = own;
    const { result, errors } = await this.pipeline.run<SeenCheck, CheckChange, RunFacts | null>({
      name,
      key,
      load,
      decide: ({ found, number, now }) => (found ? decide(found, number, now) : refused(missing)),
      supply: async (_need, { found }) => {
        await this.expire(found!.check.checkId);
        return 'load-again';
      },
      persist: (change) => checkWrite(change),
      respond: ({ found }) => found?.checkedRun ?? null,
      follow: async (run, { check }) => {
        this.followers.announceWork();
        return (check.state === 'DONE' ? await this.followers.follow(check.checkId) : null) ?? run;
      },
    });
    return { run: result, errors };
  }
}

/** The verdict is no longer needed: the run ended before it began. */
const isOver = ({ check, checkedRun }: FoundCheck): boolean => check.kind === 'BASE' && isRunTerminal(checkedRun.state);

const checkWrite = (change: CheckChange, entity?: string): GuardedWrite => ({
  runId: change.check.runId,
  ...(entity === undefined ? {} : { entity }),
  statement: WRITE_CHECK,
  values: (writeId, record) => writeCheckValues(change, writeId, record),
  landed: (writeId) => ({ statement: CHECK_LANDED, values: [change.check.checkId, change.tried.number, writeId] }),
});

function stale(found: FoundCheck, number: number | null): Refusal {
  const tried = found.tries.find((each) => each.number === number);
  const held = heldTry(found);
  const holder = held?.workerId != null && held.expiresAt !== null && held.hardDeadlineAt !== null ? held : null;
  const who = holder ? `; CI "${holder.workerId}" holds the check now` : `; the check is ${found.check.state}`;
  return {
    kind: 'stale-lease',
    code: 'STALE_LEASE',
    message: `The lease is over (try ${number} is ${tried?.state})${who}.`,
    retryable: false,
    path: ['input', 'leaseToken'],
    phaseState: found.check.kind === 'BASE' ? 'QUEUED' : 'COMPLETE',
    holder: holder && {
      role: 'CI',
      workerId: holder.workerId!,
      expiresAt: holder.expiresAt!,
      hardDeadlineAt: holder.hardDeadlineAt!,
    },
    lateResultId: null,
  };
}

/** A report from an external system is accepted only while no worker holds the check. */
function notDue({ check }: FoundCheck): Refusal | null {
  if (check.state === 'DUE') return null;
  const message =
    check.state === 'LEASED'
      ? `A CI worker is at commit ${check.commit}; its report counts.`
      : `CI has judged commit ${check.commit} already: ${check.verdict ?? check.state}.`;
  return {
    kind: 'transition',
    code: 'TRANSITION_REFUSED',
    message,
    retryable: check.state === 'LEASED',
    path: ['input', 'commit'],
    currentState: check.state,
    allowedStates: [],
  };
}

const notChecked = ({ runId, commit }: { readonly runId: string; readonly commit: string }): Refusal => ({
  kind: 'not-found',
  code: 'NOT_FOUND',
  message: `Run "${runId}" waits for no CI on commit ${commit} apart from its phases. Name the phase whose commit was tested, or the commit that the run starts from.`,
  retryable: false,
  path: ['input', 'commit'],
});
