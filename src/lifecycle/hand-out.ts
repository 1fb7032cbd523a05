/**
 * Hands out work to claims of this process (W1). Claims for one place that arrive together, or while a read is on its way, are answered by one read, and each gets
 * something else: what is in the hands of one claim is offered to no other. Who gets it in the end, the guard of the write decides, because other servers know nothing
 * of these hands. A claim waits for another one only where nothing else is left, and never for what has to be done before the other one's work can be given to anybody.
 */
import type { Seen } from './pipeline/command.js';
import type { CommandKey } from './pipeline/idempotency.js';
import type { ClaimScope } from './work-facts.store.js';

/** Work of a run, or a commit check, under its id. */
export interface HandedItem {
  readonly id: string;
  readonly runId: string;
  readonly projectId: string;
}

export interface Claimant {
  readonly scope: ClaimScope;
  readonly key: CommandKey | null;
  /** Its worker has hung up: nothing is given to it any more. */
  readonly abandoned: AbortSignal;
}

/** What a read answers to one claimant. */
export interface Offer<Facts extends Seen> {
  readonly seen: Facts;
  readonly item: HandedItem | null;
  /** What it would get is kept from its worker (B6): it is to be read for alone. */
  readonly alone?: boolean;
}

/** In the hands of a claim. */
export interface TakenItem extends HandedItem {
  /** It counts as a lease of its project: it will be one unless something is in the way. */
  readonly leased: boolean;
}

/** Reads what is next for each of these claimants, who all look in the same place; `taken` goes to nobody. One claimant is read for alone. */
export type ReadOffers<Facts extends Seen> = (
  claimants: readonly Claimant[],
  taken: readonly TakenItem[],
) => Promise<readonly Offer<Facts>[]>;

/** Claims that one read answers. */
export const MOST_TOGETHER = 16;

/** A claim that waits for its facts. */
interface Ask<Facts extends Seen> {
  readonly hand: Hand<Facts>;
  readonly alone: boolean;
  readonly answer: (seen: Facts) => void;
  readonly fail: (error: unknown) => void;
}

/** An ask that is being read for, or found nothing: what others held then may come back to it. */
interface Hope<Facts extends Seen> {
  readonly ask: Ask<Facts>;
  readonly holders: Set<Hand<Facts>>;
  /** Something was put back since. */
  stale: boolean;
  /** What it is answered when no hope is left; null: its read is on its way. */
  nothing: Facts | null;
}

interface Place<Facts extends Seen> {
  readonly asks: Ask<Facts>[];
  reading: boolean;
}

export class HandOut<Facts extends Seen> {
  private readonly hands = new Set<Hand<Facts>>();
  private readonly places = new Map<string, Place<Facts>>();
  private readonly hopes = new Set<Hope<Facts>>();

  constructor(private readonly read: ReadOffers<Facts>) {}

  /** A hand for one claim. It is to be closed in the end, whatever became of the claim. */
  open(claimant: Claimant): Hand<Facts> {
    const hand: Hand<Facts> = new Hand<Facts>(claimant, {
      ask: () => this.ask(hand),
      released: (putBack) => this.released(hand, putBack),
      closed: () => void this.hands.delete(hand),
    });
    this.hands.add(hand);
    return hand;
  }

  private ask(hand: Hand<Facts>): Promise<Facts> {
    return new Promise((answer, fail) => this.queue({ hand, alone: false, answer, fail }));
  }

  private queue(ask: Ask<Facts>): void {
    const { role, projectId, runId } = ask.hand.claimant.scope;
    const name = JSON.stringify([role, projectId, runId]);
    const place = this.places.get(name) ?? { asks: [], reading: false };
    this.places.set(name, place);
    place.asks.push(ask);
    if (!place.reading) void this.serve(name, place);
  }

  private async serve(name: string, place: Place<Facts>): Promise<void> {
    place.reading = true;
    try {
      // Those that come in the same turn of the event loop are read for together.
      await new Promise(setImmediate);
      while (place.asks.length > 0) await this.serveGroup(nextGroup(place.asks));
    } finally {
      place.reading = false;
      this.places.delete(name);
    }
  }

  /** Never throws: what goes wrong is told to those who asked. */
  private async serveGroup(group: readonly Ask<Facts>[]): Promise<void> {
    const asks = group.filter(isWanted);
    if (asks.length === 0) return;
    const { role } = asks[0]!.hand.claimant.scope;
    const others = [...this.hands].filter((hand) => hand.held !== null && hand.claimant.scope.role === role);
    const hopes = asks.map((ask): Hope<Facts> => {
      const holders = others.filter((hand) => !hand.isAside && isWithin(hand.held!, ask.hand.claimant.scope));
      return { ask, holders: new Set(holders), stale: false, nothing: null };
    });
    for (const hope of hopes) this.hopes.add(hope);
    try {
      const taken = others.map((hand): TakenItem => ({ ...hand.held!, leased: !hand.isAside }));
      const offers = await this.read(
        asks.map((ask) => ask.hand.claimant),
        taken,
      );
      const empty = hopes.filter((hope, i) => this.give(hope, offers[i]!));
      // What others of the group hold now may come back as well.
      const given = asks.map((ask) => ask.hand).filter((hand) => hand.held !== null);
      for (const hope of empty) for (const hand of given) hope.holders.add(hand);
      for (const hope of empty) this.settle(hope);
    } catch (error) {
      for (const { ask } of hopes) ask.fail(error);
      for (const hope of hopes) this.hopes.delete(hope);
    }
  }

  /** True: there is nothing for it, as long as nothing comes back. */
  private give(hope: Hope<Facts>, { seen, item, alone = false }: Offer<Facts>): boolean {
    const { ask } = hope;
    if (seen.remembered === null && item === null && !alone) {
      hope.nothing = seen;
      return true;
    }
    this.hopes.delete(hope);
    if (!isWanted(ask)) return false;
    // A claim for another place was given it while this read was on its way.
    const { role } = ask.hand.claimant.scope;
    const isTaken = item !== null && [...this.hands].some((hand) => hand.held?.id === item.id && hand.claimant.scope.role === role);
    if (alone || isTaken) {
      this.queue({ ...ask, alone });
      return false;
    }
    // Whoever gets the answer of before needs nothing more (W5).
    ask.hand.held = seen.remembered === null ? item : null;
    ask.answer(seen);
    return false;
  }

  /** Answers who found nothing, when all that others held then is gone; what was put back, it looks for again. */
  private settle(hope: Hope<Facts>): void {
    const { ask, nothing } = hope;
    if (nothing === null || (!hope.stale && hope.holders.size > 0)) return;
    this.hopes.delete(hope);
    if (!isWanted(ask)) return;
    if (hope.stale) this.queue({ ...ask, alone: false });
    else ask.answer(nothing);
  }

  private released(hand: Hand<Facts>, putBack: boolean): void {
    for (const hope of [...this.hopes]) {
      if (!hope.holders.delete(hand)) continue;
      // What landed under the same key is this claim's as well (W5).
      hope.stale ||= putBack || isSameKey(hand.claimant.key, hope.ask.hand.claimant.key);
      this.settle(hope);
    }
  }
}

/** What a claim has in its hands, from the read that offered it to the write that makes it a lease. */
export class Hand<Facts extends Seen> {
  held: HandedItem | null = null;
  isAside = false;

  constructor(
    readonly claimant: Claimant,
    private readonly owner: { ask(): Promise<Facts>; released(putBack: boolean): void; closed(): void },
  ) {}

  /** What is next for the claim. What it held before, it did not get: that is put back. Throws when its worker has hung up. */
  async next(): Promise<Facts> {
    this.letGo(true);
    this.claimant.abandoned.throwIfAborted();
    return this.owner.ask();
  }

  /** Something has to be done first, which may take long: nobody waits for the outcome, and nobody else is sent there meanwhile. */
  setAside(): void {
    if (this.held === null || this.isAside) return;
    this.isAside = true;
    this.owner.released(false);
  }

  /** The write for the item has landed: it is nobody's to claim any more. What the hand holds may be another one by then. */
  landed(id: string): void {
    this.letGo(this.held !== null && this.held.id !== id);
  }

  close(): void {
    this.letGo(true);
    this.owner.closed();
  }

  private letGo(putBack: boolean): void {
    const waitedFor = this.held !== null && !this.isAside;
    this.held = null;
    this.isAside = false;
    if (waitedFor) this.owner.released(putBack);
  }
}

/** In the order in which they came; who is read for alone is a group of one. */
function nextGroup<Facts extends Seen>(asks: Ask<Facts>[]): Ask<Facts>[] {
  const alone = asks.findIndex((ask) => ask.alone);
  return asks.splice(0, alone === 0 ? 1 : Math.min(MOST_TOGETHER, alone < 0 ? asks.length : alone));
}

const isSameKey = (one: CommandKey | null, other: CommandKey | null): boolean =>
  one !== null && one.mutation === other?.mutation && one.key === other.key;

const isWithin = ({ runId, projectId }: HandedItem, scope: ClaimScope): boolean =>
  (scope.projectId === null || scope.projectId === projectId) && (scope.runId === null || scope.runId === runId);

function isWanted<Facts extends Seen>({ hand, fail }: Ask<Facts>): boolean {
  const { abandoned } = hand.claimant;
  if (abandoned.aborted) fail(abandoned.reason);
  return !abandoned.aborted;
}
