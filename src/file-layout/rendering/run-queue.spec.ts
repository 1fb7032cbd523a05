import { RunQueue } from './run-queue.js';

describe('F2: the queue of runs to render', () => {
  it('a batch that throws against its contract is over: its callers are answered, and the next batch runs', async () => {
    const gaveUp: string[] = [];
    let batches = 0;
    const queue = new RunQueue({
      batchSize: 8,
      patienceMs: 1_000,
      work: async () => {
        batches += 1;
        if (batches === 1) throw new Error('nobody foresaw this');
        return new Set();
      },
      gaveUp: (runId) => void gaveUp.push(runId),
    });
    await queue.ask('one');
    await queue.ask('two');
    expect({ batches, gaveUp }).toEqual({ batches: 2, gaveUp: ['one'] });
  });
});
