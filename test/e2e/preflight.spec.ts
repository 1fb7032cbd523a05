/** The preflight script and the workflow files for projects whose CI is elsewhere. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'yaml';

import { plan } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

const SCRIPT = join(process.cwd(), 'scripts/preflight_gate.sh');
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'autopack-preflight-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface End {
  readonly code: number;
  readonly out: string;
}
const preflight = (args: readonly string[], env: Record<string, string> = {}): Promise<End> =>
  new Promise((resolve) =>
    execFile('bash', [SCRIPT, ...args], { cwd: folder, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: `${stdout}${stderr}` }),
    ),
  );
/** Fails so many times, then passes; counts in a file. */
function failing(times: number): string[] {
  const counter = join(folder, `counter-${Math.floor(performance.now() * 1_000)}`);
  writeFileSync(counter, '0');
  const code = `const fs = require('fs'); const n = Number(fs.readFileSync(process.argv[1], 'utf8')) + 1; fs.writeFileSync(process.argv[1], String(n)); process.exit(n > ${times} ? 0 : 1)`;
  return [process.execPath, '-e', code, counter];
}

describe('V3: the preflight script', () => {
  it('V3: is green when the command is, at once or in a later try', async () => {
    expect(await preflight(['--', 'true'])).toMatchObject({ code: 0 });
    const late = await preflight(['--pauses', '0 0', '--', ...failing(2)]);
    expect(late).toMatchObject({ code: 0, out: expect.stringContaining('green in try 3 after it had failed: flaky') });
  });

  it('V3: fails when three tries were never green, and does not hide the output', async () => {
    const never = await preflight(['--pauses', '0', '--', 'sh', '-c', 'echo broken; exit 7']);
    expect(never).toMatchObject({ code: 1, out: expect.stringMatching(/(broken[\s\S]*){3}never green in 3 tries/) });
  });

  it('A5: runs the command without a shell and without our token', async () => {
    const reported = await preflight(
      ['--', process.execPath, '-p', 'process.argv[1] + String(process.env.AUTOPACK_TOKEN)', '$(id); `id`'],
      {
        AUTOPACK_TOKEN: 'geheim',
      },
    );
    expect(reported.out).toContain('$(id); `id`undefined');
  });

  it.each([
    [[]],
    [['--attempts', '0', '--', 'true']],
    [['--pauses', 'x', '--', 'true']],
    [['--run', 'r', '--', 'true']],
    [['--what']],
  ])('A3: prints its usage: %j', async (args) =>
    expect(await preflight(args)).toMatchObject({ code: 2, out: expect.stringContaining('--attempts N') }),
  );

  it('V3: runs right here where no container engine answers', async () => {
    const end = await preflight(['--image', 'node:22', '--', 'echo', 'here'], { PATH: '/usr/bin:/bin' });
    expect(end).toMatchObject({ code: 0, out: expect.stringMatching(/no container engine answers[\s\S]*here/) });
  });
});

describe('with a server', () => {
  let server: TestServer;
  let client: WorkApi;
  beforeAll(async () => {
    server = await startTestServer();
    client = workApi(server);
  });
  afterAll(async () => server.close());

  it('V5, B4: stops early when the CI cap of the tier is reached', async () => {
    const document = { defaults: { tier: { ciRunCap: 1 } } };
    await client.command('publishRuleset', { projectId: 'default', document });
    await client.startRun({ runId: 'capped', tiers: plan({ T1: ['a'] }) });
    const requested = ['--run', 'capped', '--tier', 'T1', '--url', server.url, '--pauses', '0'];
    expect(await preflight([...requested, '--', 'true'])).toMatchObject({ code: 0 });
    await client.move('capped', 'a', 'EXECUTING', 'GATE', 'CI_RUNNING');
    expect(await preflight([...requested, '--', 'true'])).toMatchObject({
      code: 3,
      out: expect.stringContaining('no CI run left'),
    });
    expect(await preflight(['--run', 'nobody', '--tier', 'T', '--url', server.url, '--', 'true'])).toMatchObject({
      code: 4,
    });
  });
});

describe.each(['autopack-preflight.yml', 'autopack-promotion.yml'])('%s', (name) => {
  const text = readFileSync(join(process.cwd(), 'docs/examples/github', name), 'utf8');
  const workflow = parse(text) as { jobs: Record<string, { steps: { run?: string }[] }>; permissions: unknown };

  it('M1, V1: is a workflow that may only read', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(Object.values(workflow.jobs).flatMap((job) => job.steps).length).toBeGreaterThan(1);
  });

  it('A5: pastes nothing of an event into the text of a script', () => {
    const scripts = Object.values(workflow.jobs).flatMap((job) => job.steps.flatMap((step) => step.run ?? []));
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).not.toContain('${{');
  });
});
