/** How tests wait: for a condition, for each other, for a latch. Always with a deadline, never for a fixed time. */
import { setTimeout as sleep } from 'node:timers/promises';

const TIMEOUT_MS = 10_000;
const POLL_MS = 10;

/** Polls until `look` returns a truthy value, and returns that value. Rejects after `timeoutMs` and names the condition. */
export async function until<Result>(
  what: string,
  look: () => Promise<Result> | Result,
  timeoutMs = TIMEOUT_MS,
): Promise<NonNullable<Result>> {
  for (const began = performance.now(); ; await sleep(POLL_MS)) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() - began > timeoutMs) throw new Error(`Waited ${timeoutMs} ms in vain: ${what}`);
  }
}

/** Rejects if the work has not ended after `timeoutMs`. */
export async function within<Result>(what: string, work: Promise<Result>, timeoutMs = TIMEOUT_MS): Promise<Result> {
  const controller = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: controller.signal }).then(() => {
    throw new Error(`Waited ${timeoutMs} ms in vain: ${what}`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    controller.abort();
  }
}

/** A gate that is closed until `open` is called; all that wait then continue. */
export class Latch {
  open: () => void = () => undefined;
  private readonly opening = new Promise<void>((resolve) => (this.open = resolve));

  wait(what = 'a latch to open'): Promise<void> {
    return within(what, this.opening);
  }
}

/** The first `size` callers wait for each other; later callers pass at once. */
export class Barrier {
  private readonly full = new Latch();
  private arrived = 0;

  constructor(private readonly size: number) {}

  async arrive(): Promise<void> {
    this.arrived += 1;
    if (this.arrived === this.size) this.full.open();
    if (this.arrived <= this.size) await this.full.wait(`${this.size} to arrive`);
  }
}
