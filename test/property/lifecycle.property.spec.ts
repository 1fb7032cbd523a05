/**
 * Random plans and random commands against the pure decisions, compared step by step with a model that was written from the rules
 * alone. A failure prints the seed and the shortest story that shows it: put both into `fc.assert(…, { seed, path })` to repeat it.
 */

import fc from 'fast-check';

import { begin } from './run-comparison.js';
import { story } from './run-stories.js';

test('S1-S9, B3-B5, E1, P7, P10, Q3-Q8, W11: whatever is asked, the run does what a model written from the rules alone does', () => {
  fc.assert(
    fc.property(story, ([plan, steps]) => {
      const comparison = begin(plan);
      if (!comparison) return;
      comparison.check();
      for (const timed of steps) comparison.take(timed);
    }),
    { numRuns: 300 },
  );
});

test('S4: after any story, nextStates of every phase and of the run are exactly what the commands accept', () => {
  fc.assert(
    fc.property(story, ([plan, steps]) => {
      const comparison = begin(plan);
      if (!comparison) return;
      comparison.checkNextStates();
      for (const timed of steps) {
        comparison.take(timed);
        if (!comparison.isLate) comparison.checkNextStates();
      }
    }),
    { numRuns: 40 },
  );
});

test('C1: the random stories are worth telling: they reach every ending that the rules know without agents', () => {
  const endings = new Set<string>();
  for (const [plan, steps] of fc.sample(story, { seed: 20260301, numRuns: 700 })) {
    const comparison = begin(plan);
    if (!comparison) continue;
    for (const timed of steps) comparison.take(timed);
    const { run } = comparison.world;
    if (run.completedAt) endings.add(run.failure ? `${run.failure.rule} ${run.failure.reasons[0]!.code}` : run.state);
  }
  expect([...endings].sort()).toEqual([
    'B3 incident_token_cap_exceeded',
    'B3 max_duration_minutes_exceeded',
    'B3 max_minor_issues_total_exceeded',
    'B3 token_cap_exceeded',
    'B4 ci_run_cap_exceeded',
    'B4 max_major_issues_tolerated_exceeded',
    'B4 max_minor_issues_tolerated_exceeded',
    'B5 draft_expired',
    'C1 cancelled',
    'DONE_SUCCESS',
    'P10 predecessor_deleted',
    'P10 predecessor_failed',
    'S6 phase_failed',
    'S8 nothing_done',
  ]);
});
