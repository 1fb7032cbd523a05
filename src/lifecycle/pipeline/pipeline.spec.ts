import { jest } from '@jest/globals';
import { needs, unchanged } from '../../domain/command/decision.js';
import type { Command, Seen } from './command.js';
import { CommandMetrics } from './command-metrics.js';
import { Pipeline } from './pipeline.js';

type Given = ConstructorParameters<typeof Pipeline>;

/** A pipeline for commands that write nothing and are about no run: nothing else is asked. */
const pipeline = () => new Pipeline({} as Given[0], {} as Given[1], {} as Given[2], {} as Given[3], {} as Given[4], new CommandMetrics());

/** A command that finds its facts behind the times so often; it counts its passes. */
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

  it('C6: where it changes nothing, it is looked at again after growing pauses, and given up within some seconds', async () => {
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

  it('C6: a need that nobody supplies, or that is asked for again and again, is a fault and is said', async () => {
    const asking: Command<Seen, never, string> = { ...command(0), decide: () => needs({ what: 'policy' }) };
    await expect(pipeline().run(asking)).rejects.toThrow('test needs policy, and nobody supplies it');
    const again: Command<Seen, never, string> = { ...asking, supply: async (_need, facts) => ({ facts }) };
    await expect(pipeline().run(again)).rejects.toThrow('test needs something again and again');
  });
});
