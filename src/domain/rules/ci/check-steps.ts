/** Which steps run on a commit that no phase made: by the profiles that the phases of the run use. */
import type { CiProfile } from '../../model/vocabulary.js';
import type { CiStep } from '../ruleset/ruleset.js';
import type { PhaseStrategy, Policies } from '../strategy/strategy.js';
import { stepsKey } from './steps-key.js';

export interface CheckSteps {
  /** The strictest profile that a phase of the run uses: its tries are taken. */
  readonly profile: CiProfile;
  readonly steps: readonly CiStep[];
}

/**
 * Of the base commit (V6): all steps that will judge a phase, the strict ones first; a name that both profiles have is
 * the strict one's.
 */
export function baseSteps({ ci }: Pick<Policies, 'ci'>, profiles: ReadonlySet<CiProfile>): CheckSteps {
  const { normal, strict } = ci.profiles;
  if (!profiles.has('STRICT')) return { profile: 'NORMAL', steps: normal };
  const names = new Set(strict.map((step) => step.name));
  return {
    profile: 'STRICT',
    steps: profiles.has('NORMAL') ? [...strict, ...normal.filter((step) => !names.has(step.name))] : strict,
  };
}

/** Of a phase (V1). */
const stepsOf = ({ profiles }: Pick<Policies['ci'], 'profiles'>, profile: CiProfile): readonly CiStep[] =>
  profile === 'STRICT' ? profiles.strict : profiles.normal;

/** Names what CI runs for a phase of this profile. */
export const phaseStepsKey = (ci: Policies['ci'], profile: CiProfile): string => stepsKey(ci, stepsOf(ci, profile));

/** Of a merge commit (M2): the steps of the strictest profile. */
export function mergeSteps({ ci }: Pick<Policies, 'ci'>, profiles: ReadonlySet<CiProfile>): CheckSteps {
  const profile = profiles.has('STRICT') ? 'STRICT' : 'NORMAL';
  return { profile, steps: stepsOf(ci, profile) };
}

export const profilesOf = (phases: readonly Pick<PhaseStrategy, 'ciProfile'>[]): ReadonlySet<CiProfile> =>
  new Set(phases.map((phase) => phase.ciProfile));
