/**
 * How many attempts a worker may still begin, shared by its loops. A loop takes one before it claims and gives it back if there was no work; loops that
 * find none left wait for one to come back, in turn, until all are used.
 */
export class AttemptQuota {
  private readonly waiting: ((taken: boolean) => void)[] = [];
  private open = 0;
  private closed = false;

  constructor(private left: number = Infinity) {}

  /** false: all are used, or the worker claims no more. */
  async take(): Promise<boolean> {
    if (this.closed) return false;
    if (this.left === 0) return new Promise((resolve) => this.waiting.push(resolve));
    this.left -= 1;
    this.open += 1;
    return true;
  }

  /** There was no work: the next loop in turn has it. */
  giveBack(): void {
    const next = this.waiting.shift();
    if (next) return next(true);
    this.open -= 1;
    this.left += 1;
  }

  use(): void {
    this.open -= 1;
    if (this.open === 0 && this.left === 0) this.close();
  }

  /** Ends every wait without an attempt. */
  close(): void {
    this.closed = true;
    for (const answer of this.waiting.splice(0)) answer(false);
  }
}
