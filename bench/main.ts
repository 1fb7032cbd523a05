/**
 * The benchmarks, one command: `npm run bench`. Everything is measured in one run on one machine, and what counts are the ratios.
 * An aim that is missed is printed as missed; it never fails anything. `--quick` shortens every part.
 */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { acquireEmbeddedDatabase } from '../src/database/embedded/embedded-database.js';
import { migrate } from '../src/database/migrate.js';
import { connect, insertRun, move, newRun } from './bare.js';
import { graphql, MOVE, plan, READ, REBUILD, START, WAY, type Send } from './graphql.js';
import { makeProject, storeBacklog, timeRecording } from './issues.js';
import { inTurn, median, rate, timed } from './measure.js';
import { startBenchServer } from './server.js';
import { storeRuns } from './seed.js';
import { compileCpuMs } from './strategy.js';

const quick = process.argv.includes('--quick');
const RATE_MS = quick ? 2_000 : 20_000;
const ROUNDS = quick ? 3 : 5;
const MOVES = quick ? 20 : 80;
const STORED = quick ? 10_000 : 100_000;
const BACKLOG = quick ? 10_000 : 100_000;
const CONNECTIONS = 16;

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly aim?: string;
  readonly met?: boolean;
}

const rows: Row[] = [];
const raw: Record<string, number> = {};

function report(what: string, figure: string, aim?: { text: string; met: boolean }): void {
  const row: Row = aim ? { what, figure, aim: aim.text, met: aim.met } : { what, figure };
  rows.push(row);
  console.log(`${row.what.padEnd(66)} ${row.figure.padStart(28)}  ${aim ? `${aim.met ? 'met' : 'MISSED'} (aim: ${aim.text})` : ''}`);
}

const folder = await mkdtemp(join(tmpdir(), 'autopack-bench-'));
await chmod(folder, 0o755);
const database = await acquireEmbeddedDatabase({ dataDir: join(folder, 'database') });
const environment = { DATABASE_URL: database.url, AUTONOMOUS_RUNS_DIR: join(folder, 'runs') };
try {
  await migrate(database.url);
  await measureStart();
  const server = await startBenchServer(environment);
  try {
    raw.memoryIdleMiB = await server.memoryMiB();
    report('memory of the idle server', `${raw.memoryIdleMiB} MiB`);
    const send = graphql(server.url, CONNECTIONS);
    const client = await connect(database.url);
    await measureThroughput(send);
    await measureRunSize(send, client);
    await measureStarts(send, client);
    await measureReading(send);
    await measureIssues(send, client);
    measureCompiling();
    await measureStoredRuns(send, client);
    await client.end();
  } finally {
    await server.stop();
  }
} finally {
  await database.release();
  await rm(folder, { recursive: true, force: true });
}
await mkdir('bench/results', { recursive: true });
const about = { node: process.version, cpus: cpus().length, quick, at: new Date().toISOString() };
await writeFile('bench/results/latest.json', `${JSON.stringify({ about, rows, raw }, null, 2)}\n`);
console.log('\nAll figures: bench/results/latest.json');

async function measureStart(): Promise<void> {
  const starts: number[] = [];
  for (let i = 0; i < 3; i++) {
    const server = await startBenchServer(environment);
    starts.push(server.startMs);
    await server.stop();
  }
  raw.coldStartMs = median(starts);
  report('cold start to first GraphQL answer (database up)', `${raw.coldStartMs.toFixed(0)} ms`);
}

/** Through GraphQL, with files and events, beside the same statements on the bare driver, in turn. */
async function measureThroughput(send: Send): Promise<void> {
  const served: number[] = [];
  const bare: number[] = [];
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(database.url)));
  let made = 0;
  // Neither process is fast before its code is compiled and its statements are planned.
  await rate(CONNECTIONS, RATE_MS / ROUNDS, () => throughGraphql(send));
  await rate(CONNECTIONS, RATE_MS / ROUNDS, (loop) => throughDriver(clients[loop]!, `bare-${made++}`));
  for (let round = 0; round < ROUNDS; round++) {
    served.push(await rate(CONNECTIONS, RATE_MS / ROUNDS, () => throughGraphql(send)));
    bare.push(await rate(CONNECTIONS, RATE_MS / ROUNDS, (loop) => throughDriver(clients[loop]!, `bare-${made++}`)));
  }
  await Promise.all(clients.map((client) => client.end()));
  raw.transitionsPerSecond = median(served);
  raw.bareTransitionsPerSecond = median(bare);
  const ratio = raw.transitionsPerSecond / raw.bareTransitionsPerSecond;
  const figure = `${raw.transitionsPerSecond.toFixed(0)}/s : ${raw.bareTransitionsPerSecond.toFixed(0)}/s = ${ratio.toFixed(2)}`;
  report(`transitions at ${CONNECTIONS} connections, GraphQL : bare driver`, figure, { text: 'at least 0.33', met: ratio >= 1 / 3 });
}

async function* throughGraphql(send: Send): AsyncGenerator<void> {
  const { startRun } = await send<{ startRun: { run: { runId: string } } }>(START, { input: { tiers: plan(2, 24) } });
  for (const phaseId of phaseIds(2, 24)) {
    for (const state of WAY) {
      await send(MOVE, { input: { runId: startRun.run.runId, phaseId, state, addTokens: 5 } });
      yield;
    }
  }
}

async function* throughDriver(client: pg.Client, runId: string): AsyncGenerator<void> {
  await insertRun(client, newRun(runId, 2, 24));
  for (const phaseId of phaseIds(2, 24)) {
    for (const state of WAY) {
      await move(client, runId, phaseId, state);
      yield;
    }
  }
}

/** The same transition in a small and in a large run. */
async function measureRunSize(send: Send, client: pg.Client): Promise<void> {
  const small = stepsThrough(send, 1, 3);
  const large = stepsThrough(send, 40, 1_000);
  await large.next();
  await small.next();
  const { a, b } = await inTurn(
    MOVES,
    () => small.next(),
    () => large.next(),
  );
  raw.moveSmallRunMs = a;
  raw.moveLargeRunMs = b;
  const ratio = b / a;
  report('one transition, run of 1,000 phases : run of 3', `${b.toFixed(1)} : ${a.toFixed(1)} ms = ${ratio.toFixed(2)}`, {
    text: 'at most 1.15',
    met: ratio <= 1.15,
  });
  await client.query('checkpoint');
}

/** An endless sequence of single transitions; a finished run is followed by a new one of the same size. */
async function* stepsThrough(send: Send, tiers: number, phases: number): AsyncGenerator<void> {
  for (;;) {
    const input = { tiers: plan(tiers, phases), maxPhases: 1_000 };
    const { startRun } = await send<{ startRun: { run: { runId: string } } }>(START, { input });
    yield;
    for (const phaseId of phaseIds(tiers, phases)) {
      for (const state of WAY) {
        await send(MOVE, { input: { runId: startRun.run.runId, phaseId, state, addTokens: 5 } });
        yield;
      }
    }
  }
}

/** Rows and files of a start apart; rows against one transition on the same driver. */
async function measureStarts(send: Send, client: pg.Client): Promise<void> {
  const start = { small: [] as number[], large: [] as number[], move: [] as number[] };
  await insertRun(client, newRun('start-moves', 2, 24));
  const moves = throughDriver(client, 'start-bare');
  for (let i = 0; i < ROUNDS * 4; i++) {
    const [small, large] = [newRun(`start-small-${i}`, 5, 25), newRun(`start-large-${i}`, 40, 1_000)];
    start.small.push(await timed(() => insertRun(client, small)));
    start.large.push(await timed(() => insertRun(client, large)));
    start.move.push(await timed(() => moves.next()));
  }
  raw.moveBareMs = median(start.move);
  raw.startRows25Ms = median(start.small);
  raw.startRows1000Ms = median(start.large);
  for (const [name, ms, most] of [
    ['25', raw.startRows25Ms, 3],
    ['1,000', raw.startRows1000Ms, 30],
  ] as const) {
    const ratio = ms / raw.moveBareMs;
    const figure = `${ms.toFixed(1)} : ${raw.moveBareMs.toFixed(1)} ms = ${ratio.toFixed(1)}`;
    report(`rows of a start with ${name} phases : one transition`, figure, { text: `at most ${most}`, met: ratio <= most });
  }
  for (const [name, tiers, phases] of [
    ['25', 5, 25],
    ['1,000', 40, 1_000],
  ] as const) {
    const input = { tiers: plan(tiers, phases), maxPhases: 1_000 };
    const whole: number[] = [];
    const files: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      let runId = '';
      const started = async () => {
        runId = (await send<{ startRun: { run: { runId: string } } }>(START, { input })).startRun.run.runId;
      };
      whole.push(await timed(started));
      files.push(await timed(() => send(REBUILD, { input: { runId } })));
    }
    raw[`start${phases}Ms`] = median(whole);
    raw[`files${phases}Ms`] = median(files);
    report(
      `startRun with ${name} phases through GraphQL; its files alone`,
      `${median(whole).toFixed(0)} ms; ${median(files).toFixed(0)} ms`,
    );
  }
}

/** Recording with an empty and with a large backlog, in turn. */
async function measureIssues(send: Send, client: pg.Client): Promise<void> {
  const projects = { empty: 'bench-empty', full: 'bench-full' };
  for (const projectId of Object.values(projects)) await makeProject(send, projectId);
  await storeBacklog(client, projects.full, BACKLOG);
  await client.query('checkpoint');
  for (const issues of [1, 100]) {
    await timeRecording(send, projects, issues, 8);
    const { empty, full } = await timeRecording(send, projects, issues, MOVES);
    raw[`record${issues}Ms`] = empty;
    raw[`record${issues}FullBacklogMs`] = full;
    const ratio = full / empty;
    report(
      `recordIssues with ${issues}, backlog of ${BACKLOG.toLocaleString('en')} : empty`,
      `${full.toFixed(1)} : ${empty.toFixed(1)} ms = ${ratio.toFixed(2)}`,
      { text: 'at most 1.2', met: ratio <= 1.2 },
    );
  }
}

function measureCompiling(): void {
  for (const [phases, most] of [
    [25, 5],
    [1_000, 50],
  ] as const) {
    const ms = compileCpuMs(phases, ROUNDS * 4);
    raw[`compile${phases}CpuMs`] = ms;
    report(`strategy of ${phases.toLocaleString('en')} phases, processor time`, `${ms.toFixed(1)} ms`, {
      text: `under ${most} ms`,
      met: ms < most,
    });
  }
}

async function measureReading(send: Send): Promise<void> {
  const { startRun } = await send<{ startRun: { run: { runId: string } } }>(START, { input: { tiers: plan(5, 25) } });
  const reads: number[] = [];
  for (let i = 0; i < MOVES; i++) reads.push(await timed(() => send(READ, { runId: startRun.run.runId })));
  raw.readRun25Ms = median(reads);
  report('reading a run of 25 phases through GraphQL', `${raw.readRun25Ms.toFixed(1)} ms`);
}

/** The same transition with few and with many runs stored: rounds in turn are not possible, so both stand beside a bare statement. */
async function measureStoredRuns(send: Send, client: pg.Client): Promise<void> {
  const few = await sample(send, client);
  await storeRuns(client, 0, STORED);
  await client.query('checkpoint');
  await sample(send, client);
  const many = await sample(send, client);
  raw.moveFewStoredMs = few.move;
  raw.moveManyStoredMs = many.move;
  const ratio = many.move / many.yardstick / (few.move / few.yardstick);
  const figure = `${many.move.toFixed(1)} : ${few.move.toFixed(1)} ms = ${ratio.toFixed(2)}`;
  report(`one transition, ${STORED.toLocaleString('en')} runs stored : few (by yardstick)`, figure, {
    text: 'at most 1.15',
    met: ratio <= 1.15,
  });
}

async function sample(send: Send, client: pg.Client): Promise<{ move: number; yardstick: number }> {
  const steps = stepsThrough(send, 1, 3);
  const { a, b } = await inTurn(
    MOVES,
    () => steps.next(),
    () => client.query("select pg_sleep(0), set_config('bench.x', '1', false)"),
  );
  return { move: a, yardstick: Math.max(b, 0.05) };
}

function phaseIds(tiers: number, phases: number): string[] {
  return Array.from({ length: tiers }, (_, t) => Array.from({ length: Math.ceil((phases - t) / tiers) }, (_, p) => `F${t}.${p}`)).flat();
}
