/** The drivers with programs that are no scripted agent (A5, B6), and the example of the documents, played as it is there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { driverFor } from '../../src/worker/agents/agent-choice.js';
import { type AgentEnd, type AgentTask, withEvidence } from '../../src/worker/agents/contract/agent.js';
import { presetNames } from '../../src/worker/agents/preset.js';
import { partOf, scriptFor } from '../../src/worker/scripted/part.js';
import { play } from '../../src/worker/scripted/play.js';
import { readScenario } from '../../src/worker/scripted/scenario.js';
import { streamOutput } from '../../src/worker/scripted/stream-outputs.js';
import { place, put } from './agents.fixture.js';

const at = place();
let made = 0;

async function task(more: Partial<AgentTask> = {}): Promise<AgentTask> {
  const workspace = join(at.folder, `task-${(made += 1)}`);
  await put(workspace, { 'a.txt': 'a\n' });
  return {
    role: 'BUILDER',
    workspace,
    brief: '# Build it\nmit Umlauten: äöü\n',
    briefJson: { phaseId: 'F1' },
    resultFile: join(workspace, '.autopack-exchange/result.json'),
    environment: { AUTOPACK_PHASE_ID: 'F1' },
    timeoutMs: 20_000,
    maxOutputBytes: 10_000_000,
    signal: new AbortController().signal,
    onTokens: () => undefined,
    onNote: () => undefined,
    ...more,
  };
}

const run = async (words: readonly string[], more: Partial<AgentTask> = {}): Promise<AgentEnd> =>
  driverFor({ command: words }).run(await task(more));

describe("A5: a command of one's own", () => {
  it('gets its prompt on standard input, which ends', async () => {
    expect(await run(['cat'])).toMatchObject({
      outcome: 'completed',
      log: '# Build it\nmit Umlauten: äöü\n',
      exitCode: 0,
    });
  });

  it('gets its prompt as a file if it names it, and nothing on standard input', async () => {
    const { log } = await run(['sh', '-c', 'cat; cat "$1"', 'sh', '{promptFile}']);
    expect(log).toBe('# Build it\nmit Umlauten: äöü\n');
  });

  it('finds the brief as data, the form of its result, and who it is', async () => {
    const { log } = await run([
      'sh',
      '-c',
      'cat "$AUTOPACK_BRIEF_FILE"; head -c 60 "$1"; echo; echo "$AUTOPACK_ROLE $AUTOPACK_PHASE_ID"; pwd',
      'sh',
      '{schemaFile}',
    ]);
    expect(log).toContain('"phaseId": "F1"');
    expect(log).toContain('draft/2020-12');
    expect(log).toContain('BUILDER F1');
    expect(log).toContain(at.folder);
  });

  it('is started without a shell: what looks like one is a word', async () => {
    const { log } = await run(['echo', '$HOME; echo {workspace} | cat']);
    expect(log).toMatch(/^\$HOME; echo .*task-\d+ \| cat\n$/);
  });

  it('A4: gets an environment of names that are known', async () => {
    const { log } = await run(['env']);
    const names = log
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]!);
    const known =
      /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_ALL|LC_CTYPE|TZ|TMPDIR|NO_COLOR|CI|AUTOPACK_(ROLE|PHASE_ID|WORKSPACE|(PROMPT|BRIEF|RESULT|SCHEMA)_FILE)|SUPERVISED_PROCESS_MARK)$/;
    expect(names.filter((name) => !known.test(name))).toEqual([]);
  });

  it('leaves a result that is larger than any honest one, or behind a link: it is not read', async () => {
    const large = await run(['sh', '-c', 'head -c 2000000 /dev/zero > "$AUTOPACK_RESULT_FILE"']);
    expect(large.resultFault).toContain('has 2000000 bytes');
    const secret = join(at.folder, 'elsewhere/result.json');
    await put(at.folder, { 'elsewhere/result.json': '{"notes":"elsewhere"}' });
    const linked = await run([
      'sh',
      '-c',
      'd=$(dirname "$AUTOPACK_RESULT_FILE"); rm -r "$d"; ln -s "$(dirname "$1")" "$d"',
      'sh',
      secret,
    ]);
    expect(linked).toMatchObject({
      result: null,
      resultFault: 'The folder of the result file is not the one that was laid.',
    });
    const pipe = await run(['sh', '-c', 'mkfifo "$AUTOPACK_RESULT_FILE"']);
    expect(pipe.resultFault).toContain('not an ordinary file');
  });

  it('A4: what looks like a secret is taken out of its log', async () => {
    const { log } = await run(['echo', `token ghp_${'a'.repeat(36)}`]);
    expect(log).toBe('token [redacted]\n');
  });
});

describe('A5: a peer over ACP that is none', () => {
  it.each([
    ['ends at once', ['true'], 'crashed'],
    ['writes prose', ['sh', '-c', 'echo hello; sleep 60'], 'protocol_error'],
    [
      'answers with an error',
      ['sh', '-c', `read line; echo '{"jsonrpc":"2.0","id":0,"error":{"code":-32000,"message":"log in"}}'; sleep 60`],
      'crashed',
    ],
    [
      'speaks another version',
      ['sh', '-c', `read line; echo '{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":99}}'; sleep 60`],
      'protocol_error',
    ],
    ['says nothing', ['sleep', '60'], 'timeout'],
  ])('that %s is reported as what it is, in bounded time', async (_, words, outcome) => {
    const began = performance.now();
    const end = await driverFor({ acp: words }).run(await task({ timeoutMs: 3_000 }));
    expect(end.outcome).toBe(outcome);
    expect(performance.now() - began).toBeLessThan(15_000);
    if (_ === 'answers with an error') expect(end.environmentFault).toContain('not logged in');
  });
});

describe('W8: done without a change is distinguished', () => {
  it('by the part that computed the diff', () => {
    const end = { outcome: 'completed' } as AgentEnd;
    expect(withEvidence(end, false).outcome).toBe('no_change');
    expect(withEvidence(end, true).outcome).toBe('completed');
    expect(withEvidence({ ...end, outcome: 'crashed' }, false).outcome).toBe('crashed');
  });
});

describe('W8: the documents of agents and scenarios', () => {
  it('the example is a scenario and plays as it says', async () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(await readFile('docs/scenarios.md', 'utf8'))?.[1] ?? '';
    const scenario = readScenario(example);
    const { workspace, resultFile } = await task();
    const output = streamOutput('plain', () => undefined);
    for (const [attempt, text] of [
      ['1', 'helo\n'],
      ['2', 'hello\n'],
    ] as const) {
      const script = scriptFor(
        scenario,
        partOf({ AUTOPACK_PHASE_ID: 'F1.1', AUTOPACK_ROLE: 'BUILDER', AUTOPACK_ATTEMPT: attempt }, null),
      );
      await play(script.actions, { workspace, resultFile, env: {} }, output);
      expect(await readFile(join(workspace, 'src/greeting.txt'), 'utf8')).toBe(text);
    }
  });

  it('name every action, every preset and every placeholder', async () => {
    const [agents, scenarios] = await Promise.all(
      ['docs/agents.md', 'docs/scenarios.md'].map((file) => readFile(file, 'utf8')),
    );
    for (const name of presetNames()) expect(agents).toContain(`\`${name}\``);
    const known = /known are (.*)$/m.exec(faultOf('version: 1\nscripts: [{ do: [nope] }]'))?.[1]?.split(', ') ?? [];
    expect(known.length).toBeGreaterThan(15);
    for (const name of known) expect(scenarios).toContain(`\`${name}\``);
  });
});

function faultOf(scenario: string): string {
  try {
    readScenario(scenario);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
