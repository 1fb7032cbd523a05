/** What a model and a plan rest on, in sentences for readers of an answer (X2). */
import type { NewRun } from '../../decisions/start/start-run.js';
import { baseSteps, profilesOf } from '../../rules/ci/check-steps.js';

export const BUILT_IN_EVIDENCE: readonly string[] = [
  'The built-in model rests on judgement alone: none of its numbers was measured.',
];
export const GIVEN_EVIDENCE: readonly string[] = ['The model was given: its author knows what it rests on.'];

/** What of the plan no model can know. */
export function planEvidence(runs: readonly NewRun[]): string[] {
  const silent = runs.some(({ strategy }) => {
    return strategy !== null && baseSteps(strategy.policies, profilesOf(strategy.phases)).steps.length === 0;
  });
  return silent
    ? [
        'The ruleset names no CI steps: the plays take it that CI gives results. In a real run CI would find none, and no phase would complete.',
      ]
    : [];
}
