/** So many times as long as the last run took is waited before the next one begins: a server that is slow, as under many open pages, is asked less often. */
const REST = 3;

/** Runs work when something has changed: at once after a silence, then at most once in `gap` milliseconds, and never two at a time. The last change is always followed by a run. */
export class Refresher {
  private isRunning = false;
  private isDirty = false;
  private nextStart = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly work: () => Promise<unknown>,
    private readonly gap: number,
  ) {}

  request(): void {
    this.isDirty = true;
    this.plan();
  }

  stop(): void {
    this.isDirty = false;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private plan(): void {
    if (!this.isDirty || this.isRunning || this.timer !== undefined) return;
    const wait = this.nextStart - performance.now();
    if (wait <= 0) void this.run();
    else this.timer = setTimeout(() => void this.run(), wait);
  }

  private async run(): Promise<void> {
    this.timer = undefined;
    this.isDirty = false;
    this.isRunning = true;
    const start = performance.now();
    try {
      await this.work();
    } catch {
      // What failed is on the screen where its data are.
    } finally {
      this.isRunning = false;
      const end = performance.now();
      this.nextStart = Math.max(start + this.gap, end + REST * (end - start));
      this.plan();
    }
  }
}
