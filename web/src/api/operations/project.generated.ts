/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
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

export type ForgeKind = 'GITEA' | 'GITHUB' | 'GITLAB';

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

export type PreviewStrategyInput = {
  readonly againstVersion?: number | null | undefined;
  readonly planMarkdown?: string | null | undefined;
  readonly projectId?: string | null | undefined;
  readonly ruleset?: Readonly<Record<string, unknown>> | null | undefined;
  readonly rulesetVersion?: number | null | undefined;
  readonly runScope?: RunScope | null | undefined;
  readonly safetyProfile?: SafetyProfile | null | undefined;
  readonly tiers?: ReadonlyArray<TierInput> | null | undefined;
};

export type PushFault =
  | 'CONFIGURATION'
  | 'CONFLICT'
  | 'CREDENTIALS'
  | 'LOCAL'
  | 'NOT_FOUND'
  | 'OTHER'
  | 'REDIRECT'
  | 'REFUSED'
  | 'TIMEOUT'
  | 'UNREACHABLE'
  | 'UNTRUSTED';

export type RemoteCredentialKind = 'APP' | 'PASSWORD' | 'SSH_KEY' | 'TOKEN';

export type RemotePushState = 'CONFLICT' | 'DUE' | 'FAILING' | 'IDLE' | 'PUSHING';

export type RetryPushInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId: string;
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

export type SetDispatchInput = {
  readonly dispatching: boolean;
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId: string;
  readonly reason?: string | null | undefined;
};

export type StartRunFromPlanInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly planMarkdown: string;
  readonly projectId?: string | null | undefined;
  readonly runId?: string | null | undefined;
  readonly runScope?: RunScope | null | undefined;
  readonly safetyProfile?: SafetyProfile | null | undefined;
};

export type TierInput = {
  readonly description?: string | null | undefined;
  readonly name: string;
  readonly phases?: ReadonlyArray<PhaseInput>;
  readonly tierId: string;
};

export type WebhookDisabledReason = 'GONE' | 'OPERATOR';

export type WebhookEventType =
  | 'CHANGE_CLOSED'
  | 'CHANGE_MERGED'
  | 'CHANGE_OPENED'
  | 'CHANGE_UPDATED'
  | 'ISSUE_NEEDS_CLEANUP'
  | 'LAYOUT_FAILING'
  | 'RUN_ENDED'
  | 'RUN_PROMOTED';

export type WorkerRole = 'AUDITOR' | 'BUILDER' | 'CI';

export type PlanPreviewQueryVariables = Exact<{
  input: PreviewStrategyInput;
}>;

export type PlanPreviewQuery = {
  readonly previewStrategy: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
    >;
    readonly warnings: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly path: ReadonlyArray<string> | null;
    }>;
    readonly plan: ReadonlyArray<{
      readonly tierId: string;
      readonly name: string;
      readonly phaseIds: ReadonlyArray<string>;
    }>;
    readonly totals: {
      readonly tokenCap: number;
      readonly incidentTokens: number;
      readonly builderAttempts: number;
      readonly auditorAttempts: number;
      readonly ciRuns: number;
    } | null;
    readonly strategies: ReadonlyArray<{
      readonly id: string;
      readonly tiers: ReadonlyArray<{ readonly tierId: string; readonly tokenCap: number; readonly ciRunCap: number }>;
      readonly phases: ReadonlyArray<{
        readonly phaseId: string;
        readonly taskCategory: string | null;
        readonly complexity: Complexity;
        readonly incidentTokenCap: number;
        readonly maxBuilderAttempts: number;
        readonly maxAuditorAttempts: number;
        readonly autoApply: boolean;
      }>;
    }>;
  };
};

export type ProjectCalibrationQueryVariables = Exact<{
  projectId: string;
  last?: number | null | undefined;
}>;

export type ProjectCalibrationQuery = {
  readonly calibration: ReadonlyArray<{
    readonly taskCategory: string;
    readonly complexity: Complexity;
    readonly phases: number;
    readonly failed: number;
    readonly completedAtTry: ReadonlyArray<number>;
    readonly incidentTokenCap: number;
    readonly ciRuns: number;
    readonly flakyShare: number | null;
    readonly suggestedTokenCap: number | null;
    readonly suggestedBuilderAttempts: number | null;
    readonly evidence: string;
    readonly tokens: SpreadFragment;
    readonly minutes: SpreadFragment;
    readonly gateRejections: ReadonlyArray<{ readonly code: string; readonly count: number }>;
    readonly auditVerdicts: ReadonlyArray<{ readonly code: string; readonly count: number }>;
  }>;
  readonly budgetReport: {
    readonly runs: number;
    readonly endedByBudget: number;
    readonly utilisationP50: number | null;
    readonly utilisationP90: number | null;
    readonly breaches: ReadonlyArray<{ readonly scope: BudgetScope; readonly name: string; readonly runs: number }>;
    readonly slices: ReadonlyArray<{
      readonly taskCategory: string;
      readonly complexity: Complexity;
      readonly phases: number;
      readonly tokens: number;
      readonly failed: number;
    }>;
  };
};

export type ProjectConnectionsQueryVariables = Exact<{
  projectId: string;
}>;

export type ProjectConnectionsQuery = {
  readonly project: {
    readonly remote: {
      readonly url: string;
      readonly forge: ForgeKind | null;
      readonly setAt: string;
      readonly credentials: { readonly kinds: ReadonlyArray<RemoteCredentialKind>; readonly fault: string | null };
      readonly push: {
        readonly state: RemotePushState;
        readonly lastPushedAt: string | null;
        readonly lastFault: PushFault | null;
        readonly lastError: string | null;
        readonly failures: number;
        readonly nextAttemptAt: string | null;
        readonly pendingRefs: number;
      };
    } | null;
    readonly webhooks: ReadonlyArray<{
      readonly id: string;
      readonly url: string;
      readonly enabled: boolean;
      readonly disabledAt: string | null;
      readonly disabledReason: WebhookDisabledReason | null;
      readonly pausedUntil: string | null;
      readonly eventTypes: ReadonlyArray<WebhookEventType>;
    }>;
  } | null;
};

export type ProjectFindingsQueryVariables = Exact<{
  projectId: string;
}>;

export type ProjectFindingsQuery = {
  readonly projectCheck: { readonly findings: ReadonlyArray<{ readonly code: string; readonly message: string }> };
  readonly idleReasons: ReadonlyArray<{
    readonly role: WorkerRole;
    readonly reason: { readonly code: string; readonly message: string; readonly changesAt: string | null };
  }>;
};

export type ProjectHeadQueryVariables = Exact<{
  projectId: string;
}>;

export type ProjectHeadQuery = {
  readonly project: {
    readonly id: string;
    readonly projectId: string;
    readonly name: string;
    readonly dispatching: boolean;
    readonly rulesetVersion: number;
    readonly repositoryPath: string | null;
    readonly defaultBranch: string | null;
    readonly allowPromotion: boolean;
    readonly retentionDays: number | null;
    readonly dispatchChange: { readonly at: string; readonly by: string; readonly reason: string | null } | null;
  } | null;
  readonly runCounts: ReadonlyArray<{ readonly state: RunState; readonly count: number }>;
};

export type ProjectListQueryVariables = Exact<{ [key: string]: never }>;

export type ProjectListQuery = {
  readonly projects: ReadonlyArray<{
    readonly id: string;
    readonly projectId: string;
    readonly name: string;
    readonly dispatching: boolean;
    readonly rulesetVersion: number;
    readonly repositoryPath: string | null;
  }>;
};

export type RetryPushMutationVariables = Exact<{
  input: RetryPushInput;
}>;

export type RetryPushMutation = {
  readonly retryPush: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
    >;
  };
};

export type RulesetVersionQueryVariables = Exact<{
  projectId: string;
  version: number;
}>;

export type RulesetVersionQuery = {
  readonly ruleset: {
    readonly id: string;
    readonly version: number;
    readonly createdAt: string;
    readonly document: Readonly<Record<string, unknown>>;
  } | null;
};

export type SetDispatchMutationVariables = Exact<{
  input: SetDispatchInput;
}>;

export type SetDispatchMutation = {
  readonly setDispatch: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
    >;
    readonly project: { readonly id: string; readonly dispatching: boolean } | null;
  };
};

export type SpreadFragment = {
  readonly count: number;
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
};

export type StartPlanMutationVariables = Exact<{
  input: StartRunFromPlanInput;
}>;

export type StartPlanMutation = {
  readonly startRunFromPlan: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
      | { readonly code: CommandErrorCode; readonly message: string }
    >;
    readonly runs: ReadonlyArray<{ readonly id: string; readonly runId: string }>;
  };
};

import type { Operation } from '../operation.js';

export const PlanPreview: Operation<PlanPreviewQuery, PlanPreviewQueryVariables> = {
  name: 'PlanPreview',
  text: 'query PlanPreview($input:PreviewStrategyInput!){previewStrategy(input:$input){errors{code message path}warnings{code message path}plan{tierId name phaseIds}totals{tokenCap incidentTokens builderAttempts auditorAttempts ciRuns}strategies{id tiers{tierId tokenCap ciRunCap}phases{phaseId taskCategory complexity incidentTokenCap maxBuilderAttempts maxAuditorAttempts autoApply}}}}',
};

export const ProjectCalibration: Operation<ProjectCalibrationQuery, ProjectCalibrationQueryVariables> = {
  name: 'ProjectCalibration',
  text: 'query ProjectCalibration($projectId:ID!$last:Int){calibration(projectId:$projectId last:$last){taskCategory complexity phases failed completedAtTry tokens{...Spread}minutes{...Spread}incidentTokenCap gateRejections{code count}auditVerdicts{code count}ciRuns flakyShare suggestedTokenCap suggestedBuilderAttempts evidence}budgetReport(projectId:$projectId){runs endedByBudget utilisationP50 utilisationP90 breaches{scope name runs}slices{taskCategory complexity phases tokens failed}}}\nfragment Spread on Distribution{count p10 p50 p90 p99 max}',
};

export const ProjectConnections: Operation<ProjectConnectionsQuery, ProjectConnectionsQueryVariables> = {
  name: 'ProjectConnections',
  text: 'query ProjectConnections($projectId:ID!){project(projectId:$projectId){remote{url forge setAt credentials{kinds fault}push{state lastPushedAt lastFault lastError failures nextAttemptAt pendingRefs}}webhooks{id url enabled disabledAt disabledReason pausedUntil eventTypes}}}',
};

export const ProjectFindings: Operation<ProjectFindingsQuery, ProjectFindingsQueryVariables> = {
  name: 'ProjectFindings',
  text: 'query ProjectFindings($projectId:ID!){projectCheck(projectId:$projectId){findings{code message}}idleReasons(projectId:$projectId){role reason{code message changesAt}}}',
};

export const ProjectHead: Operation<ProjectHeadQuery, ProjectHeadQueryVariables> = {
  name: 'ProjectHead',
  text: 'query ProjectHead($projectId:ID!){project(projectId:$projectId){id projectId name dispatching dispatchChange{at by reason}rulesetVersion repositoryPath defaultBranch allowPromotion retentionDays}runCounts(projectId:$projectId){state count}}',
};

export const ProjectList: Operation<ProjectListQuery, ProjectListQueryVariables> = {
  name: 'ProjectList',
  text: 'query ProjectList{projects{id projectId name dispatching rulesetVersion repositoryPath}}',
};

export const RetryPush: Operation<RetryPushMutation, RetryPushMutationVariables> = {
  name: 'RetryPush',
  text: 'mutation RetryPush($input:RetryPushInput!){retryPush(input:$input){errors{code message}}}',
};

export const RulesetVersion: Operation<RulesetVersionQuery, RulesetVersionQueryVariables> = {
  name: 'RulesetVersion',
  text: 'query RulesetVersion($projectId:ID!$version:Int!){ruleset(projectId:$projectId version:$version){id version createdAt document}}',
};

export const SetDispatch: Operation<SetDispatchMutation, SetDispatchMutationVariables> = {
  name: 'SetDispatch',
  text: 'mutation SetDispatch($input:SetDispatchInput!){setDispatch(input:$input){errors{code message}project{id dispatching}}}',
};

export const StartPlan: Operation<StartPlanMutation, StartPlanMutationVariables> = {
  name: 'StartPlan',
  text: 'mutation StartPlan($input:StartRunFromPlanInput!){startRunFromPlan(input:$input){errors{code message}runs{id runId}}}',
};
