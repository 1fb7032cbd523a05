import { jest } from '@jest/globals';

import { needs, unchanged } from '../../domain/decisions/change/decision.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { Seen } from '../facts/seen.js';
import type { Command } from './command.js';
import { CommandMetrics } from './command-metrics.js';
import { Pipeline } from './pipeline.js';

type Given = ConstructorParameters<typeof Pipeline>;

/** A pipeline for commands that write nothing and have no run: no other dependency is called. */
const pipeline = () =>
  new Pipeline({} as Given[0], {} as Given[1], {} as Given[2], {} as Given[3], {} as Given[4], new CommandMetrics());

/** A command whose facts are outdated that many times; it counts its passes. */
function command(times: number): Command<Seen, never, string> & { passes: number } {
  return {
    name: 'test',
    key: null,
    passes: 0,
    load: async () => ({ now: new Date(0), remembered: null, run: null }),
    decide() {
      this.passes += 1;
      return this.passes <= times ? needs({ what: 'newer-facts' }) : unchanged;
    },
    persist: (change) => change,
    respond: () => 'done',
  };
}

describe('C6: what has to be done before a command', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('C6: done once, it costs no pause', async () => {
    expect(await pipeline().run(command(1))).toMatchObject({ result: 'done', by: 'answer' });
  });

  it('C6: a precondition that changes nothing is repeated after growing pauses, and fails within some seconds', async () => {
    const never = command(Infinity);
    const began = Date.now();
    const given = expect(pipeline().run(never)).rejects.toMatchObject({ reason: 'database_busy' });
    await jest.advanceTimersByTimeAsync(100);
    expect(never.passes).toBeLessThan(10);
    await jest.advanceTimersByTimeAsync(20_000);
    await given;
    expect(never.passes).toBeLessThan(40);
    expect(Date.now() - began).toBe(20_100);
  });

  it('C6: a need without a supplier, or one that is requested repeatedly, is an error', async () => {
    const asking: Command<Seen, never, string> = { ...command(0), decide: () => needs({ what: 'policy' }) };
    await expect(pipeline().run(asking)).rejects.toThrow('test needs policy, and has no supplier for it');
    const again: Command<Seen, never, string> = { ...asking, supply: async (_need, facts) => ({ facts }) };
    await expect(pipeline().run(again)).rejects.toThrow('test needs something again and again');
  });
});

describe('F2: what follows a commit whose refs are to move', () => {
  const run = {
    runId: 'one',
    refIntent: { moves: [] },
    completedAt: null,
    nextRunId: null,
    baseCheck: null,
  } as unknown as RunFacts;
  /** A pipeline with the given settlement of refs, and the commits that it reported. */
  function following(settle: () => Promise<unknown>) {
    const reported: string[] = [];
    let report!: () => void;
    const isReported = new Promise<void>((resolve) => (report = resolve));
    const refs = { settle } as unknown as Given[3];
    const hooks = { committed: async (runId: string) => (reported.push(runId), report()) } as unknown as Given[4];
    const facts = { run: async () => ({ run }) } as unknown as Given[1];
    return {
      reported,
      isReported,
      pipeline: new Pipeline({} as Given[0], facts, {} as Given[2], refs, hooks, new CommandMetrics()),
    };
  }

  it('F2: the settlement reports both commits, once', async () => {
    const { reported, pipeline: given } = following(async () => ({ done: true, reported: true, rows: null }));
    await given.follow(run);
    expect(reported).toEqual([]);
  });

  it('F2: a commit is reported although its refs could not be settled, and the caller gets the error', async () => {
    const { reported, pipeline: given } = following(() => Promise.reject(new Error('the connection was lost')));
    await expect(given.follow(run)).rejects.toThrow('the connection was lost');
    expect(reported).toEqual(['one']);
  });

  it('F2: slow git operations do not delay the report', async () => {
    let settled!: (outcome: unknown) => void;
    const { reported, isReported, pipeline: given } = following(() => new Promise((resolve) => (settled = resolve)));
    const follows = given.follow(run);
    await isReported;
    settled({ done: true, reported: true, rows: null });
    await follows;
    expect(reported).toEqual(['one']);
  });
});
