/**
 * The benchmarks, one command: `npm run bench`. Everything is measured in one run on one machine, and what counts are the ratios.
 * An aim that is missed is printed as missed; it never fails anything. `--quick` shortens every part; `--only NAME,NAME` takes some of them.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { acquireEmbeddedDatabase } from '../src/database/embedded/embedded-database.js';
import { migrate } from '../src/database/migrate.js';
import { connect } from './bare.js';
import type { Bench } from './bench.js';
import { measureFloods } from './floods.js';
import { graphql } from './graphql.js';
import { measureIssues } from './issues.js';
import { measureListeners } from './listeners.js';
import { Report } from './report.js';
import { startBenchServer } from './server.js';
import { CONNECTIONS, FULL, QUICK } from './sizes.js';
import { measureServerStart, measureStarts } from './starts.js';
import { measureCompiling } from './strategy.js';
import { measureThroughput } from './throughput.js';
import { measureRunSize, measureStoredRuns } from './transitions.js';
import { measureWorkCycles } from './work-cycles.js';
import { measureWorkLatency } from './work-latency.js';
import { measureLeases } from './work-leases.js';
import { measurePatches } from './work-patches.js';
import { measureQueue } from './work-queue.js';
import { measureWaits } from './work-waits.js';

/** In the order in which they run; those that fill the database come late. */
const PARTS: Readonly<Record<string, (bench: Bench) => Promise<void> | void>> = {
  ...{ throughput: measureThroughput, size: measureRunSize, starts: measureStarts, listeners: measureListeners },
  ...{ latency: measureWorkLatency, cycles: measureWorkCycles, waits: measureWaits, leases: measureLeases, patches: measurePatches },
  ...{ issues: measureIssues, compiling: measureCompiling, stored: measureStoredRuns },
};
/** These have servers of their own. */
const START = 'start';
const QUEUE = 'queue';
const FLOODS = 'floods';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const all = [START, ...Object.keys(PARTS), QUEUE, FLOODS];
const asked = values.only?.split(',') ?? all;
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}: name some of ${all.join(', ')}`);

const sizes = values.quick ? QUICK : FULL;
const report = new Report();
const folder = await mkdtemp(join(tmpdir(), 'autopack-bench-'));
// The database may run as another user, and has its place below.
await chmod(folder, 0o755);
// So that it can be asked when something was committed, to the microsecond.
const database = await acquireEmbeddedDatabase({ dataDir: join(folder, 'database'), settings: { track_commit_timestamp: 'on' } });
try {
  const environment = { DATABASE_URL: database.url, AUTONOMOUS_RUNS_DIR: join(folder, 'runs') };
  await migrate(database.url);
  if (asked.includes(START)) await measureServerStart(report, environment);
  await measureParts(environment);
  if (asked.includes(QUEUE)) await measureQueue(database.url, folder, sizes, report);
  if (asked.includes(FLOODS)) await measureFloods(environment, sizes, report);
} finally {
  await database.release();
  await rm(folder, { recursive: true, force: true });
}
const about = { node: process.version, cpus: cpus().length, quick: values.quick, parts: asked, at: new Date().toISOString() };
await report.write('bench/results/latest.json', about);

async function measureParts(environment: Record<string, string>): Promise<void> {
  const parts = Object.entries(PARTS).filter(([name]) => asked.includes(name));
  if (parts.length === 0) return;
  const server = await startBenchServer(environment);
  try {
    report.raw.memoryIdleMiB = await server.memoryMiB();
    report.row('memory of the idle server', `${report.raw.memoryIdleMiB} MiB`);
    const client = await connect(database.url);
    const send = graphql(server.url, CONNECTIONS);
    for (const [, measure] of parts)
      await measure({ sizes, report, databaseUrl: database.url, client, server, url: server.url, send, folder });
    await client.end();
  } finally {
    await server.stop();
  }
}
