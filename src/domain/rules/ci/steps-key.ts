/**
 * Names what CI runs on a commit: equal for the same work, in any ruleset. By it a verdict is known again (V6), and
 * tests are compared (V2).
 */
import type { CiStep } from '../ruleset/ruleset.js';
import type { Policies } from '../strategy/strategy.js';
import { textHash } from './reports/text-hash.js';

/**
 * The name of these steps, with what prepares the checkout that they run in (V7): another set-up, other submodules or
 * variables, and CI may say something else. Marks of the ruleset's author do not count, and folders of a cache change
 * only how long it takes. Values are named one by one: the database keeps no order of keys.
 */
export function stepsKey(
  { setup, submodules, environment, baseline }: Omit<Policies['ci'], 'profiles'>,
  steps: readonly CiStep[],
): string {
  // Where all steps run, though one has failed, more tests are reported than where the first failure ends it.
  const goesOn = baseline === 'DELTA' && steps.length > 1;
  const prepared = [(setup ?? []).map(partsOf), submodules ?? false, [...(environment ?? [])].sort(), goesOn];
  return textHash(JSON.stringify([steps.map((step) => [...partsOf(step), step.report ?? null]), prepared]));
}

function partsOf({ name, argv, timeoutSeconds, cwd, env }: Omit<CiStep, 'report' | 'tags'>): unknown[] {
  const variables = Object.entries(env ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [name, argv, timeoutSeconds ?? null, cwd ?? null, variables];
}
