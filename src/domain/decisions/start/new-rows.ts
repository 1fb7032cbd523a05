/** Rows of planned tiers and phases, and how events hold them (E1). */
import type { PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import { NO_WORK } from '../../model/phase-work.js';
import type { PlannedPhase, PlannedTier } from '../../model/plan.js';
import type { PhaseStrategy, TierStrategy } from '../../rules/strategy/strategy.js';

/** Which event made the rows, and when. */
export interface Rendered {
  readonly version: number;
  readonly now: Date;
}

/** What the strategy says of the parts of a plan. */
export interface CompiledParts {
  readonly tiers: readonly TierStrategy[];
  readonly phases: readonly PhaseStrategy[];
}

/** Rows for planned tiers and their phases, numbered from the given indexes on (I3). */
export function newParts(
  runId: string,
  planned: readonly PlannedTier[],
  compiled: CompiledParts,
  from: { readonly tierIndex: number; readonly phaseIndex: number },
  rendered: Rendered,
): { tiers: TierFacts[]; phases: PhaseFacts[] } {
  const tierOf = new Map(compiled.tiers.map((tier) => [tier.tierId, tier]));
  const phaseOf = new Map(compiled.phases.map((phase) => [phase.phaseId, phase]));
  const tiers: TierFacts[] = [];
  const phases: PhaseFacts[] = [];
  for (const plan of planned) {
    tiers.push(newTier(runId, from.tierIndex + tiers.length, plan, tierOf.get(plan.tierId)!, rendered));
    for (const phase of plan.phases) {
      phases.push(
        newPhase(runId, plan.tierId, from.phaseIndex + phases.length, phase, phaseOf.get(phase.phaseId)!, rendered),
      );
    }
  }
  return { tiers, phases };
}

function newTier(
  runId: string,
  tierIndex: number,
  plan: PlannedTier,
  compiled: TierStrategy,
  rendered: Rendered,
): TierFacts {
  return {
    runId,
    tierId: plan.tierId,
    tierIndex,
    name: plan.name,
    description: plan.description,
    state: 'PENDING',
    ...tierBudgetsOf(compiled),
    tokensUsed: 0,
    ciRunsUsed: 0,
    minorIssuesCount: 0,
    majorIssuesCount: 0,
    openMinorIssues: 0,
    openMajorIssues: 0,
    phaseCount: plan.phases.length,
    phasesComplete: 0,
    phasesFailed: 0,
    phasesSkipped: 0,
    startedAt: null,
    completedAt: null,
    shownVersion: rendered.version,
    shownAt: rendered.now,
  };
}

export function newPhase(
  runId: string,
  tierId: string,
  phaseIndex: number,
  plan: PlannedPhase,
  compiled: PhaseStrategy,
  rendered: Rendered,
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
    ...phaseCareOf(compiled),
    asked: { complexity: plan.complexity, builderMode: plan.builderMode },
    allowedPaths: plan.allowedPaths,
    acceptanceCriteria: plan.acceptanceCriteria,
    allowNoop: plan.allowNoop,
    builderAttempts: 0,
    auditorAttempts: 0,
    round: 0,
    work: NO_WORK,
    notBefore: null,
    waitUntil: null,
    tokensUsed: 0,
    minorIssuesCount: 0,
    majorIssuesCount: 0,
    issuesVersion: 0,
    issuesAt: null,
    note: null,
    startedAt: null,
    completedAt: null,
    shownVersion: rendered.version,
    shownAt: rendered.now,
  };
}

/** What a row of a tier, or of a phase, has in common with what was compiled. */
type TierBudgets = Omit<TierStrategy, 'tierId' | 'reasons'>;
type PhaseCare = Pick<
  PhaseStrategy,
  'complexity' | 'builderMode' | 'maxBuilderAttempts' | 'maxAuditorAttempts' | 'incidentTokenCap'
>;

/** The part of a compiled tier that its row holds. */
export function tierBudgetsOf({ tokenCap, ciRunCap, maxMinorIssuesTolerated, maxMajorIssuesTolerated }: TierBudgets) {
  return { tokenCap, ciRunCap, maxMinorIssuesTolerated, maxMajorIssuesTolerated };
}

/** The part of a compiled phase that its row holds. */
export function phaseCareOf({
  complexity,
  builderMode,
  maxBuilderAttempts,
  maxAuditorAttempts,
  incidentTokenCap,
}: PhaseCare) {
  return { complexity, builderMode, maxBuilderAttempts, maxAuditorAttempts, incidentTokenCap };
}

/** The run's part of a plan, as events hold it: enough to recompute the row (E1). */
export function planOfRun(run: RunFacts): Record<string, unknown> {
  const { projectId, safetyProfile, runScope, tokenCap, maxPhases, maxDurationMinutes, maxMinorIssuesTotal } = run;
  const {
    deadlineAt,
    asked: requested,
    introduction,
    previousRunId,
    nextRunId,
    continuesRunId,
    repositoryPath,
    baseCheck,
  } = run;
  return {
    projectId,
    safetyProfile,
    runScope,
    tokenCap,
    maxPhases,
    maxDurationMinutes,
    maxMinorIssuesTotal,
    deadlineAt: deadlineAt?.toISOString() ?? null,
    asked: requested,
    ...(introduction === null ? {} : { introduction }),
    previousRunId,
    nextRunId,
    ...(continuesRunId === null ? {} : { continuesRunId }),
    ...(repositoryPath === null ? {} : { repositoryPath }),
    ...(baseCheck === null ? {} : { baseCheck }),
  };
}

/** Tiers with their phases, as events hold them. */
export function planOfTiers(tiers: readonly TierFacts[], phases: readonly PhaseFacts[]): Record<string, unknown>[] {
  const byTier = new Map<string, PhaseFacts[]>(tiers.map((tier) => [tier.tierId, []]));
  for (const phase of phases) byTier.get(phase.tierId)?.push(phase);
  return tiers.map((tier) => ({ ...planOfTier(tier), phases: byTier.get(tier.tierId)!.map(planOfPhase) }));
}

function planOfTier(tier: TierFacts): Record<string, unknown> {
  const { tierId, name, description } = tier;
  return { tierId, name, description, ...tierBudgetsOf(tier) };
}

export function planOfPhase(phase: PhaseFacts): Record<string, unknown> {
  const {
    phaseId,
    name,
    description,
    taskCategory,
    complexity,
    builderMode,
    asked: requested,
    allowedPaths,
    acceptanceCriteria,
    allowNoop,
  } = phase;
  const { maxBuilderAttempts, maxAuditorAttempts, incidentTokenCap } = phase;
  return {
    phaseId,
    name,
    description,
    taskCategory,
    complexity,
    builderMode,
    asked: requested,
    allowedPaths,
    acceptanceCriteria,
    allowNoop,
    maxBuilderAttempts,
    maxAuditorAttempts,
    incidentTokenCap,
  };
}

/** The plan that rows hold: a draft is compiled again from it when it is sealed. */
export function plannedOf(tiers: readonly TierFacts[], phases: readonly PhaseFacts[]): PlannedTier[] {
  const planned = new Map<string, PlannedTier & { readonly phases: PlannedPhase[] }>();
  for (const { tierId, name, description } of tiers) planned.set(tierId, { tierId, name, description, phases: [] });
  for (const phase of phases) {
    const {
      phaseId,
      name,
      description,
      taskCategory,
      allowedPaths,
      acceptanceCriteria,
      allowNoop,
      asked: requested,
    } = phase;
    const plain = { phaseId, name, description, taskCategory, allowedPaths, acceptanceCriteria, allowNoop };
    planned
      .get(phase.tierId)!
      .phases.push({ ...plain, complexity: requested.complexity ?? null, builderMode: requested.builderMode ?? null });
  }
  return [...planned.values()];
}
