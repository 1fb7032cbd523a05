/** How often a listener is told that something has changed, so that many who listen fall into step. */

export const DEFAULT_PER_SECOND = 2;
/** Whoever wants every state takes the events. */
export const MOST_PER_SECOND = 10;

/** Listeners come at any time; each keeps to half steps of one clock, so that as many as like to cause two resolutions a step. */
const STEPS_OF_GAP = 2;

/** The instants, in milliseconds of one clock, at which a listener may be told. */
export class Pace {
  private readonly gap: number;
  private last = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    this.gap = 1_000 / perSecond;
  }

  /** How long to wait from now: at once after a pause, else until the first step that is a gap behind the last one. */
  wait(now: number): number {
    const due = this.last + this.gap;
    if (now >= due) {
      this.last = now;
      return 0;
    }
    const step = this.gap / STEPS_OF_GAP;
    // A step that was kept is a gap behind the step before: no more than rounding lies between.
    this.last = Math.ceil(due / step - 1e-6) * step;
    return this.last - now;
  }
}
