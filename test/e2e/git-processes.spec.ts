/** How many processes of git a phase starts, those that git starts itself included. */
import { execa } from 'execa';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { git, put } from '../integration/agents.fixture.js';
import { WorkerWorld } from './worker.fixture.js';

import.meta.jest.setTimeout(120_000);

/** Of worker and server together, the workspace, patch, commit, checkout, tag and refs included. */
const MOST_IN_A_PHASE = 42;

const world = new WorkerWorld();
const path = process.env.PATH;
let trace = '';

beforeAll(async () => {
  await world.open();
  trace = join(world.folder, 'trace');
  const bin = join(world.folder, 'bin');
  const real = (await execa('sh', ['-c', 'command -v git'])).stdout;
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

it('W8, G3: a phase of a Builder and CI starts few processes of git', async () => {
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
      return event?.event === 'start'
        ? [
            event.argv
              .join(' ')
              .replace(/ -c \S+/g, '')
              .slice(0, 110) as string,
          ]
        : [];
    });
  const before = (await started()).length;
  await world.worker(['BUILDER', 'CI'], SCENARIO, { runId });
  await world.runIn(runId, 'DONE_SUCCESS');
  const after = await started();
  // Told by the message of a failure: which ones they are.
  if (after.length - before > MOST_IN_A_PHASE * phases.length) throw new Error(after.join('\n'));
});
