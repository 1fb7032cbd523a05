/** How often a subscriber is notified of changes, in common steps, so that many subscribers share one resolution. */

export const DEFAULT_PER_SECOND = 2;
/** A client that needs every state subscribes to the events. */
export const MOST_PER_SECOND = 10;

/**
 * Subscribers start at any time; each keeps to half steps of one clock, so that any number of them cause two
 * resolutions a step.
 */
const STEPS_OF_GAP = 2;

/** The instants, in milliseconds of one clock, at which a subscriber may be notified. */
export class Pace {
  private readonly gap: number;
  private last = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    this.gap = 1_000 / perSecond;
  }

  /**
   * How long to wait from now: not at all after a pause, else until the first step that is a gap after the last one.
   */
  wait(now: number): number {
    const due = this.last + this.gap;
    if (now >= due) {
      this.last = now;
      return 0;
    }
    const step = this.gap / STEPS_OF_GAP;
    // A step that was kept is a gap after the step before: the difference is rounding only.
    this.last = Math.ceil(due / step - 1e-6) * step;
    return this.last - now;
  }
}
