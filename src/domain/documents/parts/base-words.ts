/** The base check of a run in words (V6), for its summary. */
import { awaitsBaseCheck } from '../../model/awaits-base-check.js';
import type { RunFacts } from '../../model/facts.js';
import { cut, inline } from '../../text/markdown.js';

const MOST_TESTS = 20;
const TEST_LENGTH = 150;

/** A paragraph; null: the run has no base check, or waits for another run first. */
export function baseWords(run: RunFacts): string | null {
  if (awaitsBaseCheck(run))
    return 'It waits for CI on its base commit: nothing is handed out before. A CI worker has to claim that, or a report has to come from outside.';
  const outcome = run.baseCheck?.outcome ?? null;
  if (outcome === null) return null;
  const { verdict, executed, failing, moreFailing } = outcome;
  const rendered = failing.slice(0, MOST_TESTS).map((testId) => inline(cut(testId, TEST_LENGTH)));
  const more = failing.length + moreFailing - rendered.length;
  const red = rendered.length === 0 ? '' : ` Red there: ${rendered.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
  return `CI was ${verdict} on its base commit; ${executed} ${executed === 1 ? 'test was' : 'tests were'} executed.${red}`;
}
