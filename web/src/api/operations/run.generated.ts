/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type CancelRunInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly reason: string;
  readonly runId: string;
};

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

export type ContinueRunInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly maxDurationMinutes?: number | null | undefined;
  readonly newRunId?: string | null | undefined;
  readonly runId: string;
  readonly tokenCap?: number | null | undefined;
  readonly withFollowers?: boolean | null | undefined;
};

export type PhaseState = 'CI_RUNNING' | 'COMPLETE' | 'EXECUTING' | 'FAILED' | 'GATE' | 'QUEUED' | 'SKIPPED';

export type RequestAuditInput = {
  readonly auditorProfile?: string | null | undefined;
  readonly expectedRunVersion?: number | null | undefined;
  readonly focus?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly phaseId: string;
  readonly runId: string;
};

export type RunEventType =
  | 'AUDIT_REQUESTED'
  | 'BASE_CHECKED'
  | 'ISSUES_RECORDED'
  | 'PHASE_STATE_CHANGED'
  | 'PLAN_PHASE_ADDED'
  | 'PLAN_TIER_ADDED'
  | 'REFS_INTENDED'
  | 'REFS_SETTLED'
  | 'RUN_RELEASED'
  | 'RUN_STATE_CHANGED'
  | 'TIER_STATE_CHANGED'
  | 'TOKENS_ADDED'
  | 'WORK_CLAIMED'
  | 'WORK_ENDED';

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

export type SealPlanInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly runId: string;
};

export type TierState = 'COMPLETE' | 'FAILED' | 'IN_PROGRESS' | 'PENDING' | 'SKIPPED';

export type WorkerRole = 'AUDITOR' | 'BUILDER' | 'CI';

export type CancelRunMutationVariables = Exact<{
  input: CancelRunInput;
}>;

export type CancelRunMutation = {
  readonly cancelRun: {
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

export type ContinueRunMutationVariables = Exact<{
  input: ContinueRunInput;
}>;

export type ContinueRunMutation = {
  readonly continueRun: {
    readonly runs: ReadonlyArray<{ readonly runId: string }>;
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

export type EventRowFragment = {
  readonly id: string;
  readonly seq: number;
  readonly at: string;
  readonly type: RunEventType;
  readonly subject: string;
  readonly fromState: string | null;
  readonly toState: string | null;
  readonly cause: string;
  readonly actor: string;
};

export type RequestAuditMutationVariables = Exact<{
  input: RequestAuditInput;
}>;

export type RequestAuditMutation = {
  readonly requestAudit: {
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

export type RunBoardQueryVariables = Exact<{
  runId: string;
}>;

export type RunBoardQuery = { readonly run: RunBoardDataFragment | null };

export type RunBoardDataFragment = {
  readonly id: string;
  readonly isTerminal: boolean;
  readonly tiers: ReadonlyArray<{
    readonly id: string;
    readonly tierId: string;
    readonly name: string;
    readonly state: TierState;
    readonly tokensUsed: number;
    readonly tokenCap: number;
    readonly ciRunsUsed: number;
    readonly ciRunCap: number;
    readonly cleanlinessReasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
  }>;
  readonly phases: ReadonlyArray<{
    readonly id: string;
    readonly phaseId: string;
    readonly tierId: string;
    readonly phaseIndex: number;
    readonly name: string;
    readonly state: PhaseState;
    readonly builderAttempts: number;
    readonly maxBuilderAttempts: number;
    readonly auditorAttempts: number;
    readonly tokensUsed: number;
    readonly incidentTokenCap: number;
    readonly minorIssuesCount: number;
    readonly majorIssuesCount: number;
    readonly holder: { readonly workerId: string; readonly role: WorkerRole } | null;
  }>;
};

export type RunBoardLiveSubscriptionVariables = Exact<{
  runId: string;
}>;

export type RunBoardLiveSubscription = { readonly runChanged: RunBoardDataFragment };

export type RunEventDetailsQueryVariables = Exact<{
  runId: string;
  after: number;
}>;

export type RunEventDetailsQuery = {
  readonly run: {
    readonly id: string;
    readonly events: ReadonlyArray<{ readonly data: Readonly<Record<string, unknown>> } & EventRowFragment>;
  } | null;
};

export type RunEventPageQueryVariables = Exact<{
  runId: string;
  after: number;
  first: number;
  types?: ReadonlyArray<RunEventType> | null | undefined;
}>;

export type RunEventPageQuery = {
  readonly run: {
    readonly id: string;
    readonly version: number;
    readonly events: ReadonlyArray<EventRowFragment>;
  } | null;
};

export type RunEventsSubscriptionVariables = Exact<{
  runId: string;
  after?: number | null | undefined;
}>;

export type RunEventsSubscription = { readonly runEvents: EventRowFragment };

export type RunFileQueryVariables = Exact<{
  runId: string;
  path: string;
}>;

export type RunFileQuery = {
  readonly artefact: {
    readonly id: string;
    readonly path: string;
    readonly kind: string;
    readonly sizeBytes: number;
    readonly sha256: string;
    readonly updatedAt: string;
    readonly content: string | null;
  } | null;
};

export type RunFilesQueryVariables = Exact<{
  runId: string;
}>;

export type RunFilesQuery = {
  readonly fileLayout: {
    readonly id: string;
    readonly root: string;
    readonly upToDate: boolean;
    readonly files: ReadonlyArray<{
      readonly id: string;
      readonly path: string;
      readonly kind: string;
      readonly sizeBytes: number;
      readonly updatedAt: string;
    }>;
  } | null;
};

export type RunHeadQueryVariables = Exact<{
  runId: string;
}>;

export type RunHeadQuery = { readonly run: RunHeadDataFragment | null };

export type RunHeadDataFragment = {
  readonly id: string;
  readonly runId: string;
  readonly projectId: string;
  readonly state: RunState;
  readonly isTerminal: boolean;
  readonly version: number;
  readonly failureReason: string | null;
  readonly introduction: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly tokensUsed: number;
  readonly tokenCap: number;
  readonly maxDurationMinutes: number;
  readonly ciRunsUsed: number;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  readonly safetyProfile: SafetyProfile;
  readonly previousRunId: string | null;
  readonly nextRunId: string | null;
  readonly continuesRunId: string | null;
  readonly continuedByRunId: string | null;
  readonly promotionEligibleToMain: boolean;
  readonly integrationBranch: string | null;
  readonly failure: {
    readonly phaseId: string | null;
    readonly tierId: string | null;
    readonly reasons: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly changesAt: string | null;
    }>;
  } | null;
  readonly attention: ReadonlyArray<{
    readonly code: string;
    readonly message: string;
    readonly changesAt: string | null;
  }>;
  readonly waitingFor: { readonly code: string; readonly message: string; readonly changesAt: string | null } | null;
  readonly nextDeadline: { readonly what: string; readonly at: string; readonly message: string } | null;
  readonly phaseCounts: ReadonlyArray<{ readonly state: PhaseState; readonly count: number }>;
  readonly project: { readonly name: string; readonly dispatching: boolean };
  readonly currentPhase: {
    readonly phaseId: string;
    readonly state: PhaseState;
    readonly auditRefusal: { readonly message: string } | null;
  } | null;
  readonly promotion: { readonly promotedAt: string | null; readonly promotedTo: string | null };
};

export type RunHeadLiveSubscriptionVariables = Exact<{
  runId: string;
}>;

export type RunHeadLiveSubscription = { readonly runChanged: RunHeadDataFragment };

export type RunHistoryQueryVariables = Exact<{
  runId: string;
}>;

export type RunHistoryQuery = { readonly run: RunHistoryDataFragment | null };

export type RunHistoryDataFragment = {
  readonly id: string;
  readonly isTerminal: boolean;
  readonly timeline: ReadonlyArray<{
    readonly kind: string;
    readonly phaseId: string | null;
    readonly attempt: number | null;
    readonly workerId: string | null;
    readonly start: string;
    readonly end: string | null;
    readonly outcome: string | null;
  }>;
  readonly burnDown: {
    readonly tokenCap: number;
    readonly minuteCap: number;
    readonly deadlineAt: string | null;
    readonly points: ReadonlyArray<{ readonly at: string; readonly tokens: number; readonly minutes: number }>;
  };
};

export type RunHistoryLiveSubscriptionVariables = Exact<{
  runId: string;
}>;

export type RunHistoryLiveSubscription = { readonly runChanged: RunHistoryDataFragment };

export type RunStrategyQueryVariables = Exact<{
  runId: string;
}>;

export type RunStrategyQuery = {
  readonly strategy: { readonly id: string; readonly rulesetVersion: number | null; readonly hash: string } | null;
};

export type SealPlanMutationVariables = Exact<{
  input: SealPlanInput;
}>;

export type SealPlanMutation = {
  readonly sealPlan: {
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

import type { Operation } from '../operation.js';

export const CancelRun: Operation<CancelRunMutation, CancelRunMutationVariables> = {
  name: 'CancelRun',
  text: 'mutation CancelRun($input:CancelRunInput!){cancelRun(input:$input){errors{code message}}}',
};

export const ContinueRun: Operation<ContinueRunMutation, ContinueRunMutationVariables> = {
  name: 'ContinueRun',
  text: 'mutation ContinueRun($input:ContinueRunInput!){continueRun(input:$input){runs{runId}errors{code message}}}',
};

export const RequestAudit: Operation<RequestAuditMutation, RequestAuditMutationVariables> = {
  name: 'RequestAudit',
  text: 'mutation RequestAudit($input:RequestAuditInput!){requestAudit(input:$input){errors{code message}}}',
};

export const RunBoard: Operation<RunBoardQuery, RunBoardQueryVariables> = {
  name: 'RunBoard',
  text: 'query RunBoard($runId:ID!){run(runId:$runId){...RunBoardData}}\nfragment RunBoardData on Run{id isTerminal tiers{id tierId name state cleanlinessReasons{code message}tokensUsed tokenCap ciRunsUsed ciRunCap}phases{id phaseId tierId phaseIndex name state builderAttempts maxBuilderAttempts auditorAttempts tokensUsed incidentTokenCap minorIssuesCount majorIssuesCount holder{workerId role}}}',
};

export const RunBoardLive: Operation<RunBoardLiveSubscription, RunBoardLiveSubscriptionVariables> = {
  name: 'RunBoardLive',
  text: 'subscription RunBoardLive($runId:ID!){runChanged(runId:$runId maxPerSecond:4){...RunBoardData}}\nfragment RunBoardData on Run{id isTerminal tiers{id tierId name state cleanlinessReasons{code message}tokensUsed tokenCap ciRunsUsed ciRunCap}phases{id phaseId tierId phaseIndex name state builderAttempts maxBuilderAttempts auditorAttempts tokensUsed incidentTokenCap minorIssuesCount majorIssuesCount holder{workerId role}}}',
};

export const RunEventDetails: Operation<RunEventDetailsQuery, RunEventDetailsQueryVariables> = {
  name: 'RunEventDetails',
  text: 'query RunEventDetails($runId:ID!$after:Int!){run(runId:$runId){id events(after:$after first:1){...EventRow data}}}\nfragment EventRow on RunEvent{id seq at type subject fromState toState cause actor}',
};

export const RunEventPage: Operation<RunEventPageQuery, RunEventPageQueryVariables> = {
  name: 'RunEventPage',
  text: 'query RunEventPage($runId:ID!$after:Int!$first:Int!$types:[RunEventType!]){run(runId:$runId){id version events(after:$after first:$first types:$types){...EventRow}}}\nfragment EventRow on RunEvent{id seq at type subject fromState toState cause actor}',
};

export const RunEvents: Operation<RunEventsSubscription, RunEventsSubscriptionVariables> = {
  name: 'RunEvents',
  text: 'subscription RunEvents($runId:ID!$after:Int){runEvents(runId:$runId after:$after){...EventRow}}\nfragment EventRow on RunEvent{id seq at type subject fromState toState cause actor}',
};

export const RunFile: Operation<RunFileQuery, RunFileQueryVariables> = {
  name: 'RunFile',
  text: 'query RunFile($runId:ID!$path:String!){artefact(runId:$runId path:$path){id path kind sizeBytes sha256 updatedAt content}}',
};

export const RunFiles: Operation<RunFilesQuery, RunFilesQueryVariables> = {
  name: 'RunFiles',
  text: 'query RunFiles($runId:ID!){fileLayout(runId:$runId){id root upToDate files{id path kind sizeBytes updatedAt}}}',
};

export const RunHead: Operation<RunHeadQuery, RunHeadQueryVariables> = {
  name: 'RunHead',
  text: 'query RunHead($runId:ID!){run(runId:$runId){...RunHeadData}}\nfragment RunHeadData on Run{id runId projectId state isTerminal version failureReason failure{phaseId tierId reasons{code message changesAt}}introduction attention{code message changesAt}waitingFor{code message changesAt}nextDeadline{what at message}createdAt startedAt completedAt tokensUsed tokenCap maxDurationMinutes phaseCounts{state count}ciRunsUsed minorIssuesCount majorIssuesCount safetyProfile previousRunId nextRunId continuesRunId continuedByRunId promotionEligibleToMain integrationBranch project{name dispatching}currentPhase{phaseId state auditRefusal{message}}promotion{promotedAt promotedTo}}',
};

export const RunHeadLive: Operation<RunHeadLiveSubscription, RunHeadLiveSubscriptionVariables> = {
  name: 'RunHeadLive',
  text: 'subscription RunHeadLive($runId:ID!){runChanged(runId:$runId maxPerSecond:4){...RunHeadData}}\nfragment RunHeadData on Run{id runId projectId state isTerminal version failureReason failure{phaseId tierId reasons{code message changesAt}}introduction attention{code message changesAt}waitingFor{code message changesAt}nextDeadline{what at message}createdAt startedAt completedAt tokensUsed tokenCap maxDurationMinutes phaseCounts{state count}ciRunsUsed minorIssuesCount majorIssuesCount safetyProfile previousRunId nextRunId continuesRunId continuedByRunId promotionEligibleToMain integrationBranch project{name dispatching}currentPhase{phaseId state auditRefusal{message}}promotion{promotedAt promotedTo}}',
};

export const RunHistory: Operation<RunHistoryQuery, RunHistoryQueryVariables> = {
  name: 'RunHistory',
  text: 'query RunHistory($runId:ID!){run(runId:$runId){...RunHistoryData}}\nfragment RunHistoryData on Run{id isTerminal timeline{kind phaseId attempt workerId start end outcome}burnDown{tokenCap minuteCap deadlineAt points{at tokens minutes}}}',
};

export const RunHistoryLive: Operation<RunHistoryLiveSubscription, RunHistoryLiveSubscriptionVariables> = {
  name: 'RunHistoryLive',
  text: 'subscription RunHistoryLive($runId:ID!){runChanged(runId:$runId maxPerSecond:4){...RunHistoryData}}\nfragment RunHistoryData on Run{id isTerminal timeline{kind phaseId attempt workerId start end outcome}burnDown{tokenCap minuteCap deadlineAt points{at tokens minutes}}}',
};

export const RunStrategy: Operation<RunStrategyQuery, RunStrategyQueryVariables> = {
  name: 'RunStrategy',
  text: 'query RunStrategy($runId:ID!){strategy(runId:$runId){id rulesetVersion hash}}',
};

export const SealPlan: Operation<SealPlanMutation, SealPlanMutationVariables> = {
  name: 'SealPlan',
  text: 'mutation SealPlan($input:SealPlanInput!){sealPlan(input:$input){errors{code message}}}',
};
