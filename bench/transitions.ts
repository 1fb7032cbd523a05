/** State changes by hand: how many a second beside the bare driver, and whether a large run or many stored runs make one dearer. */
import type pg from 'pg';
import { connect, insertRun, move, newRun } from './bare.js';
import type { Bench } from './bench.js';
import { MOVE, phaseIds, plan, READ, START, WAY, type Send } from './graphql.js';
import { inTurn, median, rate, timed } from './measure.js';
import { atMost } from './report.js';
import { CONNECTIONS } from './sizes.js';
import { storeRuns } from './seed.js';

/** Through GraphQL, with files and events, beside the same statements on the bare driver, in turn. */
export async function measureThroughput({ send, databaseUrl, sizes, report }: Bench): Promise<void> {
  const { rounds } = sizes;
  const roundMs = sizes.rateMs / rounds;
  const served: number[] = [];
  const bare: number[] = [];
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(databaseUrl)));
  let made = 0;
  // Neither process is fast before its code is compiled and its statements are planned.
  await rate(CONNECTIONS, roundMs, () => throughGraphql(send));
  await rate(CONNECTIONS, roundMs, (loop) => throughDriver(clients[loop]!, `bare-${made++}`));
  for (let round = 0; round < rounds; round++) {
    served.push(await rate(CONNECTIONS, roundMs, () => throughGraphql(send)));
    bare.push(await rate(CONNECTIONS, roundMs, (loop) => throughDriver(clients[loop]!, `bare-${made++}`)));
  }
  await Promise.all(clients.map((client) => client.end()));
  const [fast, bareRate] = [median(served), median(bare)];
  Object.assign(report.raw, { transitionsPerSecond: fast, bareTransitionsPerSecond: bareRate });
  const ratio = fast / bareRate;
  report.row(
    `transitions at ${CONNECTIONS} connections, GraphQL : bare driver`,
    `${fast.toFixed(0)}/s : ${bareRate.toFixed(0)}/s = ${ratio.toFixed(2)}`,
    { text: 'at least 0.33', met: ratio >= 1 / 3 },
  );
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

export async function* throughDriver(client: pg.Client, runId: string): AsyncGenerator<void> {
  await insertRun(client, newRun(runId, 2, 24));
  for (const phaseId of phaseIds(2, 24)) {
    for (const state of WAY) {
      await move(client, runId, phaseId, state);
      yield;
    }
  }
}

/** The same transition in a small and in a large run. */
export async function measureRunSize({ send, client, sizes, report }: Bench): Promise<void> {
  const small = stepsThrough(send, 1, 3);
  const large = stepsThrough(send, 40, 1_000);
  await large.next();
  await small.next();
  const { a, b } = await inTurn(
    sizes.moves,
    () => small.next(),
    () => large.next(),
  );
  Object.assign(report.raw, { moveSmallRunMs: a, moveLargeRunMs: b });
  report.ratio('one transition, run of 1,000 phases : run of 3', b, a, 1.15);
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

export async function measureReading({ send, sizes, report }: Bench): Promise<void> {
  const { startRun } = await send<{ startRun: { run: { runId: string } } }>(START, { input: { tiers: plan(5, 25) } });
  const reads: number[] = [];
  for (let i = 0; i < sizes.moves; i++) reads.push(await timed(() => send(READ, { runId: startRun.run.runId })));
  report.raw.readRun25Ms = median(reads);
  report.row('reading a run of 25 phases through GraphQL', `${median(reads).toFixed(1)} ms`);
}

/** The same transition with few and with many runs stored: rounds in turn are not possible, so both stand beside a bare statement. */
export async function measureStoredRuns(bench: Bench): Promise<void> {
  const { client, sizes, report } = bench;
  const few = await sample(bench);
  await storeRuns(client, 0, sizes.storedRuns);
  await client.query('checkpoint');
  await sample(bench);
  const many = await sample(bench);
  Object.assign(report.raw, { moveFewStoredMs: few.move, moveManyStoredMs: many.move });
  const ratio = many.move / many.yardstick / (few.move / few.yardstick);
  const figure = `${many.move.toFixed(1)} : ${few.move.toFixed(1)} ms = ${ratio.toFixed(2)}`;
  report.row(`one transition, ${sizes.storedRuns.toLocaleString('en')} runs stored : few (by yardstick)`, figure, atMost(1.15, ratio));
}

async function sample({ send, client, sizes }: Bench): Promise<{ move: number; yardstick: number }> {
  const steps = stepsThrough(send, 1, 3);
  const { a, b } = await inTurn(
    sizes.moves,
    () => steps.next(),
    () => client.query("select pg_sleep(0), set_config('bench.x', '1', false)"),
  );
  return { move: a, yardstick: Math.max(b, 0.05) };
}
