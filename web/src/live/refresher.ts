/** How much of the time a refresher waits for its work, at most: a server that gets slow is asked less often, and many open pages do not slow it further. */
const BUSY_SHARE = 0.2;

/**
 * Runs work when something has changed: at once after a silence, then at most once in `gap` milliseconds, or less often if the work takes long; never two at a time. The
 * last change is always followed by a run.
 */
export class Refresher {
  private isRunning = false;
  private isDirty = false;
  private lastStart = -Infinity;
  private lastDuration = 0;
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
    const gap = Math.max(this.gap, this.lastDuration / BUSY_SHARE);
    const wait = this.lastStart + gap - performance.now();
    if (wait <= 0) void this.run();
    else this.timer = setTimeout(() => void this.run(), wait);
  }

  private async run(): Promise<void> {
    this.timer = undefined;
    this.isDirty = false;
    this.isRunning = true;
    this.lastStart = performance.now();
    try {
      await this.work();
    } catch {
      // What failed is on the screen where its data are.
    } finally {
      this.lastDuration = performance.now() - this.lastStart;
      this.isRunning = false;
      this.plan();
    }
  }
}
