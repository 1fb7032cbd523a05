import { FairTurns, type Turn } from './fair-turns.js';

const rounds = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('A3: turns at what would keep others waiting', () => {
  test('A3: at most so many at a time, of one owner fewer, and owners take turns', async () => {
    const turns = new FairTurns<object>({ inAll: 3, ofOne: 2 });
    const [greedy, modest] = [{}, {}];
    const begun: string[] = [];
    const held: Turn[] = [];
    const take = (owner: object, name: string) =>
      void turns.take(owner).then((turn) => (begun.push(name), held.push(turn)));
    for (let i = 0; i < 50; i += 1) take(greedy, `greedy ${i}`);
    take(modest, 'modest');
    await rounds(6);
    expect(begun).toEqual(['greedy 0', 'modest', 'greedy 1']);
    held.shift()!.end();
    await rounds(6);
    expect(begun).toEqual(['greedy 0', 'modest', 'greedy 1', 'greedy 2']);
    expect(turns.waitingOf(greedy)).toBe(47);
  });

  test('A3: abandoned work never begins, and an end that is reported twice counts once', async () => {
    const turns = new FairTurns<object>({ inAll: 1, ofOne: 1 });
    const owner = {};
    const first = await turns.take(owner);
    let isWanted = true;
    const begun: string[] = [];
    void turns.take(owner, () => isWanted).then(() => begun.push('unwanted'));
    void turns.take(owner).then(() => begun.push('wanted'));
    void turns.take(owner).then(() => begun.push('next'));
    isWanted = false;
    first.end();
    first.end();
    await rounds(6);
    expect(begun).toEqual(['wanted']);
  });

  test('A3: an owner that has left uses no turn', async () => {
    const turns = new FairTurns<object>({ inAll: 2, ofOne: 2 });
    const [gone, other] = [{}, {}];
    const held = [await turns.take(gone), await turns.take(gone)];
    const begun: string[] = [];
    void turns.take(gone).then(() => begun.push('gone'));
    for (const name of ['a', 'b', 'c']) void turns.take(other).then(() => begun.push(name));
    turns.forget(gone);
    for (const turn of held) turn.end();
    await rounds(6);
    expect(begun).toEqual(['a', 'b']);
  });

  test('A3: an owner that may not begin waits while others continue, and begins when it may', async () => {
    let mayBegin = false;
    const [slow, quick] = [{}, {}];
    const turns = new FairTurns<object>({ inAll: 4, ofOne: 2 }, (owner) => owner === quick || mayBegin);
    const begun: string[] = [];
    const slowBegan = turns.take(slow).then(() => begun.push('slow'));
    await turns.take(quick).then(() => begun.push('quick'));
    expect(begun).toEqual(['quick']);
    mayBegin = true;
    await slowBegan;
    expect(begun).toEqual(['quick', 'slow']);
  });
});
