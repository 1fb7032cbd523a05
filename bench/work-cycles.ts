/** Whole lives of phases a second (claim, result, claim by CI, report), through GraphQL beside the bare driver, in turn; no repository. */
import { connect } from './bare.js';
import { BareWork } from './bare-work.js';
import type { Bench } from './bench.js';
import { median, rate } from './measure.js';
import { CONNECTIONS } from './sizes.js';
import { BenchWorker } from './worker.js';

const PROJECT = 'bench-cycles';
const COMMANDS_OF_A_CYCLE = 4;

export async function measureWorkCycles({ send, databaseUrl, sizes, report }: Bench): Promise<void> {
  await new BenchWorker(send, 'first').createProject(PROJECT);
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(databaseUrl)));
  const bareWorkers = clients.map((client) => new BareWork(client));
  const workers = clients.map((_, i) => new BenchWorker(send, String(i)));
  let made = 0;
  const lives = workers.map((worker, i) => ({
    served: throughGraphql(worker),
    bare: throughDriver(bareWorkers[i]!, () => `bare-work-${made++}`),
  }));
  const served = () => rate(CONNECTIONS, sizes.rateMs / sizes.rounds, (loop) => continued(lives[loop]!.served));
  const bare = () => rate(CONNECTIONS, sizes.rateMs / sizes.rounds, (loop) => continued(lives[loop]!.bare));
  // Neither process is fast before its code is compiled and its statements are planned.
  await served();
  await bare();
  const rates = { served: [] as number[], bare: [] as number[] };
  for (let round = 0; round < sizes.rounds; round++) {
    rates.served.push((await served()) / COMMANDS_OF_A_CYCLE);
    rates.bare.push((await bare()) / COMMANDS_OF_A_CYCLE);
  }
  await Promise.all(clients.map((client) => client.end()));
  const [a, b] = [median(rates.served), median(rates.bare)];
  Object.assign(report.raw, { workCyclesPerSecond: a, bareWorkCyclesPerSecond: b });
  const figure = `${a.toFixed(1)}/s : ${b.toFixed(1)}/s = ${(a / b).toFixed(2)}`;
  report.row(`phases from claim to green at ${CONNECTIONS} connections, GraphQL : bare driver`, figure);
}

/** Each loop stays with its own run, as the bare driver has to: the same work on both sides. */
async function* throughGraphql(worker: BenchWorker): AsyncGenerator<void> {
  for (;;) {
    const runId = await worker.startRun(PROJECT, 24, 2);
    const place = { projectId: PROJECT, runId };
    for (let isOver = false; !isOver;) {
      const builder = await worker.claim('BUILDER', place);
      yield;
      await worker.submit(builder.token);
      yield;
      const ci = await worker.claim('CI', place);
      yield;
      isOver = await worker.reportGreen(ci.token);
      yield;
    }
  }
}

async function* throughDriver(worker: BareWork, nextId: () => string): AsyncGenerator<void> {
  for (;;) yield* worker.through(nextId());
}

/** Goes on where the last round stopped, so that a short round is not all starts of runs. */
async function* continued(life: AsyncGenerator<void>): AsyncGenerator<void> {
  for (;;) {
    await life.next();
    yield;
  }
}
