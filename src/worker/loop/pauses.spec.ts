import { limited, pause, Pauses } from './pauses.js';

describe('B6: pauses between tries', () => {
  it('grow to the longest, by chance up to half shorter, and begin anew', () => {
    const least = new Pauses(100, 350, () => 1);
    expect([least.nextMs(), least.nextMs(), least.nextMs(), least.nextMs()]).toEqual([50, 100, 175, 175]);
    least.reset();
    expect(least.nextMs()).toBe(50);
    const most = new Pauses(100, 350, () => 0);
    expect([most.nextMs(), most.nextMs(), most.nextMs()]).toEqual([100, 200, 350]);
  });

  it('end early with their signal, and do not reject', async () => {
    const given = new AbortController();
    const waiting = pause(60_000, given.signal);
    given.abort();
    await waiting;
    await pause(60_000, given.signal);
  });

  it('work that is limited ends with the outer signal or after its time, and leaves no listener behind', async () => {
    const ended = (signal: AbortSignal): Promise<string> =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve('ended'), { once: true }));
    expect(await limited(null, 1, ended)).toBe('ended');
    const outer = new AbortController();
    const working = limited(outer.signal, 60_000, ended);
    outer.abort();
    expect(await working).toBe('ended');
    expect(await limited(outer.signal, 60_000, (signal) => Promise.resolve(signal.aborted))).toBe(true);
  });
});
