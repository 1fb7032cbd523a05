/**
 * What to do after a run that CI on its base commit ended (V6): no phase of it was assigned, and the branch or the
 * ruleset has to be mended.
 */
import type { BaseCheck, BaseOutcome } from '../../model/base-check.js';
import type { RunFacts } from '../../model/facts.js';
import type { CiVerdict } from '../../model/vocabulary.js';
import { cut, inline } from '../../text/markdown.js';

/** Tests that are named; the failure itself names fewer. */
const MOST_TESTS = 20;
const TEST_LENGTH = 150;

export const endedOnItsBase = ({ failure }: Pick<RunFacts, 'failure'>): boolean => failure?.rule === 'V6';

/** Null: CI on the base commit did not end the run. */
export function baseAdvice(run: RunFacts): string | null {
  const { baseCheck } = run;
  const outcome = baseCheck?.outcome ?? null;
  if (!endedOnItsBase(run) || baseCheck === null || outcome === null) return null;
  const parts = [
    `CI ran on the commit that the run starts from, \`${outcome.commit}\`, before anything was handed out: nothing of the plan was tried, and no token was spent.`,
    whatToMend(baseCheck.mode, outcome),
    testLines(outcome),
    `Then the same plan can be started again, from a commit on which CI says otherwise or with a newer ruleset. ${KEPT[outcome.verdict] ?? ''}`.trim(),
  ];
  return parts.filter((part) => part !== null).join('\n\n');
}

/** Of one commit and the same steps a bad verdict is asked for again after an hour only. */
const AGAIN = 'Started from the same commit with the same steps within an hour, it ends at once by the same verdict.';
const KEPT: Partial<Record<CiVerdict, string>> = { RED: AGAIN, MISSING: AGAIN };

function whatToMend(mode: BaseCheck['mode'], { verdict, failing, moreFailing }: BaseOutcome): string {
  if (verdict === 'MISSING') {
    return 'CI gave no result to rely on: mend the CI steps of the ruleset, so that each of them leaves its report. With `ci.baseline: off` every phase would meet the same.';
  }
  if (verdict !== 'RED')
    return 'CI could not run: see that a CI worker of the server’s version runs and has what the steps need.';
  if (mode === 'REQUIRED') {
    return 'That commit is red: mend it on its branch; or let the ruleset say `ci.baseline: delta`, so that tests that fail there already do not make a phase red.';
  }
  return failing.length === 0
    ? 'A step failed there that names no test. `ci.baseline: delta` can distinguish only tests that have a name: mend the step, or leave it out of the CI steps.'
    : `More tests fail there than \`ci.baseline: delta\` distinguishes (${failing.length + moreFailing}; at most ${failing.length}): mend that commit on its branch, or name CI steps that leave out what is known to fail.`;
}

function testLines({ failing, moreFailing }: BaseOutcome): string | null {
  if (failing.length === 0) return null;
  const rendered = failing.slice(0, MOST_TESTS);
  const more = failing.length + moreFailing - rendered.length;
  const lines = rendered.map((testId) => `- ${inline(cut(testId, TEST_LENGTH))}`);
  return ['Red there:\n', ...lines, ...(more > 0 ? [`- *and ${more} more*`] : [])].join('\n');
}
