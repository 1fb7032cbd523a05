/** Pi, Cline and Droid, in the shape in which they write, with lines between that nobody knows. */
import { environmentFaultOf } from '../environment-fault.js';
import type { OutputProfileName, Seen } from './output-profile.js';
import { profileOf } from './profile-of.js';

function seenOf(name: OutputProfileName, events: readonly unknown[], cut = 41): Seen {
  const profile = profileOf(name);
  const lines = [
    'Warning: no terminal',
    { type: 'novelty', usage: { inputTokens: 9, totalInputTokens: 9, input: 9 } },
    ...events,
  ];
  const text = lines.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n');
  for (let i = 0; i < text.length; i += cut) profile.read(text.slice(i, i + cut));
  profile.read('\n');
  return profile.seen();
}

const piUsage = { input: 1_000, output: 50, cacheRead: 400, cacheWrite: 0, totalTokens: 1_450, cost: { total: 0.01 } };
const piMessage = (stopReason: string, more: object = {}) => ({
  role: 'assistant',
  content: [],
  usage: piUsage,
  stopReason,
  ...more,
});
/** A message comes at its end, again with its turn, and again with all of the talk. */
const piCall = (message: { readonly [key: string]: unknown }) => [
  { type: 'message_update', message: { ...message, usage: { ...piUsage, output: 7 } } },
  { type: 'message_end', message },
  { type: 'turn_end', message, toolResults: [] },
];
const piSays = (text: string) => piMessage('stop', { content: [{ type: 'text', text }], responseId: text });
const piTool = (id: string) => piMessage('toolUse', { responseId: id, content: [{ type: 'toolCall', name: 'bash' }] });
const piFails = (errorMessage: string) =>
  piMessage('error', { errorMessage, usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0 } });
const piEnd = { type: 'agent_end', messages: [piTool('a'), piSays('b')] };

const clineUsage = (calls: number) => ({
  type: 'agent_event',
  event: {
    type: 'usage',
    inputTokens: 1_400,
    outputTokens: 50,
    cacheReadTokens: 400,
    totalInputTokens: 1_400 * calls,
    totalOutputTokens: 50 * calls,
    totalCacheReadTokens: 400 * calls,
  },
});
const clineResult = (finishReason: string, text: string, more: object = {}) => ({
  type: 'run_result',
  finishReason,
  text,
  usage: { inputTokens: 2_800, outputTokens: 100, cacheReadTokens: 800, totalCost: 0.5 },
  ...more,
});
const clineError = (message: string, errorClass = 'unknown') => ({
  type: 'agent_event',
  event: { type: 'error', error: { name: 'Error', message, stack: 'at x' }, errorClass },
});

const droidEnd = {
  type: 'completion',
  finalText: 'Written.',
  usage: { input_tokens: 2_000, output_tokens: 100, cache_read_input_tokens: 800 },
};

describe("B1: tokens of programs that take models of one's own", () => {
  it.each<readonly [string, OutputProfileName, readonly unknown[], object]>([
    [
      'pi: each call once, while it works',
      'pi-json',
      [...piCall(piTool('a')), ...piCall(piTool('b'))],
      { total: 2_100, cached: 800, cost: 0.02 },
    ],
    ['pi: not again at its end', 'pi-json', [...piCall(piTool('a')), ...piCall(piSays('b')), piEnd], { total: 2_100 }],
    [
      'pi: calls without a name',
      'pi-json',
      [...piCall(piMessage('toolUse')), ...piCall(piMessage('stop'))],
      { total: 2_100 },
    ],
    ['pi: a call that failed reports nothing', 'pi-json', piCall(piFails('401')), { total: null }],
    ['cline: sums that only grow', 'cline-json', [clineUsage(1), clineUsage(2)], { total: 2_100, cached: 800 }],
    [
      'cline: the end, with the price',
      'cline-json',
      [clineUsage(1), clineResult('completed', 'x')],
      { total: 2_100, cost: 0.5 },
    ],
    [
      'cline: its helpers, too',
      'cline-json',
      [
        clineUsage(2),
        clineResult('completed', 'x', {
          aggregateUsage: { inputTokens: 9_000, outputTokens: 100, cacheReadTokens: 0 },
        }),
      ],
      { total: 9_100 },
    ],
    [
      'cline: zeros of a failure are no figure',
      'cline-json',
      [clineResult('error', 'x', { usage: { inputTokens: 0, outputTokens: 0 } })],
      { total: null },
    ],
    ['droid: at its end', 'droid-stream-json', [droidEnd], { total: 2_100, cached: 800 }],
    [
      'droid: null is no figure',
      'droid-stream-json',
      [{ type: 'completion', finalText: 'x', usage: null }],
      { total: null },
    ],
  ])('%s', (_, name, events, tokens) => expect(seenOf(name, events).tokens).toMatchObject(tokens));
});

describe('C2: how they end', () => {
  it.each<readonly [string, OutputProfileName, readonly unknown[], object]>([
    [
      'pi: well',
      'pi-json',
      [...piCall(piSays('Done.')), piEnd],
      { finished: true, fault: null, unfinished: null, lastWords: 'Done.', worked: true },
    ],
    [
      'pi: after another try',
      'pi-json',
      [
        ...piCall(piFails('529')),
        { type: 'agent_end' },
        { type: 'auto_retry_start' },
        { type: 'agent_start' },
        ...piCall(piSays('Done.')),
      ],
      { finished: false, fault: null },
    ],
    [
      'pi: in the middle',
      'pi-json',
      [...piCall(piTool('a'))],
      { unfinished: expect.stringContaining('in the middle') },
    ],
    [
      'pi: cut at the length',
      'pi-json',
      [...piCall(piMessage('length'))],
      { unfinished: expect.stringContaining('cut at the length') },
    ],
    [
      'cline: well',
      'cline-json',
      [clineResult('completed', 'Done.')],
      { finished: true, fault: null, lastWords: 'Done.' },
    ],
    ['cline: after another try', 'cline-json', [clineError('x'), clineResult('completed', 'Done.')], { fault: null }],
    [
      'cline: out of turns',
      'cline-json',
      [clineResult('max_iterations', 'stopped')],
      { fault: { outcome: 'budget', text: 'stopped' } },
    ],
    [
      'cline: broken off',
      'cline-json',
      [clineResult('aborted', '')],
      { fault: { outcome: 'crashed', text: 'aborted' } },
    ],
    ['droid: well', 'droid-stream-json', [droidEnd], { finished: true, fault: null, lastWords: 'Written.' }],
    [
      'droid: it never began',
      'droid-stream-json',
      [{ type: 'error', message: 'no' }],
      { finished: false, worked: false, fault: { text: 'no' } },
    ],
  ])('%s', (_, name, events, seen) => expect(seenOf(name, events)).toMatchObject(seen));
});

describe('B6: a failure of their providers', () => {
  it.each<readonly [OutputProfileName, string, readonly unknown[]]>([
    ['pi-json', 'not logged in', piCall(piFails('401 invalid x-api-key'))],
    [
      'pi-json',
      'limits its rate',
      piCall(piFails("429 This request would exceed your account's rate limit. Please try again later.")),
    ],
    [
      'pi-json',
      'cannot be reached',
      [...piCall(piFails('Connection error.')), { type: 'auto_retry_end', success: false }],
    ],
    ['cline-json', 'not logged in', [clineError('it is refused', 'auth'), clineResult('error', 'it is refused')]],
    ['cline-json', 'limits its rate', [clineResult('error', "This request would exceed your account's rate limit.")]],
    [
      'cline-json',
      'out of order',
      [clineError('Internal server error'), { type: 'error', message: 'Internal server error' }],
    ],
    [
      'cline-json',
      'cannot be reached',
      [clineError('Cannot connect to API: The socket connection was closed (ECONNRESET)')],
    ],
    [
      'droid-stream-json',
      'not logged in',
      [
        { type: 'error', message: '401 invalid x-api-key' },
        { type: 'error', message: 'Exec failed' },
      ],
    ],
    [
      'droid-stream-json',
      'not logged in',
      [{ type: 'error', message: 'Error: Authentication failed. Please log in using /login.' }],
    ],
  ])('%s: %s', (name, what, events) => {
    const { fault } = seenOf(name, events);
    expect(fault === null ? null : environmentFaultOf(fault)).toContain(what);
  });
});

describe('B6: what is written between lines of JSON', () => {
  it('is kept, without lines that were only cut', () => {
    const events = ['No API key found. Starting login flow...', '{"type":"half'];
    for (const name of ['claude-stream-json', 'pi-json', 'codex-jsonl'] as const) {
      expect(seenOf(name, events).stray).toBe('Warning: no terminal\nNo API key found. Starting login flow...\n');
    }
  });
});
