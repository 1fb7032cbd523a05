import { geminiStreamJson } from './gemini-stream-json.js';
import type { Seen } from './output-profile.js';

function seenOf(...events: readonly unknown[]): Seen {
  const profile = geminiStreamJson();
  profile.read(events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n'));
  profile.read('\n');
  return profile.seen();
}

const result = (stats: unknown, more: object = {}) => ({
  type: 'result',
  timestamp: 'now',
  status: 'success',
  stats,
  ...more,
});

describe('B1: tokens of a Gemini stream', () => {
  it('are in its last word: input without its cached part, output, and what it thought', () => {
    const seen = seenOf(
      { type: 'init', model: 'm' },
      result({ total_tokens: 1_200, input_tokens: 1_000, output_tokens: 100, cached: 400 }),
    );
    expect(seen).toMatchObject({
      tokens: { total: 800, source: 'reported', input: 600, output: 100, cached: 400 },
      finished: true,
    });
  });

  it('are read from the total if that is all there is, and are unknown without it', () => {
    expect(seenOf(result({ total_tokens: 90 })).tokens.total).toBe(90);
    expect(seenOf(result(undefined)).tokens).toEqual({ total: null, source: 'absent' });
    expect(seenOf({ type: 'message', role: 'assistant', content: 'hi' })).toMatchObject({
      finished: false,
      note: 'hi',
    });
  });
});

describe('C2: what a Gemini stream says went wrong', () => {
  it('the status of the result counts, not a warning on the way', () => {
    expect(seenOf({ type: 'error', severity: 'warning', message: 'loop' }, result({})).fault).toBeNull();
    expect(seenOf(result({}, { status: 'error', error: { type: 'Error', message: 'bad' } })).fault).toEqual({
      outcome: 'crashed',
      text: 'bad',
    });
    const limit = { status: 'error', error: { type: 'FatalTurnLimitedError', message: 'Reached max session turns' } };
    expect(seenOf(result({}, limit)).fault?.outcome).toBe('budget');
  });
});

describe('A5: a Gemini stream of any kind is read', () => {
  it('garbage and fields of the wrong kind', () => {
    const seen = seenOf(
      'YOLO mode is enabled.',
      { type: 'tool_use', tool_name: 'shell' },
      { type: 'result', status: 5, stats: [] },
    );
    expect(seen).toMatchObject({ unreadableLines: 1, note: 'uses shell', fault: null, finished: true });
  });
});
