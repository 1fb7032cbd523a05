/**
 * Delivers the spans of runs (O9), soon after the events that end them. The database is the queue: what was not
 * delivered is folded from the events again, by this server, the next one or another, with the same ids. A server claims a run
 * while it delivers, so that two do not send the same; a server that dies in between has its spans sent again.
 */
import { randomUUID } from 'node:crypto';

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import { EventsRepository } from '../events/events.repository.js';
import { type CommitHook, CommitHooks } from '../lifecycle/pipeline/commit-hooks.js';
import { type Followed, FollowedRuns } from './followed-runs.js';
import { TraceCounts } from './trace-counts.js';
import { type TraceCursor, TracesRepository } from './traces.repository.js';
import { TRACING, type Tracing } from './tracing.token.js';

const EVERY_MS = 500;
/** How often runs are looked for whose events no commit of this process announced. */
const LOOK_MS = 30_000;
const RUNS_AT_ONCE = 100;
/** More are not remembered: they are found when runs are looked for. */
const MOST_WAITING = 10_000;
/** So many times another server had the claim: the run is forgotten here, and found again if it is still due. */
const MOST_TRIES = 240;
const [FIRST_QUIET_MS, MOST_QUIET_MS] = [1_000, 60_000];
/** A server that stops waits no longer for a collector. */
const LAST_MS = 3_000;

@Injectable()
export class RunTraces extends RunSweeper implements OnModuleInit, CommitHook {
  private readonly server = randomUUID();
  private readonly followed: FollowedRuns;
  /** Runs to be looked at, and how often another server had them. */
  private readonly waiting = new Map<string, number>();
  /** Versions at which runs were found to have nothing to deliver. */
  private seen = new Map<string, number>();
  private lookAt = 0;
  private quietUntil = 0;
  private quietMs = FIRST_QUIET_MS;

  constructor(
    @Inject(TRACING) private readonly tracing: Tracing | null,
    private readonly hooks: CommitHooks,
    private readonly repository: TracesRepository,
    events: EventsRepository,
    private readonly counts: TraceCounts,
  ) {
    super('RunTraces', EVERY_MS);
    this.followed = new FollowedRuns(events);
  }

  onModuleInit(): void {
    if (this.tracing) this.hooks.add(this);
  }

  override onApplicationBootstrap(): void {
    if (this.tracing) super.onApplicationBootstrap();
  }

  override async beforeApplicationShutdown(): Promise<void> {
    const { tracing } = this;
    if (!tracing) return;
    const last = super
      .beforeApplicationShutdown()
      .then(() => this.deliver(tracing))
      .then(() => tracing.close())
      // What was not sent is sent by another server, or after the next start.
      .catch(() => undefined);
    await Promise.race([last, new Promise((late) => setTimeout(late, LAST_MS).unref())]);
  }

  committed(runId: string): void {
    if (this.waiting.size < MOST_WAITING && !this.waiting.has(runId)) this.waiting.set(runId, 0);
    this.counts.runsWaiting = this.waiting.size;
  }

  deleted(runId: string): void {
    this.waiting.delete(runId);
    this.followed.forget(runId);
  }

  async tick(): Promise<void> {
    if (!this.tracing) return;
    const now = performance.now();
    if (now >= this.lookAt) await this.look();
    if (now >= this.quietUntil) await this.deliver(this.tracing);
  }

  /** Finds runs that this process knows nothing of: of a server that died, or from before the start. */
  private async look(): Promise<void> {
    const due = await this.repository.due();
    this.lookAt = performance.now() + LOOK_MS;
    const seen = new Map(due.map(({ runId, version }) => [runId, version]));
    for (const [runId, version] of seen) if (this.seen.get(runId) !== version) this.committed(runId);
    this.seen = seen;
  }

  private async deliver(tracing: Tracing): Promise<void> {
    const taken = new Map([...this.waiting].slice(0, RUNS_AT_ONCE));
    if (taken.size === 0) return;
    // What is committed from here on is announced again.
    for (const runId of taken.keys()) this.waiting.delete(runId);
    try {
      const read = await this.followed.read([...taken.keys()]);
      const due = [...read].flatMap(([runId, { ended }]) => (ended.length > 0 ? [runId] : []));
      const claims = due.length === 0 ? [] : await this.repository.claim(due, this.server);
      const claimed = new Set(claims.map(({ runId }) => runId));
      // Another server is at the others; they are tried again behind those that wait.
      for (const runId of due) if (!claimed.has(runId)) this.tryAgain(runId, taken.get(runId)! + 1);
      this.pace(await this.send(tracing, claims, read));
    } catch (error) {
      for (const [runId, tries] of taken) this.tryAgain(runId, tries);
      throw error;
    } finally {
      this.counts.runsWaiting = this.waiting.size;
    }
  }

  private tryAgain(runId: string, tries: number): void {
    if (tries < MOST_TRIES && !this.waiting.has(runId)) this.waiting.set(runId, tries);
  }

  /** Whether all was delivered. */
  private async send(
    tracing: Tracing,
    claims: readonly TraceCursor[],
    read: ReadonlyMap<string, Followed>,
  ): Promise<boolean> {
    if (claims.length === 0) return true;
    const fresh = claims.filter(({ runId, seq }) => seq >= read.get(runId)!.from);
    const spans = fresh.flatMap(({ runId, seq }) => read.get(runId)!.ended.filter((span) => span.seq > seq));
    const isDelivered = spans.length === 0 || (await tracing.deliver(spans));
    const upTo = new Map(isDelivered ? fresh.map(({ runId }) => [runId, read.get(runId)!.seq]) : []);
    await this.repository.settle(
      claims.map(({ runId }) => ({ runId, seq: upTo.get(runId) ?? 0 })),
      this.server,
    );
    for (const { runId } of claims) {
      const seq = upTo.get(runId);
      if (seq !== undefined) Object.assign(read.get(runId)!, { from: seq, ended: [] });
      else {
        // The collector failed, or the database forgot what was delivered: all is folded from the events again.
        this.followed.forget(runId);
        this.committed(runId);
      }
    }
    return isDelivered;
  }

  /** A collector that fails is left alone for a while, longer each time. */
  private pace(isDelivered: boolean): void {
    if (isDelivered) this.quietMs = FIRST_QUIET_MS;
    else {
      this.quietUntil = performance.now() + this.quietMs;
      this.quietMs = Math.min(this.quietMs * 2, MOST_QUIET_MS);
    }
  }
}
