/** A6: a worker hands the tools of Autopack to the agent that it starts, with a token for its lease alone: a real worker, a real server. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../support/waiting.js';
import { makeToken } from './access-matrix.fixture.js';
import { type WorkerProcess, WorkerWorld } from './worker.fixture.js';

const TOKEN = 'the-operator-of-the-tools';
const AGENT = join(process.cwd(), 'test/fixtures/agents/uses-tools.mjs');
const world = new WorkerWorld();
beforeAll(() => world.open({ AUTOPACK_MCP: 'on', AUTOPACK_TOKEN: TOKEN }), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(180_000);

const words = (...more: readonly string[]): string => JSON.stringify([process.execPath, AGENT, ...more]);

interface Done {
  readonly runId: string;
  readonly notes: Readonly<Record<string, unknown>>;
  readonly worker: WorkerProcess;
  readonly kept: string;
}

/** A run of one phase by one worker, to the end of its attempt: its notes, and everything that is kept of it. */
async function built(
  how: readonly string[],
  { server = world.server.url, environment = {} }: { server?: string; environment?: Record<string, string> } = {},
): Promise<Done> {
  const place = await world.project();
  const runId = await world.run(place);
  const { secret } = await makeToken(world.server, {
    ...{ name: `hand-${runId}`, role: 'BUILDER', projectIds: [place.projectId] },
  });
  const worker = world.process(['--role', 'builder', '--run', runId, '--once', '--server', server, ...how], {
    ...environment,
    AUTOPACK_TOKEN: secret,
  });
  const code = await worker.ended;
  if (code !== 0) throw new Error(`${code}\n${worker.out()}\n${worker.err()}`);
  const phase = await world.client.phaseOf(runId, 'a');
  const [attempt] = phase.attempts;
  const folder = await until('the files of the run', () =>
    filesBelow(join(world.server.runsRoot, runId)).catch(() => null),
  );
  const events = await world.server.database.query(`select e::text from run_event e where run_id = $1`, [runId]);
  const kept = [folder, JSON.stringify(events), worker.out(), worker.err(), attempt!.notes].join('\n');
  return { runId, notes: JSON.parse(firstJson(attempt!.notes ?? '')) as Done['notes'], worker, kept };
}

const firstJson = (text: string): string => /\{.*\}/s.exec(text)?.[0] ?? `{"none":${JSON.stringify(text)}}`;

async function filesBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
  );
  return texts.join('\n');
}

const USED = {
  tools: ['check_patch', 'read_context', 'record_issues'],
  brief: true,
  good: 'PASS',
  issues: 'Recorded: 1.',
  elsewhere: 403,
  variables: ['AUTOPACK_TOKEN'],
  file: true,
};

test('A6: an agent of a worker with --tools reads its brief and checks its patch; the token is kept nowhere', async () => {
  const { notes, kept } = await built(['--agent-command', words(), '--tools']);
  expect(notes).toMatchObject(USED);
  expect(notes.bad).not.toBe('PASS');
  expect(kept).toContain('style__seen');
  expect(kept).not.toMatch(/apk_|lease_/);
});

test('A6: an agent over ACP is given the tools by its session, and works without them where it takes no server over HTTP', async () => {
  // The session names the token: no command of the agent inherits it.
  expect((await built(['--acp', words('--acp'), '--tools'])).notes).toMatchObject({ ...USED, variables: [] });
  const without = await built(['--acp', words('--acp', '--stdio-alone'), '--tools']);
  expect(without.notes).toEqual({ tools: 'none' });
  expect(without.kept).toContain('takes no MCP server over HTTP');
});

test.each([
  ['opencode', '"$OPENCODE_CONFIG_CONTENT"'],
  ['copilot', '"$(printf "%s\\n" "$@" | grep -A 1 -e --additional-mcp-config | tail -n 1)"'],
])(
  'A6: the preset %s gives its program the tools in the form that it reads, and no token in words or files',
  async (name, settings) => {
    const folder = await mkdtemp(join(tmpdir(), 'autopack-tools-'));
    const seen = join(folder, 'words');
    // It stands in for the program: the settings are read from where the real one reads them.
    const script = `#!/bin/sh\ncat > /dev/null\nprintf '%s\\n' "$@" "$OPENCODE_CONFIG_CONTENT" > '${seen}'\nexec '${process.execPath}' '${AGENT}' --settings ${settings}\n`;
    await writeFile(join(folder, name), script, { mode: 0o755 });
    try {
      const PATH = `${folder}:${process.env.PATH}`;
      const { notes, kept } = await built(['--agent', name, '--tools'], { environment: { PATH } });
      expect(notes).toMatchObject(USED);
      expect(kept + (await readFile(seen, 'utf8'))).not.toMatch(/apk_|lease_/);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

test('A6: without --tools, and where the server has none, the agent works without them; the worker says why', async () => {
  expect((await built(['--agent-command', words()])).notes).toEqual({ tools: 'none' });
  const closed = await world.server.another({ AUTOPACK_MCP: 'off' });
  const { notes, worker } = await built(['--agent-command', words(), '--tools'], { server: closed.url });
  expect(notes).toEqual({ tools: 'none' });
  expect(worker.err() + worker.out()).toContain('AUTOPACK_MCP=on');
});

test('A6: what cannot be given the tools is said before work is claimed', async () => {
  const refusal = async (...how: string[]) => {
    const worker = world.process(how);
    return [await worker.ended, worker.err()];
  };
  expect(await refusal('--role', 'ci', '--tools')).toEqual([
    64,
    expect.stringContaining('a worker for ci alone has none'),
  ]);
  expect(await refusal('--role', 'builder', '--agent', 'gemini', '--over', 'command', '--tools')).toEqual([
    64,
    expect.stringContaining('over acp it can be'),
  ]);
  const passed = ['--pass-environment', 'OPENCODE_CONFIG_CONTENT'];
  expect(await refusal('--role', 'builder', '--agent', 'opencode', '--tools', ...passed)).toEqual([
    64,
    expect.stringContaining('which --pass-environment names too'),
  ]);
  const named = JSON.stringify(['agent', '{mcpUrl}', '{promptFile}']);
  expect(await refusal('--role', 'builder', '--agent-command', named)).toEqual([
    64,
    expect.stringContaining('add --tools'),
  ]);
});
