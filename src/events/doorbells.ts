/**
 * Doorbells: how subscriptions of this process learn that a run has news. A ring is a hint, the event table is the truth: whoever
 * is rung reads what is behind its own cursor. A ring is never lost between two waits.
 */
import { Injectable } from '@nestjs/common';

export interface Doorbell {
  /** Waits for a ring, or for the bell to close; answers the runs that were rung since the last wait. */
  rung(): Promise<readonly string[]>;
  /** Waits so many milliseconds, or for the bell to close; what rings meanwhile is kept for the next wait. */
  rest(ms: number): Promise<void>;
  close(): void;
  readonly closed: boolean;
}

const EVERY_RUN = Symbol('every run');

@Injectable()
export class Doorbells {
  private readonly bells = new Map<string | symbol, Set<Bell>>();

  /** A bell for one run, or for every run. */
  open(runId: string | null): Doorbell {
    const place = runId ?? EVERY_RUN;
    const set = this.bells.get(place) ?? new Set();
    this.bells.set(place, set);
    const bell = new Bell(() => {
      set.delete(bell);
      if (set.size === 0) this.bells.delete(place);
    });
    set.add(bell);
    return bell;
  }

  ring(runIds: Iterable<string>): void {
    for (const runId of runIds) {
      for (const bell of this.bells.get(runId) ?? []) bell.ring(runId);
      for (const bell of this.bells.get(EVERY_RUN) ?? []) bell.ring(runId);
    }
  }

  /** How many subscriptions are listening. */
  get count(): number {
    let count = 0;
    for (const set of this.bells.values()) count += set.size;
    return count;
  }
}

class Bell implements Doorbell {
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
