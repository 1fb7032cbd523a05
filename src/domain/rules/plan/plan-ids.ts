/** The ids of a plan's tiers or phases: those that its author gave, and those that are made where none is given. */
import { displayed } from './plan-problems.js';

export class PlanIds {
  private readonly lines = new Map<string, number>();

  constructor(
    readonly kind: 'tier' | 'phase',
    /** What a made id begins with; its position in the plan follows. */
    private readonly prefix: string,
  ) {}

  /** Notes an id that is given; what is wrong with it, or null. */
  take(id: string, line: number): string | null {
    const first = this.lines.get(id);
    if (first === undefined) this.lines.set(id, line);
    return first === undefined
      ? null
      : `is on line ${first} already: give this ${this.kind} another one than ${displayed(id)}`;
  }

  /** Fills the ids that are empty: T1 is the first tier's, unless it is taken; then the next number that is free. */
  make(all: readonly { id: string; readonly line: number }[]): void {
    let last = 0;
    all.forEach((one, i) => {
      if (one.id !== '') return;
      let number = Math.max(i + 1, last + 1);
      while (this.lines.has(`${this.prefix}${number}`)) number++;
      last = number;
      one.id = `${this.prefix}${number}`;
      this.lines.set(one.id, one.line);
    });
  }
}
