/** Rates of several loads, round by round in turn, with the processor time that the server and PostgreSQL took for each operation. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Bench } from './bench.js';
import { median, type Pair } from './measure.js';
import { familyProcessorMs, postmasterOf } from './processor.js';

/** Works for about so many milliseconds; answers how many operations ended, and after how many milliseconds the last one did. */
export type Load = (ms: number) => Promise<{ readonly done: number; readonly ms: number }>;

export interface Round {
  readonly perSecond: number;
  /** Milliseconds of processor for one operation; NaN where it cannot be determined. */
  readonly serverMs: number;
  readonly databaseMs: number;
}

/** What follows an answer is part of its cost, and must not fall into the next round. */
const UNTIL_QUIET_MS = 300;

/** A load of callers at once; each calls its own function again and again. `calls`: how many of them make one operation. */
export function callers(count: number, operation: (caller: number) => () => Promise<unknown>, calls = 1): Load {
  const operations = Array.from({ length: count }, (_, caller) => operation(caller));
  return async (ms) => {
    const from = performance.now();
    let done = 0;
    await Promise.all(
      operations.map(async (operate) => {
        while (performance.now() - from < ms) {
          await operate();
          done += 1;
        }
      }),
    );
    return { done: done / calls, ms: performance.now() - from };
  };
}

/** All loads in turn, so that a drift of the machine hits all; before that, each once to warm up. */
export async function ratesInTurn<Name extends string>(
  { sizes, client, server }: Pick<Bench, 'sizes' | 'client' | 'server'>,
  loads: Readonly<Record<Name, Load>>,
): Promise<Record<Name, Round[]>> {
  const names = Object.keys(loads) as Name[];
  const postmaster = await postmasterOf(client);
  const processor = async () => ({
    server: await server.processorMs(),
    database: postmaster === null ? Number.NaN : await familyProcessorMs(postmaster),
  });
  const rounds = Object.fromEntries(names.map((name) => [name, [] as Round[]])) as Record<Name, Round[]>;
  const roundMs = sizes.rateMs / sizes.rounds;
  for (let round = -1; round < sizes.rounds; round += 1) {
    for (const name of names) {
      const before = await processor();
      const { done, ms } = await loads[name](roundMs);
      await sleep(UNTIL_QUIET_MS);
      const after = await processor();
      // The first round warms up: nothing is fast before its code is compiled and its statements are planned.
      if (round < 0) continue;
      rounds[name].push({
        perSecond: (done / ms) * 1_000,
        serverMs: (after.server - before.server) / done,
        databaseMs: (after.database - before.database) / done,
      });
    }
  }
  return rounds;
}

/** Figures of two loads beside each other. The ratio is the median of the ratios of the rounds, so that a round that was disturbed counts no more than another. */
export function paired(figure: keyof Round, a: readonly Round[], b: readonly Round[]): Pair {
  return {
    a: median(a.map((round) => round[figure])),
    b: median(b.map((round) => round[figure])),
    ratio: median(a.map((round, i) => round[figure] / b[i]![figure])),
  };
}
