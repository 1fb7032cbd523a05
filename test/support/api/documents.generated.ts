/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type AddPhaseInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly phase: PhaseInput;
  readonly runId: string;
  readonly tierId: string;
};

export type AddTierInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly runId: string;
  readonly tier: TierInput;
};

export type ArchiveOutcome = 'ARCHIVABLE' | 'ARCHIVED' | 'FAILED' | 'KEPT';

export type ArchiveRunsInput = {
  readonly after?: string | null | undefined;
  readonly dryRun?: boolean | null | undefined;
  readonly first?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly olderThanDays?: number | null | undefined;
  readonly projectId?: string | null | undefined;
  readonly runIds?: ReadonlyArray<string> | null | undefined;
};

export type AttemptState = 'EXPIRED' | 'LEASED' | 'RELEASED' | 'STOPPED' | 'SUBMITTED';

export type AuditVerdict = 'APPROVE' | 'ESCALATE' | 'REVISE';

export type BacklogStatus = 'NEEDS_CLEANUP' | 'OPEN' | 'RESOLVED';

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

export type BuilderStatus = 'ENVIRONMENT_FAILURE' | 'FAILED' | 'NEEDS_REVIEW' | 'SUCCEEDED';

export type CancelRunInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly reason: string;
  readonly runId: string;
};

export type ChangeState = 'CLOSED' | 'GIVEN_UP' | 'MERGED' | 'OPEN' | 'REQUESTED';

export type ChecksVerdict = 'GREEN' | 'MISSING' | 'PENDING' | 'RED';

export type CiProfile = 'NORMAL' | 'STRICT';

export type CiReportFileInput = {
  readonly path: string;
  readonly report?: number | null | undefined;
  readonly why?: string | null | undefined;
};

export type CiStepReportInput = {
  readonly files?: ReadonlyArray<CiReportFileInput> | null | undefined;
  readonly hint?: string | null | undefined;
  readonly more?: number | null | undefined;
  readonly name: string;
};

export type CiTestInput = {
  readonly durationSeconds?: number | null | undefined;
  readonly status: CiTestStatus;
  readonly testId: string;
};

export type CiTestStatus = 'ERROR' | 'FAILED' | 'PASSED' | 'SKIPPED';

export type CiVerdict = 'ENVIRONMENT' | 'FLAKY' | 'GREEN' | 'MISSING' | 'RED';

export type ClaimWorkInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId?: string | null | undefined;
  readonly role: WorkerRole;
  readonly runId?: string | null | undefined;
  readonly waitSeconds?: number | null | undefined;
  readonly workerId: string;
};

export type Cleanliness = 'CLEAN' | 'NOT_CLEAN';

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

export type CommitCheckKind = 'BASE' | 'MERGE';

export type Complexity = 'HIGH' | 'LOW' | 'MEDIUM';

export type Confidence = 'HIGH' | 'LOW' | 'MEDIUM';

export type ContinueRunInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly maxDurationMinutes?: number | null | undefined;
  readonly newRunId?: string | null | undefined;
  readonly runId: string;
  readonly tokenCap?: number | null | undefined;
  readonly withFollowers?: boolean | null | undefined;
};

export type CreateProjectInput = {
  readonly allowPromotion?: boolean | null | undefined;
  readonly defaultBranch?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly projectId: string;
  readonly repositoryPath?: string | null | undefined;
  readonly retentionDays?: number | null | undefined;
};

export type CreateWebhookInput = {
  readonly eventTypes?: ReadonlyArray<WebhookEventType> | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId: string;
  readonly secret?: string | null | undefined;
  readonly url: string;
};

export type DebtStatus = 'CLEAN' | 'EXCESS_MINOR_ISSUES' | 'HAS_MINOR_ISSUES';

export type DeleteRunInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly runId: string;
};

export type DeleteWebhookInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly webhookId: string;
};

export type Directive = 'CONTINUE' | 'STOP';

export type ForgeCheckState = 'FAILURE' | 'NEUTRAL' | 'PENDING' | 'SUCCESS';

export type ForgeKind = 'GITEA' | 'GITHUB' | 'GITLAB';

export type GateVerdict = 'AUDIT' | 'PASS' | 'REJECT';

export type HeartbeatInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly leaseToken: string;
  readonly note?: string | null | undefined;
  readonly outputTail?: string | null | undefined;
  readonly tokensUsed?: number | null | undefined;
};

export type IssueInput = {
  readonly category: string;
  readonly complexity?: Complexity | null | undefined;
  readonly description?: string | null | undefined;
  readonly evidenceRefs?: ReadonlyArray<string> | null | undefined;
  readonly expectedFail?: boolean | null | undefined;
  readonly issueKey: string;
  readonly severity?: Severity | null | undefined;
  readonly source: IssueSource;
  readonly taskCategory?: string | null | undefined;
};

export type IssueSource = 'AUDITOR' | 'CI' | 'PROBE' | 'SELF_DOUBT' | 'STATIC_CHECK' | 'TEST';

export type IssueState = 'HAS_MAJOR_ISSUES' | 'HAS_MINOR_ISSUES' | 'NO_ISSUES';

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

export type PhaseState = 'CI_RUNNING' | 'COMPLETE' | 'EXECUTING' | 'FAILED' | 'GATE' | 'QUEUED' | 'SKIPPED';

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

export type ProbeResultInput = {
  readonly durationSeconds?: number | null | undefined;
  readonly exitCode: number;
  readonly kind: string;
  readonly name: string;
  readonly outputTail?: string | null | undefined;
};

export type PromoteRunInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly kind?: PromotionKind;
  readonly runId: string;
  readonly targetBranch?: string | null | undefined;
};

export type PromotionKind = 'MERGE' | 'PULL_REQUEST';

export type PublishRulesetInput = {
  readonly document: Readonly<Record<string, unknown>>;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId: string;
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

export type RebuildFileLayoutInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly runId: string;
};

export type RecordIssuesInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly issues: ReadonlyArray<IssueInput>;
  readonly phaseId: string;
  readonly runId: string;
};

export type RedeliverWebhookInput = {
  readonly deliveryId: string;
  readonly idempotencyKey?: string | null | undefined;
};

export type RefPushState = 'CONFLICT' | 'DUE' | 'PUSHED';

export type ReleaseLeaseInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly leaseToken: string;
  readonly reason: string;
  readonly tokensEstimated?: boolean | null | undefined;
  readonly tokensUsed?: number | null | undefined;
};

export type RemoteCredentialKind = 'APP' | 'PASSWORD' | 'SSH_KEY' | 'TOKEN';

export type RemotePushState = 'CONFLICT' | 'DUE' | 'FAILING' | 'IDLE' | 'PUSHING';

export type RemoveProjectRemoteInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId: string;
};

export type ReplayOutcome = 'OTHER' | 'SAME' | 'UNKNOWN';

export type ReportCiResultInput = {
  readonly attempt?: number | null | undefined;
  readonly commit?: string | null | undefined;
  readonly durationSeconds?: number | null | undefined;
  readonly failedSteps?: ReadonlyArray<string> | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly leaseToken?: string | null | undefined;
  readonly outputTail?: string | null | undefined;
  readonly phaseId?: string | null | undefined;
  readonly reports?: ReadonlyArray<string> | null | undefined;
  readonly runId?: string | null | undefined;
  readonly steps?: ReadonlyArray<CiStepReportInput> | null | undefined;
  readonly summary?: string | null | undefined;
  readonly tests?: ReadonlyArray<CiTestInput> | null | undefined;
  readonly verdict: CiVerdict;
};

export type RequestAuditInput = {
  readonly auditorProfile?: string | null | undefined;
  readonly expectedRunVersion?: number | null | undefined;
  readonly focus?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly phaseId: string;
  readonly runId: string;
};

export type RetryPushInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId: string;
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

export type SealPlanInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly runId: string;
};

export type SetDispatchInput = {
  readonly dispatching: boolean;
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId: string;
  readonly reason?: string | null | undefined;
};

export type SetDrainInput = {
  readonly draining: boolean;
  readonly idempotencyKey?: string | null | undefined;
  readonly reason?: string | null | undefined;
};

export type SetProjectRemoteInput = {
  readonly forge?: ForgeKind | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId: string;
  readonly url: string;
};

export type Severity = 'MAJOR' | 'MINOR';

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

export type StartRunFromPlanInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly planMarkdown: string;
  readonly projectId?: string | null | undefined;
  readonly runId?: string | null | undefined;
  readonly runScope?: RunScope | null | undefined;
  readonly safetyProfile?: SafetyProfile | null | undefined;
};

export type StartRunInput = {
  readonly draft?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly introduction?: string | null | undefined;
  readonly maxDurationMinutes?: number | null | undefined;
  readonly maxPhases?: number | null | undefined;
  readonly projectId?: string | null | undefined;
  readonly runId?: string | null | undefined;
  readonly runScope?: RunScope | null | undefined;
  readonly safetyProfile?: SafetyProfile | null | undefined;
  readonly tiers: ReadonlyArray<TierInput>;
  readonly tokenCap?: number | null | undefined;
};

export type SubmitAuditorResultInput = {
  readonly agent?: string | null | undefined;
  readonly confidence?: Confidence | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly issues?: ReadonlyArray<IssueInput> | null | undefined;
  readonly leaseToken: string;
  readonly log?: string | null | undefined;
  readonly notes: string;
  readonly patch?: string | null | undefined;
  readonly tokensEstimated?: boolean | null | undefined;
  readonly tokensUsed?: number | null | undefined;
  readonly verdict: AuditVerdict;
};

export type SubmitBuilderResultInput = {
  readonly agent?: string | null | undefined;
  readonly durationSeconds?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly leaseToken: string;
  readonly log?: string | null | undefined;
  readonly notes?: string | null | undefined;
  readonly patch?: string | null | undefined;
  readonly probes?: ReadonlyArray<ProbeResultInput> | null | undefined;
  readonly status: BuilderStatus;
  readonly suggestedIssues?: ReadonlyArray<IssueInput> | null | undefined;
  readonly tokensEstimated?: boolean | null | undefined;
  readonly tokensUsed?: number | null | undefined;
};

export type TestWebhookInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly webhookId: string;
};

export type TierInput = {
  readonly description?: string | null | undefined;
  readonly name: string;
  readonly phases?: ReadonlyArray<PhaseInput>;
  readonly tierId: string;
};

export type TierState = 'COMPLETE' | 'FAILED' | 'IN_PROGRESS' | 'PENDING' | 'SKIPPED';

export type UpdatePhaseStatusInput = {
  readonly addTokens?: number | null | undefined;
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly phaseId: string;
  readonly runId: string;
  readonly state: PhaseState;
};

export type UpdateProjectInput = {
  readonly allowPromotion?: boolean | null | undefined;
  readonly defaultBranch?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly projectId: string;
  readonly repositoryPath?: string | null | undefined;
  readonly retentionDays?: number | null | undefined;
};

export type UpdateWebhookInput = {
  readonly enabled?: boolean | null | undefined;
  readonly eventTypes?: ReadonlyArray<WebhookEventType> | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly newSecret?: boolean | null | undefined;
  readonly secret?: string | null | undefined;
  readonly url?: string | null | undefined;
  readonly webhookId: string;
};

export type WebhookDeliveryState = 'DELIVERED' | 'GIVEN_UP' | 'PENDING';

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

export type WebhookFault =
  'ADDRESS_REFUSED' | 'CERTIFICATE' | 'CONNECTION' | 'GONE' | 'NAME_NOT_FOUND' | 'REDIRECT' | 'STATUS' | 'TIMEOUT';

export type WebhookMessageType =
  | 'CHANGE_CLOSED'
  | 'CHANGE_MERGED'
  | 'CHANGE_OPENED'
  | 'CHANGE_UPDATED'
  | 'ISSUE_NEEDS_CLEANUP'
  | 'LAYOUT_FAILING'
  | 'RUN_ENDED'
  | 'RUN_PROMOTED'
  | 'WEBHOOK_TEST';

export type WorkerRole = 'AUDITOR' | 'BUILDER' | 'CI';

/** An enum describing what kind of type a given `__Type` is. */
export type __TypeKind =
  /** Indicates this type is a scalar. */
  | 'SCALAR'
  /** Indicates this type is an object. `fields` and `interfaces` are valid fields. */
  | 'OBJECT'
  /** Indicates this type is an interface. `fields`, `interfaces`, and `possibleTypes` are valid fields. */
  | 'INTERFACE'
  /** Indicates this type is a union. `possibleTypes` is a valid field. */
  | 'UNION'
  /** Indicates this type is an enum. `enumValues` is a valid field. */
  | 'ENUM'
  /** Indicates this type is an input object. `inputFields` is a valid field. */
  | 'INPUT_OBJECT'
  /** Indicates this type is a list. `ofType` is a valid field. */
  | 'LIST'
  /** Indicates this type is a non-null. `ofType` is a valid field. */
  | 'NON_NULL';

type Refusal_BudgetError_Fragment = {
  readonly __typename: 'BudgetError';
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly path: ReadonlyArray<string> | null;
};

type Refusal_ConflictError_Fragment = {
  readonly __typename: 'ConflictError';
  readonly currentVersion: number | null;
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly path: ReadonlyArray<string> | null;
};

type Refusal_InputError_Fragment = {
  readonly __typename: 'InputError';
  readonly line: number | null;
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly path: ReadonlyArray<string> | null;
};

type Refusal_NotFoundError_Fragment = {
  readonly __typename: 'NotFoundError';
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly path: ReadonlyArray<string> | null;
};

type Refusal_PolicyError_Fragment = {
  readonly __typename: 'PolicyError';
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly path: ReadonlyArray<string> | null;
  readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string; readonly source: string | null }>;
};

type Refusal_StaleLeaseError_Fragment = {
  readonly __typename: 'StaleLeaseError';
  readonly phaseState: PhaseState;
  readonly lateResultId: string | null;
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly path: ReadonlyArray<string> | null;
  readonly holder: { readonly role: WorkerRole; readonly workerId: string } | null;
};

type Refusal_TransitionRefusedError_Fragment = {
  readonly __typename: 'TransitionRefusedError';
  readonly currentState: string;
  readonly allowedStates: ReadonlyArray<string>;
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly path: ReadonlyArray<string> | null;
};

export type RefusalFragment =
  | Refusal_BudgetError_Fragment
  | Refusal_ConflictError_Fragment
  | Refusal_InputError_Fragment
  | Refusal_NotFoundError_Fragment
  | Refusal_PolicyError_Fragment
  | Refusal_StaleLeaseError_Fragment
  | Refusal_TransitionRefusedError_Fragment;

export type ArtefactSeenFragment = {
  readonly path: string;
  readonly kind: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly runVersion: number;
  readonly content: string | null;
};

export type AttemptBriefQueryVariables = Exact<{
  runId: string;
  phaseId: string;
  attempt: number;
}>;

export type AttemptBriefQuery = {
  readonly attemptBrief: { readonly markdown: string; readonly isExact: boolean } | null;
};

export type AttemptSeenFragment = {
  readonly id: string;
  readonly runId: string;
  readonly phaseId: string;
  readonly role: WorkerRole;
  readonly workerId: string;
  readonly state: AttemptState;
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly tokensUsed: number;
  readonly tokensEstimated: boolean;
  readonly commit: string | null;
  readonly auditVerdict: AuditVerdict | null;
  readonly ciVerdict: CiVerdict | null;
  readonly notes: string | null;
  readonly gate: {
    readonly verdict: GateVerdict;
    readonly reasons: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly source: string | null;
    }>;
  } | null;
  readonly ciTries: ReadonlyArray<{
    readonly number: number;
    readonly verdict: CiVerdict;
    readonly commit: string | null;
    readonly at: string;
    readonly summary: string | null;
    readonly artefacts: ReadonlyArray<{ readonly path: string }>;
  }>;
  readonly artefacts: ReadonlyArray<{
    readonly path: string;
    readonly kind: string;
    readonly sizeBytes: number;
    readonly sha256: string;
  }>;
};

export type ContinuedRunFragment = {
  readonly runId: string;
  readonly state: RunState;
  readonly version: number;
  readonly continuesRunId: string | null;
  readonly continuedByRunId: string | null;
  readonly previousRunId: string | null;
  readonly nextRunId: string | null;
  readonly introduction: string | null;
  readonly tokenCap: number;
  readonly maxDurationMinutes: number;
  readonly tokensUsed: number;
  readonly baseCommit: string | null;
  readonly headCommit: string | null;
  readonly startedAt: string | null;
  readonly strategy: { readonly rulesetVersion: number | null } | null;
  readonly tiers: ReadonlyArray<{
    readonly tierId: string;
    readonly phases: ReadonlyArray<{
      readonly phaseId: string;
      readonly state: PhaseState;
      readonly builderAttempts: number;
    }>;
  }>;
};

export type EventRowFragment = {
  readonly id: string;
  readonly runId: string;
  readonly seq: number;
  readonly type: RunEventType;
  readonly subject: string;
  readonly actor: string;
  readonly cause: string;
  readonly at: string;
  readonly fromState: string | null;
  readonly toState: string | null;
  readonly data: Readonly<Record<string, unknown>>;
};

export type LeaseSeenFragment = {
  readonly token: string;
  readonly role: WorkerRole;
  readonly workerId: string;
  readonly expiresAt: string;
  readonly hardDeadlineAt: string;
  readonly tokenAllowance: number;
};

export type PhaseAtWorkFragment = {
  readonly phaseId: string;
  readonly state: PhaseState;
  readonly builderAttempts: number;
  readonly auditorAttempts: number;
  readonly maxBuilderAttempts: number;
  readonly tokensUsed: number;
  readonly notBefore: string | null;
  readonly holder: {
    readonly role: WorkerRole;
    readonly workerId: string;
    readonly expiresAt: string;
    readonly hardDeadlineAt: string;
  } | null;
  readonly waitingFor: { readonly code: string; readonly message: string } | null;
  readonly attempts: ReadonlyArray<AttemptSeenFragment>;
  readonly issues: ReadonlyArray<{ readonly issueKey: string; readonly severity: Severity; readonly open: boolean }>;
};

export type PhaseRowFragment = {
  readonly id: string;
  readonly phaseId: string;
  readonly runId: string;
  readonly tierId: string;
  readonly phaseIndex: number;
  readonly name: string;
  readonly description: string | null;
  readonly state: PhaseState;
  readonly nextStates: ReadonlyArray<PhaseState>;
  readonly taskCategory: string | null;
  readonly complexity: Complexity;
  readonly builderMode: BuilderMode;
  readonly allowedPaths: ReadonlyArray<string>;
  readonly acceptanceCriteria: ReadonlyArray<string>;
  readonly allowNoop: boolean;
  readonly maxBuilderAttempts: number;
  readonly maxAuditorAttempts: number;
  readonly incidentTokenCap: number;
  readonly builderAttempts: number;
  readonly auditorAttempts: number;
  readonly tokensUsed: number;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  readonly issueState: IssueState;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly budgets: ReadonlyArray<{
    readonly scope: BudgetScope;
    readonly name: string;
    readonly limit: number;
    readonly used: number;
    readonly left: number;
  }>;
};

export type PlannedRunFragment = {
  readonly runId: string;
  readonly state: RunState;
  readonly version: number;
  readonly projectId: string;
  readonly safetyProfile: SafetyProfile;
  readonly runScope: RunScope;
  readonly tokenCap: number;
  readonly startedAt: string | null;
  readonly deadlineAt: string | null;
  readonly previousRunId: string | null;
  readonly nextRunId: string | null;
  readonly nextStates: ReadonlyArray<RunState>;
  readonly tiers: ReadonlyArray<{
    readonly tierId: string;
    readonly phases: ReadonlyArray<{ readonly phaseId: string }>;
  }>;
};

export type ProjectSeenFragment = {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly rulesetVersion: number;
  readonly repositoryPath: string | null;
  readonly defaultBranch: string | null;
  readonly allowPromotion: boolean;
};

export type PromotionAnswerFragment = {
  readonly eligible: boolean;
  readonly pullRequestBody: string;
  readonly promotedAt: string | null;
  readonly promotedBy: string | null;
  readonly promotedTo: string | null;
  readonly commit: string | null;
  readonly blockers: ReadonlyArray<{ readonly code: string; readonly message: string; readonly source: string | null }>;
  readonly obstacles: ReadonlyArray<{ readonly code: string; readonly message: string }>;
};

export type ProposedRunFragment = {
  readonly kind: PromotionKind | null;
  readonly promotedAt: string | null;
  readonly promotedBy: string | null;
  readonly promotedTo: string | null;
  readonly commit: string | null;
  readonly eligible: boolean;
  readonly checksVerdict: ChecksVerdict | null;
  readonly checksCut: boolean;
  readonly blockers: ReadonlyArray<{ readonly code: string }>;
  readonly change: {
    readonly forge: ForgeKind;
    readonly number: number | null;
    readonly url: string | null;
    readonly state: ChangeState;
    readonly draft: boolean | null;
    readonly head: string;
    readonly headCommit: string;
    readonly base: string;
    readonly requestedBy: string;
    readonly openedAt: string | null;
    readonly updatedAt: string | null;
    readonly endedAt: string | null;
    readonly mergedBy: string | null;
    readonly nextLookAt: string | null;
    readonly problem: { readonly code: string; readonly message: string } | null;
  } | null;
  readonly checks: ReadonlyArray<{
    readonly name: string;
    readonly state: ForgeCheckState;
    readonly url: string | null;
    readonly startedAt: string | null;
    readonly endedAt: string | null;
  }>;
};

export type ReadRunQueryVariables = Exact<{
  runId: string;
}>;

export type ReadRunQuery = {
  readonly run:
    | ({
        readonly currentPhase: { readonly phaseId: string } | null;
        readonly tiers: ReadonlyArray<TierRowFragment>;
        readonly phases: ReadonlyArray<PhaseRowFragment>;
        readonly events: ReadonlyArray<EventRowFragment>;
      } & RunRowFragment)
    | null;
};

export type RunAtWorkFragment = {
  readonly runId: string;
  readonly state: RunState;
  readonly version: number;
  readonly tokensUsed: number;
  readonly ciRunsUsed: number;
  readonly failureReason: string | null;
  readonly headCommit: string | null;
  readonly failure: {
    readonly rule: string;
    readonly message: string;
    readonly reasons: ReadonlyArray<{ readonly code: string }>;
    readonly budget: { readonly name: string; readonly limit: number; readonly used: number } | null;
  } | null;
};

export type RunRowFragment = {
  readonly id: string;
  readonly runId: string;
  readonly projectId: string;
  readonly state: RunState;
  readonly isTerminal: boolean;
  readonly nextStates: ReadonlyArray<RunState>;
  readonly version: number;
  readonly safetyProfile: SafetyProfile;
  readonly runScope: RunScope;
  readonly tokenCap: number;
  readonly maxPhases: number;
  readonly maxDurationMinutes: number;
  readonly maxMinorIssuesTotal: number;
  readonly tokensUsed: number;
  readonly ciRunsUsed: number;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  readonly debtStatus: DebtStatus;
  readonly promotionEligibleToMain: boolean;
  readonly failureReason: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly deadlineAt: string | null;
  readonly budgets: ReadonlyArray<{
    readonly scope: BudgetScope;
    readonly name: string;
    readonly limit: number;
    readonly used: number;
    readonly left: number;
  }>;
  readonly failure: {
    readonly rule: string;
    readonly message: string;
    readonly tierId: string | null;
    readonly phaseId: string | null;
    readonly budget: {
      readonly scope: BudgetScope;
      readonly name: string;
      readonly limit: number;
      readonly used: number;
      readonly left: number;
    } | null;
    readonly reasons: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly source: string | null;
    }>;
  } | null;
};

export type SpansOfRunQueryVariables = Exact<{
  runId: string;
}>;

export type SpansOfRunQuery = { readonly run: { readonly timeline: ReadonlyArray<{ readonly kind: string }> } | null };

export type StrategySeenFragment = {
  readonly id: string;
  readonly runId: string | null;
  readonly version: number;
  readonly hash: string;
  readonly rulesetVersion: number | null;
  readonly document: Readonly<Record<string, unknown>>;
  readonly debtCleanupPhases: ReadonlyArray<string>;
  readonly phases: ReadonlyArray<{
    readonly phaseId: string;
    readonly taskCategory: string | null;
    readonly complexity: Complexity;
    readonly builderMode: BuilderMode;
    readonly ciProfile: CiProfile;
    readonly autoApply: boolean;
    readonly maxBuilderAttempts: number;
    readonly maxAuditorAttempts: number;
    readonly incidentTokenCap: number;
    readonly auditorProfile: string;
    readonly reasons: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly source: string | null;
    }>;
  }>;
  readonly tiers: ReadonlyArray<{
    readonly tierId: string;
    readonly tokenCap: number;
    readonly ciRunCap: number;
    readonly maxMinorIssuesTolerated: number;
    readonly maxMajorIssuesTolerated: number;
    readonly reasons: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly source: string | null;
    }>;
  }>;
};

export type TierRowFragment = {
  readonly id: string;
  readonly tierId: string;
  readonly runId: string;
  readonly tierIndex: number;
  readonly name: string;
  readonly description: string | null;
  readonly state: TierState;
  readonly cleanliness: Cleanliness;
  readonly tokenCap: number;
  readonly ciRunCap: number;
  readonly maxMinorIssuesTolerated: number;
  readonly maxMajorIssuesTolerated: number;
  readonly tokensUsed: number;
  readonly ciRunsUsed: number;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly cleanlinessReasons: ReadonlyArray<{
    readonly code: string;
    readonly message: string;
    readonly source: string | null;
  }>;
  readonly budgets: ReadonlyArray<{
    readonly scope: BudgetScope;
    readonly name: string;
    readonly limit: number;
    readonly used: number;
    readonly left: number;
  }>;
};

export type Unnamed_0209b6ac53MutationVariables = Exact<{
  input: UpdatePhaseStatusInput;
}>;

export type Unnamed_0209b6ac53Mutation = {
  readonly updatePhaseStatus: {
    readonly phase: PhaseRowFragment | null;
    readonly run: RunRowFragment | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_029ceed2c2QueryVariables = Exact<{
  projectId: string;
}>;

export type Unnamed_029ceed2c2Query = {
  readonly issueBacklog: {
    readonly nodes: ReadonlyArray<{
      readonly issueKey: string;
      readonly status: BacklogStatus;
      readonly ageInRuns: number;
      readonly ageInTiers: number;
      readonly occurrenceCount: number;
    }>;
  };
};

export type Unnamed_04033047caMutationVariables = Exact<{
  input: CreateProjectInput;
}>;

export type Unnamed_04033047caMutation = {
  readonly createProject: {
    readonly project: ProjectSeenFragment | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_04e417147dMutationVariables = Exact<{
  input: HeartbeatInput;
}>;

export type Unnamed_04e417147dMutation = {
  readonly heartbeat: {
    readonly directive: Directive;
    readonly outputTaken: boolean;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_0569c982f9QueryVariables = Exact<{
  id: string;
}>;

export type Unnamed_0569c982f9Query = {
  readonly phase: {
    readonly attempts: ReadonlyArray<{ readonly role: WorkerRole; readonly agent: string | null }>;
  } | null;
};

export type Unnamed_05bb5ac338QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_05bb5ac338Query = { readonly runs: { readonly totalCount: number } };

export type Unnamed_067a2a29e1MutationVariables = Exact<{
  input: UpdatePhaseStatusInput;
}>;

export type Unnamed_067a2a29e1Mutation = {
  readonly updatePhaseStatus: {
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

export type Unnamed_06f8d1d040MutationVariables = Exact<{
  input: SubmitAuditorResultInput;
}>;

export type Unnamed_06f8d1d040Mutation = {
  readonly submitAuditorResult: {
    readonly phase: PhaseAtWorkFragment | null;
    readonly run: RunAtWorkFragment | null;
    readonly attempt: AttemptSeenFragment | null;
    readonly gate: {
      readonly verdict: GateVerdict;
      readonly reasons: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly source: string | null;
      }>;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_09b86b9893QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_09b86b9893Query = {
  readonly fileLayout: { readonly upToDate: boolean; readonly files: ReadonlyArray<{ readonly path: string }> } | null;
};

export type Unnamed_0c5a831bd1QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_0c5a831bd1Query = {
  readonly run:
    | ({
        readonly lateResults: ReadonlyArray<{
          readonly id: string;
          readonly runId: string;
          readonly tokensUsed: number | null;
          readonly reason: { readonly code: string; readonly message: string };
          readonly artefacts: ReadonlyArray<{
            readonly path: string;
            readonly kind: string;
            readonly content: string | null;
          }>;
        }>;
      } & RunAtWorkFragment)
    | null;
};

export type Unnamed_0debf8d705QueryVariables = Exact<{
  id: string;
}>;

export type Unnamed_0debf8d705Query = {
  readonly node:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | null;
  readonly nodes: ReadonlyArray<
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | null
  >;
};

export type Unnamed_0fd48c54e0QueryVariables = Exact<{
  input: PreviewStrategyInput;
}>;

export type Unnamed_0fd48c54e0Query = {
  readonly previewStrategy: { readonly warnings: ReadonlyArray<{ readonly code: string }> };
};

export type Unnamed_11bf8de34eQueryVariables = Exact<{
  projectId: string;
}>;

export type Unnamed_11bf8de34eQuery = {
  readonly issueBacklog: {
    readonly nodes: ReadonlyArray<{
      readonly issueKey: string;
      readonly status: BacklogStatus;
      readonly ageInRuns: number;
      readonly ageInTiers: number;
      readonly occurrenceCount: number;
      readonly firstSeenRunId: string;
      readonly lastSeenRunId: string;
      readonly lastSeenAt: string;
    }>;
  };
};

export type Unnamed_14d4649658MutationVariables = Exact<{
  input: SetDrainInput;
}>;

export type Unnamed_14d4649658Mutation = {
  readonly setDrain: {
    readonly draining: {
      readonly since: string;
      readonly by: string;
      readonly reason: string | null;
      readonly leases: number;
      readonly leasesUntil: string | null;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_173eb0cf59MutationVariables = Exact<{
  input: SubmitBuilderResultInput;
}>;

export type Unnamed_173eb0cf59Mutation = {
  readonly submitBuilderResult: {
    readonly phase: PhaseAtWorkFragment | null;
    readonly run: RunAtWorkFragment | null;
    readonly attempt: AttemptSeenFragment | null;
    readonly gate: {
      readonly verdict: GateVerdict;
      readonly reasons: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly source: string | null;
      }>;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_1c47b25e2cMutationVariables = Exact<{
  input: CreateProjectInput;
}>;

export type Unnamed_1c47b25e2cMutation = {
  readonly createProject: {
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

export type Unnamed_1d95b3c5b6QueryVariables = Exact<{
  projectId?: string | null | undefined;
}>;

export type Unnamed_1d95b3c5b6Query = {
  readonly workers: ReadonlyArray<{
    readonly workerId: string;
    readonly role: WorkerRole;
    readonly waiting: boolean;
    readonly projectIds: ReadonlyArray<string> | null;
  }>;
  readonly idleReasons: ReadonlyArray<{
    readonly role: WorkerRole;
    readonly projectId: string | null;
    readonly reason: { readonly code: string; readonly changesAt: string | null };
  }>;
};

export type Unnamed_1e0b47b94bQueryVariables = Exact<{
  input: SimulatePlanInput;
}>;

export type Unnamed_1e0b47b94bQuery = {
  readonly simulatePlan: {
    readonly plays: number;
    readonly seed: number;
    readonly model: Readonly<Record<string, unknown>>;
    readonly modelEvidence: ReadonlyArray<string>;
    readonly odds: ReadonlyArray<{
      readonly state: RunState;
      readonly reason: string | null;
      readonly probability: number;
      readonly low: number;
      readonly high: number;
    }>;
    readonly tokens: {
      readonly count: number;
      readonly p10: number | null;
      readonly p50: number | null;
      readonly p90: number | null;
      readonly p99: number | null;
      readonly max: number | null;
    };
    readonly minutes: { readonly p50: number | null; readonly p90: number | null };
    readonly ciRuns: { readonly p50: number | null; readonly max: number | null };
    readonly phases: ReadonlyArray<{ readonly phaseId: string; readonly fails: number; readonly tokenShare: number }>;
    readonly budgets: ReadonlyArray<{
      readonly scope: BudgetScope;
      readonly name: string;
      readonly share: number;
      readonly successWithHalf: number;
      readonly successWithDouble: number;
    }>;
    readonly caps: {
      readonly wanted: number;
      readonly reachable: number;
      readonly reached: number | null;
      readonly caps: ReadonlyArray<{
        readonly scope: BudgetScope;
        readonly name: string;
        readonly present: number | null;
        readonly smallest: number | null;
        readonly factor: number;
      }>;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_20613bdbdaQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_20613bdbdaQuery = {
  readonly server: {
    readonly draining: {
      readonly since: string;
      readonly by: string;
      readonly reason: string | null;
      readonly leases: number;
      readonly leasesUntil: string | null;
    } | null;
  };
};

export type Unnamed_2316cc0ea1MutationVariables = Exact<{
  input: StartRunFromPlanInput;
}>;

export type Unnamed_2316cc0ea1Mutation = {
  readonly startRunFromPlan: {
    readonly runs: ReadonlyArray<{ readonly runId: string }>;
    readonly errors: ReadonlyArray<
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
    >;
  };
};

export type Unnamed_23555e421fMutationVariables = Exact<{
  input: CancelRunInput;
}>;

export type Unnamed_23555e421fMutation = {
  readonly cancelRun: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_23cd9a8c6eMutationVariables = Exact<{
  input: UpdateProjectInput;
}>;

export type Unnamed_23cd9a8c6eMutation = {
  readonly updateProject: {
    readonly project: { readonly retentionDays: number | null } | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_26952444e6MutationVariables = Exact<{
  input: ContinueRunInput;
}>;

export type Unnamed_26952444e6Mutation = {
  readonly continueRun: {
    readonly runs: ReadonlyArray<{ readonly runId: string }>;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_283db325acQueryVariables = Exact<{
  path: string;
}>;

export type Unnamed_283db325acQuery = { readonly artefact: { readonly content: string | null } | null };

export type Unnamed_28d20b6085QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_28d20b6085Query = {
  readonly run: { readonly tokenCap: number; readonly maxDurationMinutes: number } | null;
};

export type Unnamed_28d5792408MutationVariables = Exact<{
  input: StartRunFromPlanInput;
}>;

export type Unnamed_28d5792408Mutation = {
  readonly startRunFromPlan: {
    readonly runs: ReadonlyArray<PlannedRunFragment>;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_2b1d97eac5MutationVariables = Exact<{
  input: CreateWebhookInput;
}>;

export type Unnamed_2b1d97eac5Mutation = {
  readonly createWebhook: {
    readonly secret: string | null;
    readonly webhook: {
      readonly webhookId: string;
      readonly projectId: string;
      readonly url: string;
      readonly eventTypes: ReadonlyArray<WebhookEventType>;
      readonly enabled: boolean;
    } | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
    >;
  };
};

export type Unnamed_2e4c40bc0eMutationVariables = Exact<{
  input: ReportCiResultInput;
}>;

export type Unnamed_2e4c40bc0eMutation = {
  readonly reportCiResult: {
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

export type Unnamed_331523d6d0QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_331523d6d0Query = {
  readonly phase: {
    readonly state: PhaseState;
    readonly attempts: ReadonlyArray<{
      readonly ciTries: ReadonlyArray<{
        readonly verdict: CiVerdict;
        readonly failedTests: ReadonlyArray<string>;
        readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
      }>;
    }>;
  } | null;
};

export type Unnamed_33dcb3bceaMutationVariables = Exact<{
  input: CreateProjectInput;
}>;

export type Unnamed_33dcb3bceaMutation = {
  readonly createProject: {
    readonly errors: ReadonlyArray<
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
    >;
  };
};

export type Unnamed_354010dfa1MutationVariables = Exact<{
  input: UpdatePhaseStatusInput;
}>;

export type Unnamed_354010dfa1Mutation = {
  readonly updatePhaseStatus: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_37accfd4a7MutationVariables = Exact<{
  input: CreateProjectInput;
}>;

export type Unnamed_37accfd4a7Mutation = {
  readonly createProject: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_38126563f5MutationVariables = Exact<{
  input: StartRunFromPlanInput;
}>;

export type Unnamed_38126563f5Mutation = {
  readonly startRunFromPlan: {
    readonly runs: ReadonlyArray<{
      readonly runId: string;
      readonly phases: ReadonlyArray<{ readonly phaseId: string }>;
    }>;
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

export type Unnamed_3847254909SubscriptionVariables = Exact<{
  runId: string;
  phaseId: string;
  attempt: number;
  from?: number | null | undefined;
}>;

export type Unnamed_3847254909Subscription = {
  readonly attemptOutput: {
    readonly attempt: number;
    readonly text: string;
    readonly from: number;
    readonly to: number;
    readonly isLive: boolean;
  };
};

export type Unnamed_3bc1922d92MutationVariables = Exact<{
  input: UpdateWebhookInput;
}>;

export type Unnamed_3bc1922d92Mutation = {
  readonly updateWebhook: {
    readonly secret: string | null;
    readonly webhook: {
      readonly webhookId: string;
      readonly url: string;
      readonly eventTypes: ReadonlyArray<WebhookEventType>;
      readonly enabled: boolean;
      readonly disabledReason: WebhookDisabledReason | null;
    } | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
    >;
  };
};

export type Unnamed_3ee9610b65QueryVariables = Exact<{
  id: string;
}>;

export type Unnamed_3ee9610b65Query = { readonly run: { readonly refsPutBack: ReadonlyArray<string> } | null };

export type Unnamed_44e2fb4927QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_44e2fb4927Query = { readonly run: { readonly promotionEligibleToMain: boolean } | null };

export type Unnamed_46ba8f1cf9QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_46ba8f1cf9Query = {
  readonly phase: {
    readonly attempts: ReadonlyArray<{
      readonly ciTries: ReadonlyArray<{
        readonly verdict: CiVerdict;
        readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
      }>;
    }>;
  } | null;
};

export type Unnamed_474d87e0c1MutationVariables = Exact<{
  input: StartRunInput;
}>;

export type Unnamed_474d87e0c1Mutation = {
  readonly startRun: {
    readonly run: { readonly runId: string } | null;
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

export type Unnamed_476fbed85eMutationVariables = Exact<{
  input: StartRunInput;
}>;

export type Unnamed_476fbed85eMutation = {
  readonly startRun: {
    readonly run: RunRowFragment | null;
    readonly warnings: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly path: ReadonlyArray<string> | null;
    }>;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_477d8ecd7eQueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_477d8ecd7eQuery = {
  readonly phase: {
    readonly attempts: ReadonlyArray<{
      readonly number: number;
      readonly state: AttemptState;
      readonly output: {
        readonly text: string;
        readonly from: number;
        readonly to: number;
        readonly isLive: boolean;
      } | null;
    }>;
  } | null;
};

export type Unnamed_4b54bfd778MutationVariables = Exact<{
  input: RedeliverWebhookInput;
}>;

export type Unnamed_4b54bfd778Mutation = {
  readonly redeliverWebhook: {
    readonly delivery: {
      readonly deliveryId: string;
      readonly state: WebhookDeliveryState;
      readonly attempts: number;
    } | null;
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

export type Unnamed_4bc8b2f379QueryVariables = Exact<{
  projectId: string;
}>;

export type Unnamed_4bc8b2f379Query = {
  readonly project: { readonly webhooks: ReadonlyArray<{ readonly webhookId: string; readonly url: string }> } | null;
};

export type Unnamed_4d42a67870SubscriptionVariables = Exact<{
  runId: string;
  from?: number | null | undefined;
}>;

export type Unnamed_4d42a67870Subscription = {
  readonly attemptOutput: {
    readonly text: string;
    readonly from: number;
    readonly to: number;
    readonly isLive: boolean;
  };
};

export type Unnamed_4fcb34f0b2QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_4fcb34f0b2Query = { readonly run: { readonly runId: string } | null };

export type Unnamed_4fcc0f14f0MutationVariables = Exact<{
  input: UpdateProjectInput;
}>;

export type Unnamed_4fcc0f14f0Mutation = {
  readonly updateProject: {
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

export type Unnamed_50b84b140eQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_50b84b140eQuery = {
  readonly runs: {
    readonly edges: ReadonlyArray<{ readonly node: { readonly runId: string; readonly introduction: string | null } }>;
  };
};

export type Unnamed_579a27d337QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_579a27d337Query = {
  readonly runs: {
    readonly nodes: ReadonlyArray<{ readonly runId: string; readonly promotionEligibleToMain: boolean }>;
  };
};

export type Unnamed_57d467c8fcMutationVariables = Exact<{
  input: StartRunInput;
}>;

export type Unnamed_57d467c8fcMutation = {
  readonly startRun: {
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

export type Unnamed_5a190c0131QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_5a190c0131Query = {
  readonly run: { readonly runId: string } | null;
  readonly tier: { readonly name: string } | null;
  readonly tiers: ReadonlyArray<{ readonly name: string }>;
  readonly phase: { readonly name: string } | null;
  readonly nextPhase: { readonly name: string } | null;
  readonly fileLayout: { readonly root: string } | null;
  readonly artefact: { readonly path: string } | null;
  readonly none: { readonly path: string } | null;
};

export type Unnamed_5a1f57289bQueryVariables = Exact<{
  ids: ReadonlyArray<string>;
}>;

export type Unnamed_5a1f57289bQuery = {
  readonly nodes: ReadonlyArray<
    | { readonly __typename: 'Artefact'; readonly id: string }
    | { readonly __typename: 'Attempt'; readonly id: string }
    | { readonly __typename: 'BacklogEntry'; readonly id: string }
    | { readonly __typename: 'FileLayout'; readonly id: string }
    | { readonly __typename: 'Issue'; readonly id: string }
    | { readonly __typename: 'LateResult'; readonly id: string }
    | { readonly __typename: 'Phase'; readonly id: string }
    | { readonly __typename: 'Project'; readonly id: string }
    | { readonly __typename: 'Ruleset'; readonly id: string }
    | { readonly __typename: 'Run'; readonly id: string }
    | { readonly __typename: 'RunEvent'; readonly id: string }
    | { readonly __typename: 'RunIssueIndexEntry'; readonly id: string }
    | { readonly __typename: 'Strategy'; readonly id: string }
    | { readonly __typename: 'Tier'; readonly id: string }
    | { readonly __typename: 'Webhook'; readonly id: string }
    | { readonly __typename: 'WebhookDelivery'; readonly id: string }
    | { readonly __typename: 'WorkerView'; readonly id: string }
    | null
  >;
};

export type Unnamed_5d836723bdQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type Unnamed_5d836723bdQuery = {
  readonly phase: {
    readonly attempts: ReadonlyArray<{
      readonly number: number;
      readonly role: WorkerRole;
      readonly startedAt: string;
      readonly output: { readonly text: string; readonly to: number; readonly isLive: boolean } | null;
    }>;
  } | null;
};

export type Unnamed_5e58b32b91MutationVariables = Exact<{
  input: UpdateProjectInput;
}>;

export type Unnamed_5e58b32b91Mutation = {
  readonly updateProject: {
    readonly project: ProjectSeenFragment | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_5fe70c3a6eMutationVariables = Exact<{
  input: ContinueRunInput;
}>;

export type Unnamed_5fe70c3a6eMutation = {
  readonly continueRun: {
    readonly runs: ReadonlyArray<ContinuedRunFragment>;
    readonly warnings: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_609e90909dQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_609e90909dQuery = {
  readonly runs: {
    readonly nodes: ReadonlyArray<{
      readonly runId: string;
      readonly promotionEligibleToMain: boolean;
      readonly promotion: { readonly eligible: boolean };
    }>;
  };
};

export type Unnamed_615136b2c8QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_615136b2c8Query = {
  readonly run: {
    readonly state: RunState;
    readonly pushes: ReadonlyArray<{
      readonly ref: string;
      readonly wanted: string;
      readonly pushed: string | null;
      readonly state: RefPushState;
      readonly attempts: number;
      readonly pushedAt: string | null;
      readonly lastFault: PushFault | null;
      readonly lastError: string | null;
    }>;
  } | null;
};

export type Unnamed_62cf26e0cfMutationVariables = Exact<{
  input: SealPlanInput;
}>;

export type Unnamed_62cf26e0cfMutation = {
  readonly sealPlan: {
    readonly run: RunRowFragment | null;
    readonly warnings: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly path: ReadonlyArray<string> | null;
    }>;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_6309d3ede8QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_6309d3ede8Query = {
  readonly promotion: {
    readonly promotedAt: string | null;
    readonly promotedBy: string | null;
    readonly promotedTo: string | null;
    readonly commit: string | null;
  } | null;
};

export type Unnamed_63549409f8QueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type Unnamed_63549409f8Query = { readonly phase: PhaseAtWorkFragment | null };

export type Unnamed_63dac6d4fdQueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_63dac6d4fdQuery = {
  readonly run: {
    readonly phases: ReadonlyArray<{
      readonly attempts: ReadonlyArray<{
        readonly number: number;
        readonly state: AttemptState;
        readonly tokensUsed: number;
      }>;
    }>;
  } | null;
};

export type Unnamed_655b1c8f6fQueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_655b1c8f6fQuery = {
  readonly run: {
    readonly version: number;
    readonly state: RunState;
    readonly failure: {
      readonly rule: string;
      readonly message: string;
      readonly reasons: ReadonlyArray<{ readonly code: string }>;
    } | null;
    readonly incident: ReadonlyArray<ArtefactSeenFragment>;
    readonly fileLayout: { readonly files: ReadonlyArray<{ readonly path: string; readonly kind: string }> };
  } | null;
};

export type Unnamed_65d1a5b289MutationVariables = Exact<{
  input: CreateWebhookInput;
}>;

export type Unnamed_65d1a5b289Mutation = {
  readonly createWebhook: { readonly webhook: { readonly webhookId: string } | null };
};

export type Unnamed_668b34bdd3MutationVariables = Exact<{
  input: CancelRunInput;
}>;

export type Unnamed_668b34bdd3Mutation = {
  readonly cancelRun: {
    readonly run: {
      readonly runId: string;
      readonly state: RunState;
      readonly version: number;
      readonly nextStates: ReadonlyArray<RunState>;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_69d8ce75a3QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_69d8ce75a3Query = {
  readonly run: {
    readonly projectId: string;
    readonly safetyProfile: SafetyProfile;
    readonly phases: ReadonlyArray<{ readonly phaseId: string }>;
  } | null;
};

export type Unnamed_69e6807380QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_69e6807380Query = { readonly promotion: { readonly promotedAt: string | null } | null };

export type Unnamed_6b725a002fQueryVariables = Exact<{
  projectId: string;
  version?: number | null | undefined;
}>;

export type Unnamed_6b725a002fQuery = {
  readonly ruleset: { readonly version: number; readonly document: Readonly<Record<string, unknown>> } | null;
};

export type Unnamed_6c595a6a40QueryVariables = Exact<{
  webhookId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  states?: ReadonlyArray<WebhookDeliveryState> | null | undefined;
}>;

export type Unnamed_6c595a6a40Query = {
  readonly webhook: {
    readonly enabled: boolean;
    readonly disabledReason: WebhookDisabledReason | null;
    readonly pausedUntil: string | null;
    readonly deliveries: {
      readonly nodes: ReadonlyArray<{
        readonly deliveryId: string;
        readonly messageType: WebhookMessageType;
        readonly state: WebhookDeliveryState;
        readonly attempts: number;
        readonly lastStatus: number | null;
        readonly lastFault: WebhookFault | null;
        readonly nextAttemptAt: string | null;
        readonly endedAt: string | null;
        readonly body: string;
      }>;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
};

export type Unnamed_6d84d80b8bMutationVariables = Exact<{
  input: RequestAuditInput;
}>;

export type Unnamed_6d84d80b8bMutation = {
  readonly requestAudit: {
    readonly phase: PhaseAtWorkFragment | null;
    readonly run: RunAtWorkFragment | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_6da36497ccQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_6da36497ccQuery = { readonly phase: { readonly state: PhaseState } | null };

export type Unnamed_6e0fffdb64QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_6e0fffdb64Query = {
  readonly server: {
    readonly draining: {
      readonly since: string;
      readonly by: string;
      readonly reason: string | null;
      readonly leases: number;
    } | null;
  };
};

export type Unnamed_6e7ef29478QueryVariables = Exact<{
  input: PreviewStrategyInput;
}>;

export type Unnamed_6e7ef29478Query = {
  readonly previewStrategy: {
    readonly strategies: ReadonlyArray<StrategySeenFragment>;
    readonly plan: ReadonlyArray<{
      readonly tierId: string;
      readonly name: string;
      readonly phaseIds: ReadonlyArray<string>;
    }>;
    readonly totals: {
      readonly incidentTokens: number;
      readonly builderAttempts: number;
      readonly auditorAttempts: number;
      readonly ciRuns: number;
      readonly tokenCap: number;
    } | null;
    readonly differences: ReadonlyArray<{
      readonly path: string;
      readonly before: string | null;
      readonly after: string | null;
    }>;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_6ed1905369QueryVariables = Exact<{
  id: string;
}>;

export type Unnamed_6ed1905369Query = {
  readonly projectCheck: {
    readonly ok: boolean;
    readonly findings: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly path: ReadonlyArray<string> | null;
    }>;
  };
};

export type Unnamed_7023d5e0b0QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_7023d5e0b0Query = { readonly project: { readonly rulesetVersion: number } | null };

export type Unnamed_71b46bca6dQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_71b46bca6dQuery = {
  readonly node:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | {
        readonly phaseId: string;
        readonly name: string;
        readonly state: PhaseState;
        readonly id: string;
        readonly tier: { readonly id: string; readonly name: string };
        readonly run: { readonly id: string; readonly project: { readonly id: string } };
      }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | null;
};

export type Unnamed_728a6879cdQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_728a6879cdQuery = { readonly run: { readonly version: number } | null };

export type Unnamed_73128c6697QueryVariables = Exact<{
  projectId: string;
}>;

export type Unnamed_73128c6697Query = {
  readonly project: {
    readonly remote: {
      readonly url: string;
      readonly forge: ForgeKind | null;
      readonly setAt: string;
      readonly credentials: {
        readonly kinds: ReadonlyArray<RemoteCredentialKind>;
        readonly webhookSecret: boolean;
        readonly fault: string | null;
      };
      readonly push: {
        readonly state: RemotePushState;
        readonly lastPushedAt: string | null;
        readonly lastAttemptAt: string | null;
        readonly lastFault: PushFault | null;
        readonly lastError: string | null;
        readonly failures: number;
        readonly nextAttemptAt: string | null;
        readonly pendingRefs: number;
      };
    } | null;
  } | null;
};

export type Unnamed_75f1b14c25MutationVariables = Exact<{
  input: ClaimWorkInput;
}>;

export type Unnamed_75f1b14c25Mutation = {
  readonly claimWork: {
    readonly lease: LeaseSeenFragment | null;
    readonly phase: { readonly phaseId: string; readonly runId: string; readonly state: PhaseState } | null;
    readonly attempt: { readonly number: number; readonly role: WorkerRole; readonly state: AttemptState } | null;
    readonly commitCheck: {
      readonly kind: CommitCheckKind;
      readonly runId: string;
      readonly commit: string;
      readonly tryNumber: number;
    } | null;
    readonly brief: {
      readonly projectId: string;
      readonly repositoryPath: string | null;
      readonly integrationBranch: string | null;
      readonly baseCommit: string | null;
      readonly commit: string | null;
      readonly allowedPaths: ReadonlyArray<string>;
      readonly protectedPaths: ReadonlyArray<string>;
      readonly acceptanceCriteria: ReadonlyArray<string>;
      readonly notes: ReadonlyArray<string>;
      readonly patch: string | null;
      readonly ciProfile: CiProfile;
      readonly markdown: string;
      readonly strategy: {
        readonly phaseId: string;
        readonly ciProfile: CiProfile;
        readonly autoApply: boolean;
        readonly reasons: ReadonlyArray<{ readonly code: string }>;
      };
      readonly openIssues: ReadonlyArray<{ readonly issueKey: string }>;
      readonly ciSteps: ReadonlyArray<{
        readonly name: string;
        readonly argv: ReadonlyArray<string>;
        readonly timeoutSeconds: number;
        readonly report: string | null;
      }>;
    } | null;
    readonly idleReason: { readonly code: string; readonly message: string } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_7748430864QueryVariables = Exact<{
  projectId: string;
}>;

export type Unnamed_7748430864Query = {
  readonly workers: ReadonlyArray<{
    readonly id: string;
    readonly workerId: string;
    readonly role: WorkerRole;
    readonly waiting: boolean;
    readonly holds: { readonly phaseId: string } | null;
  }>;
  readonly idleReasons: ReadonlyArray<{
    readonly role: WorkerRole;
    readonly projectId: string | null;
    readonly reason: { readonly code: string };
  }>;
};

export type Unnamed_77dd3d9c1fQueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_77dd3d9c1fQuery = { readonly artefact: { readonly content: string | null } | null };

export type Unnamed_781d8e07daQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_781d8e07daQuery = {
  readonly run: {
    readonly previousRun: { readonly id: string } | null;
    readonly nextRun: { readonly id: string } | null;
    readonly phases: ReadonlyArray<{
      readonly attempts: ReadonlyArray<{ readonly id: string; readonly phase: { readonly id: string } }>;
    }>;
  } | null;
};

export type Unnamed_785188a73dQueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_785188a73dQuery = {
  readonly run:
    | ({
        readonly failureReason: string | null;
        readonly failure: { readonly rule: string; readonly reasons: ReadonlyArray<{ readonly code: string }> } | null;
      } & PlannedRunFragment)
    | null;
};

export type Unnamed_7893fede0aMutationVariables = Exact<{
  input: ClaimWorkInput;
}>;

export type Unnamed_7893fede0aMutation = {
  readonly claimWork: {
    readonly brief: {
      readonly markdown: string;
      readonly preparation: {
        readonly submodules: boolean;
        readonly environment: ReadonlyArray<string>;
        readonly cache: ReadonlyArray<{ readonly path: string; readonly key: ReadonlyArray<string> }>;
        readonly setup: ReadonlyArray<{
          readonly name: string;
          readonly argv: ReadonlyArray<string>;
          readonly timeoutSeconds: number;
          readonly reads: ReadonlyArray<string> | null;
          readonly cwd: string | null;
          readonly env: ReadonlyArray<{ readonly name: string; readonly value: string }>;
        }>;
      };
      readonly ciSteps: ReadonlyArray<{
        readonly name: string;
        readonly cwd: string | null;
        readonly env: ReadonlyArray<{ readonly name: string; readonly value: string }>;
      }>;
    } | null;
  };
};

export type Unnamed_78c650b5eeMutationVariables = Exact<{
  input: PromoteRunInput;
}>;

export type Unnamed_78c650b5eeMutation = {
  readonly promoteRun: {
    readonly promotion: { readonly kind: PromotionKind | null } | null;
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

export type Unnamed_7bd1510a89QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_7bd1510a89Query = {
  readonly node:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | null;
};

export type Unnamed_7c09acc8aaMutationVariables = Exact<{
  input: StartRunInput;
}>;

export type Unnamed_7c09acc8aaMutation = {
  readonly startRun: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_7d0d184611QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_7d0d184611Query = {
  readonly promotion: {
    readonly promotedAt: string | null;
    readonly change: {
      readonly state: ChangeState;
      readonly number: number | null;
      readonly problem: { readonly code: string; readonly message: string } | null;
    } | null;
  } | null;
};

export type Unnamed_7d7ab0c480QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_7d7ab0c480Query = { readonly fileLayout: { readonly upToDate: boolean } | null };

export type Unnamed_7d9670c9b4QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_7d9670c9b4Query = {
  readonly run: { readonly attention: ReadonlyArray<{ readonly code: string; readonly message: string }> } | null;
};

export type Unnamed_7dea6c8c33QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_7dea6c8c33Query = {
  readonly run: {
    readonly integrationBranch: string | null;
    readonly baseCommit: string | null;
    readonly headCommit: string | null;
    readonly snapshots: ReadonlyArray<{ readonly phaseId: string; readonly commit: string; readonly tag: string }>;
  } | null;
};

export type Unnamed_7df1c370adMutationVariables = Exact<{
  input: UpdateProjectInput;
}>;

export type Unnamed_7df1c370adMutation = {
  readonly updateProject: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_7e07b2dd02MutationVariables = Exact<{
  input: ReportCiResultInput;
}>;

export type Unnamed_7e07b2dd02Mutation = {
  readonly reportCiResult: {
    readonly phase: PhaseAtWorkFragment | null;
    readonly run: RunAtWorkFragment | null;
    readonly attempt: AttemptSeenFragment | null;
    readonly gate: {
      readonly verdict: GateVerdict;
      readonly reasons: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly source: string | null;
      }>;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_7f3345632bMutationVariables = Exact<{
  input: UpdatePhaseStatusInput;
}>;

export type Unnamed_7f3345632bMutation = {
  readonly updatePhaseStatus: {
    readonly run: { readonly version: number } | null;
    readonly phase: { readonly state: PhaseState } | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_7fc9637ec1QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_7fc9637ec1Query = { readonly run: { readonly runId: string } | null };

export type Unnamed_80de73b812QueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type Unnamed_80de73b812Query = {
  readonly phase: {
    readonly attempts: ReadonlyArray<{
      readonly number: number;
      readonly output: {
        readonly attempt: number;
        readonly text: string;
        readonly from: number;
        readonly to: number;
        readonly isLive: boolean;
      } | null;
    }>;
  } | null;
};

export type Unnamed_82c7f67124MutationVariables = Exact<{
  runId: string;
}>;

export type Unnamed_82c7f67124Mutation = {
  readonly startRun: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_82f8de4631MutationVariables = Exact<{
  runId: string;
}>;

export type Unnamed_82f8de4631Mutation = {
  readonly rebuildFileLayout: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_8332c91e23MutationVariables = Exact<{
  input: ContinueRunInput;
}>;

export type Unnamed_8332c91e23Mutation = {
  readonly continueRun: {
    readonly runs: ReadonlyArray<
      { readonly continuesRunId: string | null; readonly previousRunId: string | null } & RunRowFragment
    >;
    readonly warnings: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly path: ReadonlyArray<string> | null;
    }>;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_8387af2fd9QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_8387af2fd9Query = {
  readonly nextPhase: { readonly phaseId: string } | null;
  readonly run: {
    readonly version: number;
    readonly tokensUsed: number;
    readonly currentPhase: { readonly phaseId: string } | null;
  } | null;
};

export type Unnamed_8394d8db6cQueryVariables = Exact<{
  projectId?: string | null | undefined;
}>;

export type Unnamed_8394d8db6cQuery = {
  readonly runCounts: ReadonlyArray<{
    readonly state: RunState;
    readonly count: number;
    readonly projects: ReadonlyArray<{ readonly projectId: string; readonly count: number }>;
  }>;
};

export type Unnamed_85a60690ebQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_85a60690ebQuery = { readonly project: { readonly name: string } | null };

export type Unnamed_85ffec96d0QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_85ffec96d0Query = {
  readonly run: {
    readonly strategy: { readonly hash: string } | null;
    readonly phases: ReadonlyArray<{ readonly strategy: { readonly ciProfile: CiProfile } | null }>;
    readonly fileLayout: {
      readonly upToDate: boolean;
      readonly files: ReadonlyArray<{ readonly path: string; readonly content: string | null }>;
    };
  } | null;
};

export type Unnamed_86ec37799aMutationVariables = Exact<{
  input: RebuildFileLayoutInput;
}>;

export type Unnamed_86ec37799aMutation = {
  readonly rebuildFileLayout: {
    readonly fileLayout: { readonly upToDate: boolean } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_8709a84b6eQueryVariables = Exact<{
  input: PreviewStrategyInput;
}>;

export type Unnamed_8709a84b6eQuery = {
  readonly previewStrategy: { readonly warnings: ReadonlyArray<{ readonly code: string; readonly message: string }> };
};

export type Unnamed_8813529fa3MutationVariables = Exact<{
  input: PromoteRunInput;
}>;

export type Unnamed_8813529fa3Mutation = {
  readonly promoteRun: {
    readonly promotion: {
      readonly eligible: boolean;
      readonly commit: string | null;
      readonly promotedAt: string | null;
      readonly blockers: ReadonlyArray<{ readonly code: string }>;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_891a1b766fMutationVariables = Exact<{
  input: AddPhaseInput;
}>;

export type Unnamed_891a1b766fMutation = {
  readonly addPhase: {
    readonly phase: PhaseRowFragment | null;
    readonly run: { readonly version: number; readonly state: RunState } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_8c98ec22c2QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_8c98ec22c2Query = {
  readonly tier: {
    readonly cleanliness: Cleanliness;
    readonly ciRunsUsed: number;
    readonly ciRunCap: number;
    readonly cleanlinessReasons: ReadonlyArray<{ readonly code: string; readonly source: string | null }>;
  } | null;
};

export type Unnamed_8cecd4a3fbQueryVariables = Exact<{
  ids: ReadonlyArray<string>;
}>;

export type Unnamed_8cecd4a3fbQuery = {
  readonly nodes: ReadonlyArray<
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | null
  >;
};

export type Unnamed_8dab0b619cQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_8dab0b619cQuery = {
  readonly projects: ReadonlyArray<{
    readonly projectId: string;
    readonly name: string;
    readonly rulesetVersion: number;
    readonly allowPromotion: boolean;
    readonly repositoryPath: string | null;
  }>;
};

export type Unnamed_8e555193b8QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_8e555193b8Query = {
  readonly __schema: {
    readonly types: ReadonlyArray<{
      readonly kind: __TypeKind;
      readonly name: string | null;
      readonly enumValues: ReadonlyArray<{ readonly name: string }> | null;
    }>;
  };
};

export type Unnamed_9055555c5eQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_9055555c5eQuery = { readonly run: { readonly runId: string } | null };

export type Unnamed_91f1b9d3b5MutationVariables = Exact<{
  input: TestWebhookInput;
}>;

export type Unnamed_91f1b9d3b5Mutation = {
  readonly testWebhook: {
    readonly delivery: { readonly deliveryId: string; readonly state: WebhookDeliveryState } | null;
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

export type Unnamed_93cfb13fb9MutationVariables = Exact<{
  input: TestWebhookInput;
}>;

export type Unnamed_93cfb13fb9Mutation = {
  readonly testWebhook: { readonly delivery: { readonly deliveryId: string } | null };
};

export type Unnamed_9425bf58d4MutationVariables = Exact<{
  input: ReleaseLeaseInput;
}>;

export type Unnamed_9425bf58d4Mutation = {
  readonly releaseLease: {
    readonly phase: PhaseAtWorkFragment | null;
    readonly run: RunAtWorkFragment | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_9ae556c3f4MutationVariables = Exact<{
  input: PromoteRunInput;
}>;

export type Unnamed_9ae556c3f4Mutation = {
  readonly promoteRun: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_9b859b181eMutationVariables = Exact<{
  input: UpdateProjectInput;
}>;

export type Unnamed_9b859b181eMutation = {
  readonly updateProject: {
    readonly project: {
      readonly id: string;
      readonly projectId: string;
      readonly name: string;
      readonly dispatching: boolean;
      readonly dispatchChange: { readonly by: string; readonly at: string; readonly reason: string | null } | null;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_9cdb1696d2QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_9cdb1696d2Query = { readonly project: { readonly name: string } | null };

export type Unnamed_9fb5289b12QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_9fb5289b12Query = { readonly promotion: ProposedRunFragment | null };

export type Unnamed_a0402303e9QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_a0402303e9Query = { readonly run: { readonly isTerminal: boolean } | null };

export type Unnamed_a10d46da18MutationVariables = Exact<{
  input: AddTierInput;
}>;

export type Unnamed_a10d46da18Mutation = {
  readonly addTier: {
    readonly tier: {
      readonly tierId: string;
      readonly tierIndex: number;
      readonly tokenCap: number;
      readonly phases: ReadonlyArray<{ readonly phaseId: string }>;
    } | null;
    readonly run: { readonly version: number; readonly state: RunState } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_a3cff87465MutationVariables = Exact<{
  input: DeleteWebhookInput;
}>;

export type Unnamed_a3cff87465Mutation = {
  readonly deleteWebhook: {
    readonly deletedWebhookId: string | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_a4e807e502QueryVariables = Exact<{
  input: PreviewStrategyInput;
}>;

export type Unnamed_a4e807e502Query = {
  readonly previewStrategy: {
    readonly strategies: ReadonlyArray<{ readonly phases: ReadonlyArray<{ readonly phaseId: string }> }>;
    readonly plan: ReadonlyArray<{ readonly tierId: string; readonly phaseIds: ReadonlyArray<string> }>;
    readonly totals: { readonly tokenCap: number } | null;
    readonly errors: ReadonlyArray<
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
      | { readonly message: string }
    >;
  };
};

export type Unnamed_a53ba67a47MutationVariables = Exact<{
  input: HeartbeatInput;
}>;

export type Unnamed_a53ba67a47Mutation = {
  readonly heartbeat: {
    readonly directive: Directive;
    readonly lease: LeaseSeenFragment | null;
    readonly reason: { readonly code: string; readonly message: string; readonly source: string | null } | null;
    readonly budgets: ReadonlyArray<{
      readonly scope: BudgetScope;
      readonly name: string;
      readonly limit: number;
      readonly used: number;
      readonly left: number;
    }>;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_a66a8cdc4bMutationVariables = Exact<{
  input: ClaimWorkInput;
}>;

export type Unnamed_a66a8cdc4bMutation = { readonly claimWork: { readonly lease: { readonly token: string } | null } };

export type Unnamed_a9bdad6159QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_a9bdad6159Query = { readonly run: { readonly runId: string } | null };

export type Unnamed_aa200633b0QueryVariables = Exact<{
  projectId: string;
}>;

export type Unnamed_aa200633b0Query = {
  readonly project: { readonly dispatching: boolean; readonly dispatchChange: { readonly by: string } | null } | null;
};

export type Unnamed_ad3e83278cMutationVariables = Exact<{
  input: ArchiveRunsInput;
}>;

export type Unnamed_ad3e83278cMutation = {
  readonly archiveRuns: { readonly runs: ReadonlyArray<{ readonly outcome: ArchiveOutcome }> };
};

export type Unnamed_aec5dab241QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_aec5dab241Query = {
  readonly server: { readonly version: string; readonly databaseId: string; readonly startedAt: string };
};

export type Unnamed_b43dd0a548MutationVariables = Exact<{
  input: SetProjectRemoteInput;
}>;

export type Unnamed_b43dd0a548Mutation = {
  readonly setProjectRemote: {
    readonly remote: { readonly url: string; readonly forge: ForgeKind | null } | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
    >;
  };
};

export type Unnamed_b45bdb1630MutationVariables = Exact<{
  input: ClaimWorkInput;
}>;

export type Unnamed_b45bdb1630Mutation = {
  readonly claimWork: {
    readonly lease: { readonly token: string } | null;
    readonly idleReason: { readonly code: string; readonly message: string } | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_b552c8e416QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_b552c8e416Query = {
  readonly runs: { readonly edges: ReadonlyArray<{ readonly cursor: string }> };
  readonly phases: { readonly edges: ReadonlyArray<{ readonly cursor: string }> };
};

export type Unnamed_b73027383aMutationVariables = Exact<{
  input: RecordIssuesInput;
}>;

export type Unnamed_b73027383aMutation = {
  readonly recordIssues: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_b7db546eabMutationVariables = Exact<{
  input: RecordIssuesInput;
}>;

export type Unnamed_b7db546eabMutation = {
  readonly recordIssues: {
    readonly issues: ReadonlyArray<{ readonly issueKey: string; readonly occurrenceCount: number }>;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_b88793fb52MutationVariables = Exact<{
  input: StartRunFromPlanInput;
}>;

export type Unnamed_b88793fb52Mutation = {
  readonly startRunFromPlan: {
    readonly runs: ReadonlyArray<RunRowFragment>;
    readonly warnings: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly path: ReadonlyArray<string> | null;
    }>;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_b9470a649cQueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_b9470a649cQuery = {
  readonly run: {
    readonly events: ReadonlyArray<{
      readonly type: RunEventType;
      readonly cause: string;
      readonly actor: string;
      readonly data: Readonly<Record<string, unknown>>;
    }>;
  } | null;
};

export type Unnamed_bb0d984998QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_bb0d984998Query = {
  readonly run: {
    readonly fileLayout: {
      readonly runId: string;
      readonly upToDate: boolean;
      readonly files: ReadonlyArray<{
        readonly path: string;
        readonly kind: string;
        readonly runVersion: number;
        readonly content: string | null;
      }>;
    };
  } | null;
};

export type Unnamed_bb408730bdQueryVariables = Exact<{
  projectId: string;
  since?: string | null | undefined;
  last?: number | null | undefined;
}>;

export type Unnamed_bb408730bdQuery = {
  readonly calibration: ReadonlyArray<{
    readonly taskCategory: string;
    readonly complexity: Complexity;
    readonly phases: number;
    readonly completedAtTry: ReadonlyArray<number>;
    readonly failed: number;
    readonly incidentTokenCap: number;
    readonly ciRuns: number;
    readonly flakyShare: number | null;
    readonly suggestedTokenCap: number | null;
    readonly evidence: string;
    readonly tokens: { readonly count: number; readonly p50: number | null; readonly max: number | null };
    readonly minutes: { readonly count: number };
    readonly minutesByState: ReadonlyArray<{
      readonly state: PhaseState;
      readonly total: number;
      readonly minutes: { readonly count: number; readonly p50: number | null; readonly max: number | null };
    }>;
    readonly gateRejections: ReadonlyArray<{ readonly code: string; readonly count: number }>;
    readonly ciVerdicts: ReadonlyArray<{ readonly code: string; readonly count: number }>;
    readonly auditVerdicts: ReadonlyArray<{ readonly code: string; readonly count: number }>;
  }>;
};

export type Unnamed_bb4bc096f9QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_bb4bc096f9Query = {
  readonly __type: { readonly fields: ReadonlyArray<{ readonly name: string }> | null } | null;
};

export type Unnamed_bc74f73e87QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_bc74f73e87Query = { readonly artefact: { readonly content: string | null } | null };

export type Unnamed_bc8fc41816QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_bc8fc41816Query = { readonly promotion: PromotionAnswerFragment | null };

export type Unnamed_bca58fea58MutationVariables = Exact<{
  input: ArchiveRunsInput;
}>;

export type Unnamed_bca58fea58Mutation = {
  readonly archiveRuns: {
    readonly endCursor: string | null;
    readonly runs: ReadonlyArray<{
      readonly runId: string;
      readonly outcome: ArchiveOutcome;
      readonly path: string;
      readonly reason: { readonly code: string; readonly message: string } | null;
    }>;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_c007aa642aQueryVariables = Exact<{
  id: string;
}>;

export type Unnamed_c007aa642aQuery = {
  readonly projectCheck: { readonly findings: ReadonlyArray<{ readonly code: string; readonly message: string }> };
};

export type Unnamed_c0ab7be9b3QueryVariables = Exact<{
  projectId: string;
}>;

export type Unnamed_c0ab7be9b3Query = {
  readonly backlogSummary: {
    readonly total: number;
    readonly open: number;
    readonly needsCleanup: number;
    readonly topByRuns: ReadonlyArray<{ readonly issueKey: string }>;
    readonly topByTiers: ReadonlyArray<{ readonly issueKey: string }>;
    readonly topByOccurrences: ReadonlyArray<{ readonly issueKey: string }>;
  };
};

export type Unnamed_c11808f3daQueryVariables = Exact<{
  projectId?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;

export type Unnamed_c11808f3daQuery = {
  readonly replayRuns: {
    readonly endCursor: string | null;
    readonly runs: ReadonlyArray<{
      readonly runId: string;
      readonly outcome: ReplayOutcome;
      readonly atSeq: number | null;
      readonly difference: string | null;
    }>;
  };
};

export type Unnamed_c11e1b5086MutationVariables = Exact<{
  input: RebuildFileLayoutInput;
}>;

export type Unnamed_c11e1b5086Mutation = {
  readonly rebuildFileLayout: {
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_c151ad3d9fMutationVariables = Exact<{
  input: StartRunInput;
}>;

export type Unnamed_c151ad3d9fMutation = { readonly startRun: { readonly run: { readonly runId: string } | null } };

export type Unnamed_c196ffc890QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_c196ffc890Query = {
  readonly run: {
    readonly tokensUsed: number;
    readonly createdAt: string;
    readonly completedAt: string | null;
    readonly attention: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly changesAt: string | null;
    }>;
    readonly waitingFor: { readonly code: string; readonly message: string; readonly changesAt: string | null } | null;
    readonly nextDeadline: { readonly what: string; readonly at: string; readonly message: string } | null;
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
  } | null;
};

export type Unnamed_c5b32cfef9QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_c5b32cfef9Query = { readonly run: { readonly introduction: string | null } | null };

export type Unnamed_c6fd97b495MutationVariables = Exact<{
  input: RemoveProjectRemoteInput;
}>;

export type Unnamed_c6fd97b495Mutation = {
  readonly removeProjectRemote: {
    readonly projectId: string | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
    >;
  };
};

export type Unnamed_c723c2a3b7QueryVariables = Exact<{
  n?: number | null | undefined;
  c?: string | null | undefined;
}>;

export type Unnamed_c723c2a3b7Query = {
  readonly a: { readonly nodes: ReadonlyArray<{ readonly runId: string }> };
  readonly b: { readonly nodes: ReadonlyArray<{ readonly runId: string }> };
  readonly c: { readonly nodes: ReadonlyArray<{ readonly id: string }> };
  readonly d: { readonly nodes: ReadonlyArray<{ readonly id: string }> };
};

export type Unnamed_c912fa8bd2QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_c912fa8bd2Query = { readonly run: { readonly createdAt: string } | null };

export type Unnamed_c9658b1f61QueryVariables = Exact<{
  runId: string;
  path: string;
}>;

export type Unnamed_c9658b1f61Query = { readonly artefact: ArtefactSeenFragment | null };

export type Unnamed_cd44e3cc03QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_cd44e3cc03Query = {
  readonly nextPhase: {
    readonly phaseId: string;
    readonly run: { readonly runId: string };
    readonly tier: { readonly tierId: string };
  } | null;
};

export type Unnamed_cec72f6ecbQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_cec72f6ecbQuery = {
  readonly run: {
    readonly a: ReadonlyArray<{ readonly seq: number }>;
    readonly b: ReadonlyArray<{ readonly seq: number }>;
  } | null;
};

export type Unnamed_cedab662c8QueryVariables = Exact<{
  projectId: string;
}>;

export type Unnamed_cedab662c8Query = {
  readonly projectCheck: {
    readonly findings: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly path: ReadonlyArray<string> | null;
    }>;
  };
};

export type Unnamed_cff4a2d57dMutationVariables = Exact<{
  input: SetDispatchInput;
}>;

export type Unnamed_cff4a2d57dMutation = {
  readonly setDispatch: {
    readonly project: {
      readonly id: string;
      readonly projectId: string;
      readonly name: string;
      readonly dispatching: boolean;
      readonly dispatchChange: { readonly by: string; readonly at: string; readonly reason: string | null } | null;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_d2f5d21014QueryVariables = Exact<{
  input: BacktestRulesetInput;
}>;

export type Unnamed_d2f5d21014Query = {
  readonly backtestRuleset: {
    readonly same: number;
    readonly otherEnd: number;
    readonly unknown: number;
    readonly runs: ReadonlyArray<{
      readonly runId: string;
      readonly outcome: BacktestOutcome;
      readonly before: RunState;
      readonly after: RunState | null;
      readonly atSeq: number | null;
      readonly reason: { readonly code: string; readonly message: string; readonly source: string | null } | null;
    }>;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_d6cbc72d25MutationVariables = Exact<{
  input: PromoteRunInput;
}>;

export type Unnamed_d6cbc72d25Mutation = {
  readonly promoteRun: {
    readonly promotion: {
      readonly promotedAt: string | null;
      readonly promotedBy: string | null;
      readonly commit: string | null;
      readonly pullRequestBody: string;
    } | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
      | {
          readonly code: CommandErrorCode;
          readonly message: string;
          readonly retryable: boolean;
          readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
        }
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
    >;
  };
};

export type Unnamed_d9b584df3bQueryVariables = Exact<{
  id: string;
}>;

export type Unnamed_d9b584df3bQuery = {
  readonly node: { readonly tryNumber: number; readonly triesLeft: number } | Record<PropertyKey, never> | null;
};

export type Unnamed_dbe2927ea0SubscriptionVariables = Exact<{
  runId: string;
  after?: number | null | undefined;
}>;

export type Unnamed_dbe2927ea0Subscription = { readonly runEvents: EventRowFragment };

export type Unnamed_e2197c233bQueryVariables = Exact<{
  projectId: string;
}>;

export type Unnamed_e2197c233bQuery = {
  readonly project: {
    readonly name: string;
    readonly defaultBranch: string | null;
    readonly repositoryPath: string | null;
    readonly allowPromotion: boolean;
    readonly rulesetVersion: number;
  } | null;
};

export type Unnamed_e21eb1b2d1QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_e21eb1b2d1Query = { readonly runs: { readonly nodes: ReadonlyArray<{ readonly runId: string }> } };

export type Unnamed_e2aea11c10MutationVariables = Exact<{
  input: ClaimWorkInput;
}>;

export type Unnamed_e2aea11c10Mutation = {
  readonly claimWork: {
    readonly brief: {
      readonly planIntroduction: string | null;
      readonly tierName: string;
      readonly markdown: string;
    } | null;
  };
};

export type Unnamed_e3aa9d7838MutationVariables = Exact<{
  input: StartRunInput;
}>;

export type Unnamed_e3aa9d7838Mutation = {
  readonly startRun: {
    readonly run: { readonly version: number } | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_e4d27dd5c9QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_e4d27dd5c9Query = { readonly run: { readonly runId: string } | null };

export type Unnamed_e8dc0634eaQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_e8dc0634eaQuery = { readonly nextPhase: { readonly phaseId: string } | null };

export type Unnamed_e9d99ca760MutationVariables = Exact<{
  input: RecordIssuesInput;
}>;

export type Unnamed_e9d99ca760Mutation = {
  readonly recordIssues: {
    readonly issues: ReadonlyArray<{ readonly id: string; readonly issueKey: string }>;
    readonly phase: { readonly phaseId: string } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_ea09e77e0bMutationVariables = Exact<{
  input: RetryPushInput;
}>;

export type Unnamed_ea09e77e0bMutation = {
  readonly retryPush: {
    readonly remote: { readonly url: string; readonly push: { readonly state: RemotePushState } } | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
      | { readonly code: CommandErrorCode; readonly message: string; readonly path: ReadonlyArray<string> | null }
    >;
  };
};

export type Unnamed_ea3d4fb178QueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type Unnamed_ea3d4fb178Query = {
  readonly phase: {
    readonly attempts: ReadonlyArray<{
      readonly ciTries: ReadonlyArray<{
        readonly verdict: CiVerdict;
        readonly artefacts: ReadonlyArray<{ readonly kind: string; readonly content: string | null }>;
      }>;
    }>;
  } | null;
};

export type Unnamed_eba932766cQueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_eba932766cQuery = { readonly strategy: StrategySeenFragment | null };

export type Unnamed_ec21a51bb1QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_ec21a51bb1Query = { readonly run: { readonly isTerminal: boolean } | null };

export type Unnamed_ec9915f946QueryVariables = Exact<{
  projectId: string;
}>;

export type Unnamed_ec9915f946Query = {
  readonly runs: {
    readonly nodes: ReadonlyArray<{
      readonly runId: string;
      readonly newest: ReadonlyArray<{ readonly id: string; readonly runId: string }>;
      readonly lateResults: ReadonlyArray<{ readonly id: string; readonly runId: string }>;
    }>;
  };
};

export type Unnamed_eed5199b15QueryVariables = Exact<{
  id: string;
}>;

export type Unnamed_eed5199b15Query = {
  readonly run: {
    readonly baseline: { readonly verdict: CiVerdict; readonly failing: ReadonlyArray<string> } | null;
  } | null;
};

export type Unnamed_eef5a18254QueryVariables = Exact<{
  projectId: string;
}>;

export type Unnamed_eef5a18254Query = { readonly project: { readonly rulesetVersion: number } | null };

export type Unnamed_f03dc6155dMutationVariables = Exact<{
  input: PromoteRunInput;
}>;

export type Unnamed_f03dc6155dMutation = {
  readonly promoteRun: {
    readonly promotion: ProposedRunFragment | null;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
      | {
          readonly code: CommandErrorCode;
          readonly message: string;
          readonly retryable: boolean;
          readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
        }
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
      | { readonly code: CommandErrorCode; readonly message: string; readonly retryable: boolean }
    >;
  };
};

export type Unnamed_f06a4f79dcQueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_f06a4f79dcQuery = { readonly run: { readonly state: RunState } | null };

export type Unnamed_f1f339112dQueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_f1f339112dQuery = {
  readonly recount: { readonly differences: ReadonlyArray<{ readonly subject: string; readonly name: string }> };
};

export type Unnamed_f37c0c393aQueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_f37c0c393aQuery = {
  readonly run: {
    readonly __typename: 'Run';
    readonly id: string;
    readonly project: {
      readonly __typename: 'Project';
      readonly id: string;
      readonly webhooks: ReadonlyArray<{
        readonly __typename: 'Webhook';
        readonly id: string;
        readonly deliveries: {
          readonly nodes: ReadonlyArray<{ readonly __typename: 'WebhookDelivery'; readonly id: string }>;
        };
      }>;
    };
    readonly strategy: { readonly __typename: 'Strategy'; readonly id: string } | null;
    readonly issues: ReadonlyArray<{ readonly __typename: 'Issue'; readonly id: string }>;
    readonly lateResults: ReadonlyArray<{ readonly __typename: 'LateResult'; readonly id: string }>;
    readonly fileLayout: {
      readonly __typename: 'FileLayout';
      readonly id: string;
      readonly files: ReadonlyArray<{ readonly __typename: 'Artefact'; readonly id: string }>;
    };
    readonly events: ReadonlyArray<{ readonly __typename: 'RunEvent'; readonly id: string }>;
    readonly tiers: ReadonlyArray<{
      readonly __typename: 'Tier';
      readonly id: string;
      readonly phases: ReadonlyArray<{
        readonly __typename: 'Phase';
        readonly id: string;
        readonly attempts: ReadonlyArray<{
          readonly __typename: 'Attempt';
          readonly id: string;
          readonly artefacts: ReadonlyArray<{ readonly __typename: 'Artefact'; readonly id: string }>;
        }>;
      }>;
    }>;
  } | null;
  readonly workers: ReadonlyArray<{ readonly __typename: 'WorkerView'; readonly id: string }>;
  readonly runIssueIndex: ReadonlyArray<{ readonly __typename: 'RunIssueIndexEntry'; readonly id: string }>;
  readonly issueBacklog: {
    readonly nodes: ReadonlyArray<{ readonly __typename: 'BacklogEntry'; readonly id: string }>;
  };
  readonly ruleset: { readonly __typename: 'Ruleset'; readonly id: string } | null;
};

export type Unnamed_f643eaf195QueryVariables = Exact<{
  projectId?: string | null | undefined;
  since?: string | null | undefined;
}>;

export type Unnamed_f643eaf195Query = {
  readonly budgetReport: {
    readonly runs: number;
    readonly endedByBudget: number;
    readonly utilisationP50: number | null;
    readonly utilisationP90: number | null;
    readonly breaches: ReadonlyArray<{
      readonly scope: BudgetScope;
      readonly name: string;
      readonly runs: number;
      readonly tiers: ReadonlyArray<{ readonly tierName: string; readonly runs: number; readonly tokens: number }>;
    }>;
    readonly slices: ReadonlyArray<{
      readonly taskCategory: string;
      readonly complexity: Complexity;
      readonly phases: number;
      readonly tokens: number;
      readonly failed: number;
    }>;
    readonly audits: {
      readonly phasesWith: number;
      readonly completedWith: number;
      readonly phasesWithout: number;
      readonly completedWithout: number;
      readonly auditTokens: number;
    };
  };
};

export type Unnamed_f75a42be25QueryVariables = Exact<{
  first: number;
}>;

export type Unnamed_f75a42be25Query = {
  readonly runs: {
    readonly nodes: ReadonlyArray<{
      readonly runId: string;
      readonly promotion: {
        readonly eligible: boolean;
        readonly pullRequestBody: string;
        readonly promotedAt: string | null;
        readonly blockers: ReadonlyArray<{ readonly code: string }>;
      };
    }>;
  };
};

export type Unnamed_f7dbe6ca71MutationVariables = Exact<{
  input: PromoteRunInput;
}>;

export type Unnamed_f7dbe6ca71Mutation = {
  readonly promoteRun: {
    readonly promotion: PromotionAnswerFragment | null;
    readonly run: { readonly runId: string; readonly version: number; readonly state: RunState } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_f8673bb58eMutationVariables = Exact<{
  input: PublishRulesetInput;
}>;

export type Unnamed_f8673bb58eMutation = {
  readonly publishRuleset: {
    readonly ruleset: { readonly id: string; readonly version: number } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_fa457a6718QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_fa457a6718Query = {
  readonly __schema: {
    readonly types: ReadonlyArray<{
      readonly name: string | null;
      readonly kind: __TypeKind;
      readonly possibleTypes: ReadonlyArray<{ readonly name: string | null }> | null;
    }>;
  };
};

export type Unnamed_fa7df0c4abMutationVariables = Exact<{
  input: PublishRulesetInput;
}>;

export type Unnamed_fa7df0c4abMutation = {
  readonly publishRuleset: {
    readonly ruleset: {
      readonly id: string;
      readonly projectId: string;
      readonly version: number;
      readonly createdAt: string;
      readonly document: Readonly<Record<string, unknown>>;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_fad06dd5c9QueryVariables = Exact<{
  first: number;
}>;

export type Unnamed_fad06dd5c9Query = {
  readonly runs: {
    readonly nodes: ReadonlyArray<{
      readonly waitingFor: { readonly code: string } | null;
      readonly attention: ReadonlyArray<{ readonly code: string }>;
      readonly nextDeadline: { readonly what: string } | null;
      readonly timeline: ReadonlyArray<{ readonly kind: string }>;
      readonly burnDown: { readonly points: ReadonlyArray<{ readonly tokens: number }> };
    }>;
  };
};

export type Unnamed_faee1034c8QueryVariables = Exact<{
  projectId: string;
  since?: string | null | undefined;
  last?: number | null | undefined;
}>;

export type Unnamed_faee1034c8Query = {
  readonly calibration: ReadonlyArray<{
    readonly taskCategory: string;
    readonly complexity: Complexity;
    readonly phases: number;
    readonly completedAtTry: ReadonlyArray<number>;
    readonly failed: number;
    readonly incidentTokenCap: number;
    readonly ciRuns: number;
    readonly flakyShare: number | null;
    readonly suggestedTokenCap: number | null;
    readonly evidence: string;
    readonly tokens: { readonly count: number; readonly p50: number | null; readonly max: number | null };
    readonly minutes: { readonly count: number };
    readonly gateRejections: ReadonlyArray<{ readonly code: string; readonly count: number }>;
    readonly auditVerdicts: ReadonlyArray<{ readonly code: string; readonly count: number }>;
  }>;
};

export type Unnamed_fd15520dbdQueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_fd15520dbdQuery = { readonly run: ContinuedRunFragment | null };

export type Unnamed_fd43a7f69bQueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_fd43a7f69bQuery = {
  readonly run: {
    readonly state: RunState;
    readonly tokensUsed: number;
    readonly failureReason: string | null;
    readonly failure: { readonly rule: string; readonly reasons: ReadonlyArray<{ readonly code: string }> } | null;
    readonly baseline: {
      readonly commit: string;
      readonly verdict: CiVerdict;
      readonly executed: number;
      readonly failing: ReadonlyArray<string>;
      readonly at: string;
    } | null;
  } | null;
};

export type Unnamed_fe4182487aMutationVariables = Exact<{
  input: DeleteRunInput;
}>;

export type Unnamed_fe4182487aMutation = {
  readonly deleteRun: {
    readonly deletedRunId: string | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

export type Unnamed_fe55aa28ceMutationVariables = Exact<{
  input: ArchiveRunsInput;
}>;

export type Unnamed_fe55aa28ceMutation = {
  readonly archiveRuns: {
    readonly runs: ReadonlyArray<{ readonly runId: string; readonly outcome: ArchiveOutcome }>;
    readonly errors: ReadonlyArray<
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
      | { readonly code: CommandErrorCode }
    >;
  };
};

export type Unnamed_fea7d01cc5QueryVariables = Exact<{
  runId: string;
}>;

export type Unnamed_fea7d01cc5Query = {
  readonly run: {
    readonly attention: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    readonly waitingFor: { readonly code: string; readonly message: string; readonly changesAt: string | null } | null;
    readonly nextDeadline: { readonly what: string; readonly at: string } | null;
  } | null;
};

export type Unnamed_feeb802f40QueryVariables = Exact<{ [key: string]: never }>;

export type Unnamed_feeb802f40Query = {
  readonly run: { readonly runId: string } | null;
  readonly tiers: ReadonlyArray<{ readonly tierId: string }>;
  readonly phases: { readonly totalCount: number };
  readonly fileLayout: { readonly root: string } | null;
  readonly artefact: { readonly path: string } | null;
};

export type Unnamed_ffa1da30e6MutationVariables = Exact<{
  input: CreateProjectInput;
}>;

export type Unnamed_ffa1da30e6Mutation = {
  readonly createProject: {
    readonly project: {
      readonly id: string;
      readonly projectId: string;
      readonly name: string;
      readonly dispatching: boolean;
      readonly dispatchChange: { readonly by: string; readonly at: string; readonly reason: string | null } | null;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_BudgetError_Fragment
      | Refusal_ConflictError_Fragment
      | Refusal_InputError_Fragment
      | Refusal_NotFoundError_Fragment
      | Refusal_PolicyError_Fragment
      | Refusal_StaleLeaseError_Fragment
      | Refusal_TransitionRefusedError_Fragment
    >;
  };
};

/** Documents by their text. */
export interface Documents {
  'fragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }': {
    fragment: 'Refusal';
    fragments: [];
  };
  'fragment ArtefactSeen on Artefact { path kind sizeBytes sha256 runVersion content }': {
    fragment: 'ArtefactSeen';
    fragments: [];
  };
  'query AttemptBrief($runId: ID!, $phaseId: ID!, $attempt: Int!) {\n  attemptBrief(runId: $runId, phaseId: $phaseId, attempt: $attempt) { markdown isExact } }': {
    result: AttemptBriefQuery;
    variables: AttemptBriefQueryVariables;
    fragments: [];
  };
  'fragment AttemptSeen on Attempt { id runId phaseId role workerId state number startedAt endedAt tokensUsed tokensEstimated\n  commit gate { verdict reasons { code message source } } auditVerdict ciVerdict notes\n  ciTries { number verdict commit at summary artefacts { path } } artefacts { path kind sizeBytes sha256 } }': {
    fragment: 'AttemptSeen';
    fragments: [];
  };
  'fragment ContinuedRun on Run { runId state version continuesRunId continuedByRunId previousRunId nextRunId introduction\n  tokenCap maxDurationMinutes tokensUsed baseCommit headCommit startedAt strategy { rulesetVersion }\n  tiers { tierId phases { phaseId state builderAttempts } } }': {
    fragment: 'ContinuedRun';
    fragments: [];
  };
  'fragment EventRow on RunEvent { id runId seq type subject actor cause at fromState toState data }': {
    fragment: 'EventRow';
    fragments: [];
  };
  'fragment LeaseSeen on Lease { token role workerId expiresAt hardDeadlineAt tokenAllowance }': {
    fragment: 'LeaseSeen';
    fragments: [];
  };
  'fragment PhaseAtWork on Phase { phaseId state builderAttempts auditorAttempts maxBuilderAttempts tokensUsed notBefore\n    holder { role workerId expiresAt hardDeadlineAt } waitingFor { code message } attempts { ...AttemptSeen }\n    issues { issueKey severity open } }': {
    fragment: 'PhaseAtWork';
    fragments: ['AttemptSeen'];
  };
  'fragment PhaseRow on Phase { id phaseId runId tierId phaseIndex name description state nextStates taskCategory\n  complexity builderMode allowedPaths acceptanceCriteria allowNoop maxBuilderAttempts maxAuditorAttempts incidentTokenCap builderAttempts\n  auditorAttempts tokensUsed minorIssuesCount majorIssuesCount issueState startedAt completedAt\n  budgets { scope name limit used left } }': {
    fragment: 'PhaseRow';
    fragments: [];
  };
  'fragment PlannedRun on Run { runId state version projectId safetyProfile runScope tokenCap startedAt deadlineAt\n  previousRunId nextRunId nextStates tiers { tierId phases { phaseId } } }': {
    fragment: 'PlannedRun';
    fragments: [];
  };
  'fragment ProjectSeen on Project { id projectId name rulesetVersion repositoryPath defaultBranch allowPromotion }': {
    fragment: 'ProjectSeen';
    fragments: [];
  };
  'fragment PromotionAnswer on Promotion { eligible blockers { code message source } obstacles { code message } pullRequestBody\n  promotedAt promotedBy promotedTo commit }': {
    fragment: 'PromotionAnswer';
    fragments: [];
  };
  'fragment ProposedRun on Promotion { kind promotedAt promotedBy promotedTo commit eligible blockers { code } checksVerdict checksCut\n  change { forge number url state draft head headCommit base requestedBy openedAt updatedAt endedAt mergedBy problem { code message } nextLookAt }\n  checks { name state url startedAt endedAt } }': {
    fragment: 'ProposedRun';
    fragments: [];
  };
  'query ReadRun($runId: ID!) { run(runId: $runId) { ...RunRow currentPhase { phaseId }\n    tiers { ...TierRow } phases { ...PhaseRow } events(first: 1000) { ...EventRow } } }': {
    result: ReadRunQuery;
    variables: ReadRunQueryVariables;
    fragments: ['RunRow', 'TierRow', 'PhaseRow', 'EventRow'];
  };
  'fragment RunAtWork on Run { runId state version tokensUsed ciRunsUsed failureReason\n  failure { rule message reasons { code } budget { name limit used } } headCommit }': {
    fragment: 'RunAtWork';
    fragments: [];
  };
  'fragment RunRow on Run { id runId projectId state isTerminal nextStates version safetyProfile runScope\n  tokenCap maxPhases maxDurationMinutes maxMinorIssuesTotal tokensUsed ciRunsUsed minorIssuesCount majorIssuesCount\n  debtStatus promotionEligibleToMain failureReason createdAt startedAt completedAt deadlineAt\n  budgets { scope name limit used left }\n  failure { rule message tierId phaseId budget { scope name limit used left } reasons { code message source } } }': {
    fragment: 'RunRow';
    fragments: [];
  };
  'query SpansOfRun($runId: ID!) { run(runId: $runId) { timeline { kind } } }': {
    result: SpansOfRunQuery;
    variables: SpansOfRunQueryVariables;
    fragments: [];
  };
  'fragment StrategySeen on Strategy { id runId version hash rulesetVersion document debtCleanupPhases\n  phases { phaseId taskCategory complexity builderMode ciProfile autoApply maxBuilderAttempts maxAuditorAttempts incidentTokenCap\n    auditorProfile reasons { code message source } }\n  tiers { tierId tokenCap ciRunCap maxMinorIssuesTolerated maxMajorIssuesTolerated reasons { code message source } } }': {
    fragment: 'StrategySeen';
    fragments: [];
  };
  'fragment TierRow on Tier { id tierId runId tierIndex name description state cleanliness\n  cleanlinessReasons { code message source } tokenCap ciRunCap maxMinorIssuesTolerated maxMajorIssuesTolerated tokensUsed ciRunsUsed\n  minorIssuesCount majorIssuesCount startedAt completedAt budgets { scope name limit used left } }': {
    fragment: 'TierRow';
    fragments: [];
  };
  'mutation ($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) {\n      phase { ...PhaseRow } run { ...RunRow } errors { ...Refusal } } }': {
    result: Unnamed_0209b6ac53Mutation;
    variables: Unnamed_0209b6ac53MutationVariables;
    fragments: ['PhaseRow', 'RunRow', 'Refusal'];
  };
  'query ($projectId: ID!) { issueBacklog(projectId: $projectId, first: 100) {\n  nodes { issueKey status ageInRuns ageInTiers occurrenceCount } } }': {
    result: Unnamed_029ceed2c2Query;
    variables: Unnamed_029ceed2c2QueryVariables;
    fragments: [];
  };
  'mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { ...ProjectSeen } errors { ...Refusal } } }': {
    result: Unnamed_04033047caMutation;
    variables: Unnamed_04033047caMutationVariables;
    fragments: ['ProjectSeen', 'Refusal'];
  };
  'mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive outputTaken errors { code } } }': {
    result: Unnamed_04e417147dMutation;
    variables: Unnamed_04e417147dMutationVariables;
    fragments: [];
  };
  'query ($id: ID!) { phase(runId: $id, phaseId: "a") { attempts { role agent } } }': {
    result: Unnamed_0569c982f9Query;
    variables: Unnamed_0569c982f9QueryVariables;
    fragments: [];
  };
  'query { runs(first: 5) { totalCount } }': {
    result: Unnamed_05bb5ac338Query;
    variables: Unnamed_05bb5ac338QueryVariables;
    fragments: [];
  };
  'mutation ($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { errors { code message } } }': {
    result: Unnamed_067a2a29e1Mutation;
    variables: Unnamed_067a2a29e1MutationVariables;
    fragments: [];
  };
  'mutation ($input: SubmitAuditorResultInput!) { submitAuditorResult(input: $input) { phase { ...PhaseAtWork } run { ...RunAtWork }\n    attempt { ...AttemptSeen } gate { verdict reasons { code message source } } errors { ...Refusal } } }': {
    result: Unnamed_06f8d1d040Mutation;
    variables: Unnamed_06f8d1d040MutationVariables;
    fragments: ['PhaseAtWork', 'RunAtWork', 'AttemptSeen', 'Refusal'];
  };
  '{ fileLayout(runId: "filed") { upToDate files { path } } }': {
    result: Unnamed_09b86b9893Query;
    variables: Unnamed_09b86b9893QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { ...RunAtWork\n    lateResults { id runId reason { code message } tokensUsed artefacts { path kind content } } } }': {
    result: Unnamed_0c5a831bd1Query;
    variables: Unnamed_0c5a831bd1QueryVariables;
    fragments: ['RunAtWork'];
  };
  'query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }': {
    result: Unnamed_0debf8d705Query;
    variables: Unnamed_0debf8d705QueryVariables;
    fragments: [];
  };
  'query ($input: PreviewStrategyInput!) { previewStrategy(input: $input) { warnings { code } } }': {
    result: Unnamed_0fd48c54e0Query;
    variables: Unnamed_0fd48c54e0QueryVariables;
    fragments: [];
  };
  'query ($projectId: ID!) { issueBacklog(projectId: $projectId) { nodes { issueKey status ageInRuns ageInTiers occurrenceCount firstSeenRunId lastSeenRunId lastSeenAt } } }': {
    result: Unnamed_11bf8de34eQuery;
    variables: Unnamed_11bf8de34eQueryVariables;
    fragments: [];
  };
  'mutation ($input: SetDrainInput!) { setDrain(input: $input) { draining { since by reason leases leasesUntil } errors { ...Refusal } } }': {
    result: Unnamed_14d4649658Mutation;
    variables: Unnamed_14d4649658MutationVariables;
    fragments: ['Refusal'];
  };
  'mutation ($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) { phase { ...PhaseAtWork } run { ...RunAtWork }\n    attempt { ...AttemptSeen } gate { verdict reasons { code message source } } errors { ...Refusal } } }': {
    result: Unnamed_173eb0cf59Mutation;
    variables: Unnamed_173eb0cf59MutationVariables;
    fragments: ['PhaseAtWork', 'RunAtWork', 'AttemptSeen', 'Refusal'];
  };
  'mutation ($input: CreateProjectInput!) { createProject(input: $input) { errors { code message } } }': {
    result: Unnamed_1c47b25e2cMutation;
    variables: Unnamed_1c47b25e2cMutationVariables;
    fragments: [];
  };
  'query ($projectId: ID) { workers(projectId: $projectId) { workerId role waiting projectIds }\n  idleReasons(projectId: $projectId) { role projectId reason { code changesAt } } }': {
    result: Unnamed_1d95b3c5b6Query;
    variables: Unnamed_1d95b3c5b6QueryVariables;
    fragments: [];
  };
  'query ($input: SimulatePlanInput!) { simulatePlan(input: $input) { plays seed odds { state reason probability low high }\n    tokens { count p10 p50 p90 p99 max } minutes { p50 p90 } ciRuns { p50 max } phases { phaseId fails tokenShare }\n    budgets { scope name share successWithHalf successWithDouble }\n    caps { wanted reachable reached caps { scope name present smallest factor } } model modelEvidence errors { ...Refusal } } }': {
    result: Unnamed_1e0b47b94bQuery;
    variables: Unnamed_1e0b47b94bQueryVariables;
    fragments: ['Refusal'];
  };
  'query { server { draining { since by reason leases leasesUntil } } }': {
    result: Unnamed_20613bdbdaQuery;
    variables: Unnamed_20613bdbdaQueryVariables;
    fragments: [];
  };
  'mutation ($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) { runs { runId } errors { message } } }': {
    result: Unnamed_2316cc0ea1Mutation;
    variables: Unnamed_2316cc0ea1MutationVariables;
    fragments: [];
  };
  'mutation ($input: CancelRunInput!) { cancelRun(input: $input) { errors { code } } }': {
    result: Unnamed_23555e421fMutation;
    variables: Unnamed_23555e421fMutationVariables;
    fragments: [];
  };
  'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { retentionDays } errors { code } } }': {
    result: Unnamed_23cd9a8c6eMutation;
    variables: Unnamed_23cd9a8c6eMutationVariables;
    fragments: [];
  };
  'mutation ($input: ContinueRunInput!) { continueRun(input: $input) { runs { runId } errors { code } } }': {
    result: Unnamed_26952444e6Mutation;
    variables: Unnamed_26952444e6MutationVariables;
    fragments: [];
  };
  'query ($path: String!) { artefact(runId: "base", path: $path) { content } }': {
    result: Unnamed_283db325acQuery;
    variables: Unnamed_283db325acQueryVariables;
    fragments: [];
  };
  '{ run(runId: "cli-fails-r2") { tokenCap maxDurationMinutes } }': {
    result: Unnamed_28d20b6085Query;
    variables: Unnamed_28d20b6085QueryVariables;
    fragments: [];
  };
  'mutation ($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) { runs { ...PlannedRun } errors { ...Refusal } } }': {
    result: Unnamed_28d5792408Mutation;
    variables: Unnamed_28d5792408MutationVariables;
    fragments: ['PlannedRun', 'Refusal'];
  };
  'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { webhookId projectId url eventTypes enabled } secret errors { code message path } } }': {
    result: Unnamed_2b1d97eac5Mutation;
    variables: Unnamed_2b1d97eac5MutationVariables;
    fragments: [];
  };
  'mutation ($input: ReportCiResultInput!) { reportCiResult(input: $input) { errors { code message } } }': {
    result: Unnamed_2e4c40bc0eMutation;
    variables: Unnamed_2e4c40bc0eMutationVariables;
    fragments: [];
  };
  'query ($runId: ID!) { phase(runId: $runId, phaseId: "a") { state attempts { ciTries { verdict reasons { code message } failedTests } } } }': {
    result: Unnamed_331523d6d0Query;
    variables: Unnamed_331523d6d0QueryVariables;
    fragments: [];
  };
  'mutation ($input: CreateProjectInput!) { createProject(input: $input) { errors { message } } }': {
    result: Unnamed_33dcb3bceaMutation;
    variables: Unnamed_33dcb3bceaMutationVariables;
    fragments: [];
  };
  'mutation ($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { errors { code } } }': {
    result: Unnamed_354010dfa1Mutation;
    variables: Unnamed_354010dfa1MutationVariables;
    fragments: [];
  };
  'mutation ($input: CreateProjectInput!) { createProject(input: $input) { errors { code } } }': {
    result: Unnamed_37accfd4a7Mutation;
    variables: Unnamed_37accfd4a7MutationVariables;
    fragments: [];
  };
  'mutation ($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) { runs { runId phases { phaseId } } errors { code message } } }': {
    result: Unnamed_38126563f5Mutation;
    variables: Unnamed_38126563f5MutationVariables;
    fragments: [];
  };
  'subscription ($runId: ID!, $phaseId: ID!, $attempt: Int!, $from: SafeInt) {\n    attemptOutput(runId: $runId, phaseId: $phaseId, attempt: $attempt, from: $from) { attempt text from to isLive } }': {
    result: Unnamed_3847254909Subscription;
    variables: Unnamed_3847254909SubscriptionVariables;
    fragments: [];
  };
  'mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) { webhook { webhookId url eventTypes enabled disabledReason } secret errors { code message path } } }': {
    result: Unnamed_3bc1922d92Mutation;
    variables: Unnamed_3bc1922d92MutationVariables;
    fragments: [];
  };
  'query ($id: ID!) { run(runId: $id) { refsPutBack } }': {
    result: Unnamed_3ee9610b65Query;
    variables: Unnamed_3ee9610b65QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { promotionEligibleToMain } }': {
    result: Unnamed_44e2fb4927Query;
    variables: Unnamed_44e2fb4927QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { phase(runId: $runId, phaseId: "a") { attempts { ciTries { verdict reasons { code message } } } } }': {
    result: Unnamed_46ba8f1cf9Query;
    variables: Unnamed_46ba8f1cf9QueryVariables;
    fragments: [];
  };
  'mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { code message } } }': {
    result: Unnamed_474d87e0c1Mutation;
    variables: Unnamed_474d87e0c1MutationVariables;
    fragments: [];
  };
  'mutation ($input: StartRunInput!) { startRun(input: $input) { run { ...RunRow } warnings { code message path } errors { ...Refusal } } }': {
    result: Unnamed_476fbed85eMutation;
    variables: Unnamed_476fbed85eMutationVariables;
    fragments: ['RunRow', 'Refusal'];
  };
  'query ($runId: ID!) { phase(runId: $runId, phaseId: "a") { attempts { number state output { text from to isLive } } } }': {
    result: Unnamed_477d8ecd7eQuery;
    variables: Unnamed_477d8ecd7eQueryVariables;
    fragments: [];
  };
  'mutation ($input: RedeliverWebhookInput!) { redeliverWebhook(input: $input) { delivery { deliveryId state attempts } errors { code message } } }': {
    result: Unnamed_4b54bfd778Mutation;
    variables: Unnamed_4b54bfd778MutationVariables;
    fragments: [];
  };
  'query ($projectId: ID!) { project(projectId: $projectId) { webhooks { webhookId url } } }': {
    result: Unnamed_4bc8b2f379Query;
    variables: Unnamed_4bc8b2f379QueryVariables;
    fragments: [];
  };
  'subscription ($runId: ID!, $from: SafeInt) { attemptOutput(runId: $runId, phaseId: "a", attempt: 1, from: $from) { text from to isLive } }': {
    result: Unnamed_4d42a67870Subscription;
    variables: Unnamed_4d42a67870SubscriptionVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { runId } }': {
    result: Unnamed_4fcb34f0b2Query;
    variables: Unnamed_4fcb34f0b2QueryVariables;
    fragments: [];
  };
  'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { errors { code message } } }': {
    result: Unnamed_4fcc0f14f0Mutation;
    variables: Unnamed_4fcc0f14f0MutationVariables;
    fragments: [];
  };
  '{ runs(first: 50) { edges { node { runId introduction } } } }': {
    result: Unnamed_50b84b140eQuery;
    variables: Unnamed_50b84b140eQueryVariables;
    fragments: [];
  };
  '{ runs(first: 100) { nodes { runId promotionEligibleToMain } } }': {
    result: Unnamed_579a27d337Query;
    variables: Unnamed_579a27d337QueryVariables;
    fragments: [];
  };
  'mutation ($input: StartRunInput!) { startRun(input: $input) { errors { code message } } }': {
    result: Unnamed_57d467c8fcMutation;
    variables: Unnamed_57d467c8fcMutationVariables;
    fragments: [];
  };
  '{ run(runId: "nobody") { runId } tier(runId: "base", tierId: "T9") { name } tiers(runId: "nobody") { name }\n        phase(runId: "base", phaseId: "p9") { name } nextPhase(runId: "nobody") { name } fileLayout(runId: "nobody") { root }\n        artefact(runId: "nobody", path: "run_summary.md") { path } none: artefact(runId: "base", path: "phases/phase_09_x.md") { path } }': {
    result: Unnamed_5a190c0131Query;
    variables: Unnamed_5a190c0131QueryVariables;
    fragments: [];
  };
  'query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }': {
    result: Unnamed_5a1f57289bQuery;
    variables: Unnamed_5a1f57289bQueryVariables;
    fragments: [];
  };
  'query ($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {\n    attempts { number role startedAt output { text to isLive } } } }': {
    result: Unnamed_5d836723bdQuery;
    variables: Unnamed_5d836723bdQueryVariables;
    fragments: [];
  };
  'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { ...ProjectSeen } errors { ...Refusal } } }': {
    result: Unnamed_5e58b32b91Mutation;
    variables: Unnamed_5e58b32b91MutationVariables;
    fragments: ['ProjectSeen', 'Refusal'];
  };
  'mutation ($input: ContinueRunInput!) { continueRun(input: $input) {\n    runs { ...ContinuedRun } warnings { code message } errors { ...Refusal } } }': {
    result: Unnamed_5fe70c3a6eMutation;
    variables: Unnamed_5fe70c3a6eMutationVariables;
    fragments: ['ContinuedRun', 'Refusal'];
  };
  '{ runs(first: 4) { nodes { runId promotionEligibleToMain promotion { eligible } } } }': {
    result: Unnamed_609e90909dQuery;
    variables: Unnamed_609e90909dQueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { state pushes { ref wanted pushed state attempts pushedAt lastFault lastError } } }': {
    result: Unnamed_615136b2c8Query;
    variables: Unnamed_615136b2c8QueryVariables;
    fragments: [];
  };
  'mutation ($input: SealPlanInput!) { sealPlan(input: $input) { run { ...RunRow } warnings { code message path } errors { ...Refusal } } }': {
    result: Unnamed_62cf26e0cfMutation;
    variables: Unnamed_62cf26e0cfMutationVariables;
    fragments: ['RunRow', 'Refusal'];
  };
  'query ($runId: ID!) { promotion(runId: $runId) { promotedAt promotedBy promotedTo commit } }': {
    result: Unnamed_6309d3ede8Query;
    variables: Unnamed_6309d3ede8QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) { ...PhaseAtWork } }': {
    result: Unnamed_63549409f8Query;
    variables: Unnamed_63549409f8QueryVariables;
    fragments: ['PhaseAtWork'];
  };
  'query ($runId: ID!) { run(runId: $runId) { phases { attempts { number state tokensUsed } } } }': {
    result: Unnamed_63dac6d4fdQuery;
    variables: Unnamed_63dac6d4fdQueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { version state failure { rule message reasons { code } } incident { ...ArtefactSeen } fileLayout { files { path kind } } } }': {
    result: Unnamed_655b1c8f6fQuery;
    variables: Unnamed_655b1c8f6fQueryVariables;
    fragments: ['ArtefactSeen'];
  };
  'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { webhookId } } }': {
    result: Unnamed_65d1a5b289Mutation;
    variables: Unnamed_65d1a5b289MutationVariables;
    fragments: [];
  };
  'mutation ($input: CancelRunInput!) { cancelRun(input: $input) { run { runId state version nextStates } errors { ...Refusal } } }': {
    result: Unnamed_668b34bdd3Mutation;
    variables: Unnamed_668b34bdd3MutationVariables;
    fragments: ['Refusal'];
  };
  '{ run(runId: "cli-one") { projectId safetyProfile phases { phaseId } } }': {
    result: Unnamed_69d8ce75a3Query;
    variables: Unnamed_69d8ce75a3QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { promotion(runId: $runId) { promotedAt } }': {
    result: Unnamed_69e6807380Query;
    variables: Unnamed_69e6807380QueryVariables;
    fragments: [];
  };
  'query ($projectId: ID!, $version: Int) { ruleset(projectId: $projectId, version: $version) { version document } }': {
    result: Unnamed_6b725a002fQuery;
    variables: Unnamed_6b725a002fQueryVariables;
    fragments: [];
  };
  'query ($webhookId: ID!, $first: Int, $after: String, $states: [WebhookDeliveryState!]) { webhook(webhookId: $webhookId) { enabled disabledReason pausedUntil\n    deliveries(first: $first, after: $after, states: $states) { nodes { deliveryId messageType state attempts lastStatus lastFault nextAttemptAt endedAt body } pageInfo { hasNextPage endCursor } } } }': {
    result: Unnamed_6c595a6a40Query;
    variables: Unnamed_6c595a6a40QueryVariables;
    fragments: [];
  };
  'mutation ($input: RequestAuditInput!) { requestAudit(input: $input) {\n    phase { ...PhaseAtWork } run { ...RunAtWork } errors { ...Refusal } } }': {
    result: Unnamed_6d84d80b8bMutation;
    variables: Unnamed_6d84d80b8bMutationVariables;
    fragments: ['PhaseAtWork', 'RunAtWork', 'Refusal'];
  };
  '{ phase(runId: "base", phaseId: "p1") { state } }': {
    result: Unnamed_6da36497ccQuery;
    variables: Unnamed_6da36497ccQueryVariables;
    fragments: [];
  };
  'query { server { draining { since by reason leases } } }': {
    result: Unnamed_6e0fffdb64Query;
    variables: Unnamed_6e0fffdb64QueryVariables;
    fragments: [];
  };
  'query ($input: PreviewStrategyInput!) { previewStrategy(input: $input) { strategies { ...StrategySeen } plan { tierId name phaseIds }\n    totals { incidentTokens builderAttempts auditorAttempts ciRuns tokenCap } differences { path before after }\n    errors { ...Refusal } } }': {
    result: Unnamed_6e7ef29478Query;
    variables: Unnamed_6e7ef29478QueryVariables;
    fragments: ['StrategySeen', 'Refusal'];
  };
  'query ($id: ID!) { projectCheck(projectId: $id) { ok findings { code message path } } }': {
    result: Unnamed_6ed1905369Query;
    variables: Unnamed_6ed1905369QueryVariables;
    fragments: [];
  };
  '{ project(projectId: "policy") { rulesetVersion } }': {
    result: Unnamed_7023d5e0b0Query;
    variables: Unnamed_7023d5e0b0QueryVariables;
    fragments: [];
  };
  'query { node(id: "phase:same/same") { id ... on Phase { phaseId name state tier { id name } run { id project { id } } } } }': {
    result: Unnamed_71b46bca6dQuery;
    variables: Unnamed_71b46bca6dQueryVariables;
    fragments: [];
  };
  '{ run(runId: "ended") { version } }': {
    result: Unnamed_728a6879cdQuery;
    variables: Unnamed_728a6879cdQueryVariables;
    fragments: [];
  };
  'query ($projectId: ID!) { project(projectId: $projectId) { remote { url forge setAt credentials { kinds webhookSecret fault }\n    push { state lastPushedAt lastAttemptAt lastFault lastError failures nextAttemptAt pendingRefs } } } }': {
    result: Unnamed_73128c6697Query;
    variables: Unnamed_73128c6697QueryVariables;
    fragments: [];
  };
  'mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { lease { ...LeaseSeen } phase { phaseId runId state }\n    attempt { number role state } commitCheck { kind runId commit tryNumber }\n    brief { projectId repositoryPath integrationBranch baseCommit commit allowedPaths protectedPaths acceptanceCriteria\n      strategy { phaseId ciProfile autoApply reasons { code } } notes openIssues { issueKey } patch ciProfile\n      ciSteps { name argv timeoutSeconds report } markdown }\n    idleReason { code message } errors { ...Refusal } } }': {
    result: Unnamed_75f1b14c25Mutation;
    variables: Unnamed_75f1b14c25MutationVariables;
    fragments: ['LeaseSeen', 'Refusal'];
  };
  'query ($projectId: ID!) { workers(projectId: $projectId) { id workerId role waiting holds { phaseId } }\n    idleReasons(projectId: $projectId) { role projectId reason { code } } }': {
    result: Unnamed_7748430864Query;
    variables: Unnamed_7748430864QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { artefact(runId: $runId, path: "run_summary.md") { content } }': {
    result: Unnamed_77dd3d9c1fQuery;
    variables: Unnamed_77dd3d9c1fQueryVariables;
    fragments: [];
  };
  'query { run(runId: "same") { previousRun { id } nextRun { id } phases { attempts { id phase { id } } } } }': {
    result: Unnamed_781d8e07daQuery;
    variables: Unnamed_781d8e07daQueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { ...PlannedRun failureReason failure { rule reasons { code } } } }': {
    result: Unnamed_785188a73dQuery;
    variables: Unnamed_785188a73dQueryVariables;
    fragments: ['PlannedRun'];
  };
  'mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { brief { preparation { submodules cache { path key } setup { name argv timeoutSeconds reads cwd env { name value } } environment }\n  ciSteps { name cwd env { name value } } markdown } } }': {
    result: Unnamed_7893fede0aMutation;
    variables: Unnamed_7893fede0aMutationVariables;
    fragments: [];
  };
  'mutation ($input: PromoteRunInput!) { promoteRun(input: $input) { promotion { kind } errors { code message } } }': {
    result: Unnamed_78c650b5eeMutation;
    variables: Unnamed_78c650b5eeMutationVariables;
    fragments: [];
  };
  'query { node(id: "") { id } }': {
    result: Unnamed_7bd1510a89Query;
    variables: Unnamed_7bd1510a89QueryVariables;
    fragments: [];
  };
  'mutation ($input: StartRunInput!) { startRun(input: $input) { errors { code } } }': {
    result: Unnamed_7c09acc8aaMutation;
    variables: Unnamed_7c09acc8aaMutationVariables;
    fragments: [];
  };
  'query ($runId: ID!) { promotion(runId: $runId) { promotedAt change { state number problem { code message } } } }': {
    result: Unnamed_7d0d184611Query;
    variables: Unnamed_7d0d184611QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { fileLayout(runId: $runId) { upToDate } }': {
    result: Unnamed_7d7ab0c480Query;
    variables: Unnamed_7d7ab0c480QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { attention { code message } } }': {
    result: Unnamed_7d9670c9b4Query;
    variables: Unnamed_7d9670c9b4QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { integrationBranch baseCommit headCommit snapshots { phaseId commit tag } } }': {
    result: Unnamed_7dea6c8c33Query;
    variables: Unnamed_7dea6c8c33QueryVariables;
    fragments: [];
  };
  'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { errors { code } } }': {
    result: Unnamed_7df1c370adMutation;
    variables: Unnamed_7df1c370adMutationVariables;
    fragments: [];
  };
  'mutation ($input: ReportCiResultInput!) { reportCiResult(input: $input) { phase { ...PhaseAtWork } run { ...RunAtWork }\n    attempt { ...AttemptSeen } gate { verdict reasons { code message source } } errors { ...Refusal } } }': {
    result: Unnamed_7e07b2dd02Mutation;
    variables: Unnamed_7e07b2dd02MutationVariables;
    fragments: ['PhaseAtWork', 'RunAtWork', 'AttemptSeen', 'Refusal'];
  };
  'mutation ($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { run { version } phase { state } errors { code } } }': {
    result: Unnamed_7f3345632bMutation;
    variables: Unnamed_7f3345632bMutationVariables;
    fragments: [];
  };
  '{ run(runId: "by-get") { runId } }': {
    result: Unnamed_7fc9637ec1Query;
    variables: Unnamed_7fc9637ec1QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {\n    attempts { number output { attempt text from to isLive } } } }': {
    result: Unnamed_80de73b812Query;
    variables: Unnamed_80de73b812QueryVariables;
    fragments: [];
  };
  'mutation ($runId: ID!) { startRun(input: { runId: $runId, draft: true, tiers: [] }) { errors { code } } }': {
    result: Unnamed_82c7f67124Mutation;
    variables: Unnamed_82c7f67124MutationVariables;
    fragments: [];
  };
  'mutation ($runId: ID!) { rebuildFileLayout(input: { runId: $runId }) { errors { code } } }': {
    result: Unnamed_82f8de4631Mutation;
    variables: Unnamed_82f8de4631MutationVariables;
    fragments: [];
  };
  'mutation ($input: ContinueRunInput!) { continueRun(input: $input) {\n      runs { ...RunRow continuesRunId previousRunId } warnings { code message path } errors { ...Refusal } } }': {
    result: Unnamed_8332c91e23Mutation;
    variables: Unnamed_8332c91e23MutationVariables;
    fragments: ['RunRow', 'Refusal'];
  };
  '{ nextPhase(runId: "unmoved") { phaseId } run(runId: "unmoved") { version tokensUsed currentPhase { phaseId } } }': {
    result: Unnamed_8387af2fd9Query;
    variables: Unnamed_8387af2fd9QueryVariables;
    fragments: [];
  };
  'query ($projectId: ID) { runCounts(projectId: $projectId) { state count projects { projectId count } } }': {
    result: Unnamed_8394d8db6cQuery;
    variables: Unnamed_8394d8db6cQueryVariables;
    fragments: [];
  };
  '{ project(projectId: "shop") { name } }': {
    result: Unnamed_85a60690ebQuery;
    variables: Unnamed_85a60690ebQueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { strategy { hash } phases { strategy { ciProfile } } fileLayout { upToDate files { path content } } } }': {
    result: Unnamed_85ffec96d0Query;
    variables: Unnamed_85ffec96d0QueryVariables;
    fragments: [];
  };
  'mutation ($input: RebuildFileLayoutInput!) { rebuildFileLayout(input: $input) { fileLayout { upToDate } errors { ...Refusal } } }': {
    result: Unnamed_86ec37799aMutation;
    variables: Unnamed_86ec37799aMutationVariables;
    fragments: ['Refusal'];
  };
  'query ($input: PreviewStrategyInput!) { previewStrategy(input: $input) { warnings { code message } } }': {
    result: Unnamed_8709a84b6eQuery;
    variables: Unnamed_8709a84b6eQueryVariables;
    fragments: [];
  };
  'mutation ($input: PromoteRunInput!) { promoteRun(input: $input) {\n      promotion { eligible blockers { code } commit promotedAt } errors { ...Refusal } } }': {
    result: Unnamed_8813529fa3Mutation;
    variables: Unnamed_8813529fa3MutationVariables;
    fragments: ['Refusal'];
  };
  'mutation ($input: AddPhaseInput!) { addPhase(input: $input) { phase { ...PhaseRow } run { version state } errors { ...Refusal } } }': {
    result: Unnamed_891a1b766fMutation;
    variables: Unnamed_891a1b766fMutationVariables;
    fragments: ['PhaseRow', 'Refusal'];
  };
  'query ($runId: ID!) { tier(runId: $runId, tierId: "T1") { cleanliness cleanlinessReasons { code source } ciRunsUsed ciRunCap } }': {
    result: Unnamed_8c98ec22c2Query;
    variables: Unnamed_8c98ec22c2QueryVariables;
    fragments: [];
  };
  'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }': {
    result: Unnamed_8cecd4a3fbQuery;
    variables: Unnamed_8cecd4a3fbQueryVariables;
    fragments: [];
  };
  '{ projects { projectId name rulesetVersion allowPromotion repositoryPath } }': {
    result: Unnamed_8dab0b619cQuery;
    variables: Unnamed_8dab0b619cQueryVariables;
    fragments: [];
  };
  '{ __schema { types { kind name enumValues { name } } } }': {
    result: Unnamed_8e555193b8Query;
    variables: Unnamed_8e555193b8QueryVariables;
    fragments: [];
  };
  '{ run(runId: "from-a-page") { runId } }': {
    result: Unnamed_9055555c5eQuery;
    variables: Unnamed_9055555c5eQueryVariables;
    fragments: [];
  };
  'mutation ($input: TestWebhookInput!) { testWebhook(input: $input) { delivery { deliveryId state } errors { code message } } }': {
    result: Unnamed_91f1b9d3b5Mutation;
    variables: Unnamed_91f1b9d3b5MutationVariables;
    fragments: [];
  };
  'mutation ($input: TestWebhookInput!) { testWebhook(input: $input) { delivery { deliveryId } } }': {
    result: Unnamed_93cfb13fb9Mutation;
    variables: Unnamed_93cfb13fb9MutationVariables;
    fragments: [];
  };
  'mutation ($input: ReleaseLeaseInput!) { releaseLease(input: $input) {\n    phase { ...PhaseAtWork } run { ...RunAtWork } errors { ...Refusal } } }': {
    result: Unnamed_9425bf58d4Mutation;
    variables: Unnamed_9425bf58d4MutationVariables;
    fragments: ['PhaseAtWork', 'RunAtWork', 'Refusal'];
  };
  'mutation ($input: PromoteRunInput!) { promoteRun(input: $input) { errors { code } } }': {
    result: Unnamed_9ae556c3f4Mutation;
    variables: Unnamed_9ae556c3f4MutationVariables;
    fragments: [];
  };
  'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { id projectId name dispatching dispatchChange { by at reason } } errors { ...Refusal } } }': {
    result: Unnamed_9b859b181eMutation;
    variables: Unnamed_9b859b181eMutationVariables;
    fragments: ['Refusal'];
  };
  '{ project(projectId: "nobody") { name } }': {
    result: Unnamed_9cdb1696d2Query;
    variables: Unnamed_9cdb1696d2QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { promotion(runId: $runId) { ...ProposedRun } }': {
    result: Unnamed_9fb5289b12Query;
    variables: Unnamed_9fb5289b12QueryVariables;
    fragments: ['ProposedRun'];
  };
  '{ run(runId: "forgotten") { isTerminal } }': {
    result: Unnamed_a0402303e9Query;
    variables: Unnamed_a0402303e9QueryVariables;
    fragments: [];
  };
  'mutation ($input: AddTierInput!) { addTier(input: $input) {\n      tier { tierId tierIndex tokenCap phases { phaseId } } run { version state } errors { ...Refusal } } }': {
    result: Unnamed_a10d46da18Mutation;
    variables: Unnamed_a10d46da18MutationVariables;
    fragments: ['Refusal'];
  };
  'mutation ($input: DeleteWebhookInput!) { deleteWebhook(input: $input) { deletedWebhookId errors { code } } }': {
    result: Unnamed_a3cff87465Mutation;
    variables: Unnamed_a3cff87465MutationVariables;
    fragments: [];
  };
  'query ($input: PreviewStrategyInput!) { previewStrategy(input: $input) { strategies { phases { phaseId } } plan { tierId phaseIds } totals { tokenCap } errors { message } } }': {
    result: Unnamed_a4e807e502Query;
    variables: Unnamed_a4e807e502QueryVariables;
    fragments: [];
  };
  'mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { lease { ...LeaseSeen } directive reason { code message source }\n    budgets { scope name limit used left } errors { ...Refusal } } }': {
    result: Unnamed_a53ba67a47Mutation;
    variables: Unnamed_a53ba67a47MutationVariables;
    fragments: ['LeaseSeen', 'Refusal'];
  };
  'mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { lease { token } } }': {
    result: Unnamed_a66a8cdc4bMutation;
    variables: Unnamed_a66a8cdc4bMutationVariables;
    fragments: [];
  };
  '{ run(runId: "watched") { runId } }': {
    result: Unnamed_a9bdad6159Query;
    variables: Unnamed_a9bdad6159QueryVariables;
    fragments: [];
  };
  'query ($projectId: ID!) { project(projectId: $projectId) { dispatching dispatchChange { by } } }': {
    result: Unnamed_aa200633b0Query;
    variables: Unnamed_aa200633b0QueryVariables;
    fragments: [];
  };
  'mutation ($input: ArchiveRunsInput!) { archiveRuns(input: $input) { runs { outcome } } }': {
    result: Unnamed_ad3e83278cMutation;
    variables: Unnamed_ad3e83278cMutationVariables;
    fragments: [];
  };
  '{ server { version databaseId startedAt } }': {
    result: Unnamed_aec5dab241Query;
    variables: Unnamed_aec5dab241QueryVariables;
    fragments: [];
  };
  'mutation ($input: SetProjectRemoteInput!) { setProjectRemote(input: $input) { remote { url forge } errors { code message path } } }': {
    result: Unnamed_b43dd0a548Mutation;
    variables: Unnamed_b43dd0a548MutationVariables;
    fragments: [];
  };
  'mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { lease { token } idleReason { code message } errors { code } } }': {
    result: Unnamed_b45bdb1630Mutation;
    variables: Unnamed_b45bdb1630MutationVariables;
    fragments: [];
  };
  '{ runs { edges { cursor } } phases { edges { cursor } } }': {
    result: Unnamed_b552c8e416Query;
    variables: Unnamed_b552c8e416QueryVariables;
    fragments: [];
  };
  'mutation ($input: RecordIssuesInput!) { recordIssues(input: $input) { errors { code } } }': {
    result: Unnamed_b73027383aMutation;
    variables: Unnamed_b73027383aMutationVariables;
    fragments: [];
  };
  'mutation ($input: RecordIssuesInput!) { recordIssues(input: $input) { issues { issueKey occurrenceCount } errors { code } } }': {
    result: Unnamed_b7db546eabMutation;
    variables: Unnamed_b7db546eabMutationVariables;
    fragments: [];
  };
  'mutation ($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) {\n      runs { ...RunRow } warnings { code message path } errors { ...Refusal } } }': {
    result: Unnamed_b88793fb52Mutation;
    variables: Unnamed_b88793fb52MutationVariables;
    fragments: ['RunRow', 'Refusal'];
  };
  'query ($runId: ID!) { run(runId: $runId) { events(first: 5) { type cause actor data } } }': {
    result: Unnamed_b9470a649cQuery;
    variables: Unnamed_b9470a649cQueryVariables;
    fragments: [];
  };
  '{ run(runId: "with-files") { fileLayout { runId upToDate files { path kind runVersion content } } } }': {
    result: Unnamed_bb0d984998Query;
    variables: Unnamed_bb0d984998QueryVariables;
    fragments: [];
  };
  'query ($projectId: ID!, $since: DateTime, $last: Int) { calibration(projectId: $projectId, since: $since, last: $last) {\n  taskCategory complexity phases completedAtTry failed tokens { count p50 max } minutes { count } minutesByState { state total minutes { count p50 max } }\n  incidentTokenCap gateRejections { code count } ciRuns flakyShare ciVerdicts { code count } auditVerdicts { code count }\n  suggestedTokenCap evidence } }': {
    result: Unnamed_bb408730bdQuery;
    variables: Unnamed_bb408730bdQueryVariables;
    fragments: [];
  };
  '{ __type(name: "Mutation") { fields { name } } }': {
    result: Unnamed_bb4bc096f9Query;
    variables: Unnamed_bb4bc096f9QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { artefact(runId: $runId, path: "incident/README.md") { content } }': {
    result: Unnamed_bc74f73e87Query;
    variables: Unnamed_bc74f73e87QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { promotion(runId: $runId) { ...PromotionAnswer } }': {
    result: Unnamed_bc8fc41816Query;
    variables: Unnamed_bc8fc41816QueryVariables;
    fragments: ['PromotionAnswer'];
  };
  'mutation ($input: ArchiveRunsInput!) { archiveRuns(input: $input) { runs { runId outcome reason { code message } path } endCursor errors { code } } }': {
    result: Unnamed_bca58fea58Mutation;
    variables: Unnamed_bca58fea58MutationVariables;
    fragments: [];
  };
  'query ($id: ID!) { projectCheck(projectId: $id) { findings { code message } } }': {
    result: Unnamed_c007aa642aQuery;
    variables: Unnamed_c007aa642aQueryVariables;
    fragments: [];
  };
  'query ($projectId: ID!) { backlogSummary(projectId: $projectId) { total open needsCleanup\n  topByRuns { issueKey } topByTiers { issueKey } topByOccurrences { issueKey } } }': {
    result: Unnamed_c0ab7be9b3Query;
    variables: Unnamed_c0ab7be9b3QueryVariables;
    fragments: [];
  };
  'query ($projectId: ID, $first: Int, $after: String) { replayRuns(projectId: $projectId, first: $first, after: $after) {\n  runs { runId outcome atSeq difference } endCursor } }': {
    result: Unnamed_c11808f3daQuery;
    variables: Unnamed_c11808f3daQueryVariables;
    fragments: [];
  };
  'mutation ($input: RebuildFileLayoutInput!) { rebuildFileLayout(input: $input) { errors { code } } }': {
    result: Unnamed_c11e1b5086Mutation;
    variables: Unnamed_c11e1b5086MutationVariables;
    fragments: [];
  };
  'mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } } }': {
    result: Unnamed_c151ad3d9fMutation;
    variables: Unnamed_c151ad3d9fMutationVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { tokensUsed createdAt completedAt\n  attention { code message changesAt } waitingFor { code message changesAt } nextDeadline { what at message }\n  timeline { kind phaseId attempt workerId start end outcome }\n  burnDown { tokenCap minuteCap deadlineAt points { at tokens minutes } } } }': {
    result: Unnamed_c196ffc890Query;
    variables: Unnamed_c196ffc890QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { introduction } }': {
    result: Unnamed_c5b32cfef9Query;
    variables: Unnamed_c5b32cfef9QueryVariables;
    fragments: [];
  };
  'mutation ($input: RemoveProjectRemoteInput!) { removeProjectRemote(input: $input) { projectId errors { code message path } } }': {
    result: Unnamed_c6fd97b495Mutation;
    variables: Unnamed_c6fd97b495MutationVariables;
    fragments: [];
  };
  'query ($n: Int, $c: String) { a: runs(first: $n, after: $c, filter: null) { nodes { runId } } b: runs { nodes { runId } } c: phases(first: null) { nodes { id } } d: phases { nodes { id } } }': {
    result: Unnamed_c723c2a3b7Query;
    variables: Unnamed_c723c2a3b7QueryVariables;
    fragments: [];
  };
  '{ run(runId: "list-15") { createdAt } }': {
    result: Unnamed_c912fa8bd2Query;
    variables: Unnamed_c912fa8bd2QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!, $path: String!) { artefact(runId: $runId, path: $path) { ...ArtefactSeen } }': {
    result: Unnamed_c9658b1f61Query;
    variables: Unnamed_c9658b1f61QueryVariables;
    fragments: ['ArtefactSeen'];
  };
  '{ nextPhase(runId: "spent") { phaseId run { runId } tier { tierId } } }': {
    result: Unnamed_cd44e3cc03Query;
    variables: Unnamed_cd44e3cc03QueryVariables;
    fragments: [];
  };
  '{ run(runId: "base") { a: events(first: null, after: null) { seq } b: events { seq } } }': {
    result: Unnamed_cec72f6ecbQuery;
    variables: Unnamed_cec72f6ecbQueryVariables;
    fragments: [];
  };
  'query ($projectId: ID!) { projectCheck(projectId: $projectId) { findings { code path message } } }': {
    result: Unnamed_cedab662c8Query;
    variables: Unnamed_cedab662c8QueryVariables;
    fragments: [];
  };
  'mutation ($input: SetDispatchInput!) { setDispatch(input: $input) { project { id projectId name dispatching dispatchChange { by at reason } } errors { ...Refusal } } }': {
    result: Unnamed_cff4a2d57dMutation;
    variables: Unnamed_cff4a2d57dMutationVariables;
    fragments: ['Refusal'];
  };
  'query ($input: BacktestRulesetInput!) { backtestRuleset(input: $input) { same otherEnd unknown\n    runs { runId outcome before after atSeq reason { code message source } } errors { ...Refusal } } }': {
    result: Unnamed_d2f5d21014Query;
    variables: Unnamed_d2f5d21014QueryVariables;
    fragments: ['Refusal'];
  };
  'mutation ($input: PromoteRunInput!) { promoteRun(input: $input) { promotion { promotedAt promotedBy commit pullRequestBody }\n  errors { code message retryable ... on PolicyError { reasons { code message } } } } }': {
    result: Unnamed_d6cbc72d25Mutation;
    variables: Unnamed_d6cbc72d25MutationVariables;
    fragments: [];
  };
  'query ($id: ID!) { node(id: $id) { ... on Phase { tryNumber triesLeft } } }': {
    result: Unnamed_d9b584df3bQuery;
    variables: Unnamed_d9b584df3bQueryVariables;
    fragments: [];
  };
  'subscription ($runId: ID!, $after: Int) { runEvents(runId: $runId, after: $after) { ...EventRow } }': {
    result: Unnamed_dbe2927ea0Subscription;
    variables: Unnamed_dbe2927ea0SubscriptionVariables;
    fragments: ['EventRow'];
  };
  'query ($projectId: ID!) { project(projectId: $projectId) { name defaultBranch repositoryPath allowPromotion rulesetVersion } }': {
    result: Unnamed_e2197c233bQuery;
    variables: Unnamed_e2197c233bQueryVariables;
    fragments: [];
  };
  '{ runs(filter: { terminal: false }, first: 100) { nodes { runId } } }': {
    result: Unnamed_e21eb1b2d1Query;
    variables: Unnamed_e21eb1b2d1QueryVariables;
    fragments: [];
  };
  'mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { brief { planIntroduction tierName markdown } } }': {
    result: Unnamed_e2aea11c10Mutation;
    variables: Unnamed_e2aea11c10MutationVariables;
    fragments: [];
  };
  'mutation ($input: StartRunInput!) { startRun(input: $input) { run { version } errors { code } } }': {
    result: Unnamed_e3aa9d7838Mutation;
    variables: Unnamed_e3aa9d7838MutationVariables;
    fragments: [];
  };
  '{ run(runId: "BASE") { runId } }': {
    result: Unnamed_e4d27dd5c9Query;
    variables: Unnamed_e4d27dd5c9QueryVariables;
    fragments: [];
  };
  '{ nextPhase(runId: "driven") { phaseId } }': {
    result: Unnamed_e8dc0634eaQuery;
    variables: Unnamed_e8dc0634eaQueryVariables;
    fragments: [];
  };
  'mutation ($input: RecordIssuesInput!) { recordIssues(input: $input) { issues { id issueKey } phase { phaseId } errors { ...Refusal } } }': {
    result: Unnamed_e9d99ca760Mutation;
    variables: Unnamed_e9d99ca760MutationVariables;
    fragments: ['Refusal'];
  };
  'mutation ($input: RetryPushInput!) { retryPush(input: $input) { remote { url push { state } } errors { code message path } } }': {
    result: Unnamed_ea09e77e0bMutation;
    variables: Unnamed_ea09e77e0bMutationVariables;
    fragments: [];
  };
  'query ($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) { attempts { ciTries { verdict artefacts { kind content } } } } }': {
    result: Unnamed_ea3d4fb178Query;
    variables: Unnamed_ea3d4fb178QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { strategy(runId: $runId) { ...StrategySeen } }': {
    result: Unnamed_eba932766cQuery;
    variables: Unnamed_eba932766cQueryVariables;
    fragments: ['StrategySeen'];
  };
  '{ run(runId: "overdue") { isTerminal } }': {
    result: Unnamed_ec21a51bb1Query;
    variables: Unnamed_ec21a51bb1QueryVariables;
    fragments: [];
  };
  'query ($projectId: ID!) { runs(first: 50, filter: { projectId: $projectId }) {\n      nodes { runId newest: lateResults(first: 1) { id runId } lateResults { id runId } } } }': {
    result: Unnamed_ec9915f946Query;
    variables: Unnamed_ec9915f946QueryVariables;
    fragments: [];
  };
  'query ($id: ID!) { run(runId: $id) { baseline { verdict failing } } }': {
    result: Unnamed_eed5199b15Query;
    variables: Unnamed_eed5199b15QueryVariables;
    fragments: [];
  };
  'query ($projectId: ID!) { project(projectId: $projectId) { rulesetVersion } }': {
    result: Unnamed_eef5a18254Query;
    variables: Unnamed_eef5a18254QueryVariables;
    fragments: [];
  };
  'mutation ($input: PromoteRunInput!) { promoteRun(input: $input) { promotion { ...ProposedRun }\n    errors { code message retryable ... on PolicyError { reasons { code message } } } } }': {
    result: Unnamed_f03dc6155dMutation;
    variables: Unnamed_f03dc6155dMutationVariables;
    fragments: ['ProposedRun'];
  };
  'query ($runId: ID!) { run(runId: $runId) { state } }': {
    result: Unnamed_f06a4f79dcQuery;
    variables: Unnamed_f06a4f79dcQueryVariables;
    fragments: [];
  };
  '{ recount { differences { subject name } } }': {
    result: Unnamed_f1f339112dQuery;
    variables: Unnamed_f1f339112dQueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) {\n  run(runId: $runId) { id __typename project { id __typename webhooks { id __typename deliveries { nodes { id __typename } } } } strategy { id __typename } issues { id __typename }\n    lateResults { id __typename } fileLayout { id __typename files { id __typename } }\n    events(first: 1000) { id __typename } tiers { id __typename phases { id __typename attempts { id __typename artefacts { id __typename } } } } }\n  workers { id __typename } runIssueIndex(runId: $runId) { id __typename } issueBacklog(projectId: "same") { nodes { id __typename } } ruleset(projectId: "same") { id __typename } }': {
    result: Unnamed_f37c0c393aQuery;
    variables: Unnamed_f37c0c393aQueryVariables;
    fragments: [];
  };
  'query ($projectId: ID, $since: DateTime) { budgetReport(projectId: $projectId, since: $since) {\n  runs endedByBudget utilisationP50 utilisationP90 breaches { scope name runs tiers { tierName runs tokens } }\n  slices { taskCategory complexity phases tokens failed }\n  audits { phasesWith completedWith phasesWithout completedWithout auditTokens } } }': {
    result: Unnamed_f643eaf195Query;
    variables: Unnamed_f643eaf195QueryVariables;
    fragments: [];
  };
  'query ($first: Int!) { runs(first: $first) { nodes { runId promotion { eligible blockers { code } pullRequestBody promotedAt } } } }': {
    result: Unnamed_f75a42be25Query;
    variables: Unnamed_f75a42be25QueryVariables;
    fragments: [];
  };
  'mutation ($input: PromoteRunInput!) { promoteRun(input: $input) {\n    promotion { ...PromotionAnswer } run { runId version state } errors { ...Refusal } } }': {
    result: Unnamed_f7dbe6ca71Mutation;
    variables: Unnamed_f7dbe6ca71MutationVariables;
    fragments: ['PromotionAnswer', 'Refusal'];
  };
  'mutation ($input: PublishRulesetInput!) { publishRuleset(input: $input) { ruleset { id version } errors { ...Refusal } } }': {
    result: Unnamed_f8673bb58eMutation;
    variables: Unnamed_f8673bb58eMutationVariables;
    fragments: ['Refusal'];
  };
  '{ __schema { types { name kind possibleTypes { name } } } }': {
    result: Unnamed_fa457a6718Query;
    variables: Unnamed_fa457a6718QueryVariables;
    fragments: [];
  };
  'mutation ($input: PublishRulesetInput!) { publishRuleset(input: $input) {\n    ruleset { id projectId version createdAt document } errors { ...Refusal } } }': {
    result: Unnamed_fa7df0c4abMutation;
    variables: Unnamed_fa7df0c4abMutationVariables;
    fragments: ['Refusal'];
  };
  'query ($first: Int!) { runs(first: $first) { nodes { waitingFor { code } attention { code }\n    nextDeadline { what } timeline { kind } burnDown { points { tokens } } } } }': {
    result: Unnamed_fad06dd5c9Query;
    variables: Unnamed_fad06dd5c9QueryVariables;
    fragments: [];
  };
  'query ($projectId: ID!, $since: DateTime, $last: Int) { calibration(projectId: $projectId, since: $since, last: $last) {\n  taskCategory complexity phases completedAtTry failed tokens { count p50 max } minutes { count } incidentTokenCap\n  gateRejections { code count } ciRuns flakyShare auditVerdicts { code count } suggestedTokenCap evidence } }': {
    result: Unnamed_faee1034c8Query;
    variables: Unnamed_faee1034c8QueryVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { ...ContinuedRun } }': {
    result: Unnamed_fd15520dbdQuery;
    variables: Unnamed_fd15520dbdQueryVariables;
    fragments: ['ContinuedRun'];
  };
  'query ($runId: ID!) { run(runId: $runId) {\n  state tokensUsed failureReason failure { rule reasons { code } } baseline { commit verdict executed failing at } } }': {
    result: Unnamed_fd43a7f69bQuery;
    variables: Unnamed_fd43a7f69bQueryVariables;
    fragments: [];
  };
  'mutation ($input: DeleteRunInput!) { deleteRun(input: $input) { deletedRunId errors { ...Refusal } } }': {
    result: Unnamed_fe4182487aMutation;
    variables: Unnamed_fe4182487aMutationVariables;
    fragments: ['Refusal'];
  };
  'mutation ($input: ArchiveRunsInput!) { archiveRuns(input: $input) { runs { runId outcome } errors { code } } }': {
    result: Unnamed_fe55aa28ceMutation;
    variables: Unnamed_fe55aa28ceMutationVariables;
    fragments: [];
  };
  'query ($runId: ID!) { run(runId: $runId) { attention { code message }\n  waitingFor { code message changesAt } nextDeadline { what at } } }': {
    result: Unnamed_fea7d01cc5Query;
    variables: Unnamed_fea7d01cc5QueryVariables;
    fragments: [];
  };
  '{ run(runId: "Gone") { runId } tiers(runId: "Gone") { tierId } phases(filter: { runId: "Gone" }) { totalCount } fileLayout(runId: "Gone") { root } artefact(runId: "Gone", path: "run_summary.md") { path } }': {
    result: Unnamed_feeb802f40Query;
    variables: Unnamed_feeb802f40QueryVariables;
    fragments: [];
  };
  'mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id projectId name dispatching dispatchChange { by at reason } } errors { ...Refusal } } }': {
    result: Unnamed_ffa1da30e6Mutation;
    variables: Unnamed_ffa1da30e6MutationVariables;
    fragments: ['Refusal'];
  };
}
