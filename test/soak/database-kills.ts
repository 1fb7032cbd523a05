/**
 * Kills the embedded PostgreSQL of a server at random moments, under load, and recounts at the end what was acknowledged. By hand, not in CI:
 * `npm run soak:database -- [--kills 200] [--clients 8] [--seed N]`. Ends with 1 if something was lost or doubled,
 * or if an outage took longer than 30 seconds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { readOptions } from '../../scripts/options.mjs';
import { EmbeddedCluster } from '../support/server/embedded-cluster.js';
import { type Acknowledged, SoakClient } from './soak-client.js';

const LONGEST_OUTAGE_MS = 30_000;
/** Longer than any outage may take: a client that waits so long gives up. */
const HOPELESS_MS = 120_000;
const [SHORTEST_LIFE_MS, LONGEST_LIFE_MS] = [100, 3_000];

const USAGE = `npm run soak:database -- [options]
  --kills N          how often the database is killed (default: 200)
  --clients N        how many send commands (default: 8)
  --seed N           the pauses between the kills`;
const { values } = readOptions(USAGE, {
  options: { kills: { type: 'string' }, clients: { type: 'string' }, seed: { type: 'string' } },
});
const kills = Number(values.kills ?? 200);
const clients = Number(values.clients ?? 8);
let seed = Number(values.seed ?? Date.now() % 1_000_000);
console.log(`kills ${kills}, clients ${clients}, seed ${seed}`);

/** Park and Miller's generator: the same seed kills at the same pauses. */
const chance = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

const folder = await mkdtemp(join(tmpdir(), 'autopack-soak-'));
await chmod(folder, 0o755);
const dataDir = join(folder, 'data');
const { server, url } = await serve();
const cluster = new EmbeddedCluster(dataDir);
const workers = Array.from({ length: clients }, (_, number) => new SoakClient(url, number));
const work = workers.map((worker) => worker.work());

const outages: number[] = [];
for (let kill = 1; kill <= kills; kill += 1) {
  await sleep(SHORTEST_LIFE_MS + chance() * (LONGEST_LIFE_MS - SHORTEST_LIFE_MS));
  const pid = cluster.pid;
  if (pid === undefined) continue;
  process.kill(pid, 'SIGKILL');
  const died = performance.now();
  await until(() => cluster.pid !== undefined && cluster.pid !== pid);
  await until(() => workers[0]!.probe());
  outages.push(performance.now() - died);
  if (kill % 10 === 0)
    console.log(
      `${kill} kills, longest outage ${seconds(Math.max(...outages))} s, ${workers.reduce((sum, each) => sum + each.acknowledged.length, 0)} answers`,
    );
}
for (const worker of workers) worker.stop();
await Promise.all(work);
const faults = [
  ...(await recount(workers.flatMap((worker) => worker.acknowledged))),
  ...workers.flatMap((worker) => worker.faults),
];
for (const worker of workers) faults.push(...(await worker.replay()));
server.kill('SIGTERM');
await once(server, 'exit');
await rm(folder, { recursive: true, force: true });

const sorted = [...outages].sort((a, b) => a - b);
const at = (part: number): string =>
  seconds(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0);
console.log(`outages: ${sorted.length}; p50 ${at(0.5)} s, p90 ${at(0.9)} s, p99 ${at(0.99)} s, longest ${at(1)} s`);
console.log(
  `acknowledged answers: ${workers.reduce((sum, each) => sum + each.acknowledged.length, 0)}; faults: ${faults.length}`,
);
for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
process.exitCode = faults.length > 0 || (sorted.at(-1) ?? 0) > LONGEST_OUTAGE_MS ? 1 : 0;

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2);
}

async function until(look: () => boolean | Promise<boolean>): Promise<void> {
  for (const began = performance.now(); !(await look()); await sleep(20)) {
    if (performance.now() - began > HOPELESS_MS) throw new Error('The server does not answer any more');
  }
}

async function serve(): Promise<{ server: ChildProcess; url: string }> {
  const settings = {
    HOST: '127.0.0.1',
    PORT: '0',
    AUTOPACK_DATA_DIR: dataDir,
    AUTONOMOUS_RUNS_DIR: join(folder, 'runs'),
    AUTOPACK_LOG_LEVEL: 'error',
  };
  const child = spawn(process.execPath, ['dist/cli/main.js', 'serve', '--json'], {
    env: { PATH: process.env.PATH, HOME: folder, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.stdout.resume();
  return { server: child, url: (JSON.parse(line.toString().split('\n')[0]!) as { url: string }).url };
}

/** What was acknowledged is in the rows, once; and the rows agree with each other. */
async function recount(acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const password = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
  const client = new pg.Client({
    host: '127.0.0.1',
    port: cluster.port!,
    user: 'autopack',
    password,
    database: 'autopack',
  });
  await client.connect();
  const found: string[] = [];
  const expectNone = async (what: string, text: string, values: unknown[] = []): Promise<void> => {
    const { rows } = await client.query(text, values);
    for (const row of rows) found.push(`${what}: ${JSON.stringify(row)}`);
  };
  const runs = acknowledged.flatMap((each) => (each.kind === 'run' ? [each.runId] : []));
  const results = acknowledged.flatMap((each) => (each.kind === 'result' ? [each] : []));
  const tokens = acknowledged.flatMap((each) => (each.kind === 'lease' ? [each.token] : []));
  if (new Set(tokens).size !== tokens.length) found.push('a token was given to two claims');
  await expectNone(
    'lost run',
    'select a.run_id from unnest($1::text[]) as a (run_id) left join run r using (run_id) where r.run_id is null',
    [runs],
  );
  await expectNone(
    'lost result',
    `select a.* from unnest($1::text[], $2::int[]) as a (run_id, number) left join attempt t using (run_id, number) where t.tokens_used is distinct from 7`,
    [results.map(({ runId }) => runId), results.map(({ attempt }) => attempt)],
  );
  await expectNone(
    'gap in events',
    'select run_id, count(*), max(seq) from run_event group by run_id having count(*) <> max(seq) or min(seq) <> 1',
  );
  await expectNone(
    'version and events differ',
    'select r.run_id, r.version, max(e.seq) from run r join run_event e using (run_id) group by r.run_id, r.version having r.version <> max(e.seq)',
  );
  await expectNone(
    'attempts numbered twice',
    'select run_id, phase_id, count(*), max(number) from attempt group by 1, 2 having count(*) <> max(number)',
  );
  await expectNone(
    'tokens counted otherwise',
    'select r.run_id, r.tokens_used, sum(a.tokens_used) from run r join attempt a using (run_id) group by 1, 2 having r.tokens_used <> sum(a.tokens_used)',
  );
  await client.end();
  return found;
}
