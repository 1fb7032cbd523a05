/** Records that programs keep of their sessions, as files that grow while they are read (B1). */
import { appendFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { AgentTokens } from '../../src/worker/agents/contract/agent.js';
import type { RecordFormat } from '../../src/worker/agents/session-record-files.js';
import { SessionRecords } from '../../src/worker/agents/session-records.js';
import { until } from '../support/waiting.js';
import { place } from './agents.fixture.js';

const at = place();

interface Kept {
  readonly format: RecordFormat;
  /** Below the home. */
  file(workspace: string): string;
  head(workspace: string): object;
  call(id: string): object;
}

const day = new Date();
const two = (value: number): string => String(value).padStart(2, '0');
const codexDay = `${day.getFullYear()}/${two(day.getMonth() + 1)}/${two(day.getDate())}`;
const openai = { input_tokens: 1_400, cached_input_tokens: 400, output_tokens: 50 };

const KEPT: readonly Kept[] = [
  {
    format: 'claude',
    file: (workspace) => `.claude/projects/${workspace.replaceAll(/[^A-Za-z0-9]/g, '-')}/s.jsonl`,
    head: (cwd) => ({ type: 'user', cwd }),
    call: (id) => ({
      type: 'assistant',
      message: { id, usage: { input_tokens: 1_000, cache_read_input_tokens: 400, output_tokens: 50 } },
    }),
  },
  {
    format: 'codex',
    file: () => `.codex/sessions/${codexDay}/rollout-x.jsonl`,
    head: (cwd) => ({ type: 'session_meta', payload: { id: 't', cwd } }),
    call: (id) => ({ type: 'token_usage_record', payload: { response_id: id, usage: openai } }),
  },
  {
    format: 'gemini',
    file: () => '.gemini/tmp/tree-3/chats/session-x.jsonl',
    head: () => ({ sessionId: 's', kind: 'main' }),
    call: (id) => ({
      id,
      type: 'gemini',
      tokens: { input: 1_400, output: 40, cached: 400, thoughts: 10, tool: 0, total: 1_450 },
    }),
  },
  {
    format: 'copilot',
    file: () => '.copilot/session-state/s/events.jsonl',
    head: (cwd) => ({ type: 'session.start', data: { context: { cwd } } }),
    call: (id) => ({
      type: 'session.usage_record',
      id,
      data: { usage: { inputTokens: 1_400, outputTokens: 50, cacheReadTokens: 400 } },
    }),
  },
  {
    format: 'pi',
    file: (workspace) => `.pi/agent/sessions/--${workspace.slice(1).replaceAll('/', '-')}--/now_s.jsonl`,
    head: (cwd) => ({ type: 'session', version: 3, cwd }),
    call: (id) => ({
      type: 'message',
      message: {
        role: 'assistant',
        responseId: id,
        usage: { input: 1_000, output: 50, cacheRead: 400, cacheWrite: 0 },
      },
    }),
  },
];

const line = (value: object): string => `${JSON.stringify(value)}\n`;

describe.each(KEPT)('B1: the records of $format', ({ format, file, head, call }) => {
  it('are found by the workspace and read while they grow; each call counts once; another session does not count', async () => {
    const home = await mkdtemp(join(at.folder, 'home-'));
    const workspace = join(home, 'attempt-x/tree');
    const own = join(home, file(workspace));
    await mkdir(dirname(own), { recursive: true });
    if (format === 'gemini') await writeFile(join(home, '.gemini/tmp/tree-3/.project_root'), workspace);
    const reported: AgentTokens[] = [];
    const records = new SessionRecords(
      { format, workspace, environment: { HOME: home }, since: Date.now() },
      (tokens) => reported.push(tokens),
      10,
    );
    const total = (wanted: number) =>
      until(`${wanted} tokens`, () => Promise.resolve(reported.at(-1)?.total === wanted));
    await writeFile(own, line(head(workspace)) + line(call('one')) + line(call('one')));
    await total(1_050);
    const second = line(call('two'));
    await appendFile(own, second.slice(0, 20));
    await appendFile(own, `${second.slice(20)}no json\n{"type":"novelty"}\n`);
    await total(2_100);
    const other = join(
      home,
      file(join(home, 'elsewhere/tree')).replace('rollout-x', 'rollout-y').replace('state/s/', 'state/o/'),
    );
    if (format === 'gemini') await mkdir(join(home, '.gemini/tmp/tree-4/chats'), { recursive: true });
    const foreign = format === 'gemini' ? join(home, '.gemini/tmp/tree-4/chats/session-y.jsonl') : other;
    await mkdir(dirname(foreign), { recursive: true });
    await writeFile(foreign, line(head(join(home, 'elsewhere/tree'))) + line(call('three')));
    expect(await records.end()).toMatchObject({ total: 2_100, cached: 800, source: 'reported' });
  });

  it('that are missing report nothing', async () => {
    const records = new SessionRecords(
      { format, workspace: '/w/tree', environment: { HOME: at.folder }, since: Date.now() },
      () => undefined,
      10,
    );
    expect(await records.end()).toEqual({ total: null, source: 'absent' });
  });
});

describe('B1: the records of Droid', () => {
  it('are written anew as a whole; a session that was started by another one counts once', async () => {
    const home = await mkdtemp(join(at.folder, 'home-'));
    const workspace = join(home, 'attempt-x/tree');
    const folder = join(home, '.factory/sessions', workspace.replaceAll('/', '-'));
    await mkdir(folder, { recursive: true });
    const usage = (calls: number) => ({
      inputTokens: 1_000 * calls,
      outputTokens: 40 * calls,
      thinkingTokens: 10 * calls,
      cacheReadTokens: 400,
    });
    const keep = (name: string, own: number, all: number) =>
      writeFile(
        join(folder, `${name}.settings.json`),
        JSON.stringify({ tokenUsage: usage(own), inclusiveTokenUsage: usage(all) }, null, 2),
      );
    const reported: AgentTokens[] = [];
    const place = { format: 'droid', workspace, environment: { HOME: home }, since: Date.now() } as const;
    const records = new SessionRecords(place, (tokens) => reported.push(tokens), 10);
    await keep('one', 1, 1);
    await until('the first', () => Promise.resolve(reported.at(-1)?.total === 1_050));
    await writeFile(join(folder, 'half.settings.json'), '{"tokenUsage": {"inp');
    await keep('two', 1, 1);
    await keep('one', 2, 3);
    expect(await records.end()).toMatchObject({ total: 3_150, source: 'reported' });
  });
});

describe('B1: older records of Codex', () => {
  it('report what the whole thread used so far', async () => {
    const home = await mkdtemp(join(at.folder, 'home-'));
    const workspace = join(home, 'tree');
    const file = join(home, KEPT[1]!.file(workspace));
    await mkdir(dirname(file), { recursive: true });
    const count = (times: number) => ({
      type: 'event_msg',
      payload: {
        type: 'token_count',
        info: {
          total_token_usage: {
            input_tokens: 1_400 * times,
            cached_input_tokens: 400 * times,
            output_tokens: 50 * times,
          },
        },
      },
    });
    await writeFile(file, line(KEPT[1]!.head(workspace)) + line(count(1)) + line(count(2)));
    const records = new SessionRecords(
      { format: 'codex', workspace, environment: { HOME: home }, since: Date.now() },
      () => undefined,
      10,
    );
    expect(await records.end()).toMatchObject({ total: 2_100 });
  });
});
