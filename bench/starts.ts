/** Starts: of the server, and of runs, with rows and files apart. */
import { insertRun, movesThrough, newRun } from './bare.js';
import type { Bench, Ground } from './bench.js';
import { plan, REBUILD, START } from './graphql.js';
import { inTurn, median, timed } from './measure.js';
import { atMost } from './report.js';
import { startBenchServer } from './server.js';

export async function measureServerStart({ report, environment }: Ground): Promise<void> {
  const starts: number[] = [];
  const processor: number[] = [];
  for (let i = 0; i < 3; i++) {
    const server = await startBenchServer(environment);
    starts.push(server.startMs);
    processor.push(await server.processorMs());
    await server.stop();
  }
  Object.assign(report.raw, { coldStartMs: median(starts), coldStartProcessorMs: median(processor) });
  const seconds = median(starts) / 1_000;
  report.row('cold start to the first GraphQL answer (database up)', `${seconds.toFixed(2)} s`, atMost(1.5, seconds));
  const busy = median(processor) / 1_000;
  report.row(
    'of it processor time of the server',
    Number.isNaN(busy) ? 'not measured: this needs /proc' : `${busy.toFixed(2)} s`,
  );
}

/** Rows against one transition on the same driver; then the whole through GraphQL, and its files alone. */
export async function measureStarts(bench: Bench): Promise<void> {
  await measureRows(bench);
  await measureFiles(bench);
}

async function measureRows({ client, sizes, report }: Bench): Promise<void> {
  const rounds = sizes.rounds * 4;
  const moves = movesThrough(client, 'start-bare');
  const runs = Array.from({ length: rounds + 1 }, (_, i) => newRun(`start-large-${i}`, 40, 1_000));
  // The run that moves is not timed, nor are statements that are not planned yet.
  await moves.next();
  await insertRun(client, runs[rounds]!);
  const { a, b } = await inTurn(
    rounds,
    (round) => insertRun(client, runs[round]!),
    () => moves.next(),
  );
  Object.assign(report.raw, { startRows1000Ms: a, moveBareMs: b });
  report.ratio('start of 1,000 phases, rows : one move, rows (bare driver)', a, b, 40);
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
