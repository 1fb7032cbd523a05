/**
 * Signals subscriptions of this process that a run has changed. A signal is a hint, the event table is the truth: each
 * subscriber reads the events after its own cursor. A signal between two waits is never lost.
 */
import { Injectable } from '@nestjs/common';

export interface Subscription {
  /**
   * Waits for a signal, or until the subscription is closed; returns the runs that were signalled since the last wait.
   */
  nextSignal(): Promise<readonly string[]>;
  /**
   * Waits the given milliseconds, or until the subscription is closed; signals meanwhile are kept for the next wait.
   */
  rest(ms: number): Promise<void>;
  close(): void;
  readonly closed: boolean;
}

const EVERY_RUN = Symbol('every run');

@Injectable()
export class SubscriptionHub {
  private readonly subscribers = new Map<string | symbol, Set<Subscriber>>();

  /** A subscription to one run, or to every run. */
  open(runId: string | null): Subscription {
    const place = runId ?? EVERY_RUN;
    const set = this.subscribers.get(place) ?? new Set();
    this.subscribers.set(place, set);
    const subscriber = new Subscriber(() => {
      set.delete(subscriber);
      if (set.size === 0) this.subscribers.delete(place);
    });
    set.add(subscriber);
    return subscriber;
  }

  signal(runIds: Iterable<string>): void {
    for (const runId of runIds) {
      for (const subscriber of this.subscribers.get(runId) ?? []) subscriber.signal(runId);
      for (const subscriber of this.subscribers.get(EVERY_RUN) ?? []) subscriber.signal(runId);
    }
  }

  /** How many subscriptions are listening. */
  get count(): number {
    let count = 0;
    for (const set of this.subscribers.values()) count += set.size;
    return count;
  }
}

class Subscriber implements Subscription {
  closed = false;
  private readonly waiting = new Set<string>();
  private wake: (() => void) | null = null;
  private endRest: (() => void) | null = null;

  constructor(private readonly onClose: () => void) {}

  signal(runId: string): void {
    this.waiting.add(runId);
    this.wake?.();
  }

  async nextSignal(): Promise<readonly string[]> {
    if (this.waiting.size === 0 && !this.closed) await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = null;
    const runIds = [...this.waiting];
    this.waiting.clear();
    return runIds;
  }

  async rest(ms: number): Promise<void> {
    if (this.closed || ms <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.endRest = null;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.onClose();
    this.wake?.();
    this.endRest?.();
  }
}
