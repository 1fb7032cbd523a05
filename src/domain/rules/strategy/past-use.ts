/**
 * Caps below what such phases used before (P12, O5). A warning needs some evidence: of fewer phases, one that was
 * expensive would decide. It names the cap in the ruleset that would have to change.
 */
import type { Complexity } from '../../model/vocabulary.js';
import type { Warning } from './start-warnings.js';
import type { PhaseStrategy, Strategy } from './strategy.js';

/** Phases that must have completed before their use says anything. */
export const LEAST_PHASES = 20;
/** Runs of the project that are looked at, the newest. */
export const RUNS_LOOKED_AT = 200;

/** What completed phases of one kind used, all their attempts together. */
export interface PastUse {
  readonly taskCategory: string | null;
  readonly complexity: Complexity;
  readonly phases: number;
  /** Nine of ten used at most so many tokens. */
  readonly p90: number;
}

/** One warning for each kind of phase, in the order of the plan. */
export function capWarnings(strategies: readonly Strategy[], past: readonly PastUse[]): Warning[] {
  const found = new Map<string, Warning>();
  for (const phase of strategies.flatMap(({ phases }) => phases)) {
    const { taskCategory, complexity, incidentTokenCap } = phase;
    const use = past.find((each) => each.taskCategory === taskCategory && each.complexity === complexity);
    if (!use || use.phases < LEAST_PHASES || incidentTokenCap >= use.p90) continue;
    const kind = JSON.stringify([taskCategory, complexity, incidentTokenCap]);
    if (!found.has(kind)) found.set(kind, warningOf(phase, use));
  }
  return [...found.values()];
}

function warningOf(
  { phaseId, taskCategory, complexity, incidentTokenCap }: PhaseStrategy,
  { phases, p90 }: PastUse,
): Warning {
  const kind = `${taskCategory === null ? 'without a category' : `of category "${taskCategory.slice(0, 100)}"`} and complexity ${complexity}`;
  const path =
    taskCategory === null
      ? ['defaults', 'phase', 'incidentTokenCap']
      : ['categories', taskCategory, 'incidentTokenCap'];
  const message = `Phase "${phaseId}" may use ${incidentTokenCap} tokens (incidentTokenCap); of the last ${phases} phases ${kind} that were completed, one in ten used ${p90} or more, and over the cap the run ends. Raise it in the ruleset (${path[0]}).`;
  return { code: 'caps_below_past_use', message, path };
}
