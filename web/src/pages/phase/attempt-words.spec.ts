import type { PhaseAttemptFragment as Attempt } from '../../api/operations/phase.generated.js';
import { auditsOf, outcomeOf, patchAttemptOf } from './attempt-words.js';

const attempt = (number: number, more: Partial<Attempt> = {}): Attempt => ({
  id: `attempt:${number}`,
  runId: 'r',
  phaseId: 'p',
  number,
  role: 'BUILDER',
  workerId: 'w',
  agent: null,
  state: 'SUBMITTED',
  startedAt: '2026-01-01T00:00:00Z',
  endedAt: '2026-01-01T00:01:00Z',
  tokensUsed: 1,
  tokensEstimated: false,
  commit: null,
  notes: null,
  auditVerdict: null,
  confidence: null,
  ciVerdict: null,
  gate: null,
  artefacts: [],
  ciTries: [],
  ...more,
});
const gate = (verdict: 'PASS' | 'AUDIT' | 'REJECT', ...messages: readonly string[]) => ({
  gate: { verdict, reasons: messages.map((message) => ({ code: 'c', message })) },
});
const red = {
  ciVerdict: 'RED' as const,
  ciTries: [
    {
      ...{ number: 1, verdict: 'RED' as const, commit: null, at: '', summary: null, executed: 2, failedTests: ['t'] },
      ...{ reasons: [{ code: 'tests_failed', message: '1 of 2 failed' }], artefacts: [] },
    },
  ],
};
const words = (one: Attempt, all: readonly Attempt[] = [one]) => {
  const { look, why } = outcomeOf(one, all);
  return [look.word, why];
};

describe('What became of an attempt', () => {
  it.each([
    ['LEASED', {}, 'At work', /^$/],
    ['EXPIRED', {}, 'Lease ran out', /no heartbeat in time/],
    ['RELEASED', { notes: 'No disk left.' }, 'Given back', /^No disk left\.$/],
    ['RELEASED', {}, 'Given back', /without a result/],
    ['STOPPED', {}, 'Stopped', /from outside/],
  ] as const)('dashboard: %s %j', (state, more, word, why) => {
    const [displayed, reason] = words(attempt(1, { state, ...more }));
    expect(displayed).toBe(word);
    expect(reason).toMatch(why);
  });

  it('dashboard: a Builder’s result is judged by the gate, then an Auditor, then CI; the last that spoke counts', () => {
    expect(words(attempt(1, gate('REJECT', 'Empty', 'Large.')))).toEqual([
      'Rejected by the gate',
      'Empty. And 1 more.',
    ]);
    expect(words(attempt(1, gate('PASS')))).toEqual(['Passed the gate', '']);
    expect(words(attempt(1, { ...gate('PASS'), ...red }))).toEqual(['CI failed', '1 of 2 failed']);
    const waits = attempt(1, gate('AUDIT', 'Many deletions.'));
    expect(words(waits)).toEqual(['Needs an audit', 'Many deletions.']);
    const revised = attempt(2, { role: 'AUDITOR', auditVerdict: 'REVISE', notes: 'Too wide.' });
    expect(words(waits, [waits, revised])).toEqual(['Sent back for revision', 'Too wide.']);
    const approved = attempt(2, { role: 'AUDITOR', auditVerdict: 'APPROVE', notes: 'Fine.' });
    expect(words(waits, [waits, approved])).toEqual(['Passed the gate', 'An Auditor approved it.']);
  });

  it('dashboard: audits belong to the patch before them, CI attempts and Auditors look at it', () => {
    const all = [
      attempt(1),
      attempt(2, { role: 'AUDITOR' }),
      attempt(3),
      attempt(4, { role: 'AUDITOR' }),
      attempt(5, { role: 'CI' }),
    ];
    expect(all.map((one) => auditsOf(one, all).map(({ number }) => number))).toEqual([[2], [], [4], [], []]);
    expect(all.map((one) => patchAttemptOf(one, all)?.number)).toEqual([1, 1, 3, 3, 3]);
  });
});
