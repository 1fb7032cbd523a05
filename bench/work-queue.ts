/**
 * Claims from a short and from a very long queue of ready phases. Two databases on one server of PostgreSQL, each with a server of ours, so that both can be asked in
 * turn. It is about the queue alone: nothing else is going on.
 */
import type pg from 'pg';

import type { Ground } from './bench.js';
import { median, timed } from './measure.js';
import { READY, storeCopies } from './seed.js';
import { BenchWorker } from './worker.js';
import { withWorlds, type World } from './world.js';

const PROJECT = 'bench-queue';
const SHORT = 100;
const PREFIX = 'ready';

export async function measureQueue(ground: Ground): Promise<void> {
  const { sizes, report } = ground;
  await withWorlds(ground, ['queue_short', 'queue_long'], async (worlds) => {
    const short = await Queue.open(worlds.queue_short, SHORT);
    const long = await Queue.open(worlds.queue_long, sizes.readyPhases);
    await worlds.queue_long.client.query('checkpoint');
    const count = sizes.readyPhases.toLocaleString('en');
    for (const [raw, name, claim, most] of [
      ['claim', 'claim', (queue: Queue) => queue.claim(), 1.2],
      ['claimOfLastRun', 'claim of the last run by its id', (queue: Queue) => queue.claimLast(), undefined],
    ] as const) {
      const times = { short: [] as number[], long: [] as number[] };
      for (let i = -8; i < sizes.moves; i += 1) {
        const [a, b] = [await claim(short), await claim(long)];
        if (i < 0) continue;
        times.short.push(a);
        times.long.push(b);
      }
      const [a, b] = [median(times.short), median(times.long)];
      Object.assign(report.raw, { [`${raw}Of${SHORT}ReadyMs`]: a, [`${raw}OfManyReadyMs`]: b });
      report.ratio(`${name}, ${count} phases ready : ${SHORT}`, b, a, most);
    }
  });
}

/** A queue that keeps its length: for each phase that is claimed, another copy of the original becomes ready, which itself is behind them all and never claimed. */
class Queue {
  private constructor(
    private readonly worker: BenchWorker,
    private readonly client: pg.Client,
    private readonly original: string,
    private stored: number,
  ) {}

  static async open({ send, client }: World, ready: number): Promise<Queue> {
    const worker = new BenchWorker(send, 'queue');
    await worker.createProject(PROJECT);
    const original = await worker.startRun(PROJECT, 1);
    await storeCopies(client, original, { prefix: PREFIX, from: 0, to: ready }, READY);
    return new Queue(worker, client, original, ready);
  }

  /** Milliseconds of a claim that takes what comes. */
  async claim(): Promise<number> {
    const ms = await timed(() => this.worker.claim('BUILDER', {}));
    await this.another();
    return ms;
  }

  /** Milliseconds of a claim for the run that is last in the queue, but for the original. */
  async claimLast(): Promise<number> {
    const { rows } = await this.client.query<{ run_id: string }>(
      'select run_id from work_queue order by created_at desc, run_id desc offset 1 limit 1',
    );
    const ms = await timed(() => this.worker.claim('BUILDER', { runId: rows[0]!.run_id }));
    await this.another();
    return ms;
  }

  private async another(): Promise<void> {
    const from = this.stored++;
    await storeCopies(this.client, this.original, { prefix: PREFIX, from, to: this.stored }, READY);
  }
}
