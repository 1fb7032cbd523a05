/** The demo's picture on a terminal, as it would be seen there: a stream that says how large the terminal is, and keeps what is written. */
import { PassThrough } from 'node:stream';

import { Output } from '../shared/output.js';
import type { RunNow } from './demo-run.js';
import { DemoScreen } from './demo-screen.js';
import type { Reported } from './demo-words.js';

const RUN: RunNow = {
  ...{
    runId: 'a-run',
    state: 'PHASE_EXECUTION',
    isTerminal: false,
    version: 9,
    tokensUsed: 18_200,
    minorIssuesCount: 1,
    majorIssuesCount: 0,
  },
  tiers: [{ tierId: 'T1', name: 'One', state: 'IN_PROGRESS' }],
  phases: (['COMPLETE', 'EXECUTING', 'QUEUED'] as const).map((state, i) => ({
    ...{ phaseId: `F${i}`, tierId: 'T1', name: `Phase ${i}`, state },
    builderAttempts: i === 1 ? 2 : 1,
  })),
};
const news = (...what: string[]): Reported[] => what.map((text) => ({ about: 'F1', what: text, paint: null }));

/** Answers the screen, and what a terminal of this size shows after everything that was written. */
function terminal(rows: number, columns: number) {
  const stream = Object.assign(new PassThrough({ highWaterMark: 1_000_000 }), { isTTY: true, rows, columns });
  const output: Output = Object.assign(new Output(false), { people: stream });
  const [term, ci] = [process.env.TERM, process.env.CI];
  process.env.TERM = 'xterm';
  delete process.env.CI;
  const displayed = (): string[] => {
    const seen: string[] = [];
    let at = 0;
    const written = String(stream.read() ?? '').replace(/\u001b\[\d+m/g, '');
    for (const [, up, clear, text] of written.matchAll(/\u001b\[(\d+)A|(\u001b\[0J)|([^\u001b\n]*\n)/g)) {
      if (up) at -= Number(up);
      else if (clear) seen.length = at;
      else seen[at++] = text!.slice(0, -1);
      if (at < 0) throw new Error('The cursor left the terminal');
    }
    return seen;
  };
  const restore = () => {
    Object.assign(process.env, { TERM: term ?? '' });
    if (ci !== undefined) process.env.CI = ci;
  };
  const screen = new DemoScreen(output);
  return { screen, displayed, restore: () => [screen.end(), restore()] };
}

describe('the picture of a run', () => {
  it.each([
    [24, 80],
    [8, 40],
    [3, 10],
  ])('is drawn over itself, and is never higher or wider than a terminal of %i × %i', (rows, columns) => {
    const { screen, displayed, restore } = terminal(rows, columns);
    try {
      for (let i = 0; i < 40; i += 1)
        screen.show(
          { ...RUN, version: i },
          news(`${i} happened, and was reported in more words than there is room for`),
        );
      const seen = displayed();
      expect(seen.length).toBeLessThan(rows);
      expect(Math.max(...seen.map((line) => [...line].length))).toBeLessThan(columns);
      expect(seen[0]).toBe('a-run  PHASE_EXECUTION'.slice(0, columns - 1));
      expect(seen.at(-1)).toBe(
        'F1     39 happened, and was reported in more words than there is room for'.slice(0, columns - 1),
      );
    } finally {
      restore();
    }
  });

  it('shows what others say above it', () => {
    const { screen, displayed, restore } = terminal(24, 80);
    try {
      screen.show(RUN, news('first'));
      screen.aside('builder: \u001b[2Jready');
      screen.show(RUN, news('second'));
      const seen = displayed();
      expect(seen[0]).toBe('builder: ready');
      expect(seen.filter((line) => line.startsWith('a-run'))).toHaveLength(1);
      expect(seen.slice(-2)).toEqual(['F1     first', 'F1     second']);
      expect(seen).toContain('    ▸ F1 Phase 1                        EXECUTING, attempt 2');
    } finally {
      restore();
    }
  });
});
