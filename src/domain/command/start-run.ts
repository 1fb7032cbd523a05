/** Starting a run: from a plan to its rows and its first event, compiled and frozen, or refused as a whole (C6, S9). */
import type { BudgetDefaults } from '../budget/limits.js';
import type { Refusal } from '../shared/refusal.js';
import type { RunScope, SafetyProfile } from '../shared/vocabulary.js';
import type { PlannedPhase, PlannedTier } from '../plan/plan.js';
import { compilePhase, compileTier, maxMinorIssuesTotal } from '../strategy/compile.js';
import type { Occasion } from './change.js';
import { accepted, refused, type Decision } from './decision.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../run/facts.js';
import { completenessFaults, duplicateIds, sizeFaults } from './plan-check.js';
import type { RunEvent } from '../run/run-event.js';

export interface StartRunCommand {
  readonly runId: string;
  readonly projectId: string;
  /** What the caller leaves out comes from the policy (P9); without one: NORMAL, MULTI_TIER, the server's budgets. */
  readonly safetyProfile: SafetyProfile | null;
  readonly runScope: RunScope | null;
  readonly tokenCap: number | null;
  readonly maxPhases: number | null;
  readonly maxDurationMinutes: number | null;
  readonly tiers: readonly PlannedTier[];
  readonly draft: boolean;
}

/** The rows of a run that did not exist before, and the event that tells of it. */
export interface NewRun {
  readonly run: RunFacts;
  readonly tiers: readonly TierFacts[];
  readonly phases: readonly PhaseFacts[];
  readonly event: RunEvent;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const TIERS_PATH = ['input', 'tiers'] as const;

export function decideStart(command: StartRunCommand, defaults: BudgetDefaults, occasion: Occasion): Decision<NewRun> {
  const runScope = command.runScope ?? 'MULTI_TIER';
  const maxPhases = command.maxPhases ?? defaults.runMaxPhases;
  const phaseCount = command.tiers.reduce((sum, tier) => sum + tier.phases.length, 0);
  const faults: Refusal[] = [
    ...sizeFaults({ tiers: command.tiers.length, phases: phaseCount }, { maxPhases, runScope }, TIERS_PATH),
    ...duplicateIds(command.tiers),
    ...(command.draft ? [] : completenessFaults(phaseCount, emptyTiers(command.tiers), TIERS_PATH, false)),
  ];
  if (faults.length > 0) return refused(...faults);

  const { now } = occasion;
  const safetyProfile = command.safetyProfile ?? 'NORMAL';
  const maxDurationMinutes = command.maxDurationMinutes ?? defaults.runMaxDurationMinutes;
  const run: RunFacts = {
    runId: command.runId,
    projectId: command.projectId,
    state: command.draft ? 'PLAN_BOOTSTRAP' : 'RUN_CREATED',
    version: 1,
    safetyProfile,
    runScope,
    tokenCap: command.tokenCap ?? defaults.runTokenCap,
    maxPhases,
    maxDurationMinutes,
    maxMinorIssuesTotal: maxMinorIssuesTotal(phaseCount, defaults),
    tokensUsed: 0,
    ciRunsUsed: 0,
    minorIssuesCount: 0,
    majorIssuesCount: 0,
    tierCount: command.tiers.length,
    phaseCount,
    phasesComplete: 0,
    phasesFailed: 0,
    phasesSkipped: 0,
    headPhaseIndex: phaseCount > 0 ? 0 : null,
    failure: null,
    createdAt: now,
    startedAt: command.draft ? null : now,
    completedAt: null,
    deadlineAt: command.draft ? new Date(now.getTime() + defaults.draftHours * HOUR_MS) : deadlineOf(now, maxDurationMinutes),
    changedAt: now,
  };
  const { tiers, phases } = newParts(run, command.tiers, { tierIndex: 0, phaseIndex: 0 }, { version: 1, now }, defaults);
  const event: RunEvent = {
    seq: 1,
    type: 'RUN_STATE_CHANGED',
    subject: 'run',
    actor: occasion.actor,
    cause: occasion.cause,
    at: now,
    fromState: null,
    toState: run.state,
    data: { plan: { ...planOfRun(run), tiers: planOfTiers(tiers, phases) } },
  };
  return accepted({ run, tiers, phases, event });
}

/** The instant at which a run that starts now must have ended (B5). */
export const deadlineOf = (startedAt: Date, maxDurationMinutes: number): Date =>
  new Date(startedAt.getTime() + maxDurationMinutes * MINUTE_MS);

const emptyTiers = (tiers: readonly PlannedTier[]) => tiers.filter((tier) => tier.phases.length === 0).map((tier) => tier.tierId);

/** Rows for planned tiers and their phases, numbered from the given indexes on (I3). */
export function newParts(
  run: Pick<RunFacts, 'runId' | 'safetyProfile'>,
  planned: readonly PlannedTier[],
  from: { readonly tierIndex: number; readonly phaseIndex: number },
  shown: { readonly version: number; readonly now: Date },
  defaults: BudgetDefaults,
): { tiers: TierFacts[]; phases: PhaseFacts[] } {
  const tiers: TierFacts[] = [];
  const phases: PhaseFacts[] = [];
  for (const plan of planned) {
    const rows = plan.phases.map((phase, i) => newPhase(run.runId, plan.tierId, from.phaseIndex + phases.length + i, phase, shown));
    const incidentTokens = rows.reduce((sum, phase) => sum + phase.incidentTokenCap, 0);
    tiers.push({
      runId: run.runId,
      tierId: plan.tierId,
      tierIndex: from.tierIndex + tiers.length,
      name: plan.name,
      description: plan.description,
      state: 'PENDING',
      ...compileTier({ count: rows.length, incidentTokens }, run.safetyProfile, defaults),
      tokensUsed: 0,
      ciRunsUsed: 0,
      minorIssuesCount: 0,
      majorIssuesCount: 0,
      phaseCount: rows.length,
      phasesComplete: 0,
      phasesFailed: 0,
      phasesSkipped: 0,
      startedAt: null,
      completedAt: null,
      shownVersion: shown.version,
      shownAt: shown.now,
    });
    phases.push(...rows);
  }
  return { tiers, phases };
}

export function newPhase(
  runId: string,
  tierId: string,
  phaseIndex: number,
  plan: PlannedPhase,
  shown: { readonly version: number; readonly now: Date },
): PhaseFacts {
  return {
    runId,
    phaseId: plan.phaseId,
    tierId,
    phaseIndex,
    name: plan.name,
    description: plan.description,
    state: 'QUEUED',
    taskCategory: plan.taskCategory,
    ...compilePhase(plan),
    allowedPaths: plan.allowedPaths,
    acceptanceCriteria: plan.acceptanceCriteria,
    allowNoop: plan.allowNoop,
    builderAttempts: 0,
    auditorAttempts: 0,
    tokensUsed: 0,
    minorIssuesCount: 0,
    majorIssuesCount: 0,
    note: null,
    startedAt: null,
    completedAt: null,
    shownVersion: shown.version,
    shownAt: shown.now,
  };
}

/** The run's part of a plan, as events hold it: enough to recompute the row (E1). */
export function planOfRun(run: RunFacts): Record<string, unknown> {
  const { projectId, safetyProfile, runScope, tokenCap, maxPhases, maxDurationMinutes, maxMinorIssuesTotal, deadlineAt } = run;
  return {
    projectId,
    safetyProfile,
    runScope,
    tokenCap,
    maxPhases,
    maxDurationMinutes,
    maxMinorIssuesTotal,
    deadlineAt: deadlineAt?.toISOString() ?? null,
  };
}

/** Tiers with their phases, as events hold them. */
export function planOfTiers(tiers: readonly TierFacts[], phases: readonly PhaseFacts[]): Record<string, unknown>[] {
  const byTier = new Map<string, PhaseFacts[]>(tiers.map((tier) => [tier.tierId, []]));
  for (const phase of phases) byTier.get(phase.tierId)?.push(phase);
  return tiers.map((tier) => ({ ...planOfTier(tier), phases: byTier.get(tier.tierId)!.map(planOfPhase) }));
}

export function planOfTier(tier: TierFacts): Record<string, unknown> {
  const { tierId, name, description, tokenCap, ciRunCap, maxMinorIssuesTolerated, maxMajorIssuesTolerated } = tier;
  return { tierId, name, description, tokenCap, ciRunCap, maxMinorIssuesTolerated, maxMajorIssuesTolerated };
}

export function planOfPhase(phase: PhaseFacts): Record<string, unknown> {
  const { phaseId, name, description, taskCategory, complexity, builderMode, allowedPaths, acceptanceCriteria, allowNoop } = phase;
  const { maxBuilderAttempts, maxAuditorAttempts, incidentTokenCap } = phase;
  return {
    phaseId,
    name,
    description,
    taskCategory,
    complexity,
    builderMode,
    allowedPaths,
    acceptanceCriteria,
    allowNoop,
    maxBuilderAttempts,
    maxAuditorAttempts,
    incidentTokenCap,
  };
}
