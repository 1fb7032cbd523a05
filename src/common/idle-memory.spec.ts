import { collector, idleMemory, watchIdleMemory } from './idle-memory.js';

const MIB = 1024 * 1024;

/** A process of which a test says what it did; answers how often it collected. */
function aProcess() {
  const state = { heap: 100 * MIB, spent: 0, collected: 0 };
  const collect = () => {
    state.collected += 1;
    state.heap = 100 * MIB;
  };
  const look = idleMemory({ heapUsed: () => state.heap, processorMs: () => state.spent, collect }, 15_000);
  return { state, look };
}

describe('A3: memory comes back', () => {
  test('A3: an idle server that has grown collects, once', () => {
    const { state, look } = aProcess();
    state.heap = 250 * MIB;
    state.spent += 10;
    look();
    look();
    expect(state.collected).toBe(1);
  });

  test('A3: a busy one does not, and collects when it is idle again', () => {
    const { state, look } = aProcess();
    state.heap = 250 * MIB;
    state.spent += 9_000;
    look();
    expect(state.collected).toBe(0);
    state.spent += 100;
    look();
    expect(state.collected).toBe(1);
  });

  test('A3: what has grown by little is not worth a pause; little by little it is', () => {
    const { state, look } = aProcess();
    for (let grown = 0; grown < 40; grown += 10) {
      state.heap += 10 * MIB;
      look();
    }
    expect(state.collected).toBe(0);
    state.heap += 10 * MIB;
    look();
    expect(state.collected).toBe(1);
  });

  test('A3: the real collector frees what nobody holds, and keeps no process alive', async () => {
    watchIdleMemory()();
    const big = { held: Array.from({ length: 400_000 }, (_, i) => ({ i, text: `text ${i}` })) as unknown[] | null };
    const before = process.memoryUsage().heapUsed;
    big.held = null;
    collector()();
    await new Promise((turn) => setTimeout(turn, 50));
    expect(process.memoryUsage().heapUsed).toBeLessThan(before - 20 * MIB);
  });
});
