/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type BacktestOutcome = 'OTHER_END' | 'SAME' | 'UNKNOWN_FROM_HERE';

export type BacktestRulesetInput = {
  readonly last?: number | null | undefined;
  readonly projectId: string;
  readonly ruleset?: Readonly<Record<string, unknown>> | null | undefined;
  readonly rulesetVersion?: number | null | undefined;
  readonly runIds?: ReadonlyArray<string> | null | undefined;
};

export type BudgetScope = 'PHASE' | 'RUN' | 'TIER';

export type BuilderMode = 'REFACTOR_HEAVY' | 'SCAFFOLDING_HEAVY' | 'SCHEMA_HEAVY' | 'TWEAK_LIGHT';

export type CommandErrorCode =
  | 'ALREADY_EXISTS'
  | 'BUDGET_EXHAUSTED'
  | 'IDEMPOTENCY_CONFLICT'
  | 'INVALID_INPUT'
  | 'NOT_ELIGIBLE'
  | 'NOT_FOUND'
  | 'PLAN_SEALED'
  | 'PLAN_TOO_LARGE'
  | 'POLICY_VIOLATION'
  | 'RUN_TERMINAL'
  | 'STALE_LEASE'
  | 'TRANSITION_REFUSED'
  | 'VERSION_CONFLICT';

export type Complexity = 'HIGH' | 'LOW' | 'MEDIUM';

export type PhaseInput = {
  readonly acceptanceCriteria?: ReadonlyArray<string> | null | undefined;
  readonly allowNoop?: boolean | null | undefined;
  readonly allowedPaths?: ReadonlyArray<string> | null | undefined;
  readonly builderMode?: BuilderMode | null | undefined;
  readonly complexity?: Complexity | null | undefined;
  readonly description?: string | null | undefined;
  readonly name: string;
  readonly phaseId: string;
  readonly taskCategory?: string | null | undefined;
};

export type RunScope = 'MULTI_TIER' | 'SINGLE_TIER';

export type RunState =
  | 'CI_RUNNING'
  | 'DONE_FAILED_BUDGET_EXHAUSTED'
  | 'DONE_FAILED_CANCELLED'
  | 'DONE_FAILED_ENVIRONMENT'
  | 'DONE_FAILED_POLICY_VIOLATION'
  | 'DONE_FAILED_REQUIRES_HUMAN_REVIEW'
  | 'DONE_SUCCESS'
  | 'GATE'
  | 'PHASE_EXECUTION'
  | 'PHASE_QUEUEING'
  | 'PLAN_BOOTSTRAP'
  | 'RUN_CREATED'
  | 'SNAPSHOT_CREATED';

export type SafetyProfile = 'NORMAL' | 'SAFETY_CRITICAL';

export type SimulatePlanInput = {
  readonly learned?: boolean | null | undefined;
  readonly model?: Readonly<Record<string, unknown>> | null | undefined;
  readonly planMarkdown?: string | null | undefined;
  readonly plays?: number | null | undefined;
  readonly projectId?: string | null | undefined;
  readonly ruleset?: Readonly<Record<string, unknown>> | null | undefined;
  readonly rulesetVersion?: number | null | undefined;
  readonly runScope?: RunScope | null | undefined;
  readonly safetyProfile?: SafetyProfile | null | undefined;
  readonly seed?: number | null | undefined;
  readonly tiers?: ReadonlyArray<TierInput> | null | undefined;
  readonly wantedSuccess?: number | null | undefined;
};

export type TierInput = {
  readonly description?: string | null | undefined;
  readonly name: string;
  readonly phases?: ReadonlyArray<PhaseInput>;
  readonly tierId: string;
};

export type BacktestQueryVariables = Exact<{
  input: BacktestRulesetInput;
}>;

export type BacktestQuery = {
  readonly backtestRuleset: {
    readonly same: number;
    readonly otherEnd: number;
    readonly unknown: number;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
    >;
    readonly runs: ReadonlyArray<{
      readonly runId: string;
      readonly outcome: BacktestOutcome;
      readonly before: RunState;
      readonly after: RunState | null;
      readonly atSeq: number | null;
      readonly reason: { readonly code: string; readonly message: string; readonly changesAt: string | null } | null;
    }>;
  };
};

export type ForesightSpreadFragment = {
  readonly count: number;
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
};

export type RulesetToTryQueryVariables = Exact<{
  projectId: string;
}>;

export type RulesetToTryQuery = {
  readonly ruleset: {
    readonly id: string;
    readonly version: number;
    readonly document: Readonly<Record<string, unknown>>;
  } | null;
};

export type SimulateQueryVariables = Exact<{
  input: SimulatePlanInput;
}>;

export type SimulateQuery = {
  readonly simulatePlan: {
    readonly plays: number;
    readonly seed: number;
    readonly modelEvidence: ReadonlyArray<string>;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
    >;
    readonly odds: ReadonlyArray<{
      readonly state: RunState;
      readonly reason: string | null;
      readonly probability: number;
      readonly low: number;
      readonly high: number;
    }>;
    readonly tokens: ForesightSpreadFragment;
    readonly minutes: ForesightSpreadFragment;
    readonly ciRuns: ForesightSpreadFragment;
    readonly phases: ReadonlyArray<{ readonly phaseId: string; readonly fails: number; readonly tokenShare: number }>;
    readonly budgets: ReadonlyArray<{
      readonly scope: BudgetScope;
      readonly name: string;
      readonly share: number;
      readonly successWithHalf: number;
      readonly successWithDouble: number;
    }>;
  };
};

import type { Operation } from '../operation.js';

export const Backtest: Operation<BacktestQuery, BacktestQueryVariables> = {
  name: 'Backtest',
  text: 'query Backtest($input:BacktestRulesetInput!){backtestRuleset(input:$input){errors{code message path}same otherEnd unknown runs{runId outcome before after atSeq reason{code message changesAt}}}}',
};

export const RulesetToTry: Operation<RulesetToTryQuery, RulesetToTryQueryVariables> = {
  name: 'RulesetToTry',
  text: 'query RulesetToTry($projectId:ID!){ruleset(projectId:$projectId){id version document}}',
};

export const Simulate: Operation<SimulateQuery, SimulateQueryVariables> = {
  name: 'Simulate',
  text: 'query Simulate($input:SimulatePlanInput!){simulatePlan(input:$input){errors{code message path}plays seed modelEvidence odds{state reason probability low high}tokens{...ForesightSpread}minutes{...ForesightSpread}ciRuns{...ForesightSpread}phases{phaseId fails tokenShare}budgets{scope name share successWithHalf successWithDouble}}}\nfragment ForesightSpread on Distribution{count p10 p50 p90 p99 max}',
};
