/** Readers do not slow writers (E2): the same moves without listeners, with fifty that take scalars, and with fifty that take the whole run at each event. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Bench } from './bench.js';
import { end, note } from './children.js';
import { MOVE, phaseIds, plan, type Send, START, WAY } from './graphql.js';
import { median } from './measure.js';
import { atMost } from './report.js';

const LISTENERS = 50;
const PHASES = 25;
const MOVES = 16;
const LATEST_MS = 1_000;
const LONGEST_MS = 120_000;

const SCALARS = 'subscription ($runId: ID!) { runEvents(runId: $runId) { seq type toState } }';
const WHOLE_RUN = `subscription ($runId: ID!) { runEvents(runId: $runId) { seq type toState
  run { state tiers { state phases { phaseId state waitingFor { code message } budgets { name used limit } } } } } }`;

export async function measureListeners({ send, url, sizes, report }: Bench): Promise<void> {
  const figures = { none: [] as number[], scalars: [] as number[], whole: [] as number[] };
  let latest = 0;
  for (let round = 0; round < sizes.rounds; round += 1) {
    figures.none.push((await moves(send, url, null)).ms);
    figures.scalars.push((await moves(send, url, SCALARS)).ms);
    const whole = await moves(send, url, WHOLE_RUN);
    figures.whole.push(whole.ms);
    latest = Math.max(latest, whole.latestMs);
  }
  const [none, scalars, whole] = [median(figures.none), median(figures.scalars), median(figures.whole)];
  Object.assign(report.raw, {
    moves16AloneMs: none,
    moves16ScalarsMs: scalars,
    moves16WholeRunMs: whole,
    wholeRunLatestMs: latest,
  });
  report.ratio(`${MOVES} moves, ${LISTENERS} listeners that take scalars : nobody listens`, scalars, none);
  report.ratio(`${MOVES} moves, ${LISTENERS} listeners that take the whole run : scalars`, whole, scalars, 1.5);
  report.ratio(`${MOVES} moves, ${LISTENERS} listeners that take the whole run : nobody listens`, whole, none);
  report.row(
    'the latest that any of them heard of a move',
    `${latest.toFixed(0)} ms after its answer`,
    atMost(LATEST_MS, latest),
  );
}

/** Some moves of a new run, one after the other; and the longest time from an answer until all listeners had heard of it. */
async function moves(send: Send, url: string, query: string | null): Promise<{ ms: number; latestMs: number }> {
  const { startRun } = await send<{ startRun: { run: { runId: string } } }>(START, {
    input: { tiers: plan(5, PHASES) },
  });
  const { runId } = startRun.run;
  const listeners = query === null ? null : await listen(url, runId, query);
  const answered = new Map<number, number>();
  const from = performance.now();
  for (const phaseId of phaseIds(5, PHASES).slice(0, MOVES / WAY.length)) {
    for (const state of WAY) {
      const { updatePhaseStatus } = await send<{ updatePhaseStatus: { run: { version: number } } }>(MOVE, {
        input: { runId, phaseId, state },
      });
      answered.set(updatePhaseStatus.run.version, Date.now());
    }
  }
  const ms = performance.now() - from;
  return { ms, latestMs: listeners ? await latestOf(listeners, answered) : 0 };
}

async function listen(url: string, runId: string, query: string): Promise<ChildProcess> {
  const child = note(
    spawn(process.execPath, ['--import', 'tsx', 'bench/listeners-client.ts', url, runId, String(LISTENERS), query], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  );
  await once(child, 'message');
  return child;
}

async function latestOf(child: ChildProcess, answered: ReadonlyMap<number, number>): Promise<number> {
  for (const from = Date.now(); Date.now() - from < LONGEST_MS; await sleep(50)) {
    child.send('heard');
    const [heard] = (await once(child, 'message')) as [Record<string, number>];
    if (![...answered.keys()].every((seq) => heard[seq] !== undefined)) continue;
    await end(child, 'SIGKILL');
    return Math.max(...[...answered].map(([seq, at]) => heard[seq]! - at));
  }
  throw new Error('Not every listener heard of every move');
}
