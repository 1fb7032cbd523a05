/** The same plan under other caps: what X3 compares. The chances stay the same, because draws do not know of caps. */
import { deadlineOf, type NewRun } from '../../decisions/start/start-run.js';
import type { PhaseFacts, TierFacts } from '../../model/facts.js';
import { BUDGET_MAXIMA } from '../../model/limits.js';
import { BUDGET_SCOPES, type BudgetScope } from '../../model/vocabulary.js';

/** A kind of budget: its scope and its name, such as `RUN token_cap`. */
export type BudgetKey = `${BudgetScope} ${string}`;

export const budgetKey = (scope: BudgetScope, name: string): BudgetKey => `${scope} ${name}`;

export function partsOfKey(key: BudgetKey): { readonly scope: BudgetScope; readonly name: string } {
  const [scope, name] = key.split(' ', 2) as [BudgetScope, string];
  if (!BUDGET_SCOPES.includes(scope)) throw new Error(`${key} is no budget`);
  return { scope, name };
}

/** Caps that X3 searches; `incidentFactor` times the incident cap of each phase, rounded up. */
export interface SearchedCaps {
  readonly tokenCap: number;
  readonly maxDurationMinutes: number;
  readonly maxMinorIssuesTotal: number;
  readonly incidentFactor: number;
}

export type Variant = { readonly budget: BudgetKey; readonly by: 'half' | 'double' } | { readonly caps: SearchedCaps };

/** Caps that bind nothing. */
export const NO_CAPS: SearchedCaps = {
  tokenCap: BUDGET_MAXIMA.tokenCap,
  maxDurationMinutes: BUDGET_MAXIMA.minutes,
  maxMinorIssuesTotal: BUDGET_MAXIMA.issues,
  incidentFactor: BUDGET_MAXIMA.tokenCap,
};

type RunCap = 'tokenCap' | 'maxDurationMinutes' | 'maxMinorIssuesTotal';
const RUN_CAPS: Readonly<Record<string, RunCap>> = {
  token_cap: 'tokenCap',
  max_duration_minutes: 'maxDurationMinutes',
  max_minor_issues_total: 'maxMinorIssuesTotal',
};
const TIER_CAPS: Readonly<Record<string, keyof TierFacts>> = {
  token_cap: 'tokenCap',
  ci_run_cap: 'ciRunCap',
  max_minor_issues_tolerated: 'maxMinorIssuesTolerated',
  max_major_issues_tolerated: 'maxMajorIssuesTolerated',
};
const PHASE_CAPS: Readonly<Record<string, keyof PhaseFacts>> = {
  incident_token_cap: 'incidentTokenCap',
  max_builder_attempts: 'maxBuilderAttempts',
  max_auditor_attempts: 'maxAuditorAttempts',
};

/** The runs of a plan under the variant. */
export function varied(runs: readonly NewRun[], variant: Variant | null): readonly NewRun[] {
  if (variant === null) return runs;
  return runs.map((run) => ('caps' in variant ? capped(run, variant.caps) : scaled(run, variant.budget, variant.by)));
}

/** Half is rounded up: a cap of 1 stays 1. */
const times = (value: number, by: 'half' | 'double'): number => (by === 'half' ? Math.ceil(value / 2) : value * 2);

function scaled(start: NewRun, key: BudgetKey, by: 'half' | 'double'): NewRun {
  const { scope, name } = partsOfKey(key);
  if (scope === 'RUN') {
    const cap = RUN_CAPS[name];
    return cap ? withRunCaps(start, { [cap]: times(start.run[cap], by) }) : start;
  }
  const field = scope === 'TIER' ? TIER_CAPS[name] : PHASE_CAPS[name];
  if (!field) return start;
  const other = <Row>(row: Row): Row => ({ ...row, [field]: times(row[field as keyof Row] as number, by) });
  return scope === 'TIER' ? { ...start, tiers: start.tiers.map(other) } : { ...start, phases: start.phases.map(other) };
}

function capped(start: NewRun, { incidentFactor, ...run }: SearchedCaps): NewRun {
  const { phases } = withRunCaps(start, run);
  return {
    ...withRunCaps(start, run),
    phases: phases.map((phase) => ({
      ...phase,
      incidentTokenCap: Math.min(BUDGET_MAXIMA.tokenCap, Math.ceil(phase.incidentTokenCap * incidentFactor)),
    })),
  };
}

function withRunCaps(start: NewRun, caps: Partial<Pick<SearchedCaps, RunCap>>): NewRun {
  const run = { ...start.run, ...caps };
  const { startedAt, maxDurationMinutes } = run;
  return {
    ...start,
    run: { ...run, deadlineAt: startedAt === null ? null : deadlineOf(startedAt, maxDurationMinutes) },
  };
}
