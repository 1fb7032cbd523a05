/** Sealing a draft (S9, B5): the plan is compiled anew with the policy of this moment, frozen, and the clock starts. */
import type { PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import { requestedLimits } from '../../model/plan.js';
import { compileStrategy } from '../../rules/strategy/compile-strategy.js';
import { rulesInForce } from '../../rules/strategy/rules-in-force.js';
import type { Strategy } from '../../rules/strategy/strategy.js';
import { type StartingPoint, startingRefs } from '../../rules/work/starting-point.js';
import { ChangeRecorder, type CommandContext } from '../change/change.js';
import { accepted, type Decision, refused } from '../change/decision.js';
import { baseCheckOf } from '../run/base-checked.js';
import { notADraft, type PlanGrowth } from './grow-plan.js';
import { newParts, phaseCareOf, plannedOf, planOfRun, planOfTiers, tierBudgetsOf } from './new-rows.js';
import { deadlineOf, type Policy, startFaults } from './start-run.js';

export interface SealFacts {
  readonly run: RunFacts;
  /** All of them, by index. */
  readonly tiers: readonly TierFacts[];
  readonly phases: readonly PhaseFacts[];
  /** The commit of the project's repository to start from; left out: it has none (G6). */
  readonly start?: StartingPoint | null;
}

/**
 * The write of a sealed plan: rows as they are compiled now, the debt cleanup that the strategy adds, and the strategy
 * itself.
 */
export interface SealedPlan extends PlanGrowth {
  readonly strategy: Strategy;
}

export function decideSeal(facts: SealFacts, policy: Policy, context: CommandContext): Decision<SealedPlan> {
  const { run } = facts;
  const sealed = notADraft(run);
  if (sealed) return refused(sealed);
  const { ruleset, agedIssues, server } = policy;
  const requested = requestedLimits(run.asked);
  const plan = { ...requested, tiers: plannedOf(facts.tiers, facts.phases) };
  const faults = startFaults(plan, rulesInForce(ruleset, requested, server), false);
  // The plan is not among the input, and a draft can still be completed.
  if (faults.length > 0)
    return refused(...faults.map((fault) => ({ ...fault, path: ['input', 'runId'], retryable: true })));

  const { strategy, tiers: planned } = compileStrategy({ plan, ruleset, agedIssues, server, debtCleanup: true });
  const recorder = new ChangeRecorder(run, context);
  const rendered = { version: run.version + 1, now: context.now };
  // Cleanup comes after everything that was planned: planned phases keep their indexes.
  const whole = newParts(run.runId, planned, strategy, { tierIndex: 0, phaseIndex: 0 }, rendered);
  for (const tier of facts.tiers) {
    const compiled = whole.tiers[tier.tierIndex]!;
    recorder.patchTier(tier, {
      ...tierBudgetsOf(compiled),
      phaseCount: compiled.phaseCount,
      shownVersion: rendered.version,
    });
  }
  for (const phase of facts.phases) {
    recorder.patchPhase(phase, { ...phaseCareOf(whole.phases[phase.phaseIndex]!), shownVersion: rendered.version });
  }
  const { reasons: _, ...budgets } = strategy.run;
  const deadlineAt = deadlineOf(context.now, budgets.maxDurationMinutes);
  recorder.patchRun({
    ...budgets,
    safetyProfile: strategy.safetyProfile,
    runScope: strategy.runScope,
    tierCount: whole.tiers.length,
    phaseCount: whole.phases.length,
    startedAt: context.now,
    deadlineAt,
    ...(facts.start ? { ...startingRefs(run.runId, facts.start), baseCheck: baseCheckOf(strategy) } : {}),
  });
  recorder.moveRun('RUN_CREATED', {
    deadlineAt: deadlineAt.toISOString(),
    plan: { ...planOfRun(recorder.run), tiers: planOfTiers(whole.tiers, whole.phases) },
  });
  const change = recorder.finish();
  return accepted({
    ...change,
    newTiers: whole.tiers.slice(facts.tiers.length),
    newPhases: whole.phases.slice(facts.phases.length),
    makeRoomAt: null,
    strategy,
  });
}
