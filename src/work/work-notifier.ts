/**
 * Notifies waiting claims of work (W1): commits of this process notify at once, those of other servers some milliseconds
 * later; one check a second for all waiting claims finds pauses that end, and what a lost notification would have
 * announced. Without waiting claims there are no checks, so that the database gets no load.
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
  private readonly logger = new Logger('WorkNotifier');
  private readonly waiters = new Set<Waiter>();
  private timer: NodeJS.Timeout | null = null;
  /** When the timer ends, by `performance.now()`. */
  private dueAt = 0;
  private checking: Promise<void> = Promise.resolve();
  private isChecking = false;
  /** A commit happened while a check was in flight. */
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
    await this.checking;
  }

  /** Ends all waits: each waiting claim is told that the server is stopping. */
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

  /** Its dispatch may have been resumed. */
  projectChanged(): void {
    this.plan(COALESCE_MS);
  }

  /** Here, or on another server. */
  workDue(): void {
    this.plan(COALESCE_MS);
  }

  /** How many wait for work, by role. */
  waiting(): readonly { readonly role: WorkerRole; readonly count: number }[] {
    return WORKER_ROLES.map((role) => ({
      role,
      count: [...this.waiters].filter(({ place }) => place.role === role).length,
    }));
  }

  /**
   * Waits until there may be work in the place, or the run that it is bound to has ended or was deleted; at most for
   * the given time, and only while the signal is not aborted.
   */
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

  /** Schedules a check, unless one is scheduled that is no later: a series of commits does not delay it. */
  private plan(inMs: number): void {
    if (this.closed || this.waiters.size === 0) return;
    const at = performance.now() + inMs;
    if (this.timer && this.dueAt <= at) return;
    if (this.timer) clearTimeout(this.timer);
    this.dueAt = at;
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.isChecking) this.isBehind = true;
      else this.checking = this.lookOn();
    }, inMs);
    this.timer.unref();
  }

  /** One check at a time: a slow database gets no second query before it has answered. */
  private async lookOn(): Promise<void> {
    this.isChecking = true;
    do {
      this.isBehind = false;
      await this.check();
    } while (this.isBehind && !this.closed);
    this.isChecking = false;
    this.plan(LOOK_EVERY_MS);
  }

  /**
   * Wakes as many claims as there is work for in their places, in the order of arrival: their claims arrive together,
   * and get different work. Also wakes claims that wait for a run that has ended or was deleted.
   */
  private async check(): Promise<void> {
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
        // A claim that has been abandoned meanwhile uses up no work.
        for (const waiter of waiters.filter((each) => this.waiters.has(each)).slice(0, ready[i])) waiter.wake();
      });
    } catch (error) {
      if (!outageOf(error)) this.logger.warn(`The check of the queue failed: ${String(error)}`);
    }
  }

  private async wakeAtTheEnd(): Promise<void> {
    const bound = [...this.waiters].filter(({ place }) => place.runId !== null);
    if (bound.length === 0) return;
    const ended = await this.queue.ended([...new Set(bound.map(({ place }) => place.runId!))]);
    for (const { place, wake } of bound) if (ended.has(place.runId!)) wake();
  }
}
