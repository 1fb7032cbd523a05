/** How tests wait: for a condition, for each other, for a door to open. Always with a deadline, never for a length of time. */
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 10_000;
const POLL_MS = 10;

/** Waits until `look` answers something true, and answers that. Fails after some seconds, naming what it waited for. */
export async function until<Result>(
  what: string,
  look: () => Promise<Result> | Result,
  patienceMs = PATIENCE_MS,
): Promise<NonNullable<Result>> {
  for (const began = performance.now(); ; await sleep(POLL_MS)) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() - began > patienceMs) throw new Error(`Waited ${patienceMs} ms in vain: ${what}`);
  }
}

/** Fails instead of waiting for ever. */
export async function within<Result>(what: string, work: Promise<Result>, patienceMs = PATIENCE_MS): Promise<Result> {
  const given = new AbortController();
  const late = sleep(patienceMs, undefined, { signal: given.signal }).then(() => {
    throw new Error(`Waited ${patienceMs} ms in vain: ${what}`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    given.abort();
  }
}

/** A door that is closed until it is opened. */
export class Latch {
  open: () => void = () => undefined;
  private readonly opening = new Promise<void>((resolve) => (this.open = resolve));

  wait(what = 'a latch to open'): Promise<void> {
    return within(what, this.opening);
  }
}

/** The first `size` that come wait for each other; later ones pass at once. */
export class Barrier {
  private readonly full = new Latch();
  private came = 0;

  constructor(private readonly size: number) {}

  async arrive(): Promise<void> {
    this.came += 1;
    if (this.came === this.size) this.full.open();
    if (this.came <= this.size) await this.full.wait(`${this.size} to meet`);
  }
}
