/** A draft grows (S9): tiers and phases are appended, indexes renumbered, budgets follow the present plan. */
import type { PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import type { PlannedPhase, PlannedTier } from '../../model/plan.js';
import type { Refusal } from '../../model/refusal.js';
import { isDraft, isRunTerminal } from '../../model/run-state.js';
import { compilePhase } from '../../rules/strategy/compile-phase.js';
import { compileRun } from '../../rules/strategy/compile-run.js';
import { compileTier } from '../../rules/strategy/compile-tier.js';
import { type RulesInForce, rulesInForce } from '../../rules/strategy/rules-in-force.js';
import { ChangeRecorder, type CommandContext, type RunChange } from '../change/change.js';
import { accepted, type Decision, refused } from '../change/decision.js';
import { runTerminal } from '../change/refusals.js';
import { newParts, newPhase, planOfPhase, planOfRun, planOfTiers, tierBudgetsOf } from './new-rows.js';
import { duplicateIds, phasePathFaults, type PlanSize, sizeFaults } from './plan-check.js';
import type { Policy } from './start-run.js';

/** Besides the changed rows: new ones, and the place where later phases make room for them. */
export interface PlanGrowth extends RunChange {
  readonly newTiers: readonly TierFacts[];
  readonly newPhases: readonly PhaseFacts[];
  /** Phases of other tiers from this index on, and their tiers, move back by one. Null: the new rows are at the end. */
  readonly makeRoomAt: number | null;
}

/** A draft does not look at the backlog: cleanup is added when it is sealed. */
export type DraftPolicy = Pick<Policy, 'ruleset' | 'server'>;

export interface AddTierFacts {
  readonly run: RunFacts;
  readonly tierExists: boolean;
  /** Which of the new phases' ids the run has already. */
  readonly takenPhaseIds: readonly string[];
}

export interface AddPhaseFacts {
  readonly run: RunFacts;
  readonly tier: TierFacts;
  readonly phaseExists: boolean;
  /** Sum of the incident caps of the tier's phases. */
  readonly tierIncidentTokens: number;
  /** Index that the new phase gets: behind the last phase of its tier. */
  readonly phaseIndex: number;
}

export function decideAddTier(
  facts: AddTierFacts,
  plan: PlannedTier,
  policy: DraftPolicy,
  context: CommandContext,
): Decision<PlanGrowth> {
  const { run } = facts;
  const sealed = notADraft(run);
  if (sealed) return refused(sealed);
  if (facts.tierExists) return refused(alreadyExists(run, 'tier', plan.tierId, ['input', 'tier', 'tierId']));
  const taken = plan.phases
    .map((phase, p) => ({ phase, path: ['input', 'tier', 'phases', `${p}`, 'phaseId'] }))
    .filter(({ phase }) => facts.takenPhaseIds.includes(phase.phaseId))
    .map(({ phase, path }) => alreadyExists(run, 'phase', phase.phaseId, path));
  const twice = duplicateIds([plan]).map((fault) => ({
    ...fault,
    path: ['input', 'tier', ...(fault.path ?? []).slice(3)],
  }));
  const size = { tiers: run.tierCount + 1, phases: run.phaseCount + plan.phases.length };
  const rules = rulesInForce(policy.ruleset, run.asked, policy.server);
  const grown = grownRun(run, size, rules);
  const faults = [
    ...sizeFaults(size, grown, ['input', 'tier']),
    ...twice,
    ...taken,
    ...plan.phases.flatMap((phase, p) => phasePathFaults(phase, ['input', 'tier', 'phases', `${p}`])),
  ];
  if (faults.length > 0) return refused(...faults);

  const rendered = { version: run.version + 1, now: context.now };
  const compiledPhases = plan.phases.map((phase) => compilePhase(phase, plan.tierId, rules));
  const incidentTokens = compiledPhases.reduce((sum, phase) => sum + phase.incidentTokenCap, 0);
  const compiledTier = compileTier({ tierId: plan.tierId, phaseCount: plan.phases.length, incidentTokens }, rules);
  const from = { tierIndex: run.tierCount, phaseIndex: run.phaseCount };
  const { tiers, phases } = newParts(
    run.runId,
    [plan],
    { tiers: [compiledTier], phases: compiledPhases },
    from,
    rendered,
  );
  const recorder = new ChangeRecorder(run, context);
  recorder.patchRun(grown);
  const [tier] = planOfTiers(tiers, phases);
  recorder.noteWithoutMove(`tier/${plan.tierId}`, 'PLAN_TIER_ADDED', { tier, run: planOfRun(recorder.run) });
  return accepted({ ...recorder.finish(), newTiers: tiers, newPhases: phases, makeRoomAt: null });
}

export function decideAddPhase(
  facts: AddPhaseFacts,
  plan: PlannedPhase,
  policy: DraftPolicy,
  context: CommandContext,
): Decision<PlanGrowth> {
  const { run, tier } = facts;
  const sealed = notADraft(run);
  if (sealed) return refused(sealed);
  if (facts.phaseExists) return refused(alreadyExists(run, 'phase', plan.phaseId, ['input', 'phase', 'phaseId']));
  const size = { tiers: run.tierCount, phases: run.phaseCount + 1 };
  const rules = rulesInForce(policy.ruleset, run.asked, policy.server);
  const grown = grownRun(run, size, rules);
  const faults = [...sizeFaults(size, grown, ['input', 'phase']), ...phasePathFaults(plan, ['input', 'phase'])];
  if (faults.length > 0) return refused(...faults);

  const rendered = { version: run.version + 1, now: context.now };
  const compiled = compilePhase(plan, tier.tierId, rules);
  const phase = newPhase(run.runId, tier.tierId, facts.phaseIndex, plan, compiled, rendered);
  const recorder = new ChangeRecorder(run, context);
  const phaseCount = tier.phaseCount + 1;
  const incidentTokens = facts.tierIncidentTokens + compiled.incidentTokenCap;
  const tierPlan = tierBudgetsOf(compileTier({ tierId: tier.tierId, phaseCount, incidentTokens }, rules));
  recorder.patchTier(tier, { ...tierPlan, phaseCount, shownVersion: rendered.version });
  recorder.patchRun(grown);
  recorder.noteWithoutMove(`phase/${plan.phaseId}`, 'PLAN_PHASE_ADDED', {
    tierId: tier.tierId,
    phaseIndex: facts.phaseIndex,
    phase: planOfPhase(phase),
    tier: tierPlan,
    run: planOfRun(recorder.run),
  });
  return accepted({
    ...recorder.finish(),
    newTiers: [],
    newPhases: [phase],
    makeRoomAt: facts.phaseIndex < run.phaseCount ? facts.phaseIndex : null,
  });
}

/** What the run's row shows of the grown plan (S9): its size, and what compiling it would give. */
function grownRun(run: RunFacts, size: PlanSize, rules: RulesInForce) {
  const { reasons: _, ...budgets } = compileRun(run.asked, size.phases, rules).run;
  const { safetyProfile, runScope } = rules;
  const headPhaseIndex = size.phases > 0 ? 0 : null;
  return { ...budgets, safetyProfile, runScope, tierCount: size.tiers, phaseCount: size.phases, headPhaseIndex };
}

/** Only a draft takes tiers and phases, and only a draft can be sealed. */
export function notADraft(run: RunFacts): Refusal | null {
  if (isDraft(run.state)) return null;
  if (isRunTerminal(run.state)) return runTerminal(run);
  return {
    kind: 'transition',
    code: 'PLAN_SEALED',
    message: `The plan of run "${run.runId}" is sealed (${run.state}); only a draft can change.`,
    retryable: false,
    path: ['input', 'runId'],
    currentState: run.state,
    allowedStates: [],
  };
}

const alreadyExists = (run: RunFacts, what: 'tier' | 'phase', id: string, path: readonly string[]): Refusal => ({
  kind: 'conflict',
  code: 'ALREADY_EXISTS',
  message: `Run "${run.runId}" already has a ${what} "${id}".`,
  retryable: false,
  path,
  currentVersion: run.version,
});
