/** Rows of tiers and phases as a plan makes them, before anything happened: where folding events begins. */
import type { PhaseFacts, RequestedCare, Spending, TierFacts } from '../../model/facts.js';
import { NO_WORK } from '../../model/phase-work.js';
import type { PhasePlan, TierPlan } from '../../model/plan-data.js';
import type { RunEvent } from '../../model/run-event.js';

/** Older events do not record what the plan requested. */
export const NOT_KNOWN = {};
const NO_ISSUES_COUNTED = { minorIssuesCount: 0, majorIssuesCount: 0 };
export const NOTHING_SPENT: Spending = {
  tokensUsed: 0,
  ciRunsUsed: 0,
  ...NO_ISSUES_COUNTED,
  openMinorIssues: 0,
  openMajorIssues: 0,
};
export const NOTHING_ENDED = { phasesComplete: 0, phasesFailed: 0, phasesSkipped: 0 };
export const NO_ISSUES_DISPLAYED = { issuesVersion: 0, issuesAt: null };
export const NO_REFS = { baseCommit: null, headCommit: null, refIntent: null, refsPutBack: [] as readonly string[] };

export function blankTier(
  runId: string,
  plan: Omit<TierPlan, 'phases'>,
  place: Pick<TierFacts, 'tierIndex' | 'phaseCount'>,
  event: RunEvent,
): TierFacts {
  return {
    runId,
    ...plan,
    ...place,
    state: 'PENDING',
    ...NOTHING_SPENT,
    ...NOTHING_ENDED,
    startedAt: null,
    completedAt: null,
    shownVersion: event.seq,
    shownAt: event.at,
  };
}

export function blankPhase(
  runId: string,
  plan: PhasePlan,
  place: Pick<PhaseFacts, 'tierId' | 'phaseIndex'>,
  event: RunEvent,
): PhaseFacts {
  return {
    runId,
    ...plan,
    asked: plan.asked ?? (NOT_KNOWN as RequestedCare),
    ...place,
    state: 'QUEUED',
    builderAttempts: 0,
    auditorAttempts: 0,
    round: 0,
    work: NO_WORK,
    notBefore: null,
    waitUntil: null,
    tokensUsed: 0,
    ...NO_ISSUES_COUNTED,
    ...NO_ISSUES_DISPLAYED,
    note: null,
    startedAt: null,
    completedAt: null,
    shownVersion: event.seq,
    shownAt: event.at,
  };
}
