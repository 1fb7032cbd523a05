/**
 * Assigns work to the claims of this process (W1). One read answers claims for the same place that arrive together or
 * while a read is in flight, and each claim gets a different item: an item that one claim holds is offered to no other
 * claim. The guard of the write decides who gets the lease, because other servers do not know the items held here. A
 * claim waits for another claim only if no other item is left, and never for the steps that must precede the lease of
 * the other claim's item.
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
  /** Aborted when its worker has closed the connection: it gets no work any more. */
  readonly abandoned: AbortSignal;
}

/** What a read answers to one claimant. */
export interface Offer<Facts extends Seen> {
  readonly seen: Facts;
  readonly item: OfferedItem | null;
  /** Its item is withheld from its worker (B6): the claim needs a read of its own. */
  readonly alone?: boolean;
}

/** An item that a claim holds. */
export interface TakenItem extends OfferedItem {
  /** It counts as a lease of its project, because it becomes one unless something prevents it. */
  readonly leased: boolean;
}

/**
 * Reads the next item for each of these claimants, which all claim from the same place; items of `taken` are offered to
 * none of them. A claimant with `alone` is read by itself.
 */
export type ReadOffers<Facts extends Seen> = (
  claimants: readonly Claimant[],
  taken: readonly TakenItem[],
) => Promise<readonly Offer<Facts>[]>;

/** Claims that one read answers. */
export const MOST_TOGETHER = 16;

/** A claim that waits for its facts. */
interface ClaimRequest<Facts extends Seen> {
  readonly claim: OpenClaim<Facts>;
  readonly alone: boolean;
  readonly answer: (seen: Facts) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * A request whose read is in flight or found nothing. Items that other claims held at that time may be put back and
 * offered to it.
 */
interface PendingClaim<Facts extends Seen> {
  readonly request: ClaimRequest<Facts>;
  readonly holders: Set<OpenClaim<Facts>>;
  /** Something was put back since. */
  stale: boolean;
  /** The answer if no item is put back; null: its read is in flight. */
  emptyAnswer: Facts | null;
}

interface Place<Facts extends Seen> {
  readonly requests: ClaimRequest<Facts>[];
  reading: boolean;
}

export class ClaimDispatcher<Facts extends Seen> {
  private readonly openClaims = new Set<OpenClaim<Facts>>();
  private readonly places = new Map<string, Place<Facts>>();
  private readonly pendingClaims = new Set<PendingClaim<Facts>>();

  constructor(private readonly read: ReadOffers<Facts>) {}

  /** Opens a claim. The caller must close it, whatever the outcome. */
  open(claimant: Claimant): OpenClaim<Facts> {
    const claim: OpenClaim<Facts> = new OpenClaim<Facts>(claimant, {
      request: () => this.request(claim),
      released: (putBack) => this.released(claim, putBack),
      closed: () => void this.openClaims.delete(claim),
    });
    this.openClaims.add(claim);
    return claim;
  }

  private request(claim: OpenClaim<Facts>): Promise<Facts> {
    return new Promise((answer, fail) => this.queue({ claim, alone: false, answer, fail }));
  }

  private queue(request: ClaimRequest<Facts>): void {
    const { role, projectId, runId } = request.claim.claimant.scope;
    const name = JSON.stringify([role, projectId, runId]);
    const place = this.places.get(name) ?? { requests: [], reading: false };
    this.places.set(name, place);
    place.requests.push(request);
    if (!place.reading) void this.serve(name, place);
  }

  private async serve(name: string, place: Place<Facts>): Promise<void> {
    place.reading = true;
    try {
      // Requests of the same turn of the event loop share one read.
      await new Promise(setImmediate);
      while (place.requests.length > 0) await this.serveGroup(nextGroup(place.requests));
    } finally {
      place.reading = false;
      this.places.delete(name);
    }
  }

  /** Never throws: each request of the group receives the error. */
  private async serveGroup(group: readonly ClaimRequest<Facts>[]): Promise<void> {
    const requests = group.filter(isWanted);
    if (requests.length === 0) return;
    const { role } = requests[0]!.claim.claimant.scope;
    const others = [...this.openClaims].filter((claim) => claim.held !== null && claim.claimant.scope.role === role);
    const pendingClaims = requests.map((request): PendingClaim<Facts> => {
      const holders = others.filter((claim) => !claim.isAside && isWithin(claim.held!, request.claim.claimant.scope));
      return { request, holders: new Set(holders), stale: false, emptyAnswer: null };
    });
    for (const pendingClaim of pendingClaims) this.pendingClaims.add(pendingClaim);
    try {
      const taken = others.map((claim): TakenItem => ({ ...claim.held!, leased: !claim.isAside }));
      const offers = await this.read(
        requests.map((request) => request.claim.claimant),
        taken,
      );
      const empty = pendingClaims.filter((pendingClaim, i) => this.give(pendingClaim, offers[i]!));
      // Items that other claims of the group hold now may be put back as well.
      const given = requests.map((request) => request.claim).filter((claim) => claim.held !== null);
      for (const pendingClaim of empty) for (const claim of given) pendingClaim.holders.add(claim);
      for (const pendingClaim of empty) this.settle(pendingClaim);
    } catch (error) {
      for (const { request } of pendingClaims) request.fail(error);
      for (const pendingClaim of pendingClaims) this.pendingClaims.delete(pendingClaim);
    }
  }

  /** True: there is no item for it unless one is put back. */
  private give(pendingClaim: PendingClaim<Facts>, { seen, item, alone = false }: Offer<Facts>): boolean {
    const { request } = pendingClaim;
    if (seen.remembered === null && item === null && !alone) {
      pendingClaim.emptyAnswer = seen;
      return true;
    }
    this.pendingClaims.delete(pendingClaim);
    if (!isWanted(request)) return false;
    // A claim for another place got the item while this read was in flight.
    const { role } = request.claim.claimant.scope;
    const isTaken =
      item !== null &&
      [...this.openClaims].some((claim) => claim.held?.id === item.id && claim.claimant.scope.role === role);
    if (alone || isTaken) {
      this.queue({ ...request, alone });
      return false;
    }
    // A claim that gets the recorded answer needs no item (W5).
    request.claim.held = seen.remembered === null ? item : null;
    request.answer(seen);
    return false;
  }

  /**
   * Answers a request that found nothing, once all items that others held at its read are gone; if one was put back,
   * reads again.
   */
  private settle(pendingClaim: PendingClaim<Facts>): void {
    const { request, emptyAnswer } = pendingClaim;
    if (emptyAnswer === null || (!pendingClaim.stale && pendingClaim.holders.size > 0)) return;
    this.pendingClaims.delete(pendingClaim);
    if (!isWanted(request)) return;
    if (pendingClaim.stale) this.queue({ ...request, alone: false });
    else request.answer(emptyAnswer);
  }

  private released(claim: OpenClaim<Facts>, putBack: boolean): void {
    for (const pendingClaim of [...this.pendingClaims]) {
      if (!pendingClaim.holders.delete(claim)) continue;
      // What landed under the same key is this claim's as well (W5).
      pendingClaim.stale ||= putBack || isSameKey(claim.claimant.key, pendingClaim.request.claim.claimant.key);
      this.settle(pendingClaim);
    }
  }
}

/** The item that a claim holds, from the read that offered it to the write that makes it a lease. */
export class OpenClaim<Facts extends Seen> {
  held: OfferedItem | null = null;
  isAside = false;

  constructor(
    readonly claimant: Claimant,
    private readonly owner: { request(): Promise<Facts>; released(putBack: boolean): void; closed(): void },
  ) {}

  /**
   * The next item for the claim. The claim did not get the item that it held before: that one is put back. Throws when
   * its worker has closed the connection.
   */
  async next(): Promise<Facts> {
    this.letGo(true);
    this.claimant.abandoned.throwIfAborted();
    return this.owner.request();
  }

  /**
   * A step that may take long must precede the lease: other claims do not wait for its outcome, and are not offered the
   * item meanwhile.
   */
  setAside(): void {
    if (this.held === null || this.isAside) return;
    this.isAside = true;
    this.owner.released(false);
  }

  /** The write for the item has landed: no other claim can get it. The claim may hold another item by then. */
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

/** In the order of arrival; a request with `alone` is a group of one. */
function nextGroup<Facts extends Seen>(requests: ClaimRequest<Facts>[]): ClaimRequest<Facts>[] {
  const alone = requests.findIndex((request) => request.alone);
  return requests.splice(0, alone === 0 ? 1 : Math.min(MOST_TOGETHER, alone < 0 ? requests.length : alone));
}

const isSameKey = (one: CommandKey | null, other: CommandKey | null): boolean =>
  one !== null && one.mutation === other?.mutation && one.key === other.key;

const isWithin = ({ runId, projectId }: OfferedItem, scope: ClaimScope): boolean =>
  (scope.projectId === null || scope.projectId === projectId) && (scope.runId === null || scope.runId === runId);

function isWanted<Facts extends Seen>({ claim, fail }: ClaimRequest<Facts>): boolean {
  const { abandoned } = claim.claimant;
  if (abandoned.aborted) fail(abandoned.reason);
  return !abandoned.aborted;
}
