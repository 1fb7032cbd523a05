/**
 * A lease while it is worked on (W2, W6): sends heartbeats every third of its expiry, and says by a signal when the work must end: the Supervisor said STOP, the
 * allowance is used up, the lease is lost, time is over, or the worker is stopped. The Supervisor's instants are counted from the moment of the
 * claim by a clock that only runs forward: the clocks of two machines need not agree.
 */
import { AgentStop } from '../agents/contract/agent.js';
import { limited, pause, Pauses } from './pauses.js';
import { PrintedLines } from './printed-lines.js';
import { type ClaimedWork, type SupervisorApi, SupervisorTrouble } from './supervisor-api.js';

export interface LeaseHooks {
  onHeartbeat(): void;
  onTrouble(message: string): void;
  /** The work must end, for this reason. */
  onStop(why: string): void;
}

const HEARTBEATS_PER_EXPIRY = 3;
/** Of the time between two heartbeats: answers do not come at even distances. */
const REPORTED_PART = 0.8;
const HEARTBEAT_TIMEOUT_MS = 10_000;
const LEAST_TIMEOUT_MS = 1_000;
/** What is printed is sent so long after the last heartbeat was answered: the Supervisor takes one tail a second. */
const PRINTED_AFTER_MS = 1_000;
const [FIRST_RETRY_MS, MOST_RETRY_MS] = [250, 5_000];
/** Time kept for computing the diff and submitting before the hard deadline, at most; a twentieth of the whole if that is less. */
const RESERVE_MS = 60_000;
const RESERVE_PART = 20;
/** The longest time a timer of Node can hold. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class HeldLease {
  /** Aborted with an `AgentStop`. */
  readonly signal: AbortSignal;
  /** When the lease ends whatever happens, by `performance.now()`. */
  readonly hardDeadline: number;
  /** What agent or CI print: sent with heartbeats, which go out sooner while there is something new (O8). */
  readonly printed: PrintedLines;

  private readonly working = new AbortController();
  private readonly everyMs: number;
  private readonly workDeadline: number;
  private readonly alarm: NodeJS.Timeout;
  private readonly startedAt: number;
  private beating: Promise<void> | null = null;
  private readonly closing = new AbortController();
  private nap = new AbortController();
  private expiry: number;
  /** What was reported exactly; null: nothing was. */
  private total: number | null = null;
  /** What was derived or estimated meanwhile. */
  private estimate: number | null = null;
  private settled: { readonly total: number; readonly estimated: boolean } | null = null;
  private isOver = false;
  /** When the last heartbeat was answered; null: the next one is a repetition and keeps its pause. */
  private answeredAt: number | null;
  private printing: NodeJS.Timeout | null = null;
  private reportedAt: number;
  private lostBecause: string | null = null;

  /** `claimedAt`: when the claim was answered, by `performance.now()`; earlier is safe, later is not. */
  constructor(
    private readonly api: SupervisorApi,
    private readonly work: ClaimedWork,
    private readonly claimedAt: number,
    private readonly stop: AbortSignal,
    private readonly hooks: LeaseHooks,
  ) {
    const { lease, startedAt } = work;
    this.signal = this.working.signal;
    this.answeredAt = claimedAt;
    this.reportedAt = claimedAt;
    this.printed = new PrintedLines(() => this.sendSoon());
    this.startedAt = Date.parse(startedAt);
    this.expiry = this.local(lease.expiresAt);
    this.hardDeadline = this.local(lease.hardDeadlineAt);
    this.everyMs = (this.expiry - claimedAt) / HEARTBEATS_PER_EXPIRY;
    const whole = this.hardDeadline - claimedAt;
    this.workDeadline = this.hardDeadline - Math.min(RESERVE_MS, whole / RESERVE_PART);
    const rest = Math.min(Math.max(0, this.workDeadline - performance.now()), LONGEST_TIMER_MS);
    this.alarm = setTimeout(() => this.endWork('timeout', 'the hard deadline of the lease is near'), rest);
    stop.addEventListener('abort', this.onWorkerStop, { once: true });
    if (stop.aborted) this.onWorkerStop();
  }

  /** Why the Supervisor takes nothing under this lease any more; null while it may. */
  get lost(): string | null {
    return this.lostBecause;
  }

  /** What is to be charged: the final figure, else the highest total that was reported; null: none was. */
  get tokensUsed(): number | null {
    return this.settled?.total ?? this.total ?? this.estimate;
  }

  /** Whether that is an estimate. */
  get tokensEstimated(): boolean {
    return this.settled?.estimated ?? (this.total === null && this.estimate !== null);
  }

  /** How long the work may still take. */
  get workMs(): number {
    return Math.max(1, this.workDeadline - performance.now());
  }

  start(): this {
    this.beating ??= this.heartbeat();
    return this;
  }

  /**
   * B2: what passes the allowance ends the work at once, not with the next heartbeat. An estimate ends it too, but no heartbeat reports it: what is
   * charged only grows (B1), and the exact figure may be lower.
   */
  used(total: number, estimated = false): void {
    const whole = Math.ceil(total);
    // An agent that runs again counts on from the figure of its first end.
    this.settled = null;
    if (estimated) this.estimate = Math.max(this.estimate ?? 0, whole);
    else this.total = Math.max(this.total ?? 0, whole);
    const { tokenAllowance } = this.work.lease;
    if (whole <= tokenAllowance || this.signal.aborted) return;
    this.endWork('budget', `${estimated ? 'about ' : ''}${whole} tokens are used, ${tokenAllowance} are allowed`);
    this.nap.abort();
  }

  /** The figure of the end: an exact one takes the place of what was derived, also if it is lower. What a heartbeat reported stays. */
  settle(total: number, estimated: boolean): void {
    const whole = Math.ceil(total);
    if (!estimated) this.used(whole);
    // An estimate by itself breaks no budget: nobody reported that much.
    const bounded = estimated ? Math.min(whole, Math.max(this.work.lease.tokenAllowance, this.estimate ?? 0)) : whole;
    const reported = this.total ?? 0;
    this.settled =
      reported >= bounded && this.total !== null
        ? { total: reported, estimated: false }
        : { total: bounded, estimated };
  }

  /** Heartbeats that go out sooner, for what was printed, are not reported: they would fill the log of the worker. */
  private reportHeartbeat(): void {
    const now = performance.now();
    if (now - this.reportedAt < this.everyMs * REPORTED_PART) return;
    this.reportedAt = now;
    this.hooks.onHeartbeat();
  }

  /** No heartbeat after this. */
  async end(): Promise<void> {
    this.isOver = true;
    this.closing.abort();
    clearTimeout(this.alarm);
    if (this.printing) clearTimeout(this.printing);
    this.stop.removeEventListener('abort', this.onWorkerStop);
    this.nap.abort();
    await this.beating;
  }

  /** The next heartbeat takes what was printed. On a commit that no phase made nobody looks. */
  private sendSoon(): void {
    if (this.printing || this.isOver || this.answeredAt === null || this.work.phaseId === null) return;
    const wait = Math.max(0, this.answeredAt + PRINTED_AFTER_MS - performance.now());
    this.printing = setTimeout(() => {
      this.printing = null;
      if (this.answeredAt !== null) this.nap.abort();
    }, wait);
  }

  private readonly onWorkerStop = (): void => this.endWork('lease_lost', 'the worker is stopping');

  private async heartbeat(): Promise<void> {
    const pauses = new Pauses(FIRST_RETRY_MS, MOST_RETRY_MS);
    let waitMs = this.everyMs;
    while (!this.isOver && this.lostBecause === null) {
      await pause(waitMs, this.nap.signal);
      if (this.isOver) return;
      this.nap = new AbortController();
      this.answeredAt = null;
      waitMs = (await this.heartbeatOnce())
        ? this.everyMs
        : Math.min(pauses.nextMs(), Math.max(0, this.expiry - performance.now()));
      if (waitMs !== this.everyMs) continue;
      pauses.reset();
      this.answeredAt = performance.now();
      if (this.printed.ready()) this.sendSoon();
    }
  }

  /** false: it did not arrive, and there is time to try again. */
  private async heartbeatOnce(): Promise<boolean> {
    const patience = Math.min(HEARTBEAT_TIMEOUT_MS, Math.max(LEAST_TIMEOUT_MS, this.expiry - performance.now()));
    try {
      const { token } = this.work.lease;
      const lines = this.work.phaseId === null ? null : this.printed.ready();
      const answer = await limited(this.closing.signal, patience, (signal) =>
        this.api.heartbeat(token, this.total, signal, lines?.text ?? null),
      );
      if (this.isOver) return true;
      const [refusal] = answer.refusals;
      if (refusal) {
        // A refusal that may pass is no word about the lease.
        if (refusal.retryable) throw new SupervisorTrouble('broken', refusal.message);
        this.lose(refusal.message);
      } else if (!answer.lease) {
        this.lose(answer.reason?.message ?? 'the Supervisor says STOP');
      } else {
        this.expiry = this.local(answer.lease.expiresAt);
        if (lines && answer.outputTaken !== false) this.printed.taken(lines.upTo);
        this.reportHeartbeat();
        if (answer.directive === 'STOP') this.endWork('budget', answer.reason?.message ?? 'the Supervisor says STOP');
      }
      return true;
    } catch (error) {
      if (this.isOver) return true;
      this.hooks.onTrouble(error instanceof Error ? error.message : String(error));
      if (performance.now() >= this.expiry) this.lose('no heartbeat reached the Supervisor before the lease ran out');
      return false;
    }
  }

  private lose(why: string): void {
    this.lostBecause ??= why;
    this.endWork('lease_lost', why);
  }

  private endWork(outcome: AgentStop['outcome'], why: string): void {
    if (this.signal.aborted || this.isOver) return;
    this.hooks.onStop(why);
    this.working.abort(new AgentStop(outcome));
  }

  private local(instant: string): number {
    return this.claimedAt + Date.parse(instant) - this.startedAt;
  }
}
