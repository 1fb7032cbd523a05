import { after, aPhase } from '../../../../test/support/domain/builders.js';
import type { PhaseFacts } from '../../model/facts.js';
import { NO_WORK, type PhaseWork } from '../../model/phase-work.js';
import { waitingFields, waitingWords } from './waiting-words.js';

const phaseIn = (
  state: PhaseFacts['state'],
  work: Partial<PhaseWork> = {},
  values: Partial<PhaseFacts> = {},
): PhaseFacts => aPhase({ state, work: { ...NO_WORK, ...work }, ...values });
const holder = { role: 'AUDITOR', workerId: 'a|b\n', attempt: 4 } as const;

describe('V1, W9: what a phase waits for', () => {
  it.each([
    ['QUEUED', {}, 'It waits for its turn and a Builder.', 'builder'],
    ['GATE', { auditDue: true }, 'An audit is due: it waits for an Auditor.', 'auditor'],
    ['GATE', {}, 'It waits for no worker: the Supervisor or a manual transition moves it on.', null],
    ['CI_RUNNING', {}, 'CI is due: it waits for a CI worker, or for a report from outside.', 'ci'],
  ] as const)('W9: in %s with %j: %s', (state, work, words, waits_for) => {
    expect(waitingWords(phaseIn(state, work))).toBe(words);
    expect(waitingFields(phaseIn(state, work))).toEqual({ waits_for, held_by: null });
  });

  it('W2: names the worker that holds it, as text, and nothing of its lease', () => {
    expect(waitingWords(phaseIn('GATE', { holder }, { waitUntil: after(3) }))).toBe(
      'Auditor a\\|b is at work on it (attempt 4).',
    );
    expect(waitingFields(phaseIn('GATE', { holder }))).toEqual({ waits_for: null, held_by: 'auditor/a|b\n' });
  });

  it('B6, V1: says until when it pauses, by when a worker must come, and how often the environment failed', () => {
    const words = waitingWords(
      phaseIn('CI_RUNNING', { environmentFailures: 2 }, { notBefore: after(1), waitUntil: after(30) }),
    );
    expect(words).toContain('It is not offered to workers before 2026-03-01 08:01:00 UTC.');
    expect(words).toContain(
      'If nobody takes it by 2026-03-01 08:30:00 UTC, that counts as a failure of the environment.',
    );
    expect(words).toContain('The environment failed 2 times in a row.');
  });

  it('W9: says that an operator asked for an audit, and of what', () => {
    const requested = (focus: string | null) =>
      waitingWords(phaseIn('QUEUED', { auditRequested: { focus, auditorProfile: null } }));
    expect(requested(null)).toContain('An operator asked for an audit.');
    expect(requested('the <lock>\n# x')).toContain('An operator asked for an audit of: the \\<lock> # x');
  });

  it.each(['COMPLETE', 'FAILED', 'SKIPPED'] as const)('S3: nothing when it is %s', (state) => {
    expect(waitingWords(phaseIn(state))).toBeNull();
    expect(waitingFields(phaseIn(state)).waits_for).toBeNull();
  });
});
