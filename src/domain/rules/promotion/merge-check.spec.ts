import type { CommitCheck } from '../ci/commit-check.js';
import { type MergeCheckFacts, mergeVerdict, newMergeCheck } from './merge-check.js';

const NOW = new Date('2026-03-01T08:00:00.000Z');
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const STEP = { name: 'tests', argv: ['test'] };
const ci = {
  profiles: { normal: [STEP], strict: [] },
  tries: { normal: 1, strict: 1 },
  pausesSeconds: [0],
  waitMinutes: 30,
};
const TARGET = { branch: 'main', from: 'f'.repeat(40) };
const place = { runId: 'r', projectId: 'p', commit: 'a'.repeat(40), createdAt: NOW, stepsHash: 'h' };
const check = (values: Partial<CommitCheck> = {}): CommitCheck => ({
  ...newMergeCheck(place, { ...TARGET, actor: 'operator' }, { ci }, NOW),
  ...values,
});
const facts = (checks: readonly CommitCheck[], more: Partial<MergeCheckFacts> = {}): MergeCheckFacts => ({
  policies: { ci },
  steps: { profile: 'NORMAL', steps: [STEP] },
  checks,
  ...more,
});

describe('M2: whether a merge commit has to be tested', () => {
  test.each<[string, MergeCheckFacts, object]>([
    ['it was not tested', facts([]), { outcome: 'to-test' }],
    [
      'it is being tested',
      facts([check({ state: 'LEASED' })]),
      { outcome: 'refused', reason: { code: 'merge_being_tested' } },
    ],
    ['it waits for a worker', facts([check()]), { outcome: 'refused', reason: { code: 'merge_being_tested' } }],
    ['it is green', facts([check({ state: 'DONE', verdict: 'GREEN' })]), { outcome: 'tested', commit: place.commit }],
    ['it is flaky', facts([check({ state: 'DONE', verdict: 'FLAKY' })]), { outcome: 'tested' }],
    [
      'it is red',
      facts([check({ state: 'DONE', verdict: 'RED', failing: ['t1', 't2'], endedAt: minutesAgo(1) })]),
      { outcome: 'refused', reason: { code: 'merge_red', message: expect.stringContaining('t1, t2 failed.') } },
    ],
    [
      'nothing shows that it is green',
      facts([check({ state: 'DONE', verdict: 'MISSING', endedAt: minutesAgo(1) })]),
      { outcome: 'refused', reason: { code: 'merge_missing' } },
    ],
    [
      'it was red an hour ago',
      facts([check({ state: 'DONE', verdict: 'RED', endedAt: minutesAgo(61) })]),
      { outcome: 'to-test' },
    ],
    [
      'CI could not run',
      facts([check({ state: 'DONE', verdict: 'ENVIRONMENT', endedAt: minutesAgo(1) })]),
      { outcome: 'to-test' },
    ],
    [
      'the target stood elsewhere then',
      facts([
        check({ state: 'DONE', verdict: 'GREEN', target: { branch: 'main', from: 'e'.repeat(40), actor: 'operator' } }),
      ]),
      { outcome: 'to-test' },
    ],
    [
      'it was for another branch',
      facts([check({ state: 'DONE', verdict: 'GREEN', target: { ...TARGET, branch: 'next', actor: 'operator' } })]),
      { outcome: 'to-test' },
    ],
    [
      'the ruleset leaves it out',
      facts([], { policies: { ci, promotion: { testMerge: false } } }),
      { outcome: 'untested' },
    ],
    ['there are no steps', facts([], { steps: { profile: 'NORMAL', steps: [] } }), { outcome: 'untested' }],
  ])('M2: %s', (_, known, verdict) => {
    expect(mergeVerdict(known, TARGET, NOW)).toMatchObject(verdict);
  });
});
