import { jest } from '@jest/globals';
import type { IdSource } from '../common/ids.js';
import type { Database } from '../database/database.js';
import { CommandMetrics } from './command-metrics.js';
import { CommandRunner, type Command, type Verdict } from './command-runner.js';
import type { Seen } from './facts.store.js';

/** A runner of commands that write nothing. */
const runner = () => new CommandRunner({} as Database, {} as IdSource, new CommandMetrics());

/** A command before which something has to be done so often; it counts its passes. */
function command(times: number): Command<Seen, string> & { passes: number } {
  return {
    name: 'test',
    key: null,
    passes: 0,
    read: async () => ({ now: new Date(0), remembered: null, run: null }),
    async decide(): Promise<Verdict<string>> {
      this.passes += 1;
      return this.passes <= times ? { outcome: 'again' } : { outcome: 'answer', errors: [], result: 'done' };
    },
    replay: async () => 'before',
  };
}

describe('C6: what has to be done before a command', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('C6: done once, it costs no pause', async () => {
    expect(await runner().run(command(1))).toMatchObject({ result: 'done' });
  });

  it('C6: where it changes nothing, it is looked at again after growing pauses, and given up within some seconds', async () => {
    const never = command(Infinity);
    const began = Date.now();
    const given = expect(runner().run(never)).rejects.toMatchObject({ reason: 'database_busy' });
    await jest.advanceTimersByTimeAsync(100);
    expect(never.passes).toBeLessThan(10);
    await jest.advanceTimersByTimeAsync(20_000);
    await given;
    expect(never.passes).toBeLessThan(40);
    expect(Date.now() - began).toBe(20_100);
  });
});
