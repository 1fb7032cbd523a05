/**
 * How claims that wait learn of work (W1): commits of this process ring at once, work of other servers and pauses that end are found by one look a second for everybody who
 * waits. Nobody spins on the database: without waiting claims there are no looks.
 */
import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';

import { outageOf } from '../common/outages.js';
import { ServerStop } from '../common/server-stop.js';
import { WORKER_ROLES, type WorkerRole } from '../domain/model/vocabulary.js';
import { type Place, WorkQueueStore } from '../lifecycle/claims/work-queue.store.js';
import { type CommitHook, CommitHooks } from '../lifecycle/pipeline/commit-hooks.js';

const LOOK_EVERY_MS = 1_000;
const COALESCE_MS = 5;

interface Waiter {
  readonly place: Place;
  readonly wake: () => void;
}

@Injectable()
export class WorkNotifier implements CommitHook, OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('WorkBell');
  private readonly waiters = new Set<Waiter>();
  private timer: NodeJS.Timeout | null = null;
  /** When the timer ends, by `performance.now()`. */
  private dueAt = 0;
  private looking: Promise<void> = Promise.resolve();
  private isLooking = false;
  /** Something was committed while a look was on its way. */
  private isBehind = false;
  private closed = false;

  constructor(
    private readonly queue: WorkQueueStore,
    private readonly hooks: CommitHooks,
    private readonly stop: ServerStop,
  ) {}

  onModuleInit(): void {
    this.hooks.add(this);
    this.stop.onBegin(() => this.close());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.close();
    await this.looking;
  }

  /** Nobody waits any more: whoever did is told that the server is stopping. */
  private close(): void {
    this.closed = true;
    for (const waiter of [...this.waiters]) waiter.wake();
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  committed(): void {
    this.plan(COALESCE_MS);
  }

  workDue(): void {
    this.plan(COALESCE_MS);
  }

  /** How many wait for work, by role. */
  waiting(): readonly { readonly role: WorkerRole; readonly count: number }[] {
    return WORKER_ROLES.map((role) => ({ role, count: [...this.waiters].filter(({ place }) => place.role === role).length }));
  }

  /** Waits until there may be work in the place, or the run that it is bound to has ended or was deleted; at most so long, and only while somebody wants it. */
  wait({ role, projectId, runId }: Place, forMs: number, abandoned: AbortSignal): Promise<void> {
    if (this.closed || abandoned.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(late);
        abandoned.removeEventListener('abort', done);
        this.waiters.delete(waiter);
        resolve();
      };
      const waiter: Waiter = { place: { role, projectId, runId }, wake: done };
      const late = setTimeout(done, forMs);
      abandoned.addEventListener('abort', done);
      this.waiters.add(waiter);
      this.plan(LOOK_EVERY_MS);
    });
  }

  /** Plans a look, or leaves it at the one that comes no later: commits that follow one another do not put it off. */
  private plan(inMs: number): void {
    if (this.closed || this.waiters.size === 0) return;
    const at = performance.now() + inMs;
    if (this.timer && this.dueAt <= at) return;
    if (this.timer) clearTimeout(this.timer);
    this.dueAt = at;
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.isLooking) this.isBehind = true;
      else this.looking = this.lookOn();
    }, inMs);
    this.timer.unref();
  }

  /** One look at a time: a slow database is not asked again before it has answered. */
  private async lookOn(): Promise<void> {
    this.isLooking = true;
    do {
      this.isBehind = false;
      await this.look();
    } while (this.isBehind && !this.closed);
    this.isLooking = false;
    this.plan(LOOK_EVERY_MS);
  }

  /**
   * Wakes as many as there is work for where they look, in the order in which they came: their claims arrive together, and get different work. And whoever waits for a run
   * that has ended or is gone.
   */
  private async look(): Promise<void> {
    try {
      await this.wakeAtTheEnd();
      const places = new Map<string, Waiter[]>();
      for (const waiter of this.waiters) {
        const { role, projectId, runId } = waiter.place;
        const name = JSON.stringify([role, projectId, runId]);
        places.set(name, [...(places.get(name) ?? []), waiter]);
      }
      const waiting = [...places.values()];
      const ready = await this.queue.ready(waiting.map(([first]) => first!.place));
      waiting.forEach((waiters, i) => {
        // Who has gone meanwhile uses up no turn.
        for (const waiter of waiters.filter((each) => this.waiters.has(each)).slice(0, ready[i])) waiter.wake();
      });
    } catch (error) {
      if (!outageOf(error)) this.logger.warn(`No look at the queue: ${String(error)}`);
    }
  }

  private async wakeAtTheEnd(): Promise<void> {
    const bound = [...this.waiters].filter(({ place }) => place.runId !== null);
    if (bound.length === 0) return;
    const ended = await this.queue.ended([...new Set(bound.map(({ place }) => place.runId!))]);
    for (const { place, wake } of bound) if (ended.has(place.runId!)) wake();
  }
}
