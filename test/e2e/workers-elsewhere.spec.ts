/** The workers of docs/workers-in-other-languages.md, against a real server and real repositories. What a machine does not have is left out, and said. */
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { plan } from '../support/api/api.js';
import type { WorkApi } from '../support/api/workers.js';
import type { Repositories } from '../support/git/small-repositories.js';
import { git } from '../support/git/small-repositories.js';
import { createProject, useWorkServer } from '../support/scenarios/use-work-server.js';
import type { TestServer } from '../support/server/server.js';

const EXAMPLES = join(process.cwd(), 'docs/examples/workers');
const REPORT = '<testsuite tests="1"><testcase classname="a" name="b"/></testsuite>';
/** An agent: reads its brief, and writes a file whose content needs care in JSON. */
const AGENT = `grep -q 'Phase greet' && printf 'say "hi"\\n\\tback\\\\slash\\n' > hello.txt`;
const STEP = {
  name: 'unit',
  argv: ['sh', '-c', `grep -q hi hello.txt && printf '%s' '${REPORT}' > out.xml`],
  report: 'out.xml',
};
const TESTS = STEP.argv[2]!.replace('out.xml', '"$AUTOPACK_REPORT"');

let server: TestServer;
let api: WorkApi;
let repositories: Repositories;
useWorkServer((opened) => ({ server, api, repositories } = opened));

const execute = promisify(execFile);
const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

const WORKERS = [
  {
    name: 'Python',
    program: 'python3',
    builder: (run: string) => [
      'worker.py',
      '--url',
      server.url,
      '--role',
      'builder',
      '--run',
      run,
      '--once',
      '--',
      'sh',
      '-c',
      AGENT,
    ],
    ci: (run: string) => ['worker.py', '--url', server.url, '--role', 'ci', '--run', run, '--once', '--wait', '0'],
  },
  {
    name: 'curl',
    program: 'curl',
    builder: (run: string) => ['worker.sh', 'builder', run, 'sh', '-c', AGENT],
    ci: (run: string) => ['worker.sh', 'ci', run, 'sh', '-c', TESTS],
  },
];

async function work([file, ...args]: readonly string[]): Promise<string> {
  const program = file!.endsWith('.py') ? 'python3' : 'bash';
  const env = { ...process.env, AUTOPACK_URL: server.url, AUTOPACK_WAIT: '0' };
  const { stdout } = await execute(program, [join(EXAMPLES, file!), ...args], { env });
  return stdout;
}

describe.each(WORKERS)('the worker in $name', ({ name, program, builder, ci }) => {
  const isThere = has(program);
  if (!isThere) console.warn(`${program} is not on this machine: the worker in ${name} is not tried.`);
  const trial = isThere ? it : it.skip;

  trial(
    'W5, W8, V1: builds a phase and tests it, from claim to green',
    async () => {
      const [id, run] = [`other-${program}`, `run-${program}`];
      const path = repositories.make(id);
      await createProject(
        api,
        { projectId: id, repositoryPath: path },
        { ci: { pausesSeconds: [0], baseline: 'off', profiles: { normal: [STEP] } } },
      );
      await api.startRun({ runId: run, projectId: id, tiers: plan({ T: ['greet'] }) });
      expect(await work(builder(run))).toMatch(/PASS/);
      expect(await work(ci(run))).toMatch(/GREEN|green/);
      expect((await api.read(run)).phases[0]).toMatchObject({ state: 'COMPLETE' });
      expect(git(path, 'show', `autonomous/${run}:hello.txt`)).toBe('say "hi"\n\tback\\slash');
    },
    90_000,
  );

  trial(
    'says that there is no work, and ends',
    async () => {
      await api.startRun({ runId: `idle-${program}`, tiers: plan({ T: ['a'] }) });
      expect(await work(ci(`idle-${program}`))).toMatch(/no work|idle/);
    },
    60_000,
  );
});
