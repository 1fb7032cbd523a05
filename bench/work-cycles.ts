/** Whole lives of phases a second (claim, result, claim by CI, report), through GraphQL and without a repository, beside what peers do; all in turn. */
import type { Bench } from './bench.js';
import { COMMANDS_OF_A_CYCLE, cycleCommandOf } from './loads.js';
import { type OpenPeer, openPeer, PEERS } from './peers.js';
import { callers, type Load, paired, ratesInTurn } from './rates.js';
import { CONNECTIONS } from './sizes.js';
import { BenchWorker } from './worker.js';

const PROJECT = 'bench-cycles';

export async function measureWorkCycles(bench: Bench): Promise<void> {
  const { send, client, databaseUrl, report } = bench;
  await new BenchWorker(send, 'first').createProject(PROJECT);
  const cycle = callers(
    CONNECTIONS,
    (i) => cycleCommandOf(new BenchWorker(send, String(i)), PROJECT),
    COMMANDS_OF_A_CYCLE,
  );
  const peers: OpenPeer[] = [];
  try {
    if (bench.withPeers) for (const peer of PEERS) peers.push(await openPeer(peer, client, databaseUrl, CONNECTIONS));
    const loads: Record<string, Load> & { cycle: Load } = {
      cycle,
      ...Object.fromEntries(peers.map(({ name, load }) => [name, load])),
    };
    const rounds = await ratesInTurn(bench, loads);
    report.rounds({ cycle: rounds.cycle! });
    const { cyclePerSecond, cycleServerProcessorMs, cycleDatabaseProcessorMs } = report.raw;
    report.row(`phase cycles at ${CONNECTIONS} in flight, GraphQL`, `${cyclePerSecond!.toFixed(1)}/s`);
    report.row(
      'processor per phase cycle: server; PostgreSQL',
      `${cycleServerProcessorMs!.toFixed(1)} ms; ${cycleDatabaseProcessorMs!.toFixed(1)} ms`,
    );
    for (const { name, operation, least, lacks } of peers) {
      const pair = paired('perSecond', rounds.cycle!, rounds[name]!);
      report.raw[`${name}PerSecond`] = pair.b;
      report.rates(`phase cycle : ${operation}`, pair, least, `What the peer does not do: ${lacks}.`);
    }
    if (!bench.withPeers) console.log('    Beside peers: npm run bench -- --only cycles --peers');
  } finally {
    for (const peer of peers) await peer.end();
  }
}
