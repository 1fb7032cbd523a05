/**
 * Divides work that many subscribers cause at once into slices: after each the event loop runs, so that requests are
 * answered in between.
 */
export class Slices {
  private readonly waiting: (() => void)[] = [];
  private isDue = false;

  /** @param size How many go on in one round of the event loop. */
  constructor(private readonly size: number) {}

  /** Waits for a place in one of the next slices, in the order of asking. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.resume();
    });
  }

  private resume(): void {
    if (this.isDue || this.waiting.length === 0) return;
    this.isDue = true;
    setImmediate(() => {
      this.isDue = false;
      for (const resolve of this.waiting.splice(0, this.size)) resolve();
      this.resume();
    });
  }
}
