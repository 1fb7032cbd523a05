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
/** No id holds a colon. */
const OUTPUT = 'output:';
const TOKEN = 'token:';

@Injectable()
export class SubscriptionHub {
  private readonly subscribers = new Map<string | symbol, Set<Subscriber>>();

  /** Passes to other servers that there is new output; null: nobody does. */
  relay: ((signal: string) => void) | null = null;

  /** Hears of tokens that were revoked, on any server (A2); null: nobody does. */
  onToken: ((tokenId: string) => void) | null = null;

  /** A subscription to one run, or to every run. */
  open(runId: string | null): Subscription {
    return this.openAt(runId ?? EVERY_RUN);
  }

  /** A subscription to the live output of a run (O8): signalled by new output and by every change of the run. */
  openOutput(runId: string): Subscription {
    return this.openAt(`${OUTPUT}${runId}`);
  }

  private openAt(place: string | symbol): Subscription {
    const set = this.subscribers.get(place) ?? new Set();
    this.subscribers.set(place, set);
    const subscriber = new Subscriber(() => {
      set.delete(subscriber);
      if (set.size === 0) this.subscribers.delete(place);
    });
    set.add(subscriber);
    return subscriber;
  }

  /** Runs that have changed, and tokens that were revoked; what another server relayed is taken as it came. */
  signal(runIds: Iterable<string>): void {
    for (const runId of runIds) {
      if (runId.startsWith(TOKEN)) {
        this.onToken?.(runId.slice(TOKEN.length));
        continue;
      }
      for (const subscriber of this.subscribers.get(runId) ?? []) subscriber.signal(runId);
      if (runId.startsWith(OUTPUT)) continue;
      for (const subscriber of this.subscribers.get(`${OUTPUT}${runId}`) ?? []) subscriber.signal(runId);
      for (const subscriber of this.subscribers.get(EVERY_RUN) ?? []) subscriber.signal(runId);
    }
  }

  /** There is new output of a run: no event, and no subscriber of events is woken. */
  printed(runId: string): void {
    this.signal([`${OUTPUT}${runId}`]);
    this.relay?.(`${OUTPUT}${runId}`);
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

/** What a stream must read before it begins; closes the subscription if that fails. */
export async function orClose<T>(subscriber: Subscription, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    subscriber.close();
    throw error;
  }
}

/**
 * A generator that is blocked in a wait does not handle `return()`: closing its subscription first ends the wait, so
 * that no generator remains.
 */
export function closing<T>(subscriber: Subscription, events: AsyncGenerator<T>): AsyncIterableIterator<T> {
  return {
    next: async () => {
      try {
        const step = await events.next();
        if (step.done) subscriber.close();
        return step;
      } catch (error) {
        subscriber.close();
        throw error;
      }
    },
    return: async () => {
      subscriber.close();
      return events.return(undefined);
    },
    throw: async (error) => {
      subscriber.close();
      return events.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
