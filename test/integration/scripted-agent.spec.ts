/** The scripted agent through both drivers: real processes, real workspaces, no model (W8, W10, A4, A5). */
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

async function play(way: Way, scenario: string, { passEnvironment, patch, ...options }: PlayOptions = {}): Promise<Played> {
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
const ALL: readonly Way[] = ['plain', 'claude', 'codex', 'gemini', 'opencode', 'acp'];

describe('W8: a Builder works and tells', () => {
  it.each(ALL)('over %s: its changes are in the diff, its result file is read, and it has completed', async (way) => {
    const played = await play(
      way,
      script(
        'write: { path: src/new.txt, content: "new\\n" }',
        'append: { path: src/a.txt, content: "b\\n" }',
        'delete: README.md',
        'result: { status: SUCCEEDED, notes: "done", probes: [{ name: unit, kind: test, exitCode: 0 }], issues: [{ issueKey: a__b__c, category: style, source: self_doubt }] }',
      ),
    );
    expect(played).toMatchObject({ outcome: 'completed', resultFault: null, environmentFault: null, leftBehind: 0 });
    expect(played.result).toMatchObject({
      role: 'BUILDER',
      status: 'SUCCEEDED',
      notes: 'done',
      issues: [{ issueKey: 'a__b__c', source: 'SELF_DOUBT' }],
    });
    expect((await played.workspace.diff()).files).toEqual(['README.md', 'src/a.txt', 'src/new.txt']);
  });

  it.each(BOTH)('over %s: a result is optional, and one that is not accepted is told and does not undo the work', async (way) => {
    const without = await play(way, script('noChange'));
    expect(without).toMatchObject({ outcome: 'completed', result: null, resultFault: null });
    expect((await without.workspace.diff()).changed).toBe(false);
    const wrong = await play(way, script('result: { verdict: APPROVE, notes: "I am no Auditor" }'));
    expect(wrong).toMatchObject({ outcome: 'completed', result: null });
    expect(wrong.resultFault).toContain('verdict is not known here');
  });

  it("a result of an earlier agent does not pass for this one's, and a link is not followed", async () => {
    const first = await play('plain', script('result: { notes: "old" }'));
    const outside = join(at.folder, 'outside.json');
    await writeFile(outside, '{"notes":"outside"}');
    const again = await (
      await driver('plain', script('noChange'))
    ).run({
      ...task(first.workspace),
      onNote: () => undefined,
    });
    expect(again.result).toBeNull();
    const linked = await play('plain', script(`run: [ln, -s, ${JSON.stringify(outside)}, .autopack-exchange/result.json]`));
    expect(linked.result).toBeNull();
    expect(linked.resultFault).toContain('not an ordinary file');
  });

  it('the script is chosen by phase, role and attempt', async () => {
    const scenario = `version: 1
scripts:
  - { phase: other, do: [say: wrong phase] }
  - { role: auditor, do: [say: wrong role] }
  - { phase: F1.1, attempt: [2, 3], do: [say: later] }
  - { do: [say: any] }
`;
    expect((await play('plain', scenario)).log).toContain('any');
    expect((await play('plain', scenario, { environment: { AUTOPACK_PHASE_ID: 'F1.1', AUTOPACK_ATTEMPT: '3' } })).log).toContain('later');
    expect((await play('plain', scenario, { environment: {}, briefJson: { phaseId: 'F1.1', attempt: { number: 2 } } })).log).toContain(
      'later',
    );
  });
});

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

describe("W10: an Auditor's verdict", () => {
  it.each(BOTH)('over %s: is read from the result file', async (way) => {
    const played = await play(way, script('verdict: { verdict: revise, notes: "again", confidence: HIGH }'), { role: 'AUDITOR' });
    expect(played.outcome).toBe('completed');
    expect(played.result).toMatchObject({ role: 'AUDITOR', verdict: 'REVISE', notes: 'again', confidence: 'HIGH' });
  });

  it.each([
    ['no result file', 'noChange', 'left no result file'],
    ['no JSON', 'result: "not json"', 'is not JSON'],
    ['no verdict', 'result: { notes: x }', 'verdict is missing'],
    ['a verdict that does not exist', 'verdict: PERHAPS', 'verdict must be one of APPROVE, REVISE, ESCALATE'],
    ['an unknown key', 'result: { verdict: APPROVE, notes: x, merge: true }', 'merge is not known here'],
  ])('with %s is a protocol error that says why', async (_, action, why) => {
    const played = await play('plain', script(action), { role: 'AUDITOR' });
    expect(played).toMatchObject({ outcome: 'protocol_error', result: null });
    expect(played.resultFault).toContain(why);
  });
});

describe('B1: tokens are what the agent reports', () => {
  it.each(['claude', 'codex', 'opencode'] as const)('over %s: running totals grow, and a total said twice counts once', async (way) => {
    const played = await play(way, script('tokens: 100', 'tokens: { total: 250, times: 2 }'));
    expect(played.tokens).toMatchObject({ total: 250, source: 'reported' });
    // What comes in one piece is passed on as one total.
    expect([[100, 250], [250]]).toContainEqual(played.totals);
  });

  it('over gemini the total comes with the last word, over ACP it is derived from the context', async () => {
    expect((await play('gemini', script('tokens: 250'))).tokens).toMatchObject({ total: 250, source: 'reported' });
    const acp = await play('acp', script('tokens: 100', 'tokens: 250', 'tokens: 80'));
    expect(acp.tokens).toMatchObject({ total: 250, source: 'derived' });
    expect(acp.totals).toEqual([100, 250]);
  });

  it.each(ALL)('over %s: without a report they are unknown, never zero', async (way) => {
    const played = await play(way, script('say: hello'));
    expect(played.totals).toEqual([]);
    expect(played.tokens).toEqual({ total: null, source: 'absent' });
  });
});

describe('C2: how an agent ends is told, not believed', () => {
  it.each([
    ['claude', 'error', 'crashed', 0],
    ['claude', 'limit', 'budget', 0],
    ['claude', 'refusal', 'refused', 0],
    ['codex', 'error', 'crashed', 1],
    ['gemini', 'error', 'crashed', 1],
    ['gemini', 'limit', 'budget', 53],
    ['opencode', 'error', 'crashed', 1],
    ['plain', 'error', 'crashed', 1],
  ] as const)('%s that ends with %s: %s, although its exit code is %s', async (way, as, outcome, exitCode) => {
    expect(await play(way, script(`fail: { as: ${as}, text: it went wrong }`))).toMatchObject({ outcome, exitCode });
  });

  it.each([
    ['end_turn', 'noChange', 'completed'],
    ['max_turn_requests', 'fail: limit', 'budget'],
    ['refusal', 'fail: refusal', 'refused'],
    ['an error', 'fail: { as: error, text: broken }', 'crashed'],
  ])('over ACP: %s', async (_, action, outcome) => {
    expect((await play('acp', script(action))).outcome).toBe(outcome);
  });

  it.each(BOTH)('over %s: a crash is a crash, by exit code or by signal, and what it did before is there', async (way) => {
    const played = await play(way, script('write: { path: half.txt, content: x }', 'crash: { exitCode: 3 }'));
    expect(played).toMatchObject({ outcome: 'crashed', exitCode: 3 });
    expect((await played.workspace.diff()).files).toEqual(['half.txt']);
    expect(await play(way, script('crash: { signal: SIGKILL }'))).toMatchObject({ outcome: 'crashed', exitCode: null });
  });

  it('B6: what failed beside the work is named: credit, login, a program that is not there', async () => {
    const credit = await play('claude', script('fail: { as: error, text: Credit balance is too low }'));
    expect(credit.environmentFault).toContain('no credit');
    const login = await play('acp', script('fail: { as: error, text: Unauthorized }'));
    expect(login.environmentFault).toContain('not logged in');
    const honest = await play(
      'claude',
      script('say: the credit balance of the customer is computed', 'fail: { as: error, text: tests fail }'),
    );
    expect(honest.environmentFault).toBeNull();
    for (const choice of [{ command: ['no-such-agent'] }, { acp: ['/nowhere/no-such-agent'] }]) {
      const end = await driverFor(choice).run(task((await play('plain', script('noChange'))).workspace));
      expect(end.outcome).toBe('crashed');
      expect(end.environmentFault).toContain('no-such-agent is not there');
      expect(end.environmentFault).not.toContain('/nowhere');
    }
  });
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

  it('over ACP a cancelled agent that goes on is killed', async () => {
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
    const agent = { argv: words, promptVia: 'stdin', profile: 'claude-stream-json', model: null, lingerMs: 200 } as const;
    const { workspace } = await play('plain', script('noChange'));
    const end = await new CommandDriver({ ...agent, through: { environment: [], passed: [], settings: {}, credentials: [] } }).run(
      task(workspace),
    );
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
    const { log } = await play(way, script('printSecret: { name: SOME_API_KEY }'), { passEnvironment: ['SOME_API_KEY'] });
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
    expect(KINDS.filter((kind) => answers(log)[kind] === 'allowed')).toEqual(['read', 'search', 'edit', 'delete', 'move', 'execute']);
    for (const role of ['BUILDER', 'AUDITOR'] as const) {
      const reads = await play('acp', script('askPermission: { kind: read, path: /etc/hostname }'), { role });
      expect(answers(reads.log)).toEqual({ read: 'allowed' });
    }
    const result = await play('acp', script('askPermission: { kind: edit, path: .autopack-exchange/result.json }'), { role: 'AUDITOR' });
    expect(answers(result.log)).toEqual({ edit: 'allowed' });
  });
});

describe('P1: a scenario that cannot be played is refused before anything is done', () => {
  it.each([
    [
      'an action that does not exist',
      'version: 1\nscripts:\n  - do:\n      - noChange\n      - wirte: { path: a, content: b }\n',
      'line 5',
    ],
    ['a path outside', 'version: 1\nscripts:\n  - do:\n      - write: { path: ../x, content: b }\n', 'must be a path inside the workspace'],
    ['a key that is not known', 'version: 1\nscripts:\n  - do: [noChange]\n    fase: F1\n', 'fase is not known here'],
    [
      'no script for the task',
      'version: 1\nscripts:\n  - { phase: other, do: [noChange] }\n',
      'no script for phase F1.1, role BUILDER, attempt 1',
    ],
    ['text that is no YAML', 'version: [1\n', 'line'],
  ])('%s', async (_, scenario, why) => {
    const played = await play('plain', scenario);
    expect(played).toMatchObject({ outcome: 'crashed', exitCode: 2 });
    expect(played.log).toContain(why);
    expect((await played.workspace.diff()).files).toEqual([]);
  });
});
