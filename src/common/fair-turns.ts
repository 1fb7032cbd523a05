/**
 * Turns at work that would keep others waiting if all of it began at once: at most so many at a time, of one owner
 * fewer, and owners take turns. Between turns the event loop goes round, so that whoever comes by another way is served
 * in between.
 */
export interface Turn {
  /** The work has begun and needs no turn any more. Said twice, it counts once. */
  end(): void;
}

interface Waiting {
  readonly begin: (turn: Turn) => void;
  readonly isWanted: () => boolean;
}

interface Queue {
  readonly waiting: Waiting[];
  active: number;
}

/** Until an owner that may not begin is asked again. */
const HELD_MS = 50;

export class FairTurns<Owner extends object> {
  private readonly queues = new Map<Owner, Queue>();
  private active = 0;
  private isDue = false;

  /** @param mayBegin Whether an owner may begin anything now; asked again after a moment if it may not. */
  constructor(
    private readonly most: { readonly inAll: number; readonly ofOne: number },
    private readonly mayBegin: (owner: Owner) => boolean = () => true,
  ) {}

  /** How many of an owner wait. */
  waitingOf(owner: Owner): number {
    return this.queues.get(owner)?.waiting.length ?? 0;
  }

  /** Waits for a turn. What is not wanted any more when its turn comes never begins: the promise stays as it is. */
  take(owner: Owner, isWanted: () => boolean = () => true): Promise<Turn> {
    return new Promise((begin) => {
      const queue = this.queues.get(owner) ?? { waiting: [], active: 0 };
      this.queues.set(owner, queue);
      queue.waiting.push({ begin, isWanted });
      this.resume();
    });
  }

  /** The owner has left: its waiting work never begins, its running work counts for no other owner. */
  forget(owner: Owner): void {
    const queue = this.queues.get(owner);
    if (!queue) return;
    this.queues.delete(owner);
    queue.waiting.length = 0;
    this.active -= queue.active;
    queue.active = Number.NaN;
    this.resume();
  }

  private resume(): void {
    if (this.isDue) return;
    this.isDue = true;
    setImmediate(() => {
      this.isDue = false;
      this.round();
    });
  }

  /** One turn for each owner that waits, as far as there are any. */
  private round(): void {
    let isHeld = false;
    for (const [owner, queue] of [...this.queues]) {
      if (this.active >= this.most.inAll) return;
      while (queue.waiting.length > 0 && !queue.waiting[0]!.isWanted()) queue.waiting.shift();
      if (queue.waiting.length > 0 && !this.mayBegin(owner)) isHeld = true;
      else if (queue.active < this.most.ofOne) this.begin(queue);
      // Behind the others, for the next round.
      this.queues.delete(owner);
      if (queue.waiting.length > 0 || queue.active > 0) this.queues.set(owner, queue);
    }
    if (isHeld) setTimeout(() => this.resume(), HELD_MS).unref();
    if (this.active < this.most.inAll && [...this.queues].some((entry) => this.canBegin(...entry))) this.resume();
  }

  private canBegin(owner: Owner, queue: Queue): boolean {
    return queue.waiting.length > 0 && queue.active < this.most.ofOne && this.mayBegin(owner);
  }

  private begin(queue: Queue): void {
    const next = queue.waiting.shift();
    if (!next) return;
    queue.active += 1;
    this.active += 1;
    let isOver = false;
    const end = () => {
      if (isOver || Number.isNaN(queue.active)) return;
      isOver = true;
      queue.active -= 1;
      this.active -= 1;
      this.resume();
    };
    next.begin({ end });
  }
}
