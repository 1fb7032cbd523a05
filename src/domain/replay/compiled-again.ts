/** The plan of a recorded run, compiled under another policy as if it were started with that (X4). */
import { baseCheckOf } from '../decisions/run/base-checked.js';
import { phaseCareOf, plannedOf, tierBudgetsOf } from '../decisions/start/new-rows.js';
import { deadlineOf, type Policy, startFaults } from '../decisions/start/start-run.js';
import type { RowsOfRun } from '../foresight/memory/run-rows.js';
import type { BaseCheck } from '../model/base-check.js';
import type { RunFacts } from '../model/facts.js';
import { type Plan, requestedLimits } from '../model/plan.js';
import { baseSteps, profilesOf } from '../rules/ci/check-steps.js';
import { stepsKey } from '../rules/ci/steps-key.js';
import { compileStrategy } from '../rules/strategy/compile-strategy.js';
import { rulesInForce } from '../rules/strategy/rules-in-force.js';
import type { AgedIssue, Strategy } from '../rules/strategy/strategy.js';
import { NotRecorded } from './not-recorded.js';

export type PolicyToTest = Pick<Policy, 'ruleset' | 'server'>;

/**
 * `rows`: of the run at its start. Which issues had aged then is in the strategy that it was frozen with.
 *
 * @throws NotRecorded: under this policy the run would not have been started, or not with this plan.
 */
export function compiledAgain(rows: RowsOfRun, frozen: Strategy, { ruleset, server }: PolicyToTest): Strategy {
  const added = new Set(frozen.debtCleanup.phases.map(({ phaseId }) => phaseId));
  const tiers = plannedOf(
    rows.tiers,
    rows.phases.filter(({ phaseId }) => !added.has(phaseId)),
  ).filter((tier) => tier.phases.length > 0);
  const plan: Plan = { ...requestedLimits(rows.run.asked), introduction: rows.run.introduction, tiers };
  const [fault] = startFaults(plan, rulesInForce(ruleset, plan, server), false);
  if (fault) throw new NotRecorded(`The run would not have been started: ${fault.message}`, 'not_started');
  const debtCleanup = rows.run.nextRunId === null;
  const { strategy } = compileStrategy({ plan, ruleset, server, debtCleanup, agedIssues: agedThen(frozen) });
  assertSameDebt(strategy, frozen);
  return strategy;
}

/** The rows of the run as that strategy makes them. */
export function rowsUnder({ run, tiers, phases }: RowsOfRun, strategy: Strategy, frozen: Strategy): RowsOfRun {
  const { reasons: _, ...budgets } = strategy.run;
  const tierOf = new Map(strategy.tiers.map((tier) => [tier.tierId, tier]));
  const phaseOf = new Map(strategy.phases.map((phase) => [phase.phaseId, phase]));
  const { startedAt } = run;
  return {
    run: {
      ...run,
      ...budgets,
      safetyProfile: strategy.safetyProfile,
      runScope: strategy.runScope,
      deadlineAt: startedAt === null ? run.deadlineAt : deadlineOf(startedAt, budgets.maxDurationMinutes),
      baseCheck: baseCheckUnder(run, strategy, frozen),
    },
    tiers: tiers.map((tier) => ({ ...tier, ...tierBudgetsOf(tierOf.get(tier.tierId)!) })),
    phases: phases.map((phase) => ({ ...phase, ...phaseCareOf(phaseOf.get(phase.phaseId)!) })),
  };
}

/**
 * The aged keys, as far as the frozen strategy says what they were: those of cleanup phases are minor, the oldest first;
 * of the others only their number is known.
 */
function agedThen({ issues, debtCleanup }: Strategy): AgedIssue[] {
  const cleaned = debtCleanup.phases.flatMap(({ issueKeys }) => issueKeys);
  const rank = new Map(cleaned.map((key, i) => [key, cleaned.length - i]));
  const others = issues.agedKeys.filter((key) => !rank.has(key));
  const stated = debtCleanup.reasons.map(({ message }) => /(\d+) aged minor issues/.exec(message)?.[1]).find(Boolean);
  const minors = stated === undefined ? issues.agedKeys.length : Number(stated);
  const more = new Set(others.slice(0, Math.max(0, minors - cleaned.length)));
  const { runs, tiers } = issues.aging;
  return issues.agedKeys.map((issueKey) => ({
    issueKey,
    category: '',
    baseSeverity: rank.has(issueKey) || more.has(issueKey) ? 'MINOR' : 'MAJOR',
    ageInRuns: runs + (rank.get(issueKey) ?? 0),
    ageInTiers: tiers,
  }));
}

function assertSameDebt(now: Strategy, then: Strategy): void {
  const [was, is] = [then.issues.aging, now.issues.aging];
  const isLower = is.runs < was.runs || is.tiers < was.tiers;
  const isHigher = is.runs > was.runs || is.tiers > was.tiers;
  if (isLower || (isHigher && then.issues.agedKeys.length > 0))
    throw new NotRecorded('Issues age by other thresholds, and which had aged is not recorded.', 'aging');
  const keysOf = ({ debtCleanup }: Strategy): string =>
    JSON.stringify(debtCleanup.phases.map(({ phaseId, issueKeys }) => [phaseId, issueKeys]));
  if (keysOf(now) !== keysOf(then))
    throw new NotRecorded('The plan would have had other phases of debt cleanup.', 'other_debt_cleanup');
}

/** CI on the base commit (V6): a verdict of the same steps holds. @throws NotRecorded: other steps, or there was none. */
function baseCheckUnder({ repositoryPath, baseCheck }: RunFacts, now: Strategy, then: Strategy): BaseCheck | null {
  const wanted = repositoryPath === null ? null : baseCheckOf(now);
  if (wanted === null) return null;
  const keyOf = ({ policies, phases }: Strategy): string =>
    stepsKey(policies.ci, baseSteps(policies, profilesOf(phases)).steps);
  if (baseCheck === null || keyOf(now) !== keyOf(then))
    throw new NotRecorded('CI would have run on the base commit first, with steps that never ran there.', 'base_check');
  return { ...wanted, outcome: baseCheck.outcome };
}
