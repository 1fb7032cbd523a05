/**
 * The benchmarks, one command: `npm run bench`. Everything is measured in one run on one machine, and what counts are the ratios.
 * An aim that is missed is printed as missed; it never fails anything. `--quick` shortens every part; `--only NAME,NAME` takes some of them; `--peers` measures beside
 * other software too, which it installs; `--profile LOAD` reports instead where the server's processor time goes.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';

import type { Client } from 'pg';

import { misused, readOptions } from '../scripts/options.mjs';
import { migrate } from '../src/database/migrate.js';
import { acquireEmbeddedDatabase } from '../src/embedded-postgres/embedded-database.js';
import { closeConnections, connect } from './bare.js';
import type { Ground } from './bench.js';
import { graphql } from './graphql.js';
import { FIRST, LAST, PART_NAMES, SHARED } from './parts.js';
import { installPeers } from './peers.js';
import { LOAD_NAMES, profileLoad } from './profile.js';
import { Report, resultsPath } from './report.js';
import { startBenchServer } from './server.js';
import { CONNECTIONS, FULL, QUICK } from './sizes.js';
import { tidily } from './tidy.js';

const USAGE = `npm run bench -- [options]
  --quick            every part takes less time
  --only NAME,…      some parts: ${PART_NAMES.join(', ')}
  --peers            beside other software too, which it installs
  --profile LOAD     instead, where the server's processor time goes: ${LOAD_NAMES.join(', ')}`;
const { values } = readOptions(USAGE, {
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    peers: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const requested = values.only?.split(',') ?? PART_NAMES;
const unknown = requested.filter((name) => !PART_NAMES.includes(name));
if (unknown.length > 0) misused(`There is no part ${unknown.join(', ')}.`);
if (values.profile !== undefined && !LOAD_NAMES.includes(values.profile))
  misused(`There is no load ${values.profile}.`);

const report = new Report();
await tidily('autopack-bench-', async (folder, keep) => {
  if (values.peers && !(await installPeers())) {
    process.exitCode = 1;
    return;
  }
  const database = await keep(
    // So that it can be asked when something was committed, to the microsecond.
    () => acquireEmbeddedDatabase({ dataDir: join(folder, 'database'), settings: { track_commit_timestamp: 'on' } }),
    async (acquired) => {
      await closeConnections();
      await acquired.release();
    },
  );
  await migrate(database.url);
  const ground: Ground = {
    ...{ sizes: values.quick ? QUICK : FULL, report, databaseUrl: database.url, folder, withPeers: values.peers },
    environment: { DATABASE_URL: database.url, AUTONOMOUS_RUNS_DIR: join(folder, 'runs') },
  };
  if (values.profile === undefined) await measureParts(ground);
  else await profileLoad(values.profile, ground);
  await writeReport();
});

async function writeReport(): Promise<void> {
  await report.write(resultsPath(values), {
    ...{ commit: commit(), node: process.version, processor: cpus()[0]?.model, cpus: cpus().length },
    ...{ quick: values.quick, peers: values.peers, parts: requested, at: new Date().toISOString() },
  });
}

function chosen<Part>(parts: Readonly<Record<string, Part>>): Part[] {
  return Object.keys(parts)
    .filter((name) => requested.includes(name))
    .map((name) => parts[name]!);
}

async function measureParts(ground: Ground): Promise<void> {
  for (const measure of chosen(FIRST)) await measure(ground);
  if (chosen(SHARED).length > 0) await measureShared(ground);
  for (const measure of chosen(LAST)) await measure(ground);
}

async function measureShared(ground: Ground): Promise<void> {
  const server = await startBenchServer(ground.environment);
  let client: Client | undefined;
  try {
    client = await connect(ground.databaseUrl);
    report.raw.memoryIdleMiB = await server.memoryMiB();
    report.row('memory of the idle server', `${report.raw.memoryIdleMiB} MiB`);
    const send = graphql(server.url, CONNECTIONS);
    for (const measure of chosen(SHARED)) await measure({ ...ground, client, server, url: server.url, send });
  } finally {
    await client?.end();
    await server.stop();
  }
}

/** What was measured; null outside of a checkout. */
function commit(): string | null {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}
