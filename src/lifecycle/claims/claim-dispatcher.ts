/**
 * Hands out work to claims of this process (W1). Claims for one place that arrive together, or while a read is on its way, are answered by one read, and each gets
 * something else: what is in the hands of one claim is offered to no other. Who gets it in the end, the guard of the write decides, because other servers know nothing
 * of these hands. A claim waits for another one only where nothing else is left, and never for what has to be done before the other one's work can be given to anybody.
 */
import type { CommandKey } from '../facts/idempotency.js';
import type { Seen } from '../facts/seen.js';
import type { ClaimScope } from '../facts/work-facts.store.js';

/** Work of a run, or a commit check, under its id. */
export interface OfferedItem {
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
  readonly item: OfferedItem | null;
  /** What it would get is kept from its worker (B6): it is to be read for alone. */
  readonly alone?: boolean;
}

/** In the hands of a claim. */
export interface TakenItem extends OfferedItem {
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
  readonly claim: OpenClaim<Facts>;
  readonly alone: boolean;
  readonly answer: (seen: Facts) => void;
  readonly fail: (error: unknown) => void;
}

/** An ask that is being read for, or found nothing: what others held then may come back to it. */
interface PendingClaim<Facts extends Seen> {
  readonly ask: Ask<Facts>;
  readonly holders: Set<OpenClaim<Facts>>;
  /** Something was put back since. */
  stale: boolean;
  /** What it is answered when no hope is left; null: its read is on its way. */
  nothing: Facts | null;
}

interface Place<Facts extends Seen> {
  readonly asks: Ask<Facts>[];
  reading: boolean;
}

export class ClaimDispatcher<Facts extends Seen> {
  private readonly openClaims = new Set<OpenClaim<Facts>>();
  private readonly places = new Map<string, Place<Facts>>();
  private readonly pendingClaims = new Set<PendingClaim<Facts>>();

  constructor(private readonly read: ReadOffers<Facts>) {}

  /** A hand for one claim. It is to be closed in the end, whatever became of the claim. */
  open(claimant: Claimant): OpenClaim<Facts> {
    const claim: OpenClaim<Facts> = new OpenClaim<Facts>(claimant, {
      ask: () => this.ask(claim),
      released: (putBack) => this.released(claim, putBack),
      closed: () => void this.openClaims.delete(claim),
    });
    this.openClaims.add(claim);
    return claim;
  }

  private ask(claim: OpenClaim<Facts>): Promise<Facts> {
    return new Promise((answer, fail) => this.queue({ claim, alone: false, answer, fail }));
  }

  private queue(ask: Ask<Facts>): void {
    const { role, projectId, runId } = ask.claim.claimant.scope;
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
    const { role } = asks[0]!.claim.claimant.scope;
    const others = [...this.openClaims].filter((claim) => claim.held !== null && claim.claimant.scope.role === role);
    const pendingClaims = asks.map((ask): PendingClaim<Facts> => {
      const holders = others.filter((claim) => !claim.isAside && isWithin(claim.held!, ask.claim.claimant.scope));
      return { ask, holders: new Set(holders), stale: false, nothing: null };
    });
    for (const pendingClaim of pendingClaims) this.pendingClaims.add(pendingClaim);
    try {
      const taken = others.map((claim): TakenItem => ({ ...claim.held!, leased: !claim.isAside }));
      const offers = await this.read(
        asks.map((ask) => ask.claim.claimant),
        taken,
      );
      const empty = pendingClaims.filter((pendingClaim, i) => this.give(pendingClaim, offers[i]!));
      // What others of the group hold now may come back as well.
      const given = asks.map((ask) => ask.claim).filter((claim) => claim.held !== null);
      for (const pendingClaim of empty) for (const claim of given) pendingClaim.holders.add(claim);
      for (const pendingClaim of empty) this.settle(pendingClaim);
    } catch (error) {
      for (const { ask } of pendingClaims) ask.fail(error);
      for (const pendingClaim of pendingClaims) this.pendingClaims.delete(pendingClaim);
    }
  }

  /** True: there is nothing for it, as long as nothing comes back. */
  private give(pendingClaim: PendingClaim<Facts>, { seen, item, alone = false }: Offer<Facts>): boolean {
    const { ask } = pendingClaim;
    if (seen.remembered === null && item === null && !alone) {
      pendingClaim.nothing = seen;
      return true;
    }
    this.pendingClaims.delete(pendingClaim);
    if (!isWanted(ask)) return false;
    // A claim for another place was given it while this read was on its way.
    const { role } = ask.claim.claimant.scope;
    const isTaken = item !== null && [...this.openClaims].some((claim) => claim.held?.id === item.id && claim.claimant.scope.role === role);
    if (alone || isTaken) {
      this.queue({ ...ask, alone });
      return false;
    }
    // Whoever gets the answer of before needs nothing more (W5).
    ask.claim.held = seen.remembered === null ? item : null;
    ask.answer(seen);
    return false;
  }

  /** Answers who found nothing, when all that others held then is gone; what was put back, it looks for again. */
  private settle(pendingClaim: PendingClaim<Facts>): void {
    const { ask, nothing } = pendingClaim;
    if (nothing === null || (!pendingClaim.stale && pendingClaim.holders.size > 0)) return;
    this.pendingClaims.delete(pendingClaim);
    if (!isWanted(ask)) return;
    if (pendingClaim.stale) this.queue({ ...ask, alone: false });
    else ask.answer(nothing);
  }

  private released(claim: OpenClaim<Facts>, putBack: boolean): void {
    for (const pendingClaim of [...this.pendingClaims]) {
      if (!pendingClaim.holders.delete(claim)) continue;
      // What landed under the same key is this claim's as well (W5).
      pendingClaim.stale ||= putBack || isSameKey(claim.claimant.key, pendingClaim.ask.claim.claimant.key);
      this.settle(pendingClaim);
    }
  }
}

/** What a claim has in its hands, from the read that offered it to the write that makes it a lease. */
export class OpenClaim<Facts extends Seen> {
  held: OfferedItem | null = null;
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

const isWithin = ({ runId, projectId }: OfferedItem, scope: ClaimScope): boolean =>
  (scope.projectId === null || scope.projectId === projectId) && (scope.runId === null || scope.runId === runId);

function isWanted<Facts extends Seen>({ claim, fail }: Ask<Facts>): boolean {
  const { abandoned } = claim.claimant;
  if (abandoned.aborted) fail(abandoned.reason);
  return !abandoned.aborted;
}
