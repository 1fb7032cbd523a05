import { jest } from '@jest/globals';

import { RenderPace } from './render-pace.js';

const EVERY_MS = 100;

/** A pace on a clock of its own; renderings take no time unless they are held. */
function aPace() {
  const rendered: { readonly runId: string; readonly at: number }[] = [];
  let hold: Promise<void> | null = null;
  const pace: RenderPace = new RenderPace({
    everyMs: EVERY_MS,
    render: async (runId) => {
      pace.begun([runId]);
      rendered.push({ runId, at: performance.now() - from });
      await hold;
    },
  });
  const from = performance.now();
  const at = () => rendered.map((each) => each.at);
  const holding = (): (() => void) => {
    let free!: () => void;
    hold = new Promise((resolve) => (free = resolve));
    return () => {
      hold = null;
      free();
    };
  };
  return { pace, at, holding };
}

describe('F2: the pace of renderings', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  it('F2: a quiet run is rendered at once, and is forgotten when it has been quiet again for as long as a busy one waits', async () => {
    const { pace, at } = aPace();
    pace.follow('a');
    expect(at()).toEqual([0]);
    await pass(EVERY_MS - 1);
    expect(pace.size).toBe(1);
    await pass(1);
    expect(pace.size).toBe(0);
    await pass(1_000);
    pace.follow('a');
    expect(at()).toEqual([0, 1_100]);
  });

  it('F2: a busy run is rendered every 100 ms however many commits there are, the last one too', async () => {
    const { pace, at } = aPace();
    for (let ms = 0; ms < 1_000; ms += 1) {
      pace.follow('a');
      expect(pace.size).toBe(1);
      await pass(1);
    }
    await pass(1_000);
    expect(at()).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000]);
    expect(pace.size).toBe(0);
  });

  it('F2: a rendering shows the commits before its begin: later commits are shown by the next rendering, never two at a time', async () => {
    const { pace, at, holding } = aPace();
    const free = holding();
    pace.follow('a');
    await pass(250);
    pace.follow('a');
    pace.follow('a');
    await pass(50);
    expect(at()).toEqual([0]);
    free();
    await pass(0);
    expect(at()).toEqual([0, 300]);
    await pass(1_000);
    expect(at()).toEqual([0, 300]);
  });

  it('F2: a flush renders pending runs at once, and waits for running renderings', async () => {
    const { pace, at, holding } = aPace();
    pace.follow('a');
    await pass(10);
    pace.follow('a');
    const free = holding();
    let flushed = false;
    const flush = pace.flush().then(() => (flushed = true));
    expect(at()).toEqual([0, 10]);
    await pass(500);
    expect(flushed).toBe(false);
    free();
    await flush;
    await pass(1_000);
    expect([at(), pace.size]).toEqual([[0, 10], 0]);
  });
});
