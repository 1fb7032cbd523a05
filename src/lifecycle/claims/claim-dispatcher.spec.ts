import type { Seen } from '../facts/seen.js';
import {
  type Claimant,
  ClaimDispatcher,
  MOST_TOGETHER,
  type OfferedItem,
  type ReadOffers,
} from './claim-dispatcher.js';

interface Facts extends Seen {
  readonly offered: string | null;
}

const never = new AbortController().signal;
const claimant = (values: Partial<Claimant> = {}, runId: string | null = null): Claimant => ({
  scope: { role: 'BUILDER', workerId: 'w', projectId: null, runId },
  key: null,
  abandoned: never,
  ...values,
});
const itemOf = (id: string): OfferedItem => ({ id, runId: id, projectId: 'p' });

/** A queue that offers the items that no claim holds, in its order. */
class Queue {
  readonly groups: number[] = [];
  readonly dispatcher = new ClaimDispatcher<Facts>((...requested) => this.read(...requested));
  fault: Error | null = null;

  constructor(readonly items: string[]) {}

  read: ReadOffers<Facts> = async (claimants, taken) => {
    this.groups.push(claimants.length);
    if (this.fault) throw this.fault;
    const free = this.items.filter((item) => !taken.some(({ id }) => id === item));
    return claimants.map((_, i) => {
      const offered = free[i] ?? null;
      return {
        seen: { now: new Date(0), remembered: null, run: null, offered },
        item: offered === null ? null : itemOf(offered),
      };
    });
  };

  async next(count: number): Promise<(string | null)[]> {
    const claims = Array.from({ length: count }, () => this.dispatcher.open(claimant()));
    return (await Promise.all(claims.map((claim) => claim.next()))).map(({ offered }) => offered);
  }
}

/** Whether it is answered once everything that can happen has happened. */
async function isAnswered(work: Promise<unknown>): Promise<boolean> {
  let answered = false;
  void work.then(() => (answered = true));
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  return answered;
}

describe('W1: claims of one process', () => {
  it('W1: that arrive together share one read, and get different items', async () => {
    const queue = new Queue(['a', 'b', 'c']);
    expect(await queue.next(3)).toEqual(['a', 'b', 'c']);
    expect(queue.groups).toEqual([3]);
  });

  it('W1: that arrive while a read is in flight share the next one, up to the limit', async () => {
    const queue = new Queue(Array.from({ length: 40 }, (_, i) => `item-${i}`));
    const first = queue.next(1);
    await new Promise(setImmediate);
    expect(new Set([...(await first), ...(await queue.next(MOST_TOGETHER + 3))]).size).toBe(MOST_TOGETHER + 4);
    expect(queue.groups).toEqual([1, MOST_TOGETHER, 3]);
  });

  it('W1: wait for items that other claims hold if no other item is left, and get them when they are put back', async () => {
    const queue = new Queue(['a']);
    const [one, two] = [queue.dispatcher.open(claimant()), queue.dispatcher.open(claimant())];
    expect((await one.next()).offered).toBe('a');
    const waits = two.next();
    expect(await isAnswered(waits)).toBe(false);
    one.close();
    expect((await waits).offered).toBe('a');
  });

  it('W1: get an empty answer without a further read when the items of others have become leases', async () => {
    const queue = new Queue(['a']);
    const [one, two] = [queue.dispatcher.open(claimant()), queue.dispatcher.open(claimant())];
    const [first, second] = [one.next(), two.next()];
    expect((await first).offered).toBe('a');
    one.landed('a');
    expect((await second).offered).toBeNull();
    expect(queue.groups).toEqual([2]);
  });

  it('W1: do not wait for a claim that is set aside, and are not offered its item', async () => {
    const queue = new Queue(['a', 'b']);
    const [one, two] = [queue.dispatcher.open(claimant()), queue.dispatcher.open(claimant())];
    expect((await one.next()).offered).toBe('a');
    one.setAside();
    expect((await two.next()).offered).toBe('b');
    two.landed('b');
    queue.items.pop();
    expect(await queue.next(1)).toEqual([null]);
    one.close();
    expect(await queue.next(1)).toEqual(['a']);
  });

  it('W1: wait only for what they may have', async () => {
    const queue = new Queue(['a']);
    const one = queue.dispatcher.open(claimant());
    await one.next();
    expect((await queue.dispatcher.open(claimant({}, 'other')).next()).offered).toBeNull();
  });

  it('W5: that wait for a claim under their own key read again when it has landed', async () => {
    const queue = new Queue(['a']);
    const key = { mutation: 'claimWork', key: 'k', inputHash: 'h' };
    const [one, two] = [queue.dispatcher.open(claimant({ key })), queue.dispatcher.open(claimant({ key }))];
    const [, second] = [await one.next(), two.next()];
    expect(await isAnswered(second)).toBe(false);
    one.landed('a');
    await second;
    expect(queue.groups).toEqual([1, 1, 1]);
  });

  it('W1: each get the error of their read, and the next claim is read again', async () => {
    const queue = new Queue(['a']);
    queue.fault = new Error('away');
    const claims = [queue.dispatcher.open(claimant()), queue.dispatcher.open(claimant())];
    const answers = await Promise.allSettled(claims.map((claim) => claim.next()));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    queue.fault = null;
    expect(await queue.next(1)).toEqual(['a']);
  });

  it('W2: hold nothing once their worker has closed the connection', async () => {
    const queue = new Queue(['a']);
    const closed = new AbortController();
    const requested = queue.dispatcher.open(claimant({ abandoned: closed.signal })).next();
    closed.abort();
    await expect(requested).rejects.toBe(closed.signal.reason);
    expect(await queue.next(1)).toEqual(['a']);
  });
});
