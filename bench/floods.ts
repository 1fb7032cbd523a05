/** How long a well-behaved client waits beside each kind of flood, and what memory comes back. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Ground } from './bench.js';
import { end, note } from './children.js';
import { FLOODS } from './flood-client.js';
import { graphql, MOVE, plan, READ, type Send, START } from './graphql.js';
import { quantile, timed } from './measure.js';
import { atMost, type Report } from './report.js';
import { type BenchServer, startBenchServer } from './server.js';
import type { Sizes } from './sizes.js';

/** A flood is watched for so long after it was sent, and memory for so long after all of them. */
const LONGEST_SENDING_MS = 20_000;
const MINUTE_MS = 60_000;
const BETWEEN_MS = 20;
const SLOWEST_MS = 500;
const RUN = 'beside-floods';

/** On a server of its own: what a flood leaves behind would be in the figures of others. */
export async function measureFloods({ environment, sizes, report }: Ground): Promise<void> {
  const server = await startBenchServer(environment);
  try {
    const send = graphql(server.url, 4);
    await send(START, { input: { runId: RUN, maxPhases: 400, tiers: plan(1, 400) } });
    await beside(server, send, 'nothing', sizes, report);
    report.raw.floodsMemoryBeforeMiB = await server.memoryMiB();
    let peak = 0;
    for (const name of Object.keys(FLOODS)) peak = Math.max(peak, await beside(server, send, name, sizes, report));
    await sleep(MINUTE_MS);
    Object.assign(report.raw, { floodsMemoryPeakMiB: peak, floodsMemoryAfterMiB: await server.memoryMiB() });
    const { floodsMemoryBeforeMiB: before, floodsMemoryAfterMiB: after } = report.raw;
    report.row('memory before floods, at the peak, a minute after', `${before}, ${peak}, ${after} MiB`);
  } finally {
    await server.stop();
  }
}

/** Reads and moves beside a flood; answers the most memory that was seen. */
async function beside(server: BenchServer, send: Send, name: string, sizes: Sizes, report: Report): Promise<number> {
  const flood =
    name === 'nothing'
      ? null
      : note(
          spawn(process.execPath, ['--import', 'tsx', 'bench/flood-client.ts', name, server.url, RUN], {
            stdio: ['ignore', 'pipe', 'inherit'],
          }),
        );
  const sent = flood ? Promise.race([once(flood.stdout, 'data'), sleep(LONGEST_SENDING_MS)]) : Promise.resolve();
  let isOver = false;
  void sent.then(() => sleep(sizes.floodMs)).then(() => (isOver = true));
  const times: number[] = [];
  let peak = 0;
  for (let i = 0; !isOver; i += 1) {
    times.push(await timed(() => send(READ, { runId: RUN })));
    // An event for the listeners.
    if (i % 10 === 0) times.push(await timed(() => move(send)));
    peak = Math.max(peak, await server.memoryMiB());
    await sleep(BETWEEN_MS);
  }
  if (flood) await end(flood, 'SIGKILL');
  const [slowest, p95] = [Math.max(...times), quantile(times, 0.95)];
  report.raw[`slowestBeside_${name}Ms`] = slowest;
  report.row(
    `slowest answer beside ${name} (p95; memory at most)`,
    `${slowest.toFixed(0)} (${p95.toFixed(0)}) ms; ${peak} MiB`,
    atMost(SLOWEST_MS, slowest),
  );
  return peak;
}

let moved = 0;
/** Each phase is skipped in its turn, until none is left. */
async function move(send: Send): Promise<void> {
  if (moved >= 399) return;
  await send(MOVE, { input: { runId: RUN, phaseId: `F0.${moved}`, state: 'SKIPPED' } });
  moved += 1;
}
