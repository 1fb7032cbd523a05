import { environmentFaultOf } from '../environment-fault.js';
import type { OutputProfileName, Seen } from './output-profile.js';
import { profileOf } from './profile-of.js';

function seenOf(name: OutputProfileName, events: readonly unknown[]): Seen {
  const profile = profileOf(name);
  profile.read(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return profile.seen();
}

/** What the driver makes of it: only a failure that the agent itself names, and neither a limit nor a refusal. */
function judged(name: OutputProfileName, events: readonly unknown[]): string | null {
  const { fault } = seenOf(name, events);
  return fault?.outcome === 'crashed' ? environmentFaultOf(fault) : null;
}

const claude = (more: object): object => ({
  type: 'result',
  subtype: 'success',
  is_error: true,
  num_turns: 1,
  ...more,
});
const stated = (text: string): object => ({
  type: 'assistant',
  message: { id: 'm', content: [{ type: 'text', text }] },
});
const turnFailed = (message: string): object => ({ type: 'turn.failed', error: { message } });
const gemini = (error: object): object => ({ type: 'result', status: 'error', error });
const opencode = (error: object): object => ({ type: 'error', error });

describe('B6: streams whose provider failed', () => {
  it.each<readonly [OutputProfileName, string, object]>([
    [
      'claude-stream-json',
      'not logged in',
      claude({ api_error_status: 401, result: 'Invalid API key · Fix external API key' }),
    ],
    [
      'claude-stream-json',
      'out of order',
      claude({ api_error_status: 529, result: 'API Error: 529 Overloaded. This is usually temporary.' }),
    ],
    [
      'claude-stream-json',
      'limits its rate',
      claude({ api_error_status: 429, api_error: 'usage_limit_reached', result: 'See you at 3pm' }),
    ],
    ['claude-stream-json', 'not logged in', claude({ result: 'Not logged in · Please run /login' })],
    [
      'claude-stream-json',
      'out of order',
      claude({ result: 'API Error: 500 {"type":"error","error":{"type":"api_error"}}' }),
    ],
    [
      'codex-jsonl',
      'not logged in',
      turnFailed('unexpected status 401 Unauthorized: invalid x-api-key, url: http://127.0.0.1:1/v1/responses'),
    ],
    [
      'codex-jsonl',
      'out of order',
      turnFailed('We’re currently experiencing high demand, which may cause temporary errors.'),
    ],
    ['codex-jsonl', 'cannot be reached', turnFailed('stream disconnected before completion: error sending request')],
    ['codex-jsonl', 'no credit', turnFailed('Quota exceeded. Check your plan and billing details.')],
    [
      'gemini-stream-json',
      'not logged in',
      gemini({ type: 'unknown', message: '[API Error: {"error":{"code":401,"status":"UNAUTHENTICATED"}}]' }),
    ],
    [
      'gemini-stream-json',
      'not logged in',
      gemini({ type: 'FatalAuthenticationError', message: 'The method is not chosen.' }),
    ],
    ['gemini-stream-json', 'out of order', gemini({ type: 'ApiError', code: 503, message: 'no answer' })],
    [
      'opencode-json',
      'not logged in',
      opencode({ name: 'APIError', data: { statusCode: 403, message: 'Nothing for you.' } }),
    ],
    [
      'opencode-json',
      'limits its rate',
      opencode({ name: 'APIError', data: { statusCode: 429, isRetryable: true, message: 'slow down' } }),
    ],
    [
      'opencode-json',
      'out of order',
      opencode({ name: 'UnknownError', data: { message: 'Unexpected server error. Check the logs.' } }),
    ],
    [
      'copilot-jsonl',
      'not logged in',
      { type: 'session.error', data: { message: 'It failed', errorType: 'authentication', statusCode: 401 } },
    ],
    ['qwen-stream-json', 'not logged in', claude({ is_error: false, result: '[API Error: 401 invalid key]' })],
    ['codex-jsonl', 'out of order', turnFailed('unexpected status 500 Internal Server Error: no answer')],
    ['codex-jsonl', 'out of order', turnFailed('exceeded retry limit, last status: 500 Internal Server Error')],
    [
      'opencode-json',
      'not logged in',
      opencode({ name: 'ProviderAuthError', data: { providerID: 'x', message: 'no' } }),
    ],
  ])('B6: %s: %s', (name, what, event) => {
    expect(judged(name, [event])).toContain(what);
  });
});

describe('B6: a program that ended while its provider failed', () => {
  const retry = {
    type: 'system',
    subtype: 'api_retry',
    attempt: 2,
    max_retries: 10,
    error_status: 529,
    error: 'overloaded',
  };
  const answer = { type: 'assistant', message: { id: 'm', model: 'x', content: [] } };
  it('B6: says so by its last try, unless its provider answered behind it', () => {
    expect(judged('claude-stream-json', [answer, retry])).toContain('out of order');
    expect(judged('claude-stream-json', [retry, answer])).toBeNull();
    expect(judged('claude-stream-json', [retry, claude({ is_error: false, result: 'Done.' })])).toBeNull();
  });
});

describe('B6: a sandbox that lets no command run', () => {
  it('B6: is a failure of the surroundings', () => {
    const item = {
      type: 'command_execution',
      status: 'failed',
      aggregated_output: 'bwrap: No permissions to create new namespace',
    };
    expect(judged('codex-jsonl', [{ type: 'item.completed', item }, { type: 'turn.completed' }])).toContain(
      'not set up to run here',
    );
  });
});

describe('W8: long last words', () => {
  it.each<readonly [OutputProfileName, (text: string) => readonly unknown[]]>([
    ['claude-stream-json', (text) => [stated(text)]],
    ['codex-jsonl', (text) => [{ type: 'item.completed', item: { type: 'agent_message', text } }]],
    [
      'gemini-stream-json',
      (text) => text.split(/(?<=\n)/).map((content) => ({ type: 'message', role: 'assistant', content, delta: true })),
    ],
    ['opencode-json', (text) => [{ type: 'text', part: { text } }]],
  ])(
    'W8: of %s: their end is kept, from the beginning of a line, and a mark shows that they are cut',
    (name, events) => {
      const lines = Array.from({ length: 2_000 }, (_, i) => `line ${i}\n`).join('');
      const { lastWords } = seenOf(name, events(lines));
      expect(lastWords).toMatch(/^… line \d+\n/);
      expect(lastWords?.endsWith('line 1999')).toBe(true);
      expect(lastWords?.length).toBeLessThanOrEqual(4_000);
    },
  );
});

describe('B6: streams that only speak of such things', () => {
  it.each<readonly [OutputProfileName, string, object]>([
    [
      'claude-stream-json',
      'budget',
      claude({ subtype: 'error_max_turns', result: 'Reached max turns while mending the login tests' }),
    ],
    ['claude-stream-json', 'refused', claude({ stop_reason: 'refusal', result: 'API Error: 401' })],
    ['claude-stream-json', 'crashed', claude({ result: '3 of 503 tests failed' })],
    ['claude-stream-json', 'crashed', claude({ api_error_status: null, result: 'expected 401, got 200' })],
    [
      'codex-jsonl',
      'refused',
      turnFailed('stream disconnected before completion: Incomplete response returned, reason: content_filter'),
    ],
    [
      'codex-jsonl',
      'budget',
      turnFailed('stream disconnected before completion: Incomplete response returned, reason: max_output_tokens'),
    ],
    ['codex-jsonl', 'crashed', turnFailed('the billing module')],
    [
      'gemini-stream-json',
      'budget',
      gemini({ type: 'FatalTurnLimitedError', message: 'Reached max session turns: log in again' }),
    ],
    ['gemini-stream-json', 'crashed', gemini({ type: 'Error', code: 1, message: 'rate limit tests fail' })],
    [
      'opencode-json',
      'crashed',
      opencode({ name: 'UnknownError', data: { message: 'insufficient_quota handling added' } }),
    ],
  ])('B6: %s: %s', (name, outcome, event) => {
    expect(seenOf(name, [event]).fault?.outcome).toBe(outcome);
    expect(judged(name, [event])).toBeNull();
  });

  it('B6: an error on the way that went well, and talk, are none', () => {
    const mended = [
      { type: 'error', message: 'Reconnecting... 1/5 (unexpected status 401)' },
      { type: 'turn.completed' },
    ];
    expect(seenOf('codex-jsonl', mended).fault).toBeNull();
    expect(
      judged('claude-stream-json', [stated('API Error: 529 Overloaded'), claude({ is_error: false, result: 'done' })]),
    ).toBeNull();
  });
});

describe('W8: the last words of a stream', () => {
  it.each<readonly [OutputProfileName, readonly unknown[]]>([
    ['claude-stream-json', [stated('I begin.'), claude({ is_error: false, result: 'I could not do it.' })]],
    ['claude-stream-json', [stated('I begin.'), stated('I could not do it.')]],
    [
      'codex-jsonl',
      [
        { type: 'item.completed', item: { type: 'agent_message', text: 'I could not do it.' } },
        { type: 'turn.completed' },
      ],
    ],
    [
      'gemini-stream-json',
      [
        { type: 'message', role: 'assistant', content: 'I begin.', delta: true },
        { type: 'tool_use', tool_name: 'shell' },
        { type: 'message', role: 'assistant', content: 'I could ', delta: true },
        { type: 'message', role: 'assistant', content: 'not do it.', delta: true },
      ],
    ],
    ['opencode-json', [{ type: 'text', part: { text: 'I could not do it.' } }]],
  ])('W8: of %s', (name, events) => {
    expect(seenOf(name, events).lastWords).toBe('I could not do it.');
  });
});
