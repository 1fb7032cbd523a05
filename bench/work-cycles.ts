/** Whole lives of phases a second (claim, result, claim by CI, report), through GraphQL; no repository. */
import type { Bench } from './bench.js';
import { COMMANDS_OF_A_CYCLE, cycleCommandOf } from './loads.js';
import { median } from './measure.js';
import { callers, ratesInTurn } from './rates.js';
import { CONNECTIONS } from './sizes.js';
import { BenchWorker } from './worker.js';

const PROJECT = 'bench-cycles';

export async function measureWorkCycles(bench: Bench): Promise<void> {
  const { send, report } = bench;
  await new BenchWorker(send, 'first').createProject(PROJECT);
  const cycle = callers(CONNECTIONS, (i) => cycleCommandOf(new BenchWorker(send, String(i)), PROJECT), COMMANDS_OF_A_CYCLE);
  const rounds = await ratesInTurn(bench, { cycle });
  report.rounds(rounds);
  const { perSecond, serverMs, databaseMs } = {
    perSecond: median(rounds.cycle.map((round) => round.perSecond)),
    serverMs: median(rounds.cycle.map((round) => round.serverMs)),
    databaseMs: median(rounds.cycle.map((round) => round.databaseMs)),
  };
  report.row(`phase cycles at ${CONNECTIONS} in flight, GraphQL`, `${perSecond.toFixed(1)}/s`);
  report.row('processor per phase cycle: server; PostgreSQL', `${serverMs.toFixed(1)} ms; ${databaseMs.toFixed(1)} ms`);
}
