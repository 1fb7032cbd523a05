/** What callers of the GraphQL API do when a rate is taken: each function answers one caller's operation, to be called again and again. */
import { MOVE, phaseIds, plan, READ, type Send, START, TRIVIAL, WAY } from './graphql.js';
import type { BenchWorker } from './worker.js';

type Operation = () => Promise<unknown>;

export const trivialQuery = (send: Send): Operation => {
  return () => send(TRIVIAL, {});
};

export const readOf = (send: Send, runId: string): Operation => {
  return () => send(READ, { runId });
};

export const startOf = (send: Send, tiers: number, phases: number): Operation => {
  return () => start(send, tiers, phases);
};

/** Moves through one run after the other; the start of a run counts to its first move. */
export function moveOf(send: Send, tiers: number, phases: number): Operation {
  const moves = movesOf(send, tiers, phases);
  return () => moves.next();
}

/** The commands of the life of a phase: claim, result, claim by CI, report. */
export const COMMANDS_OF_A_CYCLE = 4;

/**
 * One command after the other through the lives of phases; no repository. Each caller stays with runs of its own, whose start counts to its first command: all that a
 * phase needs is in the figure.
 */
export function cycleCommandOf(worker: BenchWorker, projectId: string): Operation {
  const commands = cyclesOf(worker, projectId);
  return () => commands.next();
}

async function* cyclesOf(worker: BenchWorker, projectId: string): AsyncGenerator<void> {
  for (;;) {
    const place = { projectId, runId: await worker.startRun(projectId, 24, 2) };
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

export async function start(send: Send, tiers: number, phases: number): Promise<string> {
  const input = { tiers: plan(tiers, phases), maxPhases: 1_000 };
  return (await send<{ startRun: { run: { runId: string } } }>(START, { input })).startRun.run.runId;
}

async function* movesOf(send: Send, tiers: number, phases: number): AsyncGenerator<void> {
  for (;;) {
    const runId = await start(send, tiers, phases);
    for (const phaseId of phaseIds(tiers, phases)) {
      for (const state of WAY) {
        await send(MOVE, { input: { runId, phaseId, state, addTokens: 5 } });
        yield;
      }
    }
  }
}
