/**
 * A fuzzer that knows the schema: `npm run fuzz -- --operations 50000 --seed 7`. It starts a server and a database of its own, sends operations that are right, nearly
 * right and wrong, and looks for what must never be: an internal error, a code that the contract does not know, an error in the log, a server that does not answer, memory
 * that does not come back. What it finds it prints with the seed, the number and the operation. Ends with 1 if it found something.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { buildSchema } from 'graphql';

import { misused, readOptions } from '../../scripts/options.mjs';
import { type BenchServer, startBenchServer } from '../server.js';
import { tidily } from '../tidy.js';
import { Followers } from './followers.js';
import { type Operation, Operations } from './operations.js';
import { Pool } from './pool.js';
import { Random } from './random.js';

const CODES = new Set([
  ...[
    'GRAPHQL_PARSE_FAILED',
    'GRAPHQL_VALIDATION_FAILED',
    'BAD_USER_INPUT',
    'NOT_FOUND',
    'UNAUTHENTICATED',
    'FORBIDDEN',
  ],
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);
const AT_A_TIME = 8;
const WARM = 400;
const MOST_FINDINGS = 20;
const PATIENCE_MS = 30_000;
const MINUTE_MS = 60_000;
/** Memory that a server may keep beyond what it had when it was warm: caches that have a bound, and what the collector leaves for later. */
const KEPT_MIB = 150;

const USAGE = `npm run fuzz -- [options]
  --operations N     how many are sent (default: 5000)
  --seed N           other operations (default: 1)
  --from N           the number of the first one (default: 0)`;
const { values } = readOptions(USAGE, {
  options: {
    operations: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
  },
});
const [count, seed, from] = [Number(values.operations), Number(values.seed), Number(values.from)];
if (![count, seed, from].every((value) => Number.isSafeInteger(value) && value >= 0))
  misused('--operations, --seed and --from take whole numbers.');

const findings: string[] = [];
const codes = new Map<string, number>();
const log: string[] = [];
await tidily('autopack-fuzz-', async (folder) => {
  const server = await startBenchServer(
    { DATABASE_URL: '', AUTOPACK_DATA_DIR: join(folder, 'data'), AUTONOMOUS_RUNS_DIR: join(folder, 'runs') },
    { onLog: (line) => log.push(line) },
  );
  await fuzz(server);
});
process.exitCode = findings.length > 0 ? 1 : 0;

async function fuzz(under: BenchServer): Promise<void> {
  const pool = new Pool();
  const operations = new Operations(buildSchema(await readFile('schema.graphql', 'utf8')), pool);
  const followers = new Followers(under.url, (operation, answer, index) => judge(operation, answer, index));
  const memory = { before: 0, peak: 0, after: 0 };
  let longest = 0;
  for (let index = from; index < from + count && findings.length < MOST_FINDINGS; index += AT_A_TIME) {
    const batch = Array.from({ length: Math.min(AT_A_TIME, from + count - index) }, (_, i) => ({
      index: index + i,
      operation: operations.make(new Random(seed, index + i)),
    }));
    const answers = await Promise.all(
      batch.map(async ({ index: number, operation }) => {
        if (operation.kind === 'subscription') return followers.follow(operation, number);
        const began = performance.now();
        const answer = await post(under.url, operation).catch((error: unknown) => ({ failed: String(error) }));
        longest = Math.max(longest, performance.now() - began);
        judge(operation, answer, number);
        return answer;
      }),
    );
    for (const answer of answers) pool.learn(answer);
    for (const line of log.splice(0))
      if (/"level":"(error|fatal)"|Internal error|Unexpected error|Illegal move/.test(line))
        find(`The log says: ${line.slice(0, 600)}`, index);
    const mib = await under.memoryMiB();
    if (memory.before === 0 && index - from >= WARM) memory.before = mib;
    memory.peak = Math.max(memory.peak, mib);
    if ((index - from) % 1_000 < AT_A_TIME && index > from)
      console.log(`${index - from} operations, ${findings.length} findings, ${mib} MiB`);
  }
  await followers.close();
  await comesBack(under, memory);
  console.log(
    `codes: ${[...codes]
      .sort((a, b) => b[1] - a[1])
      .map(([code, times]) => `${code} ${times}`)
      .join(', ')}`,
  );
  console.log(
    `longest answer: ${longest.toFixed(0)} ms; memory before ${memory.before}, at the peak ${memory.peak}, a minute after ${memory.after} MiB`,
  );
  console.log(
    findings.length === 0 ? `nothing found in ${count} operations of seed ${seed}` : `${findings.length} findings`,
  );
}

/** Up to a minute, as long as it is more than a warm server has; and it still answers. */
async function comesBack(under: BenchServer, memory: { before: number; after: number }): Promise<void> {
  const ends = performance.now() + MINUTE_MS;
  do {
    memory.after = await under.memoryMiB();
    if (memory.before === 0 || memory.after <= memory.before + KEPT_MIB) break;
    await sleep(2_000);
  } while (performance.now() < ends);
  if (memory.before > 0 && memory.after > memory.before + KEPT_MIB)
    find(`Memory stays: ${memory.before} MiB before, ${memory.after} a minute after`, from + count);
  const health = await fetch(`${under.url}/health`, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    (error: unknown) => ({
      ok: false,
      status: String(error),
    }),
  );
  if (!health.ok) find(`The server is not healthy: ${health.status}`, from + count);
}

async function post(url: string, { query, variables }: Operation): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return response.json();
}

function judge(operation: Operation, answer: unknown, index: number): void {
  const { failed, errors } = answer as {
    failed?: string;
    errors?: readonly { message: string; extensions?: { code?: string } }[];
  };
  if (failed !== undefined) find(`No answer: ${failed}`, index, operation);
  for (const [field, payload] of Object.entries(
    (answer as { data?: Record<string, { errors?: { code?: string }[] } | null> | null }).data ?? {},
  )) {
    if (operation.kind !== 'mutation') break;
    const code = payload?.errors?.[0]?.code;
    const stated = code === undefined ? `${field} accepted` : `refused as ${code}`;
    codes.set(stated, (codes.get(stated) ?? 0) + 1);
  }
  for (const { message, extensions } of errors ?? []) {
    const code = extensions?.code ?? 'none';
    codes.set(code, (codes.get(code) ?? 0) + 1);
    if (!CODES.has(code)) find(`${code}: ${message}`, index, operation);
    else if (/call stack|Too many errors|aborted|Cannot read|undefined is not/i.test(message))
      find(`Words of the library: ${message}`, index, operation);
  }
}

function find(what: string, index: number, operation?: Operation): void {
  findings.push(what);
  const stated = operation ? `\n  ${operation.query}\n  ${JSON.stringify(operation.variables).slice(0, 1_500)}` : '';
  console.log(`FOUND at --seed ${seed}, operation ${index}: ${what}${stated}`);
}
