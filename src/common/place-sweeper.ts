/**
 * Background work at places that may be slow, such as receivers and remotes: one place does not wait for another, and what is due
 * belongs, by a lease in the database, to the server that took it. A server that stops begins nothing new, waits a moment for what is
 * under way, and breaks off the rest: another server, or its own next start, goes on when the lease has run out.
 */
import { RunSweeper } from './run-sweeper.js';

/** A server that stops waits so long. */
const LONGEST_STOP_MS = 3_000;

export abstract class PlaceSweeper extends RunSweeper {
  /** Aborted when the work under way is to be broken off. */
  protected readonly stop = new AbortController();
  /** Where work is under way, and the end of that. */
  private readonly places = new Map<string, Promise<unknown>>();
  /** Nothing new is begun then. */
  protected isStopping = false;

  /** `mostAtOnce`: places where this server works at the same time. */
  constructor(
    name: string,
    everyMs: number,
    private readonly mostAtOnce: number,
  ) {
    super(name, everyMs);
  }

  protected get busy(): readonly string[] {
    return [...this.places.keys()];
  }

  /** Takes what is due at up to so many places, none of them busy, and begins it. */
  protected abstract takeDue(busy: readonly string[], places: number): Promise<void>;

  protected async beginDue(): Promise<void> {
    const room = this.mostAtOnce - this.places.size;
    if (room > 0 && !this.isStopping) await this.takeDue(this.busy, room);
  }

  /** Does not wait for the work; a fault is logged. The work answers whether more may be due at the place. */
  protected begin(place: string, work: Promise<boolean>): void {
    const all = Promise.all([work.catch((error: unknown) => void this.report(error)), this.places.get(place)]);
    const done: Promise<unknown> = all.then(([hasMore]) => {
      if (this.places.get(place) === done) this.places.delete(place);
      // A fault is met by the next pass.
      return hasMore ? this.beginDue().catch(() => undefined) : undefined;
    });
    this.places.set(place, done);
  }

  override async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await super.beforeApplicationShutdown();
    const late = setTimeout(() => this.stop.abort(), LONGEST_STOP_MS);
    while (this.places.size > 0) await Promise.all(this.places.values());
    clearTimeout(late);
  }
}
