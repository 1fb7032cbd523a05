import { after } from '../../../../test/support/domain/builders.js';
import { begun } from '../../../../test/support/domain/work-stories.js';
import type { RunEvent } from '../../model/run-event.js';
import { HistoryFold, historyOf } from './history.js';
import { MOST_POINTS } from './thinned.js';

const charged = (seq: number, tokens: number, at: Date): RunEvent => ({
  ...{ seq, type: 'TOKENS_ADDED', subject: 'phase/p0', actor: 'operator', cause: 'updatePhaseStatus', at },
  ...{ fromState: null, toState: null, data: { tokens } },
});
const moved = (seq: number, at: Date, fromState: string, toState: string): RunEvent => ({
  ...{ seq, type: 'PHASE_STATE_CHANGED', subject: 'phase/p0', actor: 'operator', cause: 'updatePhaseStatus', at },
  ...{ fromState, toState, data: {} },
});
/** The events by which a run of one phase begins. */
const beginning = (): readonly RunEvent[] => begun().events;

describe('O7: histories', () => {
  test('O7: a run of 10,000 events has at most 1,000 points and 1,000 spans, with the first and the last of each', () => {
    const events = [...beginning()];
    const start = events.at(-1)!;
    const at = (i: number) => new Date(start.at.getTime() + i * 1_000);
    for (let i = 1; i <= 10_000; i += 1) {
      const seq = start.seq + 2 * i;
      const odd = i % 2 === 1;
      events.push(odd ? moved(seq, at(i), 'QUEUED', 'EXECUTING') : moved(seq, at(i), 'EXECUTING', 'QUEUED'));
      events.push(charged(seq, 1, at(i)));
    }
    const { spans, points } = historyOf(events);
    expect([spans.length, points.length]).toEqual([MOST_POINTS, MOST_POINTS]);
    expect(points[0]).toMatchObject({ at: events[0]!.at, tokens: 0 });
    expect(points.at(-1)).toMatchObject({ at: at(10_000), tokens: 10_000 });
    expect(spans.at(-1)).toMatchObject({ kind: 'waiting', start: at(10_000), end: null });
    expect(spans.every(({ start: from }, i) => i === 0 || from >= spans[i - 1]!.start)).toBe(true);
    expect(points.every(({ tokens }, i) => i === 0 || tokens > points[i - 1]!.tokens)).toBe(true);
  });

  test('O7: a history that was read goes on where it was', () => {
    const events = beginning();
    const seq = events.at(-1)!.seq;
    const fold = new HistoryFold();
    for (const event of events) fold.add(event);
    fold.add(charged(seq + 1, 5, after(3)));
    expect(fold.history().points.at(-1)).toMatchObject({ at: after(3), tokens: 5 });
    fold.add(charged(seq + 2, 2, after(3)));
    fold.add(charged(seq + 3, 1, after(4)));
    expect(fold.history().points.slice(-2)).toMatchObject([
      { at: after(3), tokens: 7 },
      { at: after(4), tokens: 8 },
    ]);
    expect(fold.history()).toEqual(fold.history());
  });

  test('O7: a clock that goes back makes no span and no point before an earlier one', () => {
    const events = beginning();
    const seq = events.at(-1)!.seq;
    const { spans, points } = historyOf([
      ...events,
      moved(seq + 1, after(9), 'QUEUED', 'EXECUTING'),
      charged(seq + 2, 1, after(2)),
      moved(seq + 3, after(3), 'EXECUTING', 'GATE'),
    ]);
    for (const [i, span] of spans.entries()) if (i > 0) expect(span.start >= spans[i - 1]!.start).toBe(true);
    expect(points.at(-1)!.at).toEqual(after(9));
  });
});
