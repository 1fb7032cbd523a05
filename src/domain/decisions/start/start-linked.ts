/**
 * Starting a plan that may be more than one run can take: it becomes linked runs, each waiting for the one before it
 * (P10).
 */
import { idFault } from '../../model/identity.js';
import { phaseCountOf, type Plan } from '../../model/plan.js';
import type { Refusal } from '../../model/refusal.js';
import { linkedRunIds, splitPlan } from '../../rules/plan/split-plan.js';
import { budgetFaults, compileRun } from '../../rules/strategy/compile-run.js';
import { rulesInForce } from '../../rules/strategy/rules-in-force.js';
import type { StartingPoint } from '../../rules/work/starting-point.js';
import type { CommandContext } from '../change/change.js';
import { accepted, type Decision, refused } from '../change/decision.js';
import { completenessFaults, duplicateIds, pathFaults } from './plan-check.js';
import { decideStart, emptyTiers, type NewRun, type Policy } from './start-run.js';

/** More runs than this are no plan. */
export const MOST_LINKED_RUNS = 100;

export interface StartPlanCommand extends Plan {
  readonly runId: string;
  readonly projectId: string;
  readonly start?: StartingPoint | null;
}

/** The runs of the plan, in order; whether their ids are free is the caller's to find out. */
export function decideStartLinked(
  command: StartPlanCommand,
  policy: Policy,
  context: CommandContext,
): Decision<readonly NewRun[]> {
  const plans = plansOf(command, policy);
  if ('faults' in plans) return refused(...plans.faults);
  const ids = linkedRunIds(command.runId, plans.runs.length);
  const faults = ids.flatMap((runId) => idFaults(command.runId, runId));
  if (faults.length > 0) return refused(...faults);

  const made: NewRun[] = [];
  for (const [i, plan] of plans.runs.entries()) {
    const link = { previousRunId: ids[i - 1] ?? null, nextRunId: ids[i + 1] ?? null };
    const { projectId, start = null } = command;
    const decision = decideStart({ ...plan, runId: ids[i]!, projectId, start, draft: false, link }, policy, context);
    if (decision.outcome !== 'accepted') return decision;
    made.push(decision.change);
  }
  return accepted(made);
}

/** The plans of the runs that a plan becomes under this policy, or why it becomes none. */
export function plansOf(
  plan: Plan,
  policy: Pick<Policy, 'ruleset' | 'server'>,
): { runs: readonly Plan[] } | { faults: readonly Refusal[] } {
  const rules = rulesInForce(policy.ruleset, plan, policy.server);
  const phases = phaseCountOf(plan.tiers);
  const path = ['input', 'tiers'];
  const faults = [
    ...budgetFaults(plan, rules),
    ...duplicateIds(plan.tiers),
    ...pathFaults(plan.tiers, path),
    ...completenessFaults(phases, emptyTiers(plan.tiers), path),
  ];
  if (faults.length > 0) return { faults };
  const { maxPhases } = compileRun(plan, phases, rules).run;
  const parts = splitPlan(plan.tiers, { maxPhases, runScope: rules.runScope });
  if (parts.length > MOST_LINKED_RUNS) {
    const message = `The plan becomes ${parts.length} linked runs of at most ${maxPhases} phases; at most ${MOST_LINKED_RUNS} are accepted.`;
    return { faults: [{ kind: 'input', code: 'PLAN_TOO_LARGE', message, retryable: false, path }] };
  }
  return { runs: parts.map((tiers) => ({ ...plan, tiers })) };
}

function idFaults(first: string, runId: string): Refusal[] {
  const fault = idFault(runId);
  if (fault === null) return [];
  const message = `The plan becomes several runs, and the id "${runId}" of one of them ${fault}; choose a shorter id than "${first}".`;
  return [{ kind: 'input', code: 'INVALID_INPUT', message, retryable: false, path: ['input', 'runId'] }];
}
