/** Heartbeats of many leases: through GraphQL, beside one statement for each lease and one for all on the bare driver. */
import { RENEW_LEASES } from '../src/database/work-writes.js';
import { connect } from './bare.js';
import type { Bench } from './bench.js';
import { graphql } from './graphql.js';
import { median, timed } from './measure.js';
import { LEASED, storeCopies } from './seed.js';
import { CONNECTIONS } from './sizes.js';
import { BenchWorker } from './worker.js';

const PROJECT = 'bench-leases';
const CALLERS = 64;

export async function measureLeases({ url, databaseUrl, client, sizes, report }: Bench): Promise<void> {
  const worker = new BenchWorker(graphql(url, CALLERS), 'beats');
  await worker.createProject(PROJECT);
  const original = await worker.startRun(PROJECT, 3);
  await worker.claim('BUILDER', { projectId: PROJECT });
  await storeCopies(client, original, { prefix: 'bench-leased', from: 0, to: sizes.leases }, LEASED);
  const { rows } = await client.query<{ token: string }>('select token from lease where project_id = $1', [PROJECT]);
  const tokens = rows.map((row) => row.token);
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(databaseUrl)));
  const served: number[] = [];
  const singly: number[] = [];
  const atOnce: number[] = [];
  for (let round = 0; round <= sizes.rounds; round += 1) {
    const all = await timed(() => spread(CALLERS, tokens, (token) => worker.heartbeat(token)));
    const each = await timed(() =>
      spread(CONNECTIONS, tokens, (token, i) => clients[i]!.query({ ...RENEW_LEASES, values: [[token], [null]] })),
    );
    const one = await timed(() => client.query({ ...RENEW_LEASES, values: [tokens, tokens.map(() => null)] }));
    // The first round warms up.
    if (round === 0) continue;
    served.push(all);
    singly.push(each);
    atOnce.push(one);
  }
  await Promise.all(clients.map((each) => each.end()));
  await client.query('delete from run where run_id like $1', ['bench-leased-%']);
  const [a, b, c] = [median(served), median(singly), median(atOnce)];
  Object.assign(report.raw, { heartbeatsMs: a, bareHeartbeatsSinglyMs: b, bareHeartbeatsAtOnceMs: c });
  const count = tokens.length.toLocaleString('en');
  report.ratio(`heartbeats of ${count} leases, GraphQL : one statement each, bare`, a, b);
  report.ratio(`renewals of ${count} leases, bare, one statement : one each`, c, b);
}

/** So many at a time until all are done. */
async function spread<Item>(
  callers: number,
  items: readonly Item[],
  work: (item: Item, caller: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const caller = async (_: unknown, i: number) => {
    while (next < items.length) await work(items[next++]!, i);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}
