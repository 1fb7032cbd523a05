import { aRun } from '../../../../test/support/domain/builders.js';
import type { BaseCheck, BaseOutcome } from '../../model/base-check.js';
import type { CiVerdict } from '../../model/vocabulary.js';
import { decideBaseChecked } from './base-checked.js';

const NOW = new Date('2026-03-01T08:00:00.000Z');
const CONTEXT = { actor: 'clock', cause: 'baseCheck', now: NOW } as const;
const OUTCOME: BaseOutcome = {
  commit: 'a'.repeat(40),
  verdict: 'GREEN',
  executed: 7,
  failing: [],
  moreFailing: 0,
  summary: 'The step passed.',
  at: NOW.toISOString(),
  testedFor: 'run-1',
};
const open = { tiers: [], phases: [] };
const waiting = (mode: BaseCheck['mode']) =>
  aRun({
    repositoryPath: '/repo',
    baseCommit: OUTCOME.commit,
    headCommit: OUTCOME.commit,
    baseCheck: { mode, outcome: null },
  });

function decided(mode: BaseCheck['mode'], outcome: Partial<BaseOutcome>) {
  const decision = decideBaseChecked({ run: waiting(mode), open }, { ...OUTCOME, ...outcome }, CONTEXT);
  if (decision.outcome !== 'accepted') throw new Error(decision.outcome);
  return decision.change;
}

test.each<[BaseCheck['mode'], CiVerdict, string[], string | null]>([
  ['REQUIRED', 'GREEN', [], null],
  ['REQUIRED', 'FLAKY', [], null],
  ['REQUIRED', 'RED', ['t'], 'base_red'],
  ['REQUIRED', 'MISSING', [], 'base_missing'],
  ['REQUIRED', 'ENVIRONMENT', [], 'base_environment'],
  ['DELTA', 'GREEN', [], null],
  ['DELTA', 'RED', ['t'], null],
  ['DELTA', 'RED', [], 'base_red'],
  ['DELTA', 'MISSING', [], 'base_missing'],
  ['DELTA', 'ENVIRONMENT', [], 'base_environment'],
])('V6: under %s, %s with %j ends the run with %s', (mode, verdict, failing, code) => {
  const { run, events, queue } = decided(mode, { verdict, failing });
  expect(run.baseCheck?.outcome).toMatchObject({ verdict, failing });
  expect(run.state).toBe(code === null ? 'RUN_CREATED' : 'DONE_FAILED_ENVIRONMENT');
  expect(run.failure?.reasons.map((reason) => reason.code) ?? []).toEqual(code === null ? [] : [code]);
  expect(events[0]).toMatchObject({ type: 'BASE_CHECKED', subject: 'run', actor: 'clock' });
  // Only a run that continues is offered to Builders.
  if (code === null) expect(queue).toMatchObject({ role: 'BUILDER' });
  else expect(queue ?? null).toBeNull();
});

test('V6: the failure names the tests, bounded, and what to do', () => {
  const { run } = decided('REQUIRED', {
    verdict: 'RED',
    failing: ['a', 'b', 'c', 'd', 'e', 'f'],
    moreFailing: 10,
    summary: 'Step "check" failed',
  });
  expect(run.failure).toMatchObject({ rule: 'V6' });
  expect(run.failure?.message).toContain('a, b, c, d, e and 11 more failed.');
  expect(run.failure?.message).toContain('Step "check" failed.');
  expect(run.failure?.message).toContain('ci.baseline: delta');
});

test.each([
  ['has ended', aRun({ state: 'DONE_SUCCESS', completedAt: NOW, baseCheck: { mode: 'REQUIRED', outcome: null } })],
  ['has none', aRun()],
  ['has its verdict', { ...waiting('REQUIRED'), baseCheck: { mode: 'REQUIRED' as const, outcome: OUTCOME } }],
])('V6: a run that %s takes no verdict', (_, run) => {
  expect(decideBaseChecked({ run, open }, OUTCOME, CONTEXT)).toMatchObject({ outcome: 'refused' });
});
