/** Limits of an agent (A4, A5): its time, its output, its environment and its permissions. */
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { driverFor } from '../../src/worker/agents/agent-choice.js';
import { type AgentDriver, type AgentEnd, AgentStop, type AgentTask } from '../../src/worker/agents/contract/agent.js';
import type { OutputProfileName } from '../../src/worker/agents/profiles/output-profile.js';
import type { StreamName } from '../../src/worker/scripted/stream-outputs.js';
import { openWorkspace, type Workspace } from '../../src/worker/workspace/workspace.js';
import { until } from '../support/waiting.js';
import { place, type Repository, repository } from './agents.fixture.js';

const at = place();
let from: Repository;
let program: string;
const opened: Workspace[] = [];

beforeAll(async () => {
  from = await repository(at.folder, { 'README.md': '# Base\n', 'src/a.txt': 'a\n' });
  program = join(process.cwd(), 'dist/worker/scripted/main.js');
});
afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.remove();
});

type Way = 'plain' | 'acp' | Exclude<StreamName, 'plain'>;
const PROFILES: Readonly<Record<Exclude<Way, 'acp'>, OutputProfileName>> = {
  plain: 'plain',
  claude: 'claude-stream-json',
  codex: 'codex-jsonl',
  gemini: 'gemini-stream-json',
  opencode: 'opencode-json',
};

interface Played extends AgentEnd {
  readonly workspace: Workspace;
  readonly totals: readonly number[];
  readonly notes: readonly string[];
  readonly seconds: number;
}

interface PlayOptions extends Partial<AgentTask> {
  readonly passEnvironment?: readonly string[];
  readonly patch?: string;
}

async function driver(way: Way, scenario: string, passEnvironment: readonly string[] = []): Promise<AgentDriver> {
  const file = join(await mkdtemp(join(at.folder, 'scenario-')), 'scenario.yaml');
  await writeFile(file, scenario);
  const words = [process.execPath, program, '--scenario', file];
  const settings = { passEnvironment };
  if (way === 'acp') return driverFor({ acp: [...words, '--acp'] }, settings);
  return driverFor({ command: [...words, '--stream', way], profile: PROFILES[way] }, settings);
}

async function play(
  way: Way,
  scenario: string,
  { passEnvironment, patch, ...options }: PlayOptions = {},
): Promise<Played> {
  const order = { repositoryPath: from.path, baseCommit: from.commit, root: join(at.folder, 'root') };
  const workspace = await openWorkspace(patch === undefined ? order : { ...order, patch });
  opened.push(workspace);
  const [totals, notes]: [number[], string[]] = [[], []];
  const began = performance.now();
  const end = await (
    await driver(way, scenario, passEnvironment)
  ).run({
    role: 'BUILDER',
    workspace: workspace.path,
    brief: '# Brief\n',
    briefJson: { phaseId: 'F1.1', attempt: 1 },
    resultFile: workspace.resultFile,
    environment: { AUTOPACK_PHASE_ID: 'F1.1', AUTOPACK_ATTEMPT: '1' },
    timeoutMs: 20_000,
    maxOutputBytes: 50_000_000,
    signal: new AbortController().signal,
    onTokens: (total) => totals.push(total),
    onNote: (text) => notes.push(text),
    ...options,
  });
  return { ...end, workspace, totals, notes, seconds: (performance.now() - began) / 1000 };
}

/** A scenario of one script. */
const script = (...actions: readonly string[]): string =>
  `version: 1\nscripts:\n  - do:\n${actions.map((each) => `      - ${each}\n`).join('')}`;

const BOTH: readonly Way[] = ['plain', 'acp'];

const task = (workspace: Workspace): AgentTask => ({
  role: 'BUILDER',
  workspace: workspace.path,
  brief: '# Brief\n',
  briefJson: {},
  resultFile: workspace.resultFile,
  environment: {},
  timeoutMs: 20_000,
  maxOutputBytes: 50_000_000,
  signal: new AbortController().signal,
  onTokens: () => undefined,
  onNote: () => undefined,
});

describe('A5: an agent is over when its time is', () => {
  it.each(BOTH)('over %s: one that hangs ends as timeout, also if it ignores TERM', async (way) => {
    const played = await play(way, script('hang: { ignoreTerm: true }'), { timeoutMs: 1_500 });
    expect(played.outcome).toBe('timeout');
    expect(played.seconds).toBeLessThan(12);
  });

  it.each(BOTH)('over %s: an aborted one ends by the reason of its abort', async (way) => {
    for (const [reason, outcome] of [
      [undefined, 'lease_lost'],
      [new AgentStop('budget'), 'budget'],
    ] as const) {
      const stop = new AbortController();
      const played = await play(way, script('say: working', 'hang'), {
        signal: stop.signal,
        onNote: () => stop.abort(reason),
      });
      // A plain agent's output is not read for its meaning, but its last line is a note too.
      expect(played.outcome).toBe(outcome);
    }
  });

  it('over ACP a cancelled agent that continues is killed', async () => {
    const stop = new AbortController();
    const played = await play('acp', script('say: working', 'hang: { ignoreTerm: true }'), {
      signal: stop.signal,
      onNote: () => stop.abort(),
    });
    expect(played.outcome).toBe('lease_lost');
    expect(played.seconds).toBeLessThan(15);
  });

  it.each(BOTH)('over %s: a task that was aborted before starts nothing', async (way) => {
    const played = await play(way, script('write: { path: x, content: x }'), { signal: AbortSignal.abort() });
    expect(played.outcome).toBe('lease_lost');
    expect((await played.workspace.diff()).files).toEqual([]);
  });

  it('one that says its last word and stays is ended and has completed', async () => {
    const result = JSON.stringify({ type: 'result', subtype: 'success', is_error: false, result: 'done' });
    const words = [process.execPath, '-e', `console.log(${JSON.stringify(result)}); setInterval(() => {}, 1000)`];
    const { CommandDriver } = await import('../../src/worker/agents/command-driver.js');
    const agent = {
      argv: words,
      promptVia: 'stdin',
      profile: 'claude-stream-json',
      model: null,
      lingerMs: 200,
    } as const;
    const { workspace } = await play('plain', script('noChange'));
    const end = await new CommandDriver({
      ...agent,
      through: { environment: [], passed: [], settings: {}, credentials: [] },
    }).run(task(workspace));
    expect(end.outcome).toBe('completed');
  });

  it.each(BOTH)('over %s: a process that it leaves is ended and counted', async (way) => {
    const played = await play(way, script('leaveProcess: { seconds: 600 }'));
    expect(played.outcome).toBe('completed');
    expect(played.leftBehind).toBeGreaterThan(0);
    const pid = Number(/leaves process (\d+)/.exec(played.log)?.[1]);
    await until('the process to be gone', () => !existsSync(`/proc/${pid}`));
  });

  it.each(BOTH)('over %s: more output than allowed is a protocol error', async (way) => {
    const played = await play(way, script('tooLarge: { bytes: 30000000 }', 'hang'), { maxOutputBytes: 1_000_000 });
    expect(played.outcome).toBe('protocol_error');
    expect(played.log.length).toBeLessThan(600_000);
  });

  it('over a stream, garbage and a line that is too long are passed over; over ACP they are protocol errors', async () => {
    const stream = await play('claude', script('garbage: { lines: 50 }', 'tooLarge: { bytes: 6000000 }', 'tokens: 5'));
    expect(stream).toMatchObject({ outcome: 'completed', tokens: { total: 5 } });
    expect((await play('acp', script('garbage', 'hang'))).outcome).toBe('protocol_error');
    expect((await play('acp', script('tooLarge: { bytes: 20000000 }', 'hang'))).outcome).toBe('protocol_error');
  });

  it.each(BOTH)('over %s: hooks and settings that it left are not run when its changes are read', async (way) => {
    const mark = join(at.folder, `mark-${way}`);
    const actions = [
      `writeHook: { mark: ${mark} }`,
      `poisonGitConfig: { mark: ${mark} }`,
      'outOfScopeWrite',
      'append: { path: src/a.txt, content: b }',
    ];
    const { workspace, outcome } = await play(way, script(...actions));
    expect(outcome).toBe('completed');
    const { files, patch } = await workspace.diff();
    expect(files).toEqual(['.github/workflows/out-of-scope.yml', 'src/a.txt']);
    expect(existsSync(mark)).toBe(false);
    expect(patch).toContain('on: push');
  });
});

describe('A4: an agent inherits no secrets', () => {
  const NAMES = ['AUTOPACK_TOKEN', 'DATABASE_URL', 'SOME_API_KEY'];
  const before = NAMES.map((name) => process.env[name]);
  beforeAll(() => NAMES.forEach((name) => (process.env[name] = `value-of-${name}`)));
  afterAll(() =>
    NAMES.forEach((name, i) => {
      if (before[i] === undefined) delete process.env[name];
      else process.env[name] = before[i];
    }),
  );

  it.each(BOTH)("over %s: none of the worker's variables arrive", async (way) => {
    const { log } = await play(way, script(...NAMES.map((name) => `printSecret: { name: ${name} }`)));
    for (const name of NAMES) expect(log).toContain(`${name} is not there`);
  });

  it.each(BOTH)('over %s: one that the operator names arrives, and its value is taken out of the log', async (way) => {
    const { log } = await play(way, script('printSecret: { name: SOME_API_KEY }'), {
      passEnvironment: ['SOME_API_KEY'],
    });
    expect(log).toContain('SOME_API_KEY is [redacted]');
    expect(log).not.toContain('value-of-SOME_API_KEY');
  });

  it("Autopack's own are refused by name", () => {
    expect(() => driverFor({ command: ['x'] }, { passEnvironment: ['AUTOPACK_TOKEN'] })).toThrow("Autopack's own");
  });
});

describe('A5: over ACP what an agent may do is asked and answered by its role', () => {
  const KINDS = ['read', 'search', 'edit', 'delete', 'move', 'execute', 'fetch', 'other', 'switch_mode', 'think'];
  const asking = script(...KINDS.map((kind) => `askPermission: { kind: ${kind}, path: src/a.txt }`));
  const answers = (log: string): Record<string, string> =>
    Object.fromEntries([...log.matchAll(/^(\w+): (allowed|rejected)$/gm)].map(([, kind, answer]) => [kind!, answer!]));

  it('a Builder works inside its workspace', async () => {
    const { log } = await play('acp', asking);
    const allowed = KINDS.filter((kind) => answers(log)[kind] === 'allowed');
    expect(allowed).toEqual(['read', 'search', 'edit', 'delete', 'move', 'execute']);
    expect(log).toContain('permission fetch src/a.txt: rejected, a BUILDER may not fetch');
    const outside = await play('acp', script('askPermission: { kind: edit, path: /etc/passwd }'));
    expect(answers(outside.log)).toEqual({ edit: 'rejected' });
  });

  it('an Auditor may do the same, as it may where it runs as a command; both read what lies outside', async () => {
    const { log } = await play('acp', asking, { role: 'AUDITOR' });
    expect(KINDS.filter((kind) => answers(log)[kind] === 'allowed')).toEqual([
      'read',
      'search',
      'edit',
      'delete',
      'move',
      'execute',
    ]);
    for (const role of ['BUILDER', 'AUDITOR'] as const) {
      const reads = await play('acp', script('askPermission: { kind: read, path: /etc/hostname }'), { role });
      expect(answers(reads.log)).toEqual({ read: 'allowed' });
    }
    const result = await play('acp', script('askPermission: { kind: edit, path: .autopack-exchange/result.json }'), {
      role: 'AUDITOR',
    });
    expect(answers(result.log)).toEqual({ edit: 'allowed' });
  });
});
