/**
 * The budgets of docs/rules.md: defaults that configuration may replace, and the range that any value must keep. Rules
 * hold no such numbers. Below them, bounds that both a field and its guard know.
 */

export interface BudgetDefaults {
  readonly runTokenCap: number;
  readonly runMaxPhases: number;
  readonly runMaxDurationMinutes: number;
  readonly minorIssuesPerPhaseOfRun: number;
  readonly tierTokenMultiplier: number;
  readonly ciRunsPerPhase: number;
  readonly minorIssuesPerPhaseOfTier: { readonly NORMAL: number; readonly SAFETY_CRITICAL: number };
  readonly majorIssuesPerTier: number;
  readonly draftHours: number;
}

export const BUDGET_DEFAULTS: BudgetDefaults = {
  runTokenCap: 5_000_000,
  runMaxPhases: 25,
  runMaxDurationMinutes: 120,
  minorIssuesPerPhaseOfRun: 3,
  tierTokenMultiplier: 3,
  ciRunsPerPhase: 2,
  minorIssuesPerPhaseOfTier: { NORMAL: 2, SAFETY_CRITICAL: 1 },
  majorIssuesPerTier: 0,
  draftHours: 24,
};

/** The highest value that each budget may have. The lowest is 1. */
export const BUDGET_MAXIMA = {
  tokenCap: 1_000_000_000_000,
  maxPhases: 1_000,
  minutes: 10_080,
  attempts: 20,
  issues: 1_000_000,
  /** The most that one command may charge (W11). */
  addTokens: 1_000_000_000_000,
} as const;

/** How many runs one back-test takes. */
export const MOST_BACKTESTED = 200;
