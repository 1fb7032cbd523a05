import { describe, expect, it } from '@jest/globals';

import { Batches } from './batches.js';

/** Batches whose answers are held back until they are let go, one after the other. */
function held(options: { inFlight: number; size: number; keyOf?: (item: string) => string }) {
  const batches: {
    readonly items: readonly string[];
    readonly go: () => void;
    readonly break: (error: Error) => void;
  }[] = [];
  const requested = new Batches<string, string>({
    ...options,
    run: (items) =>
      new Promise((resolve, reject) =>
        batches.push({ items, go: () => resolve(items.map((item) => `${item}!`)), break: reject }),
      ),
  });
  return { asked: requested, batches };
}
const aRound = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('batches', () => {
  it('sends requests of one turn of the event loop together, and answers each with its own result', async () => {
    const { asked: requested, batches } = held({ inFlight: 1, size: 10 });
    const answers = Promise.all(['a', 'b', 'c'].map((item) => requested.ask(item)));
    await aRound();
    expect(batches.map(({ items }) => items)).toEqual([['a', 'b', 'c']]);
    batches[0]!.go();
    expect(await answers).toEqual(['a!', 'b!', 'c!']);
  });

  it('collects requests while the allowed number of batches is in flight, and sends at most that many at once', async () => {
    const { asked: requested, batches } = held({ inFlight: 2, size: 2 });
    const first = requested.ask('a');
    await aRound();
    const second = requested.ask('b');
    await aRound();
    const rest = Promise.all(['c', 'd', 'e'].map((item) => requested.ask(item)));
    await aRound();
    expect(batches.map(({ items }) => items)).toEqual([['a'], ['b']]);
    batches[1]!.go();
    await second;
    await aRound();
    expect(batches.map(({ items }) => items)).toEqual([['a'], ['b'], ['c', 'd']]);
    batches[0]!.go();
    await first;
    await aRound();
    expect(batches.map(({ items }) => items)).toEqual([['a'], ['b'], ['c', 'd'], ['e']]);
    for (const { go } of batches) go();
    expect(await rest).toEqual(['c!', 'd!', 'e!']);
  });

  it('never sends two items with the same key in one batch, and keeps their order', async () => {
    const { asked: requested, batches } = held({ inFlight: 1, size: 10, keyOf: (item) => item[0]! });
    const answers = Promise.all(['a1', 'b1', 'a2', 'c1', 'a3'].map((item) => requested.ask(item)));
    for (let sent = 0; sent < 3; sent++) {
      await aRound();
      batches[sent]!.go();
    }
    await answers;
    expect(batches.map(({ items }) => items)).toEqual([['a1', 'b1', 'c1'], ['a2'], ['a3']]);
  });

  it('reports a failure to every request of a batch, and continues with the next', async () => {
    const { asked: requested, batches } = held({ inFlight: 1, size: 2 });
    const failing = Promise.allSettled(['a', 'b'].map((item) => requested.ask(item)));
    const next = requested.ask('c');
    await aRound();
    batches[0]!.break(new Error('gone'));
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await aRound();
    batches[1]!.go();
    expect(await next).toBe('c!');
  });
});
