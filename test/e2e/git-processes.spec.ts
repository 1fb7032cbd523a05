/** How many processes of git a phase starts, those that git starts itself included. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { git, put } from '../integration/agents.fixture.js';
import { run } from '../support/programs.js';
import { WorkerWorld } from './worker.fixture.js';

import.meta.jest.setTimeout(120_000);

type Side = 'server' | 'builder' | 'ci';
/**
 * In one phase: on the server patch, commit, branch and tag; the workspace of a Builder, its history and its patch; the checkout of CI. Not counted is what does
 * not grow with the phases: what is asked once for a repository, and the index of the commit that a run starts from; each of them has a bound of its own.
 */
const MOST_IN_A_PHASE: Readonly<Record<Side, number>> = { server: 5, builder: 9, ci: 3 };

const world = new WorkerWorld();
const path = process.env.PATH;
let trace = '';

beforeAll(async () => {
  await world.open();
  trace = join(world.folder, 'trace');
  const bin = join(world.folder, 'bin');
  const real = (await run('sh', ['-c', 'command -v git'])).stdout;
  await mkdir(bin);
  await writeFile(join(bin, 'git'), `#!/bin/sh\nGIT_TRACE2_EVENT=${trace} exec ${real} "$@"\n`);
  await chmod(join(bin, 'git'), 0o755);
  process.env.PATH = `${bin}${delimiter}${path}`;
}, 180_000);
afterAll(async () => {
  process.env.PATH = path;
  await world.close();
});

const SCENARIO = `version: 1
scripts:
  - do:
      - append: { path: src/greeting.txt, content: "hello\\n" }
      - result: { status: SUCCEEDED }
`;

/** Of a process that git starts itself nobody says for whom; there should be none. */
const sideOf = (command: string): Side =>
  command.includes('--no-pager') ? 'server' : /core\.protectNTFS=true/.test(command) ? 'ci' : 'builder';
/** The reader of objects and those that change refs, which end by themselves where nobody asks for a while, and what a repository is asked for once. */
const isOnce = (command: string): boolean =>
  /cat-file --batch-command| update-ref -m autopack: \w+ --stdin| rev-parse --path-format/.test(command);
/** The server reads a whole tree into an index. A Builder and CI do so for each workspace, and those are counted. */
const readsTree = (command: string): boolean => sideOf(command) === 'server' && / read-tree /.test(command);

it('W8, G2, G3, G4: a phase of a Builder and CI starts few processes of git on each side, and the server reads one tree for a run', async () => {
  const place = await world.project();
  await put(place.path, { '.gitignore': 'dist/\n' });
  await git(place.path, 'add', '-A');
  await git(place.path, 'commit', '-qm', 'rules');
  await writeFile(trace, '');
  const phases = ['a', 'b', 'c'].map((phaseId) => ({ phaseId, name: phaseId }));
  const runId = await world.run(place, phases);
  const started = async () =>
    (await readFile(trace, 'utf8')).split('\n').flatMap((line) => {
      const event = line === '' ? null : JSON.parse(line);
      return event?.event === 'start' ? [event.argv.join(' ') as string] : [];
    });
  const before = (await started()).length;
  await world.worker(['BUILDER', 'CI'], SCENARIO, { runId });
  await world.runIn(runId, 'DONE_SUCCESS');
  const commands = (await started()).slice(before);
  const counts = byPhase(commands.filter((command) => !isOnce(command) && !readsTree(command)));
  expect(counts).toHaveLength(phases.length);
  // A slow machine has two sweepers settle the same refs, and they look twice: what every phase starts is what counts.
  const least = (side: Side): number => Math.min(...counts.map((each) => each[side]));
  const tooMany = (Object.keys(MOST_IN_A_PHASE) as Side[]).filter((side) => least(side) > MOST_IN_A_PHASE[side]);
  // For the message of a failure: which ones they are.
  const inShort = commands.map((command) => `${sideOf(command)}: ${command.replace(/ -c \S+/g, '').slice(0, 110)}`);
  if (tooMany.length > 0) throw new Error(`${JSON.stringify(counts)}\n${inShort.join('\n')}`);
  expect(commands.filter(isOnce).length).toBeLessThanOrEqual(5 * phases.length + 2);
  // Each later phase starts from a tree that a patch led to, whose index the server knows. A result that is sent twice is inspected twice, upon the same tree.
  const trees = commands.filter(readsTree).map((command) => command.split(' ').at(-1));
  expect([...new Set(trees)]).toEqual([await git(place.path, 'rev-parse', 'HEAD^{tree}')]);
});

/** A phase begins where its workspace is made. */
function byPhase(commands: readonly string[]): Record<Side, number>[] {
  const counts: Record<Side, number>[] = [];
  for (const command of commands) {
    const side = sideOf(command);
    if (side === 'builder' && command.includes('cat-file --batch-check')) counts.push({ server: 0, builder: 0, ci: 0 });
    const current = counts.at(-1);
    if (current) current[side] += 1;
  }
  return counts;
}
