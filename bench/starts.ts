/** Starts: of the server, and of runs, with rows and files apart. */
import { insertRun, newRun } from './bare.js';
import type { Bench } from './bench.js';
import { plan, REBUILD, START } from './graphql.js';
import { median, timed } from './measure.js';
import type { Report } from './report.js';
import { startBenchServer } from './server.js';
import { throughDriver } from './transitions.js';

export async function measureServerStart(report: Report, environment: Record<string, string>): Promise<void> {
  const starts: number[] = [];
  for (let i = 0; i < 3; i++) {
    const server = await startBenchServer(environment);
    starts.push(server.startMs);
    await server.stop();
  }
  report.raw.coldStartMs = median(starts);
  report.row('cold start to first GraphQL answer (database up)', `${median(starts).toFixed(0)} ms`);
}

/** Rows against one transition on the same driver; then the whole through GraphQL, and its files alone. */
export async function measureStarts(bench: Bench): Promise<void> {
  await measureRows(bench);
  await measureFiles(bench);
}

async function measureRows({ client, sizes, report }: Bench): Promise<void> {
  const start = { small: [] as number[], large: [] as number[], move: [] as number[] };
  const moves = throughDriver(client, 'start-bare');
  for (let i = 0; i < sizes.rounds * 4; i++) {
    const [small, large] = [newRun(`start-small-${i}`, 5, 25), newRun(`start-large-${i}`, 40, 1_000)];
    start.small.push(await timed(() => insertRun(client, small)));
    start.large.push(await timed(() => insertRun(client, large)));
    start.move.push(await timed(() => moves.next()));
  }
  const [move, small, large] = [median(start.move), median(start.small), median(start.large)];
  Object.assign(report.raw, { moveBareMs: move, startRows25Ms: small, startRows1000Ms: large });
  report.ratio('rows of a start with 25 phases : one transition', small, move, 3);
  report.ratio('rows of a start with 1,000 phases : one transition', large, move, 30);
}

async function measureFiles({ send, sizes, report }: Bench): Promise<void> {
  for (const [name, tiers, phases] of [
    ['25', 5, 25],
    ['1,000', 40, 1_000],
  ] as const) {
    const input = { tiers: plan(tiers, phases), maxPhases: 1_000 };
    const whole: number[] = [];
    const files: number[] = [];
    for (let i = 0; i < sizes.rounds; i++) {
      let runId = '';
      const started = async () => {
        runId = (await send<{ startRun: { run: { runId: string } } }>(START, { input })).startRun.run.runId;
      };
      whole.push(await timed(started));
      files.push(await timed(() => send(REBUILD, { input: { runId } })));
    }
    report.raw[`start${phases}Ms`] = median(whole);
    report.raw[`files${phases}Ms`] = median(files);
    report.row(
      `startRun with ${name} phases through GraphQL; its files alone`,
      `${median(whole).toFixed(0)} ms; ${median(files).toFixed(0)} ms`,
    );
  }
}
