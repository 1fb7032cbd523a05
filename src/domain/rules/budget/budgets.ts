/** Budgets as used and limit, and the rules that look at them: B3 (over a cap), B4 (cleanliness), B7 (debt). */
import { MINUTE_MS } from '../../model/durations.js';
import type { Budget, PhaseFacts, RunFacts, Spending, TierFacts } from '../../model/facts.js';
import type { Reason } from '../../model/refusal.js';
import { isDraft } from '../../model/run-state.js';
import type { Cleanliness, DebtStatus, IssueState } from '../../model/vocabulary.js';

/** "Over" a cap means greater than it. */
export const isOver = (budget: Budget): boolean => budget.used > budget.limit;
/** What is left, never below 0. */
export const leftOf = (budget: Budget): number => Math.max(0, budget.limit - budget.used);

/** Minutes begun, so that a run past its last minute shows more than its limit. */
const minutesBetween = (from: Date, to: Date): number => Math.ceil((to.getTime() - from.getTime()) / MINUTE_MS);

/** The run's budgets; minutes are those begun between the start and `now` (or the end). */
export function runBudgets(run: RunFacts, now: Date): Budget[] {
  const until = run.completedAt ?? now;
  const minutes = run.startedAt ? Math.max(0, minutesBetween(run.startedAt, until)) : 0;
  return [
    runTokens(run),
    { scope: 'RUN', name: 'max_phases', limit: run.maxPhases, used: run.phaseCount },
    { scope: 'RUN', name: 'max_duration_minutes', limit: run.maxDurationMinutes, used: minutes },
    runMinorIssues(run),
  ];
}

export const runTokens = (run: RunFacts): Budget => ({
  scope: 'RUN',
  name: 'token_cap',
  limit: run.tokenCap,
  used: run.tokensUsed,
});
const runMinorIssues = (run: RunFacts): Budget => ({
  scope: 'RUN',
  name: 'max_minor_issues_total',
  limit: run.maxMinorIssuesTotal,
  used: run.minorIssuesCount,
});

export const tierTokens = (tier: TierFacts): Budget => ({
  scope: 'TIER',
  name: 'token_cap',
  limit: tier.tokenCap,
  used: tier.tokensUsed,
});

export function tierBudgets(tier: TierFacts): Budget[] {
  return [
    tierTokens(tier),
    { scope: 'TIER', name: 'ci_run_cap', limit: tier.ciRunCap, used: tier.ciRunsUsed },
    {
      scope: 'TIER',
      name: 'max_minor_issues_tolerated',
      limit: tier.maxMinorIssuesTolerated,
      used: tier.openMinorIssues,
    },
    {
      scope: 'TIER',
      name: 'max_major_issues_tolerated',
      limit: tier.maxMajorIssuesTolerated,
      used: tier.openMajorIssues,
    },
  ];
}

export function phaseBudgets(phase: PhaseFacts): Budget[] {
  return [
    { scope: 'PHASE', name: 'max_builder_attempts', limit: phase.maxBuilderAttempts, used: phase.builderAttempts },
    { scope: 'PHASE', name: 'max_auditor_attempts', limit: phase.maxAuditorAttempts, used: phase.auditorAttempts },
    phaseTokens(phase),
  ];
}

export const phaseTokens = (phase: PhaseFacts): Budget => ({
  scope: 'PHASE',
  name: 'incident_token_cap',
  limit: phase.incidentTokenCap,
  used: phase.tokensUsed,
});

/** The run's clock has run out: `now` is past the deadline (B5). */
export const isPastDeadline = (run: RunFacts, now: Date): boolean => run.deadlineAt !== null && now > run.deadlineAt;

/**
 * The budget that ends the run now, if any (B3). A draft has no budgets to break, only its deadline: its plan still
 * grows.
 */
export function brokenBudget(run: RunFacts, phase: PhaseFacts | null, now: Date): Budget | null {
  if (isDraft(run.state)) return null;
  if (phase && isOver(phaseTokens(phase))) return phaseTokens(phase);
  if (isOver(runTokens(run))) return runTokens(run);
  if (isOver(runMinorIssues(run))) return runMinorIssues(run);
  if (!isPastDeadline(run, now) || run.startedAt === null) return null;
  const minutes = minutesBetween(run.startedAt, now);
  return { scope: 'RUN', name: 'max_duration_minutes', limit: run.maxDurationMinutes, used: minutes };
}

const BUDGET_TITLES: Readonly<Record<string, string>> = {
  token_cap: 'tokens',
  ci_run_cap: 'CI runs',
  max_phases: 'phases',
  max_duration_minutes: 'minutes',
  max_minor_issues_total: 'minor issues',
  max_minor_issues_tolerated: 'minor issues',
  max_major_issues_tolerated: 'major issues',
  max_builder_attempts: 'Builder attempts',
  max_auditor_attempts: 'audits',
  incident_token_cap: 'incident tokens',
};

/** The budget's unit in plain words. */
export const budgetTitle = (budget: Budget): string => BUDGET_TITLES[budget.name] ?? budget.name;

/** Why a tier is not clean; empty when it is (B4). */
export function cleanlinessReasons(tier: TierFacts): Reason[] {
  return tierBudgets(tier)
    .filter(isOver)
    .map((budget) => ({
      code: `${budget.name}_exceeded`,
      message: `The tier used ${budget.used} ${budgetTitle(budget)}; its limit is ${budget.limit}.`,
      source: 'B4',
    }));
}

export const cleanliness = (tier: TierFacts): Cleanliness => (tierBudgets(tier).some(isOver) ? 'NOT_CLEAN' : 'CLEAN');

/** What the run still owes, by its open issues (B7, Q8). */
export function debtStatus(run: Spending & { maxMinorIssuesTotal: number }, tiers: readonly TierFacts[]): DebtStatus {
  const excess =
    run.openMinorIssues > run.maxMinorIssuesTotal ||
    tiers.some((tier) => tier.openMinorIssues > tier.maxMinorIssuesTolerated);
  if (excess) return 'EXCESS_MINOR_ISSUES';
  return run.openMinorIssues > 0 ? 'HAS_MINOR_ISSUES' : 'CLEAN';
}

/** The issues of a phase in one word (Q7). */
export function issueState(phase: Pick<PhaseFacts, 'minorIssuesCount' | 'majorIssuesCount'>): IssueState {
  if (phase.majorIssuesCount > 0) return 'HAS_MAJOR_ISSUES';
  return phase.minorIssuesCount > 0 ? 'HAS_MINOR_ISSUES' : 'NO_ISSUES';
}
