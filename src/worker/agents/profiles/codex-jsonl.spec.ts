import { codexJsonl } from './codex-jsonl.js';
import type { Seen } from './output-profile.js';

function seenOf(...events: readonly unknown[]): Seen {
  const profile = codexJsonl();
  profile.read(events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n'));
  profile.read('\n');
  return profile.seen();
}

const started = [{ type: 'thread.started', thread_id: 't' }, { type: 'turn.started' }];
const completed = (input: number, cached: number, output: number) => ({
  type: 'turn.completed',
  usage: { input_tokens: input, cached_input_tokens: cached, output_tokens: output },
});

describe('B1: tokens of a Codex stream', () => {
  it('count the input without its cached part, and the output; there is no total to read', () => {
    expect(seenOf(...started, completed(1_000, 900, 50))).toMatchObject({
      tokens: { total: 150, source: 'reported', input: 100, output: 50, cached: 900 },
      finished: true,
    });
  });

  it("are the thread's: a later turn does not add, and a lower figure changes nothing", () => {
    expect(
      seenOf(...started, completed(1_000, 0, 50), { type: 'turn.started' }, completed(2_000, 0, 60), completed(5, 0, 5))
        .tokens.total,
    ).toBe(2_060);
  });

  it('are unknown without a figure, and never more cached than there was input', () => {
    expect(seenOf(...started, { type: 'turn.completed' }).tokens).toEqual({ total: null, source: 'absent' });
    expect(seenOf(completed(10, 50, 1)).tokens).toMatchObject({ total: 1, input: 0, cached: 10 });
  });
});

describe('C2: what a Codex stream says went wrong', () => {
  it('a failed turn, with its words and with what it used', () => {
    const { fault, tokens } = seenOf(...started, {
      type: 'turn.failed',
      error: { message: 'quota exceeded' },
      usage: { input_tokens: 7, output_tokens: 1 },
    });
    expect(fault).toEqual({ outcome: 'crashed', text: 'quota exceeded' });
    expect(tokens.total).toBe(8);
  });

  it('an error that ends it, but not one that was overcome', () => {
    expect(seenOf(...started, { type: 'error', message: 'stream disconnected' }).fault?.text).toBe(
      'stream disconnected',
    );
    expect(seenOf(...started, { type: 'error', message: 'reconnecting 1/5' }, completed(1, 0, 1)).fault).toBeNull();
  });

  it('it has not finished while a new turn runs', () => {
    expect(seenOf(completed(1, 0, 1), { type: 'turn.started' }).finished).toBe(false);
  });
});

describe('A5: a Codex stream of any kind is read', () => {
  it('garbage is counted, items become notes', () => {
    const seen = seenOf('reading prompt from stdin…', ...started, {
      type: 'item.started',
      item: { type: 'command_execution', command: 'npm test' },
    });
    expect(seen).toMatchObject({ unreadableLines: 1, note: 'runs npm test' });
    expect(
      seenOf({ type: 5 }, { type: 'item.completed', item: [] }, { type: 'turn.completed', usage: 'x' }).tokens.total,
    ).toBeNull();
  });
});
