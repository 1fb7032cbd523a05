/** The scripted agent over every protocol (W8, W10, B1, C2, P1): its work, its result, its tokens and its end. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { driverFor } from '../../src/worker/agents/agent-choice.js';
import { type AgentDriver, type AgentEnd, type AgentTask } from '../../src/worker/agents/contract/agent.js';
import type { OutputProfileName } from '../../src/worker/agents/profiles/output-profile.js';
import type { StreamName } from '../../src/worker/scripted/stream-outputs.js';
import { openWorkspace, type Workspace } from '../../src/worker/workspace/workspace.js';
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
const ALL: readonly Way[] = ['plain', 'claude', 'codex', 'gemini', 'opencode', 'acp'];

describe('W8: a Builder works and reports', () => {
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

  it.each(BOTH)(
    'over %s: a result is optional, and one that is not accepted is reported and does not undo the work',
    async (way) => {
      const without = await play(way, script('noChange'));
      expect(without).toMatchObject({ outcome: 'completed', result: null, resultFault: null });
      expect((await without.workspace.diff()).changed).toBe(false);
      const wrong = await play(way, script('result: { verdict: APPROVE, notes: "I am no Auditor" }'));
      expect(wrong).toMatchObject({ outcome: 'completed', result: null });
      expect(wrong.resultFault).toContain('verdict is not known here');
    },
  );

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
    const linked = await play(
      'plain',
      script(`run: [ln, -s, ${JSON.stringify(outside)}, .autopack-exchange/result.json]`),
    );
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
    expect(
      (await play('plain', scenario, { environment: { AUTOPACK_PHASE_ID: 'F1.1', AUTOPACK_ATTEMPT: '3' } })).log,
    ).toContain('later');
    expect(
      (await play('plain', scenario, { environment: {}, briefJson: { phaseId: 'F1.1', attempt: { number: 2 } } })).log,
    ).toContain('later');
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
    const played = await play(way, script('verdict: { verdict: revise, notes: "again", confidence: HIGH }'), {
      role: 'AUDITOR',
    });
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
  it.each(['claude', 'codex', 'opencode'] as const)(
    'over %s: running totals grow, and a total said twice counts once',
    async (way) => {
      const played = await play(way, script('tokens: 100', 'tokens: { total: 250, times: 2 }'));
      expect(played.tokens).toMatchObject({ total: 250, source: 'reported' });
      // What comes in one piece is passed on as one total.
      expect([[100, 250], [250]]).toContainEqual(played.totals);
    },
  );

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

describe('C2: how an agent ends is reported, not believed', () => {
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

  it.each(BOTH)(
    'over %s: a crash is a crash, by exit code or by signal, and what it did before is there',
    async (way) => {
      const played = await play(way, script('write: { path: half.txt, content: x }', 'crash: { exitCode: 3 }'));
      expect(played).toMatchObject({ outcome: 'crashed', exitCode: 3 });
      expect((await played.workspace.diff()).files).toEqual(['half.txt']);
      expect(await play(way, script('crash: { signal: SIGKILL }'))).toMatchObject({
        outcome: 'crashed',
        exitCode: null,
      });
    },
  );

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

describe('P1: a scenario that cannot be played is refused before anything is done', () => {
  it.each([
    [
      'an action that does not exist',
      'version: 1\nscripts:\n  - do:\n      - noChange\n      - wirte: { path: a, content: b }\n',
      'line 5',
    ],
    [
      'a path outside',
      'version: 1\nscripts:\n  - do:\n      - write: { path: ../x, content: b }\n',
      'must be a path inside the workspace',
    ],
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
