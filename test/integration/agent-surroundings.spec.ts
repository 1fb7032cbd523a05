/** What an agent depends on, with real processes: silence, its temporary folder, its words and its key (A5, B6). */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type AgentSettings, driverFor } from '../../src/worker/agents/agent-choice.js';
import { credentialHint, letThrough, secretsIn } from '../../src/worker/agents/agent-environment.js';
import { withHint } from '../../src/worker/agents/agent-says.js';
import type { AgentEnd, AgentTask } from '../../src/worker/agents/contract/agent.js';
import { withoutMachinePaths } from '../../src/worker/agents/machine-paths.js';
import type { OutputProfileName } from '../../src/worker/agents/profiles/output-profile.js';
import { place, put } from './agents.fixture.js';

const at = place();
let made = 0;

async function run(
  words: readonly string[],
  settings: AgentSettings = {},
  over: 'command' | 'acp' | OutputProfileName = 'command',
): Promise<AgentEnd> {
  const workspace = join(at.folder, `attempt-${(made += 1)}`, 'tree');
  const temporaryFolder = join(workspace, '../tmp');
  await put(workspace, { 'a.txt': 'a\n' });
  await mkdir(temporaryFolder);
  const task: AgentTask = {
    role: 'BUILDER',
    workspace,
    brief: '# Build it\n',
    briefJson: {},
    resultFile: join(workspace, '.autopack-exchange/result.json'),
    temporaryFolder,
    environment: {},
    timeoutMs: 60_000,
    maxOutputBytes: 1_000_000,
    signal: new AbortController().signal,
    onTokens: () => undefined,
    onNote: () => undefined,
  };
  const profile = over === 'command' ? 'plain' : over;
  return driverFor(profile === 'acp' ? { acp: words } : { command: words, profile }, settings).run(task);
}

describe('B6: an agent that says nothing and changes nothing', () => {
  it.each(['command', 'acp'] as const)(
    'over %s is ended, as a failure of its surroundings, and is charged an estimate',
    async (over) => {
      const end = await run(['sh', '-c', 'sleep 60'], { silenceMs: 300 }, over);
      expect(end).toMatchObject({ outcome: 'timeout', tokens: { source: 'derived' }, leftBehind: expect.any(Number) });
      expect(end.tokens.total).toBeGreaterThan(0);
      expect(end.environmentFault).toContain('it said nothing and changed no file');
    },
  );

  it('is not ended while it writes, to its output or to a file', async () => {
    const talks = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do echo $i; sleep 0.2; done';
    const works = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do echo $i > f$i; sleep 0.2; done';
    for (const doing of [talks, works])
      expect((await run(['sh', '-c', doing], { silenceMs: 2_000 })).outcome).toBe('completed');
  });

  it('may be silent for ever if that is set', async () => {
    expect((await run(['sleep', '1'], { silenceMs: 0 })).outcome).toBe('completed');
  });
});

describe('B6: an agent that cannot begin', () => {
  it('says so in plain words where lines of JSON were to come', async () => {
    const end = await run(
      ['sh', '-c', 'echo "No API key found. Starting login flow..."; exit 1'],
      {},
      'claude-stream-json',
    );
    expect(end.environmentFault).toContain('it is not logged in');
    expect(end.lastWords).toBe('No API key found. Starting login flow...');
    expect(end.tokens.total).toBeNull();
  });

  it('points to its log, which stands on its standard error', async () => {
    const error = JSON.stringify({
      type: 'error',
      error: { name: 'UnknownError', data: { message: 'Unexpected server error. Check server logs.' } },
    });
    const log = 'level=ERROR message=failed error="ProviderModelNotFoundError: Model not found: a/b. Did you mean: c?"';
    const end = await run(['sh', '-c', 'echo "$0"; echo "$1" >&2; exit 1', error, log], {}, 'opencode-json');
    expect(end.environmentFault).toContain('its provider has no such model for it');
  });
});

describe('A5: the temporary folder of an agent', () => {
  it('is its own, beside its work tree', async () => {
    expect((await run(['sh', '-c', 'echo "$TMPDIR $TMP $TEMP"'])).log).toMatch(/^(\S+\/attempt-\d+\/tmp) \1 \1\n$/);
  });
});

describe('A4: the words of an agent', () => {
  it('name no path of the machine, and keep what it wrote to standard error when it broke off', async () => {
    const { lastWords, errorOutput } = await run([
      'sh',
      '-c',
      'echo "in $PWD/src/a.ts"; echo "tmp $TMPDIR/x" >&2; exit 4',
    ]);
    expect({ lastWords, errorOutput }).toEqual({ lastWords: 'in src/a.ts', errorOutput: 'tmp <tmp>/x' });
  });

  it.each([
    ['/h/me/.cache/attempt-1/tree/src/a.ts', 'src/a.ts'],
    ['cd /h/me/.cache/attempt-1/tree', 'cd .'],
    ['/h/me/.claude/projects/-h-me--cache-attempt-1-tree/memory', '~/.claude/projects/<workspace>/memory'],
    ['/h/me/.cache/attempt-1/holder.json', '<attempt>/holder.json'],
    ['/usr/include/stdio.h', '/usr/include/stdio.h'],
  ])('%s is told as %s', (text, displayed) => {
    expect(withoutMachinePaths({ workspace: '/h/me/.cache/attempt-1/tree', home: '/h/me' })(text)).toBe(displayed);
  });
});

describe('B6: an agent without its key', () => {
  const fault = 'The agent could not work: it is not logged in ("Please run /login").';
  const through = (...passed: string[]) => letThrough([], passed, { credentials: ['A_KEY', 'B_KEY'] });

  it.each([
    ['held and not passed on', through(), { B_KEY: 'x' }, '--pass-environment B_KEY'],
    ['not there', through(), {}, 'It looks for A_KEY or B_KEY'],
    ['named and not set', through('A_KEY'), {}, 'It looks for A_KEY or B_KEY'],
  ] as const)('that is %s: the sentence says what to do', (_, let_, from, words) =>
    expect(credentialHint(let_, from)).toContain(words),
  );

  it('that was passed on is told to check it, and faults of another kind get no such sentence', () => {
    expect(credentialHint(through('A_KEY'), { A_KEY: 'x' })).toBeNull();
    expect(withHint('The disk is full.', through())).toBe('The disk is full.');
    expect(withHint(fault, letThrough([], []))).toBe(
      `${fault} ${'Check the key that is passed on, or the login of the agent, and what its account may use.'}`,
    );
  });

  it('places and models that are passed on are no secrets, unless a password stands in them', () => {
    const from = {
      X_BASE_URL: 'http://127.0.0.1:4010/v1',
      X_PROXY: 'http://me:secret@proxy',
      X_MODEL: 'a-long-model',
      X_KEY: 'a-long-key',
    };
    expect(secretsIn(letThrough([], Object.keys(from)), from)).toEqual(['http://me:secret@proxy', 'a-long-key']);
  });
});

describe('W8: the documents', () => {
  it('name the flag and the forms', async () => {
    expect(await readFile('docs/agents.md', 'utf8')).toContain('--agent-silence');
  });
});
