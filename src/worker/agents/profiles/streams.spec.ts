/** Streams in the shape in which real programs write them, read by their profiles; with lines and fields between that nobody knows. */
import type { OutputProfileName, Seen } from './output-profile.js';
import { profileOf } from './profile-of.js';

function seenOf(name: OutputProfileName, events: readonly unknown[], cut = 37): Seen {
  const profile = profileOf(name);
  const text = events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n');
  for (let i = 0; i < text.length; i += cut) profile.read(text.slice(i, i + cut));
  profile.read('\n');
  return profile.seen();
}

const claudeUsage = (input: number, output: number) => ({
  input_tokens: input,
  cache_read_input_tokens: 400,
  output_tokens: output,
});
/** A message as its stream reports it: the usage of its begin, the line of the whole, and the true usage behind it. */
const claudeCall = (id: string, input: number, output: number) => [
  { type: 'stream_event', event: { type: 'message_start', message: { id, usage: claudeUsage(input, 1) } }, uuid: 'u' },
  {
    type: 'stream_event',
    event: { type: 'content_block_delta', delta: { type: 'text_delta', text: 'x' } },
    api_message_id: id,
  },
  {
    type: 'assistant',
    message: { id, model: 'm', content: [{ type: 'text', text: `said ${id}` }], usage: claudeUsage(input, 1) },
  },
  { type: 'stream_event', event: { type: 'message_delta', usage: claudeUsage(input, output) }, api_message_id: id },
];
const claudeResult = (more: object) => ({
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: 'All done.',
  ...more,
});

describe('B1: tokens of Claude are reported while it works', () => {
  it('by the parts of its messages, whose own lines report the output of their begin', () => {
    const seen = seenOf('claude-stream-json', [
      ...claudeCall('m1', 10, 4_000),
      ...claudeCall('m2', 10, 4_000),
      { type: 'novelty', x: [1] },
    ]);
    expect(seen.tokens).toMatchObject({ total: 8_020, cached: 800, source: 'reported' });
  });

  it.each([
    ['without the name of the message', (event: object) => ({ ...event, api_message_id: undefined })],
    ['with fields that nobody knows', (event: object) => ({ later: { usage: { output_tokens: 9 } }, ...event })],
  ])('%s', (_, change) => {
    expect(
      seenOf(
        'claude-stream-json',
        claudeCall('m1', 10, 70).map((event): object => change(event)),
      ).tokens.total,
    ).toBe(80);
  });

  it('B1: several results count once: what all models used so far, sub-agents and side calls included', () => {
    const modelUsage = {
      large: { inputTokens: 5_000, outputTokens: 250, cacheReadInputTokens: 2_000, cacheCreationInputTokens: 10 },
      small: { inputTokens: 11, outputTokens: 3 },
    };
    const results = [
      claudeResult({ usage: claudeUsage(3_000, 150), modelUsage }),
      claudeResult({ usage: claudeUsage(1_000, 50), modelUsage }),
    ];
    expect(seenOf('claude-stream-json', results).tokens.total).toBe(5_274);
    const without = results.map((each) => ({ ...each, modelUsage: undefined }));
    expect(seenOf('claude-stream-json', without).tokens.total).toBe(4_200);
  });
});

describe('C2: a turn that ended before its work is not done', () => {
  const step = (reason: string, more: object = {}) => ({
    type: 'step_finish',
    part: { reason, tokens: { input: 1, output: 1 }, ...more },
  });
  const rejected = {
    type: 'tool_use',
    part: { tool: 'read', state: { status: 'error', error: 'The user rejected permission to use this tool.' } },
  };
  it.each([
    ['opencode-json', 'a last step that was to go on', [step('stop'), step('tool-calls')], 'in the middle'],
    ['opencode-json', 'a rejection', [step('tool-calls'), rejected, step('tool-calls')], 'rejected a permission'],
    ['opencode-json', 'an answer that was cut', [step('length')], 'cut at the length'],
    [
      'gemini-stream-json',
      'the breaker of loops',
      [
        { type: 'error', severity: 'warning', message: 'Loop detected, stopping execution' },
        { type: 'result', status: 'success', stats: {} },
      ],
      'Loop detected',
    ],
  ] as const)('%s: %s', (name, _, events, why) => expect(seenOf(name, events).unfinished).toContain(why));

  it.each([
    ['opencode-json', [step('tool-calls'), step('stop')]],
    ['opencode-json', [rejected, step('tool-calls'), step('stop')]],
    [
      'gemini-stream-json',
      [
        { type: 'error', severity: 'warning', message: 'slow' },
        { type: 'result', status: 'success', stats: {} },
      ],
    ],
  ] as const)('%s: one that went on is', (name, events) => expect(seenOf(name, events).unfinished).toBeNull());
});

describe('B6: what fields say of a provider is kept with the words', () => {
  it.each([
    [
      'claude-stream-json',
      claudeResult({
        is_error: true,
        api_error_status: 429,
        api_error: 'usage_limit_reached',
        result: "You've hit your limit",
      }),
      'HTTP 429, usage_limit_reached',
    ],
    [
      'opencode-json',
      { type: 'error', error: { name: 'APIError', data: { message: 'Your account has no access.', statusCode: 403 } } },
      'HTTP 403',
    ],
    [
      'copilot-jsonl',
      { type: 'session.error', data: { message: 'It failed', errorType: 'authentication', statusCode: 401 } },
      'HTTP 401',
    ],
    ['qwen-stream-json', claudeResult({ result: '[API Error: 401 invalid key]' }), '401'],
  ] as const)('%s', (name, event, words) => {
    expect(seenOf(name, [event]).fault).toMatchObject({ outcome: 'crashed', text: expect.stringContaining(words) });
  });

  it.each([
    ['content_filter', 'refused'],
    ['max_output_tokens', 'budget'],
  ])('codex: an answer that ended with %s is %s', (reason, outcome) => {
    const message = `stream disconnected before completion: Incomplete response returned, reason: ${reason}`;
    expect(seenOf('codex-jsonl', [{ type: 'turn.failed', error: { message } }]).fault?.outcome).toBe(outcome);
  });

  it('claude: a refusal that is also called an error is a refusal', () => {
    expect(
      seenOf('claude-stream-json', [claudeResult({ is_error: true, stop_reason: 'refusal' })]).fault?.outcome,
    ).toBe('refused');
  });

  it('codex: a turn in which the sandbox let no command run names what to do; one whose commands ran does not', () => {
    const item = (status: string, output: string) => ({
      type: 'item.completed',
      item: { type: 'command_execution', command: 'ls', status, aggregated_output: output },
    });
    const barred = item('failed', 'bwrap: Creating new namespace failed: Operation not permitted');
    const end = { type: 'turn.completed', usage: { input_tokens: 5, output_tokens: 1 } };
    expect(seenOf('codex-jsonl', [barred, barred, end]).fault?.text).toContain('--sandbox danger-full-access');
    expect(seenOf('codex-jsonl', [barred, item('completed', ''), end]).fault).toBeNull();
    expect(seenOf('codex-jsonl', [item('failed', 'no such file'), end]).fault).toBeNull();
  });
});

describe('W8: the words of an agent at its end', () => {
  it.each([
    ['claude-stream-json', [...claudeCall('m1', 1, 1), claudeResult({})], 'All done.'],
    [
      'codex-jsonl',
      [
        { type: 'item.completed', item: { type: 'agent_message', text: 'one' } },
        { type: 'item.completed', item: { type: 'agent_message', text: 'two\nlines' } },
      ],
      'two\nlines',
    ],
    [
      'gemini-stream-json',
      ['Done: ', 'all ', 'of it.'].map((content) => ({ type: 'message', role: 'assistant', content, delta: true })),
      'Done: all of it.',
    ],
    ['opencode-json', [{ type: 'text', part: { text: 'said\u001b[31m red' } }], 'said red'],
    [
      'copilot-jsonl',
      [
        { type: 'assistant.message', data: { content: 'Written.' } },
        { type: 'assistant.message', data: { content: '' } },
        { type: 'result', exitCode: 0 },
      ],
      'Written.',
    ],
    ['qwen-stream-json', [claudeResult({ result: 'Ready.' })], 'Ready.'],
    ['plain', ['first', 'last'], 'first\nlast'],
  ] as const)('%s', (name, events, words) => expect(seenOf(name, events).lastWords).toBe(words));
});

describe('B1: Qwen reports what a cache served inside its input', () => {
  it('so that it is taken out', () => {
    const usage = { input_tokens: 7_000, cache_read_input_tokens: 2_000, output_tokens: 250 };
    expect(seenOf('qwen-stream-json', [claudeResult({ usage })]).tokens).toMatchObject({ total: 5_250, cached: 2_000 });
  });
});
