/** Where the server's processor time goes under one load: a profile of V8 from a server of its own, summed by what the code belongs to. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Ground } from './bench.js';
import { graphql } from './graphql.js';
import { COMMANDS_OF_A_CYCLE, cycleCommandOf, moveOf, readOf, start, startOf, trivialQuery } from './loads.js';
import { type CallFrame, Owners } from './owners.js';
import { callers, type Load } from './rates.js';
import { startBenchServer } from './server.js';
import { CONNECTIONS } from './sizes.js';
import { BenchWorker } from './worker.js';

const FOLDER = 'bench/results/profile';
const PROJECT = 'bench-profile';
const TOP = 25;

type Send = ReturnType<typeof graphql>;

const OPERATIONS: Readonly<Record<string, (send: Send) => Promise<(caller: number) => () => Promise<unknown>>>> = {
  move: async (send) => () => moveOf(send, 2, 24),
  trivial: async (send) => () => trivialQuery(send),
  start: async (send) => () => startOf(send, 5, 25),
  read: async (send) => {
    const runId = await start(send, 5, 25);
    return () => readOf(send, runId);
  },
  cycle: async (send) => {
    await new BenchWorker(send, 'first').createProject(PROJECT);
    return (caller) => cycleCommandOf(new BenchWorker(send, String(caller)), PROJECT);
  },
};

/** How many calls make one operation, where it is not one. */
const CALLS: Readonly<Record<string, number>> = { cycle: COMMANDS_OF_A_CYCLE };

export const LOAD_NAMES: readonly string[] = Object.keys(OPERATIONS);

interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  /** By their ids. */
  readonly children?: readonly number[];
}

/** The times of a profile count from its own clock, in microseconds; so the length of the load, counted back from the end, separates it from what came before. */
interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export async function profileLoad(name: string, { environment, sizes, report }: Ground): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const server = await startBenchServer(environment, { nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${FOLDER}`] });
  let loadMs = 0;
  try {
    const load: Load = callers(CONNECTIONS, await OPERATIONS[name]!(graphql(server.url, CONNECTIONS)), CALLS[name]);
    await load(sizes.rateMs / sizes.rounds);
    const { done, ms } = await load(sizes.rateMs);
    loadMs = ms;
    report.row(`${name} at ${CONNECTIONS} in flight, under the profiler`, `${((done / ms) * 1_000).toFixed(1)}/s`);
  } finally {
    await server.stop();
  }
  const [file] = await readdir(FOLDER);
  const parts = summed(JSON.parse(await readFile(join(FOLDER, file!), 'utf8')) as Profile, loadMs);
  for (const [what, share] of parts.slice(0, TOP)) report.row(what, `${(share * 100).toFixed(1)} %`);
  console.log(`\nThe profile, for any viewer of V8's: ${join(FOLDER, file!)}`);
}

/** Shares of the time in which the server was busy, the largest first. */
function summed({ nodes, samples, timeDeltas }: Profile, loadMs: number): [string, number][] {
  const partOf = partsOf(nodes);
  const sums = new Map<string, number>();
  // From the end backwards, as far as the load lasted.
  for (let i = samples.length - 1, left = loadMs * 1_000; i >= 0 && left > 0; left -= timeDeltas[i]!, i -= 1) {
    const name = partOf.get(samples[i]!)!;
    sums.set(name, (sums.get(name) ?? 0) + timeDeltas[i]!);
  }
  sums.delete('idle');
  const whole = [...sums.values()].reduce((sum, time) => sum + time, 0);
  return [...sums].map(([name, time]): [string, number] => [name, time / whole]).sort(([, a], [, b]) => b - a);
}

/** What Node and the runtime do is reported with the package or room that called for it, as far as the stack says. */
function partsOf(nodes: readonly ProfileNode[]): Map<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const owners = new Owners();
  const parts = new Map<number, string>();
  const visit = ({ id, callFrame, children = [] }: ProfileNode, caller: string | null): void => {
    const owner = owners.of(callFrame);
    parts.set(id, owner ?? `${runtimePart(callFrame)}${caller === null ? '' : ` for ${caller}`}`);
    for (const child of children) visit(byId.get(child)!, owner ?? caller);
  };
  visit(nodes[0]!, null);
  return parts;
}

function runtimePart({ functionName, url }: CallFrame): string {
  if (url !== '') return 'Node';
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage collector';
  return functionName === '(program)' || functionName === '' ? 'V8' : functionName;
}
