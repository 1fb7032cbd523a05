/**
 * What a plan must be as a whole (I1, P8, S9): ids unique, within `max_phases`, one tier where the scope asks for it,
 * nothing empty.
 */
import type { PlannedPhase, PlannedTier } from '../../model/plan.js';
import type { Refusal } from '../../model/refusal.js';
import type { RunScope } from '../../model/vocabulary.js';
import { pathEntryFault } from '../../rules/ruleset/path-entry-fault.js';
import { printablePath } from '../../text/printable.js';

type Path = readonly string[];

const invalid = (message: string, path: Path): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message,
  retryable: false,
  path,
});

const tooLarge = (message: string, path: Path): Refusal => ({
  kind: 'input',
  code: 'PLAN_TOO_LARGE',
  message,
  retryable: false,
  path,
});

/** Ids that occur twice in the tiers given; each is named once, at its second occurrence. */
export function duplicateIds(tiers: readonly PlannedTier[]): Refusal[] {
  const faults: Refusal[] = [];
  const tierIds = new Set<string>();
  const phaseIds = new Set<string>();
  tiers.forEach((tier, t) => {
    if (tierIds.has(tier.tierId))
      faults.push(invalid(`Tier id "${tier.tierId}" is used twice.`, ['input', 'tiers', `${t}`, 'tierId']));
    tierIds.add(tier.tierId);
    tier.phases.forEach((phase, p) => {
      const path = ['input', 'tiers', `${t}`, 'phases', `${p}`, 'phaseId'];
      if (phaseIds.has(phase.phaseId)) faults.push(invalid(`Phase id "${phase.phaseId}" is used twice.`, path));
      phaseIds.add(phase.phaseId);
    });
  });
  return faults;
}

export interface PlanSize {
  readonly tiers: number;
  readonly phases: number;
}

/** What the size of a plan breaks, drafts included: `max_phases` and `single_tier`. */
export function sizeFaults(size: PlanSize, limits: { maxPhases: number; runScope: RunScope }, path: Path): Refusal[] {
  const faults: Refusal[] = [];
  if (size.phases > limits.maxPhases) {
    faults.push(
      tooLarge(`The plan has ${size.phases} phases; this run takes at most ${limits.maxPhases} (maxPhases).`, path),
    );
  } else if (size.tiers > limits.maxPhases) {
    faults.push(
      tooLarge(
        `The plan has ${size.tiers} tiers, and with ${limits.maxPhases} phases (maxPhases) some stay empty.`,
        path,
      ),
    );
  }
  if (limits.runScope === 'SINGLE_TIER' && size.tiers > 1) {
    faults.push(invalid(`A SINGLE_TIER run has exactly one tier; the plan has ${size.tiers}.`, path));
  }
  return faults;
}

/** What keeps a plan from being complete. */
export function completenessFaults(phases: number, emptyTierIds: readonly string[], path: Path): Refusal[] {
  if (phases === 0) return [invalid('The plan has no phase; a run needs at least one.', path)];
  return emptyTierIds.map((tierId) =>
    invalid(`Tier "${tierId}" has no phase; give it one or leave the tier out.`, path),
  );
}

/** Paths that no file can have, or that mean something else than they say (F3); the path of the tiers leads to each. */
export function pathFaults(
  tiers: readonly { readonly phases: readonly Pick<PlannedPhase, 'phaseId' | 'allowedPaths'>[] }[],
  path: Path,
): Refusal[] {
  return tiers.flatMap((tier, t) =>
    tier.phases.flatMap((phase, p) => phasePathFaults(phase, [...path, `${t}`, 'phases', `${p}`])),
  );
}

/** The same of one phase. */
export function phasePathFaults(
  { phaseId, allowedPaths }: Pick<PlannedPhase, 'phaseId' | 'allowedPaths'>,
  path: Path,
): Refusal[] {
  return allowedPaths.flatMap((entry, i) => {
    const fault = pathEntryFault(entry);
    if (fault === null) return [];
    return [
      invalid(`The path ${printablePath(entry)} of phase "${phaseId}" ${fault}.`, [...path, 'allowedPaths', `${i}`]),
    ];
  });
}
