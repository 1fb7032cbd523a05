/** From the commit that makes work ready to the lease of a worker that waited for it: of this server, and of others. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Bench } from './bench.js';
import { graphql } from './graphql.js';
import { median, quantile } from './measure.js';
import { startBenchServer } from './server.js';
import { BenchWorker } from './worker.js';

/** Time for a claim to reach the server and wait there; the server does not report it. */
const UNTIL_IT_WAITS_MS = 100;

export async function measureWaits(bench: Bench): Promise<void> {
  const other = await startBenchServer(bench.environment);
  try {
    await measureBetween(bench, new BenchWorker(graphql(other.url, 1), 'elsewhere'));
  } finally {
    await other.stop();
  }
}

async function measureBetween({ send, client, sizes, report }: Bench, other: BenchWorker): Promise<void> {
  const worker = new BenchWorker(send, 'waits');
  const sources = [
    {
      name: 'ready to claimed by a waiting worker, work of the same server',
      projectId: 'bench-waits',
      raw: 'readyToClaimed',
      starter: worker,
    },
    {
      name: 'ready to claimed by a waiting worker, work of another server',
      projectId: 'bench-others',
      raw: 'readyToClaimedOther',
      starter: other,
    },
  ];
  for (const { name, projectId, raw, starter } of sources) {
    await worker.createProject(projectId);
    const waits: number[] = [];
    for (let i = 0; i < sizes.waits; i += 1) {
      const claimed = worker
        .claim('BUILDER', { projectId, waitSeconds: 30 })
        .then(({ runId }) => ({ runId, at: Date.now() }));
      await sleep(UNTIL_IT_WAITS_MS);
      await starter.startRun(projectId, 1);
      const { runId, at } = await claimed;
      // The database notes when it committed the first event of the run; both clocks are this machine's.
      const { rows } = await client.query<{ at: Date }>(
        'select pg_xact_commit_timestamp(xmin) as at from run_event where run_id = $1 and seq = 1',
        [runId],
      );
      waits.push(at - rows[0]!.at.getTime());
    }
    const [p50, p95] = [median(waits), quantile(waits, 0.95)];
    Object.assign(report.raw, { [`${raw}P50Ms`]: p50, [`${raw}P95Ms`]: p95 });
    report.row(`${name} (p50, p95)`, `${p50.toFixed(0)}, ${p95.toFixed(0)} ms of ${waits.length}`);
  }
}
