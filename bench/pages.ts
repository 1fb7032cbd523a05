/** Open pages of the dashboard do not slow commands: the same commands with nobody looking, and with a hundred pages open on the run that they move. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Bench } from './bench.js';
import { end, note } from './children.js';
import { MOVE, phaseIds, plan, type Send, START, WAY } from './graphql.js';
import { median } from './measure.js';

const PAGES = 100;
const PHASES = 25;
/** Milliseconds between two commands: a busy run has ten a second. */
const PAUSE_MS = 100;
const AIM = 1.3;

export async function measurePages({ send, url, sizes, report }: Bench): Promise<void> {
  const figures = { alone: [] as number[], watched: [] as number[] };
  let messages = 0;
  for (let round = 0; round < Math.min(3, sizes.rounds); round += 1) {
    figures.alone.push(...(await commands(send, url, 0)).ms);
    const watched = await commands(send, url, PAGES);
    figures.watched.push(...watched.ms);
    messages += watched.messages;
  }
  const [alone, watched] = [median(figures.alone), median(figures.watched)];
  Object.assign(report.raw, { commandAloneMs: alone, commandWatchedMs: watched, messagesToPages: messages });
  report.ratio(`one command, p50, ${PAGES} pages open on its run : none`, watched, alone, AIM);
}

interface Timed {
  readonly ms: number[];
  /** What the pages were sent meanwhile. */
  readonly messages: number;
}

async function commands(send: Send, url: string, pages: number): Promise<Timed> {
  const { startRun } = await send<{ startRun: { run: { runId: string } } }>(START, {
    input: { tiers: plan(5, PHASES) },
  });
  const { runId } = startRun.run;
  const client = pages > 0 ? await openPages(url, runId, pages) : null;
  const ms: number[] = [];
  for (const phaseId of phaseIds(5, PHASES).slice(0, 10)) {
    for (const state of WAY) {
      await sleep(PAUSE_MS);
      const from = performance.now();
      await send(MOVE, { input: { runId, phaseId, state } });
      ms.push(performance.now() - from);
    }
  }
  return { ms, messages: client ? await closePages(client) : 0 };
}

async function openPages(url: string, runId: string, pages: number): Promise<ChildProcess> {
  const child = note(
    spawn(process.execPath, ['--import', 'tsx', 'bench/pages-client.ts', url, runId, String(pages)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  );
  await once(child, 'message');
  return child;
}

async function closePages(child: ChildProcess): Promise<number> {
  child.send('answers');
  const [messages] = (await once(child, 'message')) as [number];
  await end(child, 'SIGKILL');
  return messages;
}
