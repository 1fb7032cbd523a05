/** Pauses between tries: growing, and never quite the same, so that many workers do not come back at the same moment. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Half of a pause is by chance. */
const CHANCE = 0.5;

export class Pauses {
  private next: number;

  constructor(
    private readonly firstMs: number,
    private readonly mostMs: number,
    private readonly chance: () => number = Math.random,
  ) {
    this.next = firstMs;
  }

  /** Each is about twice the one before, up to the longest. */
  nextMs(): number {
    const whole = Math.min(this.next, this.mostMs);
    this.next = Math.min(this.next * 2, this.mostMs);
    return whole * (1 - CHANCE * this.chance());
  }

  reset(): void {
    this.next = this.firstMs;
  }
}

/** Waits, or less if the signal says so; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * Work that ends with a signal or after a time, whichever comes first. Its own signal forgets the outer one when the work is over: a worker's signal
 * lives as long as the worker, and must not collect a listener for every request (`AbortSignal.any` would).
 */
export async function limited<Result>(
  outer: AbortSignal | null,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const own = new AbortController();
  const abort = (): void => own.abort();
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort, { once: true });
  const alarm = setTimeout(abort, timeoutMs);
  try {
    return await work(own.signal);
  } finally {
    clearTimeout(alarm);
    outer?.removeEventListener('abort', abort);
  }
}
