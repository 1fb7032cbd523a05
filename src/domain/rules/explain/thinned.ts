/** A series of any length kept in bounded memory (O7): evenly thinned, its first and last items kept. */

/** Items that a series holds at most when it is read. */
export const MOST_POINTS = 1_000;

/** Keeps every n-th item; n doubles whenever twice the bound is held. The last item is always known. */
export class Thinned<Item> {
  private held: Item[] = [];
  private stride = 1;
  private count = 0;
  private last: Item | null = null;

  constructor(private readonly most = MOST_POINTS) {}

  push(item: Item): void {
    this.last = item;
    if (this.count++ % this.stride !== 0) return;
    this.held.push(item);
    if (this.held.length < this.most * 2) return;
    this.held = this.held.filter((_, index) => index % 2 === 0);
    this.stride *= 2;
  }

  /**
   * At most `most` items in their order; all of them where there are no more. `open`: an item that comes last and may
   * still change, so that it was not pushed; null: none.
   */
  items(open: Item | null = null): Item[] {
    const { held, last, most } = this;
    const all = [...held, ...(last === null || held.at(-1) === last ? [] : [last]), ...(open === null ? [] : [open])];
    if (all.length <= most) return all;
    return Array.from({ length: most }, (_, index) => all[Math.round((index * (all.length - 1)) / (most - 1))]!);
  }
}
