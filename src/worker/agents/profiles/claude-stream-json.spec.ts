import { claudeStreamJson } from './claude-stream-json.js';
import type { Seen } from './output-profile.js';

/** What is seen of these events, however the text is cut. */
function seenOf(events: readonly unknown[], cut = Number.MAX_SAFE_INTEGER): Seen {
  const profile = claudeStreamJson();
  const text = events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n');
  for (let i = 0; i < text.length; i += cut) profile.read(text.slice(i, i + cut));
  profile.read('\n');
  return profile.seen();
}

const assistant = (id: string, output: number, content: unknown[] = []) => ({
  type: 'assistant',
  session_id: 's',
  message: {
    id,
    role: 'assistant',
    content,
    usage: { input_tokens: 10, cache_creation_input_tokens: 20, cache_read_input_tokens: 1_000, output_tokens: output },
  },
});
const result = (more: object) => ({
  type: 'result',
  subtype: 'success',
  is_error: false,
  num_turns: 2,
  result: 'Done.',
  ...more,
});
const USAGE = { input_tokens: 30, cache_creation_input_tokens: 40, cache_read_input_tokens: 9_000, output_tokens: 50 };

describe('B1: tokens of a Claude stream', () => {
  it('are those of the result, with the cost; what a cache served is kept separate and not charged', () => {
    const { tokens, finished } = seenOf([
      { type: 'system', subtype: 'init' },
      result({ usage: USAGE, total_cost_usd: 0.25 }),
    ]);
    expect(tokens).toEqual({ total: 120, source: 'reported', input: 70, output: 50, cached: 9_000, cost: 0.25 });
    expect(finished).toBe(true);
  });

  it('are summed over messages while it works; a message that comes again is counted once, as it last was', () => {
    const { tokens, finished } = seenOf([assistant('m1', 1), assistant('m1', 5), assistant('m2', 7)]);
    expect(tokens).toMatchObject({ total: 72, input: 60, output: 12, cached: 2_000 });
    expect(finished).toBe(false);
  });

  it('do not shrink when the result counts less than was seen, and are unknown without any figure', () => {
    expect(seenOf([assistant('m1', 500), result({ usage: { input_tokens: 1, output_tokens: 1 } })]).tokens.total).toBe(
      530,
    );
    expect(seenOf([result({})]).tokens).toEqual({ total: null, source: 'absent' });
    expect(seenOf([result({ usage: { input_tokens: -5, output_tokens: 'many' } })]).tokens.total).toBeNull();
  });
});

describe('C2: what a Claude stream says went wrong', () => {
  it.each([
    [
      'is_error with subtype success',
      { is_error: true, result: 'API Error: 529 overloaded' },
      'crashed',
      'API Error: 529 overloaded',
    ],
    ['too many turns', { subtype: 'error_max_turns', is_error: false, result: undefined }, 'budget', 'error_max_turns'],
    [
      'a broken run',
      { subtype: 'error_during_execution', result: undefined, errors: ['one', 'two'] },
      'crashed',
      'one; two',
    ],
    ['a refusal', { stop_reason: 'refusal' }, 'refused', 'Done.'],
  ])('%s', (_, more, outcome, text) => {
    expect(seenOf([result(more)]).fault).toEqual({ outcome, text });
  });

  it('nothing, if all is well', () => expect(seenOf([result({})]).fault).toBeNull());
});

describe('A5: a Claude stream of any kind is read', () => {
  it('cut anywhere, with garbage between', () => {
    const events = [
      'Warning: no terminal',
      assistant('m1', 5, [{ type: 'tool_use', name: 'Edit' }]),
      '{"type":',
      '[1]',
      result({ usage: USAGE }),
    ];
    for (const cut of [1, 7, 64]) {
      expect(seenOf(events, cut)).toMatchObject({
        tokens: { total: 120 },
        finished: true,
        unreadableLines: 3,
        note: 'uses Edit',
      });
    }
  });

  it('with fields of the wrong kind', () => {
    expect(
      seenOf([
        { type: 'assistant', message: 'no object' },
        { type: 'assistant', message: { content: 5, usage: [] } },
      ]).tokens.total,
    ).toBeNull();
    expect(seenOf([{ type: 'result', is_error: 'yes', usage: null }]).fault).toBeNull();
  });

  it('shows the beginning of its talk as one line', () => {
    const { note } = seenOf([
      assistant('m1', 1, [{ type: 'text', text: `first\nsecond\u001b[31m ${'x'.repeat(500)}` }]),
    ]);
    expect(note).toMatch(/^first second \[31m x+$/);
    expect(note!.length).toBe(200);
  });
});
