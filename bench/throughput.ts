/** How much the server does at once: moves, reads and starts beside a query that costs nothing and beside what the database alone can do. */
import type { Bench } from './bench.js';
import { openFloor } from './floor.js';
import { moveOf, readOf, start, startOf, trivialQuery } from './loads.js';
import { inverse } from './measure.js';
import { callers, paired, ratesInTurn } from './rates.js';
import { CONNECTIONS } from './sizes.js';

export async function measureThroughput(bench: Bench): Promise<void> {
  const { send, client, databaseUrl, report } = bench;
  const floor = await openFloor(client, databaseUrl, CONNECTIONS);
  const runId = await start(send, 5, 25);
  const rounds = await ratesInTurn(bench, {
    move: callers(CONNECTIONS, () => moveOf(send, 2, 24)),
    floor: floor.load,
    trivial: callers(CONNECTIONS, () => trivialQuery(send)),
    read: callers(CONNECTIONS, () => readOf(send, runId)),
    start: callers(CONNECTIONS, () => startOf(send, 5, 25)),
  });
  await floor.end();
  report.rounds(rounds);
  const { move, floor: bare, trivial, read, start: starts } = rounds;
  report.rates(
    `move at ${CONNECTIONS} in flight : floor (one statement, bare driver)`,
    paired('perSecond', move, bare),
    0.2,
  );
  report.times('server processor per move : per trivial query', paired('serverMs', move, trivial), 2);
  report.times('PostgreSQL processor per move : per floor statement', paired('databaseMs', move, bare), 3);
  report.rates('read of a run of 25 phases : trivial query', paired('perSecond', read, trivial), 0.5);
  report.times(
    'start of 25 phases : one move, time of one at this rate',
    inverse(paired('perSecond', starts, move)),
    3,
  );
}
