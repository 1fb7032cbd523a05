import { after } from '../../../../test/support/domain/builders.js';
import { RUN_EVENT_TYPES } from '../../model/run-event.js';
import { eventLine, type RenderedEvent } from './event-words.js';

const event = (values: Partial<RenderedEvent> = {}): RenderedEvent => ({
  ...{
    seq: 7,
    type: 'PHASE_STATE_CHANGED',
    subject: 'phase/p0',
    actor: 'builder/w1',
    cause: 'submitBuilderResult',
    at: after(1),
  },
  ...{ fromState: 'EXECUTING', toState: 'GATE', data: {} },
  ...values,
});
const reported = (data: RenderedEvent['data']): string => eventLine(event({ data })).split('EXECUTING → GATE')[1]!;

describe('E1: events in words', () => {
  it('E1: say when, who, by which command, and what moved', () => {
    expect(eventLine(event())).toBe(
      '- 7, 2026-03-01T08:01:00.000Z, builder/w1 (submitBuilderResult): phase/p0 EXECUTING → GATE',
    );
    expect(eventLine(event({ subject: 'run', fromState: null, toState: 'RUN_CREATED' }))).toContain(
      ': run new → RUN_CREATED',
    );
  });

  it.each(RUN_EVENT_TYPES)('E1: %s has words of its own when no state changed', (type) => {
    expect(eventLine(event({ type, fromState: null, toState: null }))).toMatch(/: phase\/p0 [a-z ]+$/);
  });

  it.each([
    [{ attempt: 3, status: 'FAILED', tokens: 5 }, '; attempt 3; status FAILED; 5 tokens'],
    [{ gate: { verdict: 'REJECT', reasons: ['a', 'b'] } }, '; gate REJECT (a, b)'],
    [
      { ci: { try: 2, verdict: 'RED', reasons: Array.from({ length: 7 }, (_, i) => `r${i}`) } },
      '; CI try 2 RED (r0, r1, r2, r3, r4 and 2 more)',
    ],
    [
      { ended: 'EXPIRED', environment: 'no\ndisk', waited: true },
      '; lease EXPIRED; no worker claimed it in time; environment: no disk',
    ],
    [{ refs_moved: [{ ref: 'refs/heads/x', to: null }], issues: [1, 2] }, '; issues: 2; moved refs/heads/x to nothing'],
    [{ audit: 'REVISE', note: ' ', focus: 'locks', failure: { rule: 'B3' } }, '; audit REVISE; focus: locks; rule B3'],
  ])('E1: describe %j', (data, words) => {
    expect(reported(data as RenderedEvent['data'])).toBe(words);
  });

  it('E1: leave out what they do not know, what has another form, and data that was too large', () => {
    expect(
      reported({ noted: { work: 1 }, attempt: 'x', gate: ['a'], ci: { verdict: 3 }, failure: null, waited: 1 }),
    ).toBe('');
    expect(reported(null)).toBe('');
  });

  it('I4: stay on one line of text, whatever agents wrote', () => {
    const hostile = `a\n# b | <i>\u001b[2J\u202e${'x'.repeat(5_000)}`;
    const line = eventLine(event({ actor: `builder/${hostile}`, data: { environment: hostile, note: hostile } }));
    expect(line).not.toMatch(/[\n\u001b\u202e]|[^\\]<i>|[^\\]\|/);
    expect(line.length).toBeLessThan(1_000);
  });
});
