import { opencodeJson } from './opencode-json.js';
import type { Seen } from './output-profile.js';

function seenOf(...events: readonly unknown[]): Seen {
  const profile = opencodeJson();
  profile.read(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return profile.seen();
}

const step = (tokens: unknown, cost = 0) => ({
  type: 'step_finish',
  part: { type: 'step-finish', reason: 'stop', cost, tokens },
});

describe('B1: tokens of an OpenCode stream', () => {
  it('are summed over steps; what a cache served is kept separate', () => {
    const { tokens } = seenOf(
      step({ input: 100, output: 10, reasoning: 5, cache: { read: 1_000, write: 50 } }, 0.5),
      step({ input: 20, output: 5, reasoning: 0, cache: { read: 2_000, write: 0 } }, 0.25),
    );
    expect(tokens).toEqual({ total: 190, source: 'reported', input: 170, output: 20, cached: 3_000, cost: 0.75 });
  });

  it('are unknown without a figure', () => {
    expect(seenOf(step(undefined), step({ total: 'x' })).tokens).toEqual({ total: null, source: 'absent' });
  });
});

describe('C2: what an OpenCode stream says went wrong', () => {
  it('an error, with its words; no event says that all is over', () => {
    expect(seenOf({ type: 'error', error: { name: 'APIError', data: { message: '401' } } }).fault).toEqual({
      outcome: 'crashed',
      text: '401',
    });
    expect(seenOf({ type: 'text', part: { text: 'hello' } })).toMatchObject({
      finished: false,
      fault: null,
      note: 'hello',
    });
  });
});
