/**
 * Doorbells: how subscriptions of this process learn that a run has news. A ring is a hint, the event table is the truth: whoever
 * is rung reads what is behind its own cursor. A ring is never lost between two waits.
 */
import { Injectable } from '@nestjs/common';

export interface Subscription {
  /** Waits for a ring, or for the bell to close; answers the runs that were rung since the last wait. */
  rung(): Promise<readonly string[]>;
  /** Waits so many milliseconds, or for the bell to close; what rings meanwhile is kept for the next wait. */
  rest(ms: number): Promise<void>;
  close(): void;
  readonly closed: boolean;
}

const EVERY_RUN = Symbol('every run');

@Injectable()
export class SubscriptionHub {
  private readonly subscribers = new Map<string | symbol, Set<Subscriber>>();

  /** A bell for one run, or for every run. */
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

  ring(runIds: Iterable<string>): void {
    for (const runId of runIds) {
      for (const subscriber of this.subscribers.get(runId) ?? []) subscriber.ring(runId);
      for (const subscriber of this.subscribers.get(EVERY_RUN) ?? []) subscriber.ring(runId);
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

  ring(runId: string): void {
    this.waiting.add(runId);
    this.wake?.();
  }

  async rung(): Promise<readonly string[]> {
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
