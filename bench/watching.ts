/** What it costs to watch: output in heartbeats, and traces, each beside the same without. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Bench, Ground } from './bench.js';
import { moveOf } from './loads.js';
import { inTurn } from './measure.js';
import { BenchWorker } from './worker.js';
import { withWorlds } from './world.js';

const PROJECT = 'bench-output';
const WARM = 40;
const LINE = 'a line of an ordinary length that an agent prints\n';
/** 4 kB, as a worker sends it. */
const TAIL = LINE.repeat(Math.floor(4_096 / LINE.length));

/** One caller's heartbeat with 4 kB of output and without. */
export async function measureOutput({ send, sizes, report }: Bench): Promise<void> {
  const worker = new BenchWorker(send, 'prints');
  await worker.createProject(PROJECT);
  const leases = await Promise.all(
    [1, 2].map(async () => {
      const runId = await worker.startRun(PROJECT, 1);
      return worker.claim('BUILDER', { runId });
    }),
  );
  const [silent, printing] = leases.map(({ token }) => token) as [string, string];
  const one = () => worker.heartbeat(silent);
  const other = () => worker.heartbeat(printing, TAIL);
  await inTurn(WARM, one, other);
  const { a, b } = await inTurn(sizes.moves * 2, one, other);
  Object.assign(report.raw, { heartbeatMs: a, heartbeatWithOutputMs: b });
  report.ratio('one heartbeat with 4 kB of output : without', b, a);
}

/** One caller's move where traces are sent to a collector and where they are not. */
export async function measureTraces(ground: Ground): Promise<void> {
  const { sizes, report } = ground;
  let requests = 0;
  const collector = createServer((request, response) => {
    requests += 1;
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
  });
  await new Promise<void>((open) => collector.listen(0, '127.0.0.1', open));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  try {
    const settings = { traced: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } };
    const worlds = ['traced', 'untraced'] as const;
    await withWorlds(
      ground,
      worlds,
      async ({ traced, untraced }) => {
        const [on, off] = [moveOf(traced.send, 1, 3), moveOf(untraced.send, 1, 3)];
        await inTurn(WARM, on, off);
        const { a, b } = await inTurn(sizes.moves * 4, on, off);
        if (requests === 0) throw new Error('The collector of the bench got nothing');
        Object.assign(report.raw, { moveTracedMs: a, moveUntracedMs: b });
        report.ratio('one move, traces sent : not sent', a, b, 1.1);
      },
      settings,
    );
  } finally {
    collector.close();
    collector.closeAllConnections();
  }
}
