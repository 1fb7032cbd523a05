/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
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

export type CreateTokenInput = {
  readonly expiresAt?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly name: string;
  readonly projectIds?: ReadonlyArray<string> | null | undefined;
  readonly role: Role;
};

export type CreateWebhookInput = {
  readonly eventTypes?: ReadonlyArray<WebhookEventType> | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId: string;
  readonly secret?: string | null | undefined;
  readonly url: string;
};

export type DebtStatus = 'CLEAN' | 'EXCESS_MINOR_ISSUES' | 'HAS_MINOR_ISSUES';

export type DeleteWebhookInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly webhookId: string;
};

export type Directive = 'CONTINUE' | 'STOP';

export type EventActor = 'AUDITOR' | 'BUILDER' | 'CI' | 'CLOCK' | 'OPERATOR';

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

export type RedeliverWebhookInput = {
  readonly deliveryId: string;
  readonly idempotencyKey?: string | null | undefined;
};

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

export type RetryPushInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId: string;
};

export type RevokeTokenInput = {
  readonly id: string;
  readonly idempotencyKey?: string | null | undefined;
};

export type Role = 'AUDITOR' | 'BUILDER' | 'CI' | 'OPERATOR' | 'VIEWER';

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

export type RunFilter = {
  readonly createdAfter?: string | null | undefined;
  readonly createdBefore?: string | null | undefined;
  readonly endedAfter?: string | null | undefined;
  readonly endedBefore?: string | null | undefined;
  readonly failureCodes?: ReadonlyArray<string> | null | undefined;
  readonly projectId?: string | null | undefined;
  readonly states?: ReadonlyArray<RunState> | null | undefined;
  readonly terminal?: boolean | null | undefined;
  readonly text?: string | null | undefined;
};

export type RunOrder = 'LATEST_END' | 'MOST_TOKENS' | 'NEWEST' | 'NEXT_DEADLINE' | 'OLDEST_START';

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

export type ArchiveRunsMutationVariables = Exact<{
  input: ArchiveRunsInput;
}>;

export type ArchiveRunsMutation = {
  readonly archiveRuns: {
    readonly endCursor: string | null;
    readonly runs: ReadonlyArray<{
      readonly runId: string;
      readonly projectId: string;
      readonly completedAt: string;
      readonly outcome: ArchiveOutcome;
      readonly path: string;
      readonly reason: { readonly code: string; readonly message: string } | null;
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

export type BacktestQueryVariables = Exact<{
  input: BacktestRulesetInput;
}>;

export type BacktestQuery = {
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

export type CancelDemoRunMutationVariables = Exact<{
  input: CancelRunInput;
}>;

export type CancelDemoRunMutation = {
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

export type ClaimWorkMutationVariables = Exact<{
  input: ClaimWorkInput;
}>;

export type ClaimWorkMutation = {
  readonly claimWork: {
    readonly lease: {
      readonly token: string;
      readonly expiresAt: string;
      readonly hardDeadlineAt: string;
      readonly tokenAllowance: number;
      readonly agentToken: string | null;
    } | null;
    readonly phase: { readonly phaseId: string; readonly runId: string } | null;
    readonly attempt: { readonly number: number; readonly role: WorkerRole; readonly startedAt: string } | null;
    readonly commitCheck: {
      readonly kind: CommitCheckKind;
      readonly runId: string;
      readonly tryNumber: number;
      readonly startedAt: string;
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
      readonly ciGoesOn: boolean;
      readonly planIntroduction: string | null;
      readonly tierName: string;
      readonly tierDescription: string | null;
      readonly phaseName: string;
      readonly phaseDescription: string | null;
      readonly tryNumber: number;
      readonly tries: number;
      readonly claimedAt: string;
      readonly minutes: number;
      readonly previousPatch: string | null;
      readonly strategy: {
        readonly phaseId: string;
        readonly taskCategory: string | null;
        readonly complexity: Complexity;
        readonly builderMode: BuilderMode;
        readonly ciProfile: CiProfile;
        readonly autoApply: boolean;
        readonly auditorProfile: string;
        readonly maxBuilderAttempts: number;
        readonly maxAuditorAttempts: number;
        readonly incidentTokenCap: number;
        readonly reasons: ReadonlyArray<{
          readonly code: string;
          readonly message: string;
          readonly source: string | null;
        }>;
      };
      readonly openIssues: ReadonlyArray<{
        readonly issueKey: string;
        readonly category: string;
        readonly severity: Severity;
        readonly effectiveSeverity: Severity;
        readonly source: IssueSource;
        readonly description: string | null;
        readonly occurrenceCount: number;
        readonly evidenceRefs: ReadonlyArray<string>;
        readonly expectedFail: boolean;
      }>;
      readonly ciSteps: ReadonlyArray<{
        readonly name: string;
        readonly argv: ReadonlyArray<string>;
        readonly timeoutSeconds: number;
        readonly report: string | null;
        readonly tags: ReadonlyArray<string>;
        readonly cwd: string | null;
        readonly env: ReadonlyArray<{ readonly name: string; readonly value: string }>;
      }>;
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
      readonly approval: {
        readonly asItIs: boolean;
        readonly whyNot: string | null;
        readonly reviseEscalates: boolean;
      } | null;
      readonly earlier: ReadonlyArray<{
        readonly attempt: number;
        readonly role: WorkerRole;
        readonly outcome: string;
        readonly ciSummary: string | null;
        readonly moreFailedTests: number;
        readonly notes: string | null;
        readonly reasons: ReadonlyArray<{
          readonly code: string;
          readonly message: string;
          readonly source: string | null;
        }>;
        readonly failedTests: ReadonlyArray<{ readonly testId: string; readonly message: string | null }>;
        readonly logEnd: { readonly path: string; readonly sizeBytes: number; readonly text: string | null } | null;
        readonly patch: { readonly path: string; readonly sizeBytes: number; readonly text: string | null } | null;
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

export type CliCreateWebhookMutationVariables = Exact<{
  input: CreateWebhookInput;
}>;

export type CliCreateWebhookMutation = {
  readonly createWebhook: {
    readonly secret: string | null;
    readonly webhook: CliWebhookFragment | null;
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

export type CliDeleteWebhookMutationVariables = Exact<{
  input: DeleteWebhookInput;
}>;

export type CliDeleteWebhookMutation = {
  readonly deleteWebhook: {
    readonly deletedWebhookId: string | null;
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

export type CliDeliveriesQueryVariables = Exact<{
  webhookId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  states?: ReadonlyArray<WebhookDeliveryState> | null | undefined;
}>;

export type CliDeliveriesQuery = {
  readonly webhook: {
    readonly deliveries: {
      readonly nodes: ReadonlyArray<CliDeliveryFragment>;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
};

export type CliDeliveryFragment = {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly messageType: WebhookMessageType;
  readonly state: WebhookDeliveryState;
  readonly createdAt: string;
  readonly attempts: number;
  readonly lastAttemptAt: string | null;
  readonly nextAttemptAt: string | null;
  readonly lastStatus: number | null;
  readonly lastFault: WebhookFault | null;
  readonly endedAt: string | null;
};

export type CliRedeliverMutationVariables = Exact<{
  input: RedeliverWebhookInput;
}>;

export type CliRedeliverMutation = {
  readonly redeliverWebhook: {
    readonly delivery: CliDeliveryFragment | null;
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

export type CliRemoteFragment = {
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
};

export type CliRemoveRemoteMutationVariables = Exact<{
  input: RemoveProjectRemoteInput;
}>;

export type CliRemoveRemoteMutation = {
  readonly removeProjectRemote: {
    readonly projectId: string | null;
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

export type CliRetryPushMutationVariables = Exact<{
  input: RetryPushInput;
}>;

export type CliRetryPushMutation = {
  readonly retryPush: {
    readonly remote: CliRemoteFragment | null;
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

export type CliSetRemoteMutationVariables = Exact<{
  input: SetProjectRemoteInput;
}>;

export type CliSetRemoteMutation = {
  readonly setProjectRemote: {
    readonly remote: CliRemoteFragment | null;
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

export type CliShowRemoteQueryVariables = Exact<{
  projectId: string;
}>;

export type CliShowRemoteQuery = { readonly project: { readonly remote: CliRemoteFragment | null } | null };

export type CliTestWebhookMutationVariables = Exact<{
  input: TestWebhookInput;
}>;

export type CliTestWebhookMutation = {
  readonly testWebhook: {
    readonly delivery: CliDeliveryFragment | null;
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

export type CliUpdateWebhookMutationVariables = Exact<{
  input: UpdateWebhookInput;
}>;

export type CliUpdateWebhookMutation = {
  readonly updateWebhook: {
    readonly secret: string | null;
    readonly webhook: CliWebhookFragment | null;
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

export type CliWebhookFragment = {
  readonly webhookId: string;
  readonly projectId: string;
  readonly url: string;
  readonly eventTypes: ReadonlyArray<WebhookEventType>;
  readonly enabled: boolean;
  readonly disabledAt: string | null;
  readonly disabledReason: WebhookDisabledReason | null;
  readonly createdAt: string;
};

export type CliWebhooksQueryVariables = Exact<{
  projectId: string;
}>;

export type CliWebhooksQuery = { readonly project: { readonly webhooks: ReadonlyArray<CliWebhookFragment> } | null };

export type ContinueRunMutationVariables = Exact<{
  input: ContinueRunInput;
}>;

export type ContinueRunMutation = {
  readonly continueRun: {
    readonly runs: ReadonlyArray<{
      readonly runId: string;
      readonly projectId: string;
      readonly state: RunState;
      readonly continuesRunId: string | null;
      readonly previousRunId: string | null;
      readonly startedAt: string | null;
      readonly phases: ReadonlyArray<{ readonly phaseId: string }>;
    }>;
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

export type CreateProjectMutationVariables = Exact<{
  input: CreateProjectInput;
}>;

export type CreateProjectMutation = {
  readonly createProject: {
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

export type DoctorRemotesQueryVariables = Exact<{ [key: string]: never }>;

export type DoctorRemotesQuery = {
  readonly projects: ReadonlyArray<{
    readonly projectId: string;
    readonly remote: {
      readonly credentials: { readonly fault: string | null };
      readonly push: {
        readonly state: RemotePushState;
        readonly lastFault: PushFault | null;
        readonly lastError: string | null;
        readonly pendingRefs: number;
      };
    } | null;
  }>;
};

export type EndedRunsQueryVariables = Exact<{
  projectId: string;
  first: number;
  after?: string | null | undefined;
}>;

export type EndedRunsQuery = {
  readonly project: { readonly projectId: string } | null;
  readonly runs: {
    readonly nodes: ReadonlyArray<{ readonly runId: string; readonly strategy: { readonly hash: string } | null }>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type FilesInPlaceQueryVariables = Exact<{
  runId: string;
}>;

export type FilesInPlaceQuery = {
  readonly run: { readonly version: number; readonly fileLayout: { readonly upToDate: boolean } } | null;
};

export type HeartbeatMutationVariables = Exact<{
  input: HeartbeatInput;
}>;

export type HeartbeatMutation = {
  readonly heartbeat: {
    readonly directive: Directive;
    readonly outputTaken: boolean;
    readonly lease: { readonly expiresAt: string; readonly hardDeadlineAt: string } | null;
    readonly reason: { readonly code: string; readonly message: string } | null;
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

export type IncidentQueryVariables = Exact<{
  runId: string;
}>;

export type IncidentQuery = {
  readonly run: {
    readonly incident: ReadonlyArray<{ readonly path: string; readonly kind: string; readonly content: string | null }>;
  } | null;
};

export type IssueLevelsQueryVariables = Exact<{
  runId: string;
  projectId: string;
}>;

export type IssueLevelsQuery = {
  readonly runIssueIndex: ReadonlyArray<{
    readonly issueKey: string;
    readonly effectiveSeverity: Severity;
    readonly occurrenceCount: number;
    readonly seenInPhases: ReadonlyArray<string>;
  }>;
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

export type LiveRunsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;

export type LiveRunsQuery = {
  readonly runs: {
    readonly nodes: ReadonlyArray<{ readonly runId: string; readonly fileLayout: { readonly upToDate: boolean } }>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type LookAtRunQueryVariables = Exact<{
  runId: string;
  after: number;
}>;

export type LookAtRunQuery = {
  readonly run:
    | ({
        readonly events: ReadonlyArray<{
          readonly seq: number;
          readonly type: RunEventType;
          readonly subject: string;
          readonly fromState: string | null;
          readonly toState: string | null;
          readonly data: Readonly<Record<string, unknown>>;
        }>;
      } & RunNowFragment)
    | null;
};

export type McpNextEventSubscriptionVariables = Exact<{
  runId: string;
  after: number;
}>;

export type McpNextEventSubscription = { readonly runEvents: { readonly seq: number } };

export type McpViewerQueryVariables = Exact<{ [key: string]: never }>;

export type McpViewerQuery = { readonly viewer: { readonly name: string; readonly role: Role } };

export type OperatorArtefactQueryVariables = Exact<{
  runId: string;
  path: string;
}>;

export type OperatorArtefactQuery = {
  readonly artefact: {
    readonly path: string;
    readonly kind: string;
    readonly sizeBytes: number;
    readonly sha256: string;
    readonly runVersion: number;
    readonly updatedAt: string;
    readonly content: string | null;
  } | null;
  readonly run: { readonly fileLayout: { readonly root: string } } | null;
};

export type OperatorAttemptsQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type OperatorAttemptsQuery = {
  readonly phase: {
    readonly phaseId: string;
    readonly attempts: ReadonlyArray<{
      readonly number: number;
      readonly role: WorkerRole;
      readonly state: AttemptState;
      readonly workerId: string;
      readonly agent: string | null;
      readonly startedAt: string;
      readonly endedAt: string | null;
      readonly tokensUsed: number;
      readonly tokensEstimated: boolean;
      readonly commit: string | null;
      readonly confidence: Confidence | null;
      readonly notes: string | null;
      readonly auditVerdict: AuditVerdict | null;
      readonly ciVerdict: CiVerdict | null;
      readonly gate: {
        readonly verdict: GateVerdict;
        readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
      } | null;
      readonly ciTries: ReadonlyArray<{
        readonly number: number;
        readonly verdict: CiVerdict;
        readonly at: string;
        readonly commit: string | null;
        readonly executed: number | null;
        readonly failedTests: ReadonlyArray<string>;
        readonly summary: string | null;
        readonly artefacts: ReadonlyArray<{ readonly path: string; readonly kind: string }>;
      }>;
      readonly artefacts: ReadonlyArray<{ readonly path: string; readonly kind: string; readonly sizeBytes: number }>;
    }>;
  } | null;
};

export type OperatorBacklogQueryVariables = Exact<{
  projectId: string;
  status?: ReadonlyArray<BacklogStatus> | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;

export type OperatorBacklogQuery = {
  readonly issueBacklog: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: ReadonlyArray<{
      readonly issueKey: string;
      readonly status: BacklogStatus;
      readonly category: string;
      readonly baseSeverity: Severity;
      readonly occurrenceCount: number;
      readonly ageInRuns: number;
      readonly ageInTiers: number;
      readonly firstSeenRunId: string;
      readonly lastSeenRunId: string;
      readonly lastSeenAt: string;
    }>;
  };
};

export type OperatorBacklogEntryFragment = {
  readonly issueKey: string;
  readonly status: BacklogStatus;
  readonly baseSeverity: Severity;
  readonly occurrenceCount: number;
  readonly ageInRuns: number;
  readonly ageInTiers: number;
  readonly lastSeenRunId: string;
};

export type OperatorBacklogSummaryQueryVariables = Exact<{
  projectId: string;
}>;

export type OperatorBacklogSummaryQuery = {
  readonly backlogSummary: {
    readonly total: number;
    readonly open: number;
    readonly needsCleanup: number;
    readonly topByRuns: ReadonlyArray<OperatorBacklogEntryFragment>;
    readonly topByTiers: ReadonlyArray<OperatorBacklogEntryFragment>;
    readonly topByOccurrences: ReadonlyArray<OperatorBacklogEntryFragment>;
  };
};

export type OperatorBudgetsQueryVariables = Exact<{
  projectId?: string | null | undefined;
  since?: string | null | undefined;
}>;

export type OperatorBudgetsQuery = {
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

export type OperatorCalibrationQueryVariables = Exact<{
  projectId: string;
  since?: string | null | undefined;
  last?: number | null | undefined;
}>;

export type OperatorCalibrationQuery = {
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
    readonly suggestedBuilderAttempts: number | null;
    readonly evidence: string;
    readonly tokens: {
      readonly count: number;
      readonly p50: number | null;
      readonly p90: number | null;
      readonly p99: number | null;
      readonly max: number | null;
    };
    readonly minutes: {
      readonly count: number;
      readonly p50: number | null;
      readonly p90: number | null;
      readonly p99: number | null;
      readonly max: number | null;
    };
    readonly minutesByState: ReadonlyArray<{
      readonly state: PhaseState;
      readonly total: number;
      readonly minutes: {
        readonly count: number;
        readonly p50: number | null;
        readonly p90: number | null;
        readonly max: number | null;
      };
    }>;
    readonly gateRejections: ReadonlyArray<{ readonly code: string; readonly count: number }>;
    readonly ciVerdicts: ReadonlyArray<{ readonly code: string; readonly count: number }>;
    readonly auditVerdicts: ReadonlyArray<{ readonly code: string; readonly count: number }>;
  }>;
};

export type OperatorCancelMutationVariables = Exact<{
  input: CancelRunInput;
}>;

export type OperatorCancelMutation = {
  readonly cancelRun: {
    readonly run: { readonly runId: string; readonly state: RunState; readonly failureReason: string | null } | null;
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

export type OperatorCreateMutationVariables = Exact<{
  input: CreateProjectInput;
}>;

export type OperatorCreateMutation = {
  readonly createProject: {
    readonly project: OperatorProjectFragment | null;
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

export type OperatorCreateTokenMutationVariables = Exact<{
  input: CreateTokenInput;
}>;

export type OperatorCreateTokenMutation = {
  readonly createToken: {
    readonly secret: string | null;
    readonly notice: string | null;
    readonly token: OperatorTokenFragment | null;
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

export type OperatorDispatchMutationVariables = Exact<{
  input: SetDispatchInput;
}>;

export type OperatorDispatchMutation = {
  readonly setDispatch: {
    readonly project: OperatorProjectFragment | null;
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

export type OperatorDrainMutationVariables = Exact<{
  input: SetDrainInput;
}>;

export type OperatorDrainMutation = {
  readonly setDrain: {
    readonly draining: OperatorDrainingFragment | null;
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

export type OperatorDrainStateQueryVariables = Exact<{ [key: string]: never }>;

export type OperatorDrainStateQuery = { readonly server: { readonly draining: OperatorDrainingFragment | null } };

export type OperatorDrainingFragment = {
  readonly since: string;
  readonly by: string;
  readonly reason: string | null;
  readonly leases: number;
  readonly leasesUntil: string | null;
};

export type OperatorEventFragment = {
  readonly seq: number;
  readonly at: string;
  readonly type: RunEventType;
  readonly subject: string;
  readonly fromState: string | null;
  readonly toState: string | null;
  readonly cause: string;
  readonly actorKind: EventActor;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type OperatorEventsQueryVariables = Exact<{
  runId: string;
  after: number;
  first: number;
}>;

export type OperatorEventsQuery = {
  readonly run: {
    readonly state: RunState;
    readonly isTerminal: boolean;
    readonly version: number;
    readonly events: ReadonlyArray<OperatorEventFragment>;
  } | null;
};

export type OperatorExplainQueryVariables = Exact<{
  runId: string;
}>;

export type OperatorExplainQuery = {
  readonly run: {
    readonly runId: string;
    readonly projectId: string;
    readonly state: RunState;
    readonly isTerminal: boolean;
    readonly deadlineAt: string | null;
    readonly completedAt: string | null;
    readonly continuedByRunId: string | null;
    readonly attention: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly source: string | null;
      readonly changesAt: string | null;
    }>;
    readonly waitingFor: {
      readonly code: string;
      readonly message: string;
      readonly source: string | null;
      readonly changesAt: string | null;
    } | null;
    readonly nextDeadline: { readonly what: string; readonly at: string; readonly message: string } | null;
    readonly failure: {
      readonly rule: string;
      readonly message: string;
      readonly phaseId: string | null;
      readonly tierId: string | null;
      readonly reasons: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly source: string | null;
      }>;
      readonly budget: {
        readonly scope: BudgetScope;
        readonly name: string;
        readonly used: number;
        readonly limit: number;
      } | null;
    } | null;
    readonly phases: ReadonlyArray<{
      readonly phaseId: string;
      readonly state: PhaseState;
      readonly notBefore: string | null;
      readonly waitingFor: {
        readonly code: string;
        readonly message: string;
        readonly source: string | null;
        readonly changesAt: string | null;
      } | null;
      readonly holder: {
        readonly role: WorkerRole;
        readonly workerId: string;
        readonly expiresAt: string;
        readonly hardDeadlineAt: string;
      } | null;
    }>;
    readonly tiers: ReadonlyArray<{
      readonly tierId: string;
      readonly name: string;
      readonly state: TierState;
      readonly cleanliness: Cleanliness;
      readonly cleanlinessReasons: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly source: string | null;
      }>;
    }>;
    readonly promotion: {
      readonly eligible: boolean;
      readonly promotedTo: string | null;
      readonly blockers: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly source: string | null;
      }>;
      readonly obstacles: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly source: string | null;
      }>;
    };
    readonly incident: ReadonlyArray<{ readonly path: string }>;
  } | null;
};

export type OperatorFilesQueryVariables = Exact<{
  runId: string;
}>;

export type OperatorFilesQuery = {
  readonly run: {
    readonly runId: string;
    readonly fileLayout: {
      readonly root: string;
      readonly upToDate: boolean;
      readonly files: ReadonlyArray<{
        readonly path: string;
        readonly kind: string;
        readonly sizeBytes: number;
        readonly sha256: string;
        readonly runVersion: number;
        readonly updatedAt: string;
      }>;
    };
  } | null;
};

export type OperatorLeftQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type OperatorLeftQuery = {
  readonly phase: {
    readonly attempts: ReadonlyArray<{
      readonly number: number;
      readonly role: WorkerRole;
      readonly commit: string | null;
      readonly ciVerdict: CiVerdict | null;
      readonly artefacts: ReadonlyArray<{ readonly path: string; readonly kind: string; readonly sizeBytes: number }>;
      readonly ciTries: ReadonlyArray<{
        readonly number: number;
        readonly verdict: CiVerdict;
        readonly artefacts: ReadonlyArray<{ readonly path: string; readonly kind: string; readonly sizeBytes: number }>;
      }>;
    }>;
  } | null;
};

export type OperatorOutputSubscriptionVariables = Exact<{
  runId: string;
  phaseId: string;
  attempt: number;
  from: number;
}>;

export type OperatorOutputSubscription = {
  readonly attemptOutput: { readonly text: string; readonly to: number; readonly isLive: boolean };
};

export type OperatorPhaseQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type OperatorPhaseQuery = {
  readonly phase: {
    readonly phaseId: string;
    readonly runId: string;
    readonly tierId: string;
    readonly name: string;
    readonly description: string | null;
    readonly state: PhaseState;
    readonly nextStates: ReadonlyArray<PhaseState>;
    readonly taskCategory: string | null;
    readonly complexity: Complexity;
    readonly builderMode: BuilderMode;
    readonly builderAttempts: number;
    readonly maxBuilderAttempts: number;
    readonly auditorAttempts: number;
    readonly maxAuditorAttempts: number;
    readonly triesLeft: number;
    readonly tokensUsed: number;
    readonly incidentTokenCap: number;
    readonly issueState: IssueState;
    readonly minorIssuesCount: number;
    readonly majorIssuesCount: number;
    readonly allowedPaths: ReadonlyArray<string>;
    readonly acceptanceCriteria: ReadonlyArray<string>;
    readonly startedAt: string | null;
    readonly completedAt: string | null;
    readonly notBefore: string | null;
    readonly holder: {
      readonly role: WorkerRole;
      readonly workerId: string;
      readonly expiresAt: string;
      readonly hardDeadlineAt: string;
    } | null;
    readonly waitingFor: { readonly code: string; readonly message: string } | null;
    readonly budgets: ReadonlyArray<{
      readonly name: string;
      readonly used: number;
      readonly limit: number;
      readonly left: number;
    }>;
    readonly issues: ReadonlyArray<{ readonly issueKey: string; readonly severity: Severity; readonly open: boolean }>;
  } | null;
};

export type OperatorProjectFragment = {
  readonly projectId: string;
  readonly name: string;
  readonly repositoryPath: string | null;
  readonly defaultBranch: string | null;
  readonly allowPromotion: boolean;
  readonly rulesetVersion: number;
  readonly dispatching: boolean;
  readonly dispatchChange: { readonly at: string; readonly by: string; readonly reason: string | null } | null;
};

export type OperatorProjectByIdQueryVariables = Exact<{
  projectId: string;
}>;

export type OperatorProjectByIdQuery = { readonly project: OperatorProjectFragment | null };

export type OperatorProjectsQueryVariables = Exact<{ [key: string]: never }>;

export type OperatorProjectsQuery = { readonly projects: ReadonlyArray<OperatorProjectFragment> };

export type OperatorPromoteMutationVariables = Exact<{
  input: PromoteRunInput;
}>;

export type OperatorPromoteMutation = {
  readonly promoteRun: {
    readonly promotion: {
      readonly promotedTo: string | null;
      readonly promotedAt: string | null;
      readonly promotedBy: string | null;
      readonly commit: string | null;
      readonly kind: PromotionKind | null;
      readonly checksVerdict: ChecksVerdict | null;
      readonly obstacles: ReadonlyArray<{ readonly code: string; readonly message: string }>;
      readonly blockers: ReadonlyArray<{ readonly code: string; readonly message: string }>;
      readonly change: {
        readonly forge: ForgeKind;
        readonly number: number | null;
        readonly url: string | null;
        readonly state: ChangeState;
        readonly draft: boolean | null;
        readonly base: string;
        readonly problem: { readonly code: string; readonly message: string } | null;
      } | null;
    } | null;
    readonly run: { readonly runId: string; readonly state: RunState } | null;
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

export type OperatorRevokeTokenMutationVariables = Exact<{
  input: RevokeTokenInput;
}>;

export type OperatorRevokeTokenMutation = {
  readonly revokeToken: {
    readonly token: OperatorTokenFragment | null;
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

export type OperatorRunQueryVariables = Exact<{
  runId: string;
}>;

export type OperatorRunQuery = {
  readonly run: {
    readonly runId: string;
    readonly projectId: string;
    readonly state: RunState;
    readonly isTerminal: boolean;
    readonly safetyProfile: SafetyProfile;
    readonly runScope: RunScope;
    readonly version: number;
    readonly tokensUsed: number;
    readonly tokenCap: number;
    readonly ciRunsUsed: number;
    readonly minorIssuesCount: number;
    readonly majorIssuesCount: number;
    readonly createdAt: string;
    readonly startedAt: string | null;
    readonly completedAt: string | null;
    readonly deadlineAt: string | null;
    readonly integrationBranch: string | null;
    readonly baseCommit: string | null;
    readonly headCommit: string | null;
    readonly debtStatus: DebtStatus;
    readonly failureReason: string | null;
    readonly continuesRunId: string | null;
    readonly continuedByRunId: string | null;
    readonly previousRunId: string | null;
    readonly nextRunId: string | null;
    readonly promotionEligibleToMain: boolean;
    readonly promotion: {
      readonly eligible: boolean;
      readonly promotedTo: string | null;
      readonly promotedAt: string | null;
      readonly checksVerdict: ChecksVerdict | null;
      readonly change: {
        readonly forge: ForgeKind;
        readonly number: number | null;
        readonly url: string | null;
        readonly state: ChangeState;
        readonly draft: boolean | null;
        readonly base: string;
        readonly problem: { readonly code: string; readonly message: string } | null;
      } | null;
    };
    readonly failure: {
      readonly rule: string;
      readonly message: string;
      readonly phaseId: string | null;
      readonly tierId: string | null;
    } | null;
    readonly budgets: ReadonlyArray<{
      readonly scope: BudgetScope;
      readonly name: string;
      readonly limit: number;
      readonly used: number;
      readonly left: number;
    }>;
    readonly tiers: ReadonlyArray<{
      readonly tierId: string;
      readonly name: string;
      readonly state: TierState;
      readonly cleanliness: Cleanliness;
    }>;
    readonly phases: ReadonlyArray<{
      readonly phaseId: string;
      readonly tierId: string;
      readonly name: string;
      readonly state: PhaseState;
      readonly tryNumber: number;
      readonly maxBuilderAttempts: number;
      readonly tokensUsed: number;
      readonly holder: { readonly role: WorkerRole; readonly workerId: string } | null;
      readonly waitingFor: { readonly code: string; readonly message: string } | null;
    }>;
    readonly fileLayout: { readonly root: string };
  } | null;
};

export type OperatorRunChangedSubscriptionVariables = Exact<{
  runId: string;
}>;

export type OperatorRunChangedSubscription = { readonly runChanged: { readonly version: number } };

export type OperatorRunCountsQueryVariables = Exact<{
  projectId?: string | null | undefined;
}>;

export type OperatorRunCountsQuery = {
  readonly runCounts: ReadonlyArray<{
    readonly state: RunState;
    readonly count: number;
    readonly projects: ReadonlyArray<{ readonly projectId: string; readonly count: number }>;
  }>;
};

export type OperatorRunsQueryVariables = Exact<{
  filter?: RunFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  orderBy?: RunOrder | null | undefined;
}>;

export type OperatorRunsQuery = {
  readonly runs: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: ReadonlyArray<{
      readonly runId: string;
      readonly projectId: string;
      readonly state: RunState;
      readonly isTerminal: boolean;
      readonly tokensUsed: number;
      readonly tokenCap: number;
      readonly tokenUtilisation: number;
      readonly minorIssuesCount: number;
      readonly majorIssuesCount: number;
      readonly debtStatus: DebtStatus;
      readonly safetyProfile: SafetyProfile;
      readonly runScope: RunScope;
      readonly tierCount: number;
      readonly ciRunsUsed: number;
      readonly durationSeconds: number | null;
      readonly createdAt: string;
      readonly startedAt: string | null;
      readonly completedAt: string | null;
      readonly deadlineAt: string | null;
      readonly phaseCounts: ReadonlyArray<{ readonly state: PhaseState; readonly count: number }>;
      readonly failure: {
        readonly rule: string;
        readonly message: string;
        readonly reasons: ReadonlyArray<{ readonly code: string }>;
      } | null;
    }>;
  };
};

export type OperatorTiersQueryVariables = Exact<{
  runId: string;
}>;

export type OperatorTiersQuery = {
  readonly run: {
    readonly runId: string;
    readonly state: RunState;
    readonly tiers: ReadonlyArray<{
      readonly tierId: string;
      readonly name: string;
      readonly state: TierState;
      readonly cleanliness: Cleanliness;
      readonly blocksPromotion: boolean;
      readonly minorIssuesCount: number;
      readonly maxMinorIssuesTolerated: number;
      readonly majorIssuesCount: number;
      readonly maxMajorIssuesTolerated: number;
      readonly tokensUsed: number;
      readonly tokenCap: number;
      readonly ciRunsUsed: number;
      readonly ciRunCap: number;
      readonly cleanlinessReasons: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly source: string | null;
      }>;
    }>;
  } | null;
};

export type OperatorTokenFragment = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly projectIds: ReadonlyArray<string> | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
};

export type OperatorTokensQueryVariables = Exact<{ [key: string]: never }>;

export type OperatorTokensQuery = { readonly tokens: ReadonlyArray<OperatorTokenFragment> };

export type OperatorWatchQueryVariables = Exact<{
  runId: string;
  after: number;
  first: number;
  isDrawn: boolean;
}>;

export type OperatorWatchQuery = {
  readonly run: {
    readonly runId: string;
    readonly projectId: string;
    readonly state: RunState;
    readonly isTerminal: boolean;
    readonly version: number;
    readonly tokensUsed: number;
    readonly tokenCap: number;
    readonly createdAt: string;
    readonly startedAt: string | null;
    readonly completedAt: string | null;
    readonly deadlineAt: string | null;
    readonly continuedByRunId: string | null;
    readonly failure: { readonly message: string } | null;
    readonly promotion: { readonly eligible: boolean; readonly promotedTo: string | null };
    readonly budgets: ReadonlyArray<{ readonly name: string; readonly used: number; readonly limit: number }>;
    readonly tiers: ReadonlyArray<{ readonly tierId: string; readonly name: string; readonly state: TierState }>;
    readonly phases: ReadonlyArray<{
      readonly phaseId: string;
      readonly tierId: string;
      readonly name: string;
      readonly state: PhaseState;
      readonly tryNumber: number;
      readonly maxBuilderAttempts: number;
      readonly holder: {
        readonly role: WorkerRole;
        readonly workerId: string;
        readonly expiresAt: string;
        readonly hardDeadlineAt: string;
      } | null;
      readonly waitingFor: { readonly code: string } | null;
    }>;
    readonly nextDeadline: { readonly what: string; readonly at: string; readonly message: string } | null;
    readonly waitingFor: { readonly code: string; readonly message: string } | null;
    readonly timeline?: ReadonlyArray<{ readonly kind: string; readonly start: string; readonly end: string | null }>;
    readonly currentPhase?: {
      readonly phaseId: string;
      readonly attempts: ReadonlyArray<{
        readonly number: number;
        readonly output: { readonly isLive: boolean } | null;
      }>;
    } | null;
    readonly events: ReadonlyArray<OperatorEventFragment>;
  } | null;
};

export type OperatorWorkersQueryVariables = Exact<{
  projectId?: string | null | undefined;
}>;

export type OperatorWorkersQuery = {
  readonly workers: ReadonlyArray<{
    readonly workerId: string;
    readonly role: WorkerRole;
    readonly lastSeenAt: string;
    readonly waiting: boolean;
    readonly projectIds: ReadonlyArray<string> | null;
    readonly holds: { readonly phaseId: string; readonly runId: string } | null;
  }>;
  readonly idleReasons: ReadonlyArray<{
    readonly role: WorkerRole;
    readonly projectId: string | null;
    readonly reason: {
      readonly code: string;
      readonly message: string;
      readonly source: string | null;
      readonly changesAt: string | null;
    };
  }>;
};

export type PreviewStrategyQueryVariables = Exact<{
  input: PreviewStrategyInput;
}>;

export type PreviewStrategyQuery = {
  readonly previewStrategy: {
    readonly strategies: ReadonlyArray<StrategyFragment>;
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

export type ProjectCheckQueryVariables = Exact<{
  projectId: string;
}>;

export type ProjectCheckQuery = {
  readonly projectCheck: {
    readonly ok: boolean;
    readonly findings: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly path: ReadonlyArray<string> | null;
    }>;
  };
};

export type PromoteRunMutationVariables = Exact<{
  input: PromoteRunInput;
}>;

export type PromoteRunMutation = {
  readonly promoteRun: {
    readonly promotion: {
      readonly commit: string | null;
      readonly promotedAt: string | null;
      readonly promotedBy: string | null;
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

export type PublishRulesetMutationVariables = Exact<{
  input: PublishRulesetInput;
}>;

export type PublishRulesetMutation = {
  readonly publishRuleset: {
    readonly ruleset: { readonly version: number; readonly createdAt: string } | null;
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

export type RebuildFileLayoutMutationVariables = Exact<{
  input: RebuildFileLayoutInput;
}>;

export type RebuildFileLayoutMutation = {
  readonly rebuildFileLayout: {
    readonly fileLayout: {
      readonly root: string;
      readonly upToDate: boolean;
      readonly files: ReadonlyArray<{ readonly path: string }>;
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

export type RecountAllQueryVariables = Exact<{ [key: string]: never }>;

export type RecountAllQuery = {
  readonly recount: {
    readonly runs: number;
    readonly entries: number;
    readonly sightings: number;
    readonly differences: ReadonlyArray<{
      readonly subject: string;
      readonly name: string;
      readonly stored: string | null;
      readonly recounted: string | null;
    }>;
  };
};

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

export type ReleaseLeaseMutationVariables = Exact<{
  input: ReleaseLeaseInput;
}>;

export type ReleaseLeaseMutation = {
  readonly releaseLease: {
    readonly phase: { readonly state: PhaseState } | null;
    readonly run: { readonly state: RunState } | null;
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

export type ReplayRunsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;

export type ReplayRunsQuery = {
  readonly replayRuns: {
    readonly endCursor: string | null;
    readonly runs: ReadonlyArray<{
      readonly runId: string;
      readonly outcome: ReplayOutcome;
      readonly atSeq: number | null;
      readonly difference: string | null;
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

export type ReportCiResultMutationVariables = Exact<{
  input: ReportCiResultInput;
}>;

export type ReportCiResultMutation = {
  readonly reportCiResult: {
    readonly phase: { readonly state: PhaseState } | null;
    readonly run: { readonly state: RunState } | null;
    readonly gate: {
      readonly verdict: GateVerdict;
      readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
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

export type RowDifferencesQueryVariables = Exact<{
  runIds: ReadonlyArray<string>;
}>;

export type RowDifferencesQuery = {
  readonly rowDifferences: ReadonlyArray<{
    readonly runId: string;
    readonly subject: string;
    readonly name: string;
    readonly stored: string | null;
    readonly recomputed: string | null;
  }>;
};

export type RulesetQueryVariables = Exact<{
  projectId: string;
  version?: number | null | undefined;
}>;

export type RulesetQuery = {
  readonly project: { readonly rulesetVersion: number } | null;
  readonly ruleset: {
    readonly version: number;
    readonly createdAt: string;
    readonly document: Readonly<Record<string, unknown>>;
  } | null;
};

export type RunIdsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;

export type RunIdsQuery = {
  readonly runs: {
    readonly nodes: ReadonlyArray<{ readonly runId: string }>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type RunNowFragment = {
  readonly runId: string;
  readonly state: RunState;
  readonly isTerminal: boolean;
  readonly version: number;
  readonly tokensUsed: number;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  readonly tiers: ReadonlyArray<{ readonly tierId: string; readonly name: string; readonly state: TierState }>;
  readonly phases: ReadonlyArray<{
    readonly phaseId: string;
    readonly tierId: string;
    readonly name: string;
    readonly state: PhaseState;
    readonly builderAttempts: number;
  }>;
};

export type RunThenQueryVariables = Exact<{
  runId: string;
}>;

export type RunThenQuery = {
  readonly run:
    | ({
        readonly failureReason: string | null;
        readonly integrationBranch: string | null;
        readonly failure: {
          readonly rule: string;
          readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
        } | null;
        readonly snapshots: ReadonlyArray<{ readonly phaseId: string; readonly commit: string; readonly tag: string }>;
        readonly fileLayout: {
          readonly files: ReadonlyArray<{
            readonly path: string;
            readonly kind: string;
            readonly sizeBytes: number;
            readonly sha256: string;
            readonly runVersion: number;
          }>;
        };
        readonly phases: ReadonlyArray<{
          readonly attempts: ReadonlyArray<{
            readonly number: number;
            readonly role: WorkerRole;
            readonly state: AttemptState;
            readonly tokensUsed: number;
            readonly commit: string | null;
            readonly auditVerdict: AuditVerdict | null;
            readonly ciVerdict: CiVerdict | null;
            readonly notes: string | null;
            readonly gate: {
              readonly verdict: GateVerdict;
              readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
            } | null;
            readonly ciTries: ReadonlyArray<{
              readonly number: number;
              readonly verdict: CiVerdict;
              readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
            }>;
          }>;
        }>;
      } & RunNowFragment)
    | null;
};

export type SimulatePlanQueryVariables = Exact<{
  input: SimulatePlanInput;
}>;

export type SimulatePlanQuery = {
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
    readonly minutes: {
      readonly count: number;
      readonly p10: number | null;
      readonly p50: number | null;
      readonly p90: number | null;
      readonly p99: number | null;
      readonly max: number | null;
    };
    readonly ciRuns: {
      readonly count: number;
      readonly p10: number | null;
      readonly p50: number | null;
      readonly p90: number | null;
      readonly p99: number | null;
      readonly max: number | null;
    };
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

export type StartDemoRunMutationVariables = Exact<{
  input: StartRunFromPlanInput;
}>;

export type StartDemoRunMutation = {
  readonly startRunFromPlan: {
    readonly runs: ReadonlyArray<{ readonly runId: string; readonly strategy: StrategyFragment | null }>;
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

export type StartRunFromPlanMutationVariables = Exact<{
  input: StartRunFromPlanInput;
}>;

export type StartRunFromPlanMutation = {
  readonly startRunFromPlan: {
    readonly runs: ReadonlyArray<{
      readonly runId: string;
      readonly projectId: string;
      readonly state: RunState;
      readonly safetyProfile: SafetyProfile;
      readonly runScope: RunScope;
      readonly previousRunId: string | null;
      readonly tiers: ReadonlyArray<{ readonly tierId: string }>;
      readonly phases: ReadonlyArray<{ readonly phaseId: string }>;
    }>;
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

export type StrategyFragment = {
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
    readonly auditorProfile: string;
    readonly maxBuilderAttempts: number;
    readonly maxAuditorAttempts: number;
    readonly incidentTokenCap: number;
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

export type SubmitAuditorResultMutationVariables = Exact<{
  input: SubmitAuditorResultInput;
}>;

export type SubmitAuditorResultMutation = {
  readonly submitAuditorResult: {
    readonly phase: { readonly state: PhaseState } | null;
    readonly run: { readonly state: RunState } | null;
    readonly gate: {
      readonly verdict: GateVerdict;
      readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
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

export type SubmitBuilderResultMutationVariables = Exact<{
  input: SubmitBuilderResultInput;
}>;

export type SubmitBuilderResultMutation = {
  readonly submitBuilderResult: {
    readonly phase: { readonly state: PhaseState } | null;
    readonly run: { readonly state: RunState } | null;
    readonly gate: {
      readonly verdict: GateVerdict;
      readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
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

export type SuggestRulesetQueryVariables = Exact<{
  projectId: string;
}>;

export type SuggestRulesetQuery = {
  readonly suggestRuleset: {
    readonly document: Readonly<Record<string, unknown>>;
    readonly differences: ReadonlyArray<{
      readonly path: string;
      readonly before: string | null;
      readonly after: string | null;
    }>;
    readonly reasons: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly source: string | null;
    }>;
    readonly backtest: {
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
  } | null;
};

export type UpdatePhaseStatusMutationVariables = Exact<{
  input: UpdatePhaseStatusInput;
}>;

export type UpdatePhaseStatusMutation = {
  readonly updatePhaseStatus: {
    readonly phase: { readonly state: PhaseState } | null;
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
  'mutation ArchiveRuns($input: ArchiveRunsInput!) { archiveRuns(input: $input) {\n    runs { runId projectId completedAt outcome reason { code message } path } endCursor errors { ...Refusal } } }': {
    result: ArchiveRunsMutation;
    variables: ArchiveRunsMutationVariables;
    fragments: ['Refusal'];
  };
  'query Backtest($input: BacktestRulesetInput!) { backtestRuleset(input: $input) { same otherEnd unknown\n    runs { runId outcome before after atSeq reason { code message source } } errors { ...Refusal } } }': {
    result: BacktestQuery;
    variables: BacktestQueryVariables;
    fragments: ['Refusal'];
  };
  'mutation CancelDemoRun($input: CancelRunInput!) { cancelRun(input: $input) { errors { code } } }': {
    result: CancelDemoRunMutation;
    variables: CancelDemoRunMutationVariables;
    fragments: [];
  };
  'mutation ClaimWork($input: ClaimWorkInput!) { claimWork(input: $input) {\n    lease { token expiresAt hardDeadlineAt tokenAllowance agentToken } phase { phaseId runId } attempt { number role startedAt }\n    commitCheck { kind runId tryNumber startedAt } brief { projectId repositoryPath integrationBranch baseCommit commit allowedPaths protectedPaths acceptanceCriteria notes patch ciProfile markdown\n      strategy { phaseId taskCategory complexity builderMode ciProfile autoApply auditorProfile maxBuilderAttempts maxAuditorAttempts incidentTokenCap reasons { code message source } }\n      openIssues { issueKey category severity effectiveSeverity source description occurrenceCount evidenceRefs expectedFail }\n      ciSteps { name argv timeoutSeconds report tags cwd env { name value } } ciGoesOn\n      preparation { submodules cache { path key } setup { name argv timeoutSeconds reads cwd env { name value } } environment }\n      planIntroduction tierName tierDescription phaseName phaseDescription tryNumber tries claimedAt minutes previousPatch approval { asItIs whyNot reviseEscalates }\n      earlier { attempt role outcome reasons { code message source } ciSummary failedTests { testId message } moreFailedTests notes\n        logEnd { path sizeBytes text } patch { path sizeBytes text } } }\n    idleReason { code message } errors { ...Refusal } } }': {
    result: ClaimWorkMutation;
    variables: ClaimWorkMutationVariables;
    fragments: ['Refusal'];
  };
  'mutation CliCreateWebhook($input: CreateWebhookInput!) { createWebhook(input: $input) {\n    webhook { ...CliWebhook } secret errors { ...Refusal } } }': {
    result: CliCreateWebhookMutation;
    variables: CliCreateWebhookMutationVariables;
    fragments: ['CliWebhook', 'Refusal'];
  };
  'mutation CliDeleteWebhook($input: DeleteWebhookInput!) { deleteWebhook(input: $input) {\n    deletedWebhookId errors { ...Refusal } } }': {
    result: CliDeleteWebhookMutation;
    variables: CliDeleteWebhookMutationVariables;
    fragments: ['Refusal'];
  };
  'query CliDeliveries($webhookId: ID!, $first: Int, $after: String, $states: [WebhookDeliveryState!]) {\n    webhook(webhookId: $webhookId) { deliveries(first: $first, after: $after, states: $states) {\n      nodes { ...CliDelivery } pageInfo { hasNextPage endCursor } } } }': {
    result: CliDeliveriesQuery;
    variables: CliDeliveriesQueryVariables;
    fragments: ['CliDelivery'];
  };
  'fragment CliDelivery on WebhookDelivery { deliveryId webhookId messageType state createdAt attempts\n  lastAttemptAt nextAttemptAt lastStatus lastFault endedAt }': {
    fragment: 'CliDelivery';
    fragments: [];
  };
  'mutation CliRedeliver($input: RedeliverWebhookInput!) { redeliverWebhook(input: $input) {\n    delivery { ...CliDelivery } errors { ...Refusal } } }': {
    result: CliRedeliverMutation;
    variables: CliRedeliverMutationVariables;
    fragments: ['CliDelivery', 'Refusal'];
  };
  'fragment CliRemote on Remote { url forge setAt credentials { kinds webhookSecret fault }\n  push { state lastPushedAt lastAttemptAt lastFault lastError failures nextAttemptAt pendingRefs } }': {
    fragment: 'CliRemote';
    fragments: [];
  };
  'mutation CliRemoveRemote($input: RemoveProjectRemoteInput!) { removeProjectRemote(input: $input) {\n    projectId errors { ...Refusal } } }': {
    result: CliRemoveRemoteMutation;
    variables: CliRemoveRemoteMutationVariables;
    fragments: ['Refusal'];
  };
  'mutation CliRetryPush($input: RetryPushInput!) { retryPush(input: $input) {\n    remote { ...CliRemote } errors { ...Refusal } } }': {
    result: CliRetryPushMutation;
    variables: CliRetryPushMutationVariables;
    fragments: ['CliRemote', 'Refusal'];
  };
  'mutation CliSetRemote($input: SetProjectRemoteInput!) { setProjectRemote(input: $input) {\n    remote { ...CliRemote } errors { ...Refusal } } }': {
    result: CliSetRemoteMutation;
    variables: CliSetRemoteMutationVariables;
    fragments: ['CliRemote', 'Refusal'];
  };
  'query CliShowRemote($projectId: ID!) { project(projectId: $projectId) { remote { ...CliRemote } } }': {
    result: CliShowRemoteQuery;
    variables: CliShowRemoteQueryVariables;
    fragments: ['CliRemote'];
  };
  'mutation CliTestWebhook($input: TestWebhookInput!) { testWebhook(input: $input) {\n    delivery { ...CliDelivery } errors { ...Refusal } } }': {
    result: CliTestWebhookMutation;
    variables: CliTestWebhookMutationVariables;
    fragments: ['CliDelivery', 'Refusal'];
  };
  'mutation CliUpdateWebhook($input: UpdateWebhookInput!) { updateWebhook(input: $input) {\n    webhook { ...CliWebhook } secret errors { ...Refusal } } }': {
    result: CliUpdateWebhookMutation;
    variables: CliUpdateWebhookMutationVariables;
    fragments: ['CliWebhook', 'Refusal'];
  };
  'fragment CliWebhook on Webhook { webhookId projectId url eventTypes enabled disabledAt disabledReason createdAt }': {
    fragment: 'CliWebhook';
    fragments: [];
  };
  'query CliWebhooks($projectId: ID!) { project(projectId: $projectId) { webhooks { ...CliWebhook } } }': {
    result: CliWebhooksQuery;
    variables: CliWebhooksQueryVariables;
    fragments: ['CliWebhook'];
  };
  'mutation ContinueRun($input: ContinueRunInput!) { continueRun(input: $input) {\n    runs { runId projectId state continuesRunId previousRunId startedAt phases { phaseId } }\n    warnings { code message path } errors { ...Refusal } } }': {
    result: ContinueRunMutation;
    variables: ContinueRunMutationVariables;
    fragments: ['Refusal'];
  };
  'mutation CreateProject($input: CreateProjectInput!) { createProject(input: $input) { errors { ...Refusal } } }': {
    result: CreateProjectMutation;
    variables: CreateProjectMutationVariables;
    fragments: ['Refusal'];
  };
  'query DoctorRemotes { projects { projectId remote { credentials { fault } push { state lastFault lastError pendingRefs } } } }': {
    result: DoctorRemotesQuery;
    variables: DoctorRemotesQueryVariables;
    fragments: [];
  };
  'query EndedRuns($projectId: ID!, $first: Int!, $after: String) {\n  project(projectId: $projectId) { projectId }\n  runs(filter: { projectId: $projectId, terminal: true }, orderBy: LATEST_END, first: $first, after: $after) {\n    nodes { runId strategy { hash } } pageInfo { hasNextPage endCursor } } }': {
    result: EndedRunsQuery;
    variables: EndedRunsQueryVariables;
    fragments: [];
  };
  'query FilesInPlace($runId: ID!) { run(runId: $runId) { version fileLayout { upToDate } } }': {
    result: FilesInPlaceQuery;
    variables: FilesInPlaceQueryVariables;
    fragments: [];
  };
  'mutation Heartbeat($input: HeartbeatInput!) { heartbeat(input: $input) {\n    lease { expiresAt hardDeadlineAt } directive reason { code message } outputTaken errors { ...Refusal } } }': {
    result: HeartbeatMutation;
    variables: HeartbeatMutationVariables;
    fragments: ['Refusal'];
  };
  'query Incident($runId: ID!) { run(runId: $runId) { incident { path kind content } } }': {
    result: IncidentQuery;
    variables: IncidentQueryVariables;
    fragments: [];
  };
  'query IssueLevels($runId: ID!, $projectId: ID!) {\n  runIssueIndex(runId: $runId) { issueKey effectiveSeverity occurrenceCount seenInPhases }\n  issueBacklog(projectId: $projectId) { nodes { issueKey status ageInRuns ageInTiers occurrenceCount } }\n}': {
    result: IssueLevelsQuery;
    variables: IssueLevelsQueryVariables;
    fragments: [];
  };
  'query LiveRuns($first: Int!, $after: String) { runs(filter: { terminal: false }, first: $first, after: $after) {\n  nodes { runId fileLayout { upToDate } } pageInfo { hasNextPage endCursor } } }': {
    result: LiveRunsQuery;
    variables: LiveRunsQueryVariables;
    fragments: [];
  };
  'query LookAtRun($runId: ID!, $after: Int!) { run(runId: $runId) { ...RunNow\n    events(after: $after, first: 200) { seq type subject fromState toState data } } }': {
    result: LookAtRunQuery;
    variables: LookAtRunQueryVariables;
    fragments: ['RunNow'];
  };
  'subscription McpNextEvent($runId: ID!, $after: Int!) { runEvents(runId: $runId, after: $after) { seq } }': {
    result: McpNextEventSubscription;
    variables: McpNextEventSubscriptionVariables;
    fragments: [];
  };
  'query McpViewer { viewer { name role } }': {
    result: McpViewerQuery;
    variables: McpViewerQueryVariables;
    fragments: [];
  };
  'query OperatorArtefact($runId: ID!, $path: String!) {\n  artefact(runId: $runId, path: $path) { path kind sizeBytes sha256 runVersion updatedAt content }\n  run(runId: $runId) { fileLayout { root } } }': {
    result: OperatorArtefactQuery;
    variables: OperatorArtefactQueryVariables;
    fragments: [];
  };
  'query OperatorAttempts($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) { phaseId\n  attempts { number role state workerId agent startedAt endedAt tokensUsed tokensEstimated commit confidence notes\n    gate { verdict reasons { code message } } auditVerdict ciVerdict\n    ciTries { number verdict at commit executed failedTests summary artefacts { path kind } } artefacts { path kind sizeBytes } } } }': {
    result: OperatorAttemptsQuery;
    variables: OperatorAttemptsQueryVariables;
    fragments: [];
  };
  'query OperatorBacklog($projectId: ID!, $status: [BacklogStatus!], $first: Int, $after: String) {\n  issueBacklog(projectId: $projectId, status: $status, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }\n    nodes { issueKey status category baseSeverity occurrenceCount ageInRuns ageInTiers firstSeenRunId lastSeenRunId lastSeenAt } } }': {
    result: OperatorBacklogQuery;
    variables: OperatorBacklogQueryVariables;
    fragments: [];
  };
  'fragment OperatorBacklogEntry on BacklogEntry { issueKey status baseSeverity occurrenceCount ageInRuns ageInTiers lastSeenRunId }': {
    fragment: 'OperatorBacklogEntry';
    fragments: [];
  };
  'query OperatorBacklogSummary($projectId: ID!) { backlogSummary(projectId: $projectId) { total open needsCleanup\n    topByRuns { ...OperatorBacklogEntry } topByTiers { ...OperatorBacklogEntry } topByOccurrences { ...OperatorBacklogEntry } } }': {
    result: OperatorBacklogSummaryQuery;
    variables: OperatorBacklogSummaryQueryVariables;
    fragments: ['OperatorBacklogEntry'];
  };
  'query OperatorBudgets($projectId: ID, $since: DateTime) { budgetReport(projectId: $projectId, since: $since) {\n  runs endedByBudget utilisationP50 utilisationP90 breaches { scope name runs tiers { tierName runs tokens } }\n  slices { taskCategory complexity phases tokens failed }\n  audits { phasesWith completedWith phasesWithout completedWithout auditTokens } } }': {
    result: OperatorBudgetsQuery;
    variables: OperatorBudgetsQueryVariables;
    fragments: [];
  };
  'query OperatorCalibration($projectId: ID!, $since: DateTime, $last: Int) { calibration(projectId: $projectId, since: $since, last: $last) {\n  taskCategory complexity phases completedAtTry failed tokens { count p50 p90 p99 max } minutes { count p50 p90 p99 max }\n  minutesByState { state total minutes { count p50 p90 max } } incidentTokenCap gateRejections { code count } ciRuns flakyShare ciVerdicts { code count } auditVerdicts { code count }\n  suggestedTokenCap suggestedBuilderAttempts evidence } }': {
    result: OperatorCalibrationQuery;
    variables: OperatorCalibrationQueryVariables;
    fragments: [];
  };
  'mutation OperatorCancel($input: CancelRunInput!) { cancelRun(input: $input) {\n    run { runId state failureReason } errors { ...Refusal } } }': {
    result: OperatorCancelMutation;
    variables: OperatorCancelMutationVariables;
    fragments: ['Refusal'];
  };
  'mutation OperatorCreate($input: CreateProjectInput!) { createProject(input: $input) {\n    project { ...OperatorProject } errors { ...Refusal } } }': {
    result: OperatorCreateMutation;
    variables: OperatorCreateMutationVariables;
    fragments: ['OperatorProject', 'Refusal'];
  };
  'mutation OperatorCreateToken($input: CreateTokenInput!) { createToken(input: $input) {\n    secret notice token { ...OperatorToken } errors { ...Refusal } } }': {
    result: OperatorCreateTokenMutation;
    variables: OperatorCreateTokenMutationVariables;
    fragments: ['OperatorToken', 'Refusal'];
  };
  'mutation OperatorDispatch($input: SetDispatchInput!) { setDispatch(input: $input) {\n    project { ...OperatorProject } errors { ...Refusal } } }': {
    result: OperatorDispatchMutation;
    variables: OperatorDispatchMutationVariables;
    fragments: ['OperatorProject', 'Refusal'];
  };
  'mutation OperatorDrain($input: SetDrainInput!) { setDrain(input: $input) {\n    draining { ...OperatorDraining } errors { ...Refusal } } }': {
    result: OperatorDrainMutation;
    variables: OperatorDrainMutationVariables;
    fragments: ['OperatorDraining', 'Refusal'];
  };
  'query OperatorDrainState { server { draining { ...OperatorDraining } } }': {
    result: OperatorDrainStateQuery;
    variables: OperatorDrainStateQueryVariables;
    fragments: ['OperatorDraining'];
  };
  'fragment OperatorDraining on Drain { since by reason leases leasesUntil }': {
    fragment: 'OperatorDraining';
    fragments: [];
  };
  'fragment OperatorEvent on RunEvent { seq at type subject fromState toState cause actorKind actor data }': {
    fragment: 'OperatorEvent';
    fragments: [];
  };
  'query OperatorEvents($runId: ID!, $after: Int!, $first: Int!) { run(runId: $runId) { state isTerminal version\n    events(after: $after, first: $first) { ...OperatorEvent } } }': {
    result: OperatorEventsQuery;
    variables: OperatorEventsQueryVariables;
    fragments: ['OperatorEvent'];
  };
  'query OperatorExplain($runId: ID!) { run(runId: $runId) {\n  runId projectId state isTerminal deadlineAt completedAt continuedByRunId\n  attention { code message source changesAt } waitingFor { code message source changesAt } nextDeadline { what at message }\n  failure { rule message phaseId tierId reasons { code message source } budget { scope name used limit } }\n  phases { phaseId state waitingFor { code message source changesAt } holder { role workerId expiresAt hardDeadlineAt } notBefore }\n  tiers { tierId name state cleanliness cleanlinessReasons { code message source } }\n  promotion { eligible promotedTo blockers { code message source } obstacles { code message source } }\n  incident { path }\n} }': {
    result: OperatorExplainQuery;
    variables: OperatorExplainQueryVariables;
    fragments: [];
  };
  'query OperatorFiles($runId: ID!) { run(runId: $runId) { runId fileLayout { root upToDate\n  files { path kind sizeBytes sha256 runVersion updatedAt } } } }': {
    result: OperatorFilesQuery;
    variables: OperatorFilesQueryVariables;
    fragments: [];
  };
  'query OperatorLeft($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {\n  attempts { number role commit ciVerdict artefacts { path kind sizeBytes } ciTries { number verdict artefacts { path kind sizeBytes } } } } }': {
    result: OperatorLeftQuery;
    variables: OperatorLeftQueryVariables;
    fragments: [];
  };
  'subscription OperatorOutput($runId: ID!, $phaseId: ID!, $attempt: Int!, $from: SafeInt!) {\n    attemptOutput(runId: $runId, phaseId: $phaseId, attempt: $attempt, from: $from) { text to isLive } }': {
    result: OperatorOutputSubscription;
    variables: OperatorOutputSubscriptionVariables;
    fragments: [];
  };
  'query OperatorPhase($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {\n  phaseId runId tierId name description state nextStates taskCategory complexity builderMode builderAttempts maxBuilderAttempts\n  auditorAttempts maxAuditorAttempts triesLeft tokensUsed incidentTokenCap issueState minorIssuesCount majorIssuesCount\n  allowedPaths acceptanceCriteria startedAt completedAt notBefore\n  holder { role workerId expiresAt hardDeadlineAt } waitingFor { code message } budgets { name used limit left }\n  issues { issueKey severity open } } }': {
    result: OperatorPhaseQuery;
    variables: OperatorPhaseQueryVariables;
    fragments: [];
  };
  'fragment OperatorProject on Project { projectId name repositoryPath defaultBranch allowPromotion rulesetVersion\n  dispatching dispatchChange { at by reason } }': {
    fragment: 'OperatorProject';
    fragments: [];
  };
  'query OperatorProjectById($projectId: ID!) { project(projectId: $projectId) { ...OperatorProject } }': {
    result: OperatorProjectByIdQuery;
    variables: OperatorProjectByIdQueryVariables;
    fragments: ['OperatorProject'];
  };
  'query OperatorProjects { projects { ...OperatorProject } }': {
    result: OperatorProjectsQuery;
    variables: OperatorProjectsQueryVariables;
    fragments: ['OperatorProject'];
  };
  'mutation OperatorPromote($input: PromoteRunInput!) { promoteRun(input: $input) {\n    promotion { promotedTo promotedAt promotedBy commit obstacles { code message } blockers { code message }\n      kind checksVerdict change { forge number url state draft base problem { code message } } }\n    run { runId state } errors { ...Refusal } } }': {
    result: OperatorPromoteMutation;
    variables: OperatorPromoteMutationVariables;
    fragments: ['Refusal'];
  };
  'mutation OperatorRevokeToken($input: RevokeTokenInput!) { revokeToken(input: $input) {\n    token { ...OperatorToken } errors { ...Refusal } } }': {
    result: OperatorRevokeTokenMutation;
    variables: OperatorRevokeTokenMutationVariables;
    fragments: ['OperatorToken', 'Refusal'];
  };
  'query OperatorRun($runId: ID!) { run(runId: $runId) {\n  runId projectId state isTerminal safetyProfile runScope version tokensUsed tokenCap ciRunsUsed minorIssuesCount majorIssuesCount\n  createdAt startedAt completedAt deadlineAt integrationBranch baseCommit headCommit debtStatus failureReason\n  continuesRunId continuedByRunId previousRunId nextRunId promotionEligibleToMain\n  promotion { eligible promotedTo promotedAt checksVerdict change { forge number url state draft base problem { code message } } }\n  failure { rule message phaseId tierId }\n  budgets { scope name limit used left }\n  tiers { tierId name state cleanliness }\n  phases { phaseId tierId name state tryNumber maxBuilderAttempts tokensUsed holder { role workerId } waitingFor { code message } }\n  fileLayout { root }\n} }': {
    result: OperatorRunQuery;
    variables: OperatorRunQueryVariables;
    fragments: [];
  };
  'subscription OperatorRunChanged($runId: ID!) { runChanged(runId: $runId, maxPerSecond: 2) { version } }': {
    result: OperatorRunChangedSubscription;
    variables: OperatorRunChangedSubscriptionVariables;
    fragments: [];
  };
  'query OperatorRunCounts($projectId: ID) { runCounts(projectId: $projectId) { state count projects { projectId count } } }': {
    result: OperatorRunCountsQuery;
    variables: OperatorRunCountsQueryVariables;
    fragments: [];
  };
  'query OperatorRuns($filter: RunFilter, $first: Int, $after: String, $orderBy: RunOrder) {\n  runs(filter: $filter, first: $first, after: $after, orderBy: $orderBy) { totalCount pageInfo { hasNextPage endCursor }\n    nodes { runId projectId state isTerminal tokensUsed tokenCap tokenUtilisation minorIssuesCount majorIssuesCount\n      debtStatus safetyProfile runScope tierCount ciRunsUsed durationSeconds createdAt startedAt completedAt deadlineAt\n      phaseCounts { state count } failure { rule message reasons { code } } } } }': {
    result: OperatorRunsQuery;
    variables: OperatorRunsQueryVariables;
    fragments: [];
  };
  'query OperatorTiers($runId: ID!) { run(runId: $runId) { runId state tiers {\n  tierId name state cleanliness cleanlinessReasons { code message source } blocksPromotion minorIssuesCount\n  maxMinorIssuesTolerated majorIssuesCount maxMajorIssuesTolerated tokensUsed tokenCap ciRunsUsed ciRunCap } } }': {
    result: OperatorTiersQuery;
    variables: OperatorTiersQueryVariables;
    fragments: [];
  };
  'fragment OperatorToken on Token { id name role projectIds createdAt expiresAt lastUsedAt revokedAt }': {
    fragment: 'OperatorToken';
    fragments: [];
  };
  'query OperatorTokens { tokens { ...OperatorToken } }': {
    result: OperatorTokensQuery;
    variables: OperatorTokensQueryVariables;
    fragments: ['OperatorToken'];
  };
  'query OperatorWatch($runId: ID!, $after: Int!, $first: Int!, $isDrawn: Boolean!) { run(runId: $runId) {\n    runId projectId state isTerminal version tokensUsed tokenCap createdAt startedAt completedAt deadlineAt continuedByRunId\n    failure { message } promotion { eligible promotedTo } budgets { name used limit }\n    tiers { tierId name state }\n    phases { phaseId tierId name state tryNumber maxBuilderAttempts holder { role workerId expiresAt hardDeadlineAt } waitingFor { code } }\n    nextDeadline { what at message } waitingFor { code message } timeline @include(if: $isDrawn) { kind start end }\n    currentPhase @include(if: $isDrawn) { phaseId attempts { number output { isLive } } }\n    events(after: $after, first: $first) { ...OperatorEvent } } }': {
    result: OperatorWatchQuery;
    variables: OperatorWatchQueryVariables;
    fragments: ['OperatorEvent'];
  };
  'query OperatorWorkers($projectId: ID) {\n  workers(projectId: $projectId) { workerId role lastSeenAt waiting projectIds holds { runId phaseId } }\n  idleReasons(projectId: $projectId) { role projectId reason { code message source changesAt } } }': {
    result: OperatorWorkersQuery;
    variables: OperatorWorkersQueryVariables;
    fragments: [];
  };
  'query PreviewStrategy($input: PreviewStrategyInput!) { previewStrategy(input: $input) {\n    strategies { ...Strategy } plan { tierId name phaseIds }\n    totals { incidentTokens builderAttempts auditorAttempts ciRuns tokenCap } differences { path before after }\n    errors { ...Refusal } } }': {
    result: PreviewStrategyQuery;
    variables: PreviewStrategyQueryVariables;
    fragments: ['Strategy', 'Refusal'];
  };
  'query ProjectCheck($projectId: ID!) { projectCheck(projectId: $projectId) { ok findings { code message path } } }': {
    result: ProjectCheckQuery;
    variables: ProjectCheckQueryVariables;
    fragments: [];
  };
  'mutation PromoteRun($input: PromoteRunInput!) { promoteRun(input: $input) {\n    promotion { commit promotedAt promotedBy } errors { ...Refusal } } }': {
    result: PromoteRunMutation;
    variables: PromoteRunMutationVariables;
    fragments: ['Refusal'];
  };
  'mutation PublishRuleset($input: PublishRulesetInput!) { publishRuleset(input: $input) {\n    ruleset { version createdAt } errors { ...Refusal } } }': {
    result: PublishRulesetMutation;
    variables: PublishRulesetMutationVariables;
    fragments: ['Refusal'];
  };
  'mutation RebuildFileLayout($input: RebuildFileLayoutInput!) { rebuildFileLayout(input: $input) {\n    fileLayout { root upToDate files { path } } errors { ...Refusal } } }': {
    result: RebuildFileLayoutMutation;
    variables: RebuildFileLayoutMutationVariables;
    fragments: ['Refusal'];
  };
  'query RecountAll { recount { runs entries sightings differences { subject name stored recounted } } }': {
    result: RecountAllQuery;
    variables: RecountAllQueryVariables;
    fragments: [];
  };
  'fragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }': {
    fragment: 'Refusal';
    fragments: [];
  };
  'mutation ReleaseLease($input: ReleaseLeaseInput!) { releaseLease(input: $input) {\n    phase { state } run { state } errors { ...Refusal } } }': {
    result: ReleaseLeaseMutation;
    variables: ReleaseLeaseMutationVariables;
    fragments: ['Refusal'];
  };
  'query ReplayRuns($after: String) { replayRuns(first: 20, after: $after) {\n    runs { runId outcome atSeq difference } endCursor errors { ...Refusal } } }': {
    result: ReplayRunsQuery;
    variables: ReplayRunsQueryVariables;
    fragments: ['Refusal'];
  };
  'mutation ReportCiResult($input: ReportCiResultInput!) { reportCiResult(input: $input) {\n    phase { state } run { state } gate { verdict reasons { code message } } errors { ...Refusal } } }': {
    result: ReportCiResultMutation;
    variables: ReportCiResultMutationVariables;
    fragments: ['Refusal'];
  };
  'query RowDifferences($runIds: [ID!]!) { rowDifferences(runIds: $runIds) { runId subject name stored recomputed } }': {
    result: RowDifferencesQuery;
    variables: RowDifferencesQueryVariables;
    fragments: [];
  };
  'query Ruleset($projectId: ID!, $version: Int) {\n  project(projectId: $projectId) { rulesetVersion } ruleset(projectId: $projectId, version: $version) { version createdAt document } }': {
    result: RulesetQuery;
    variables: RulesetQueryVariables;
    fragments: [];
  };
  'query RunIds($first: Int!, $after: String) {\n  runs(first: $first, after: $after) { nodes { runId } pageInfo { hasNextPage endCursor } } }': {
    result: RunIdsQuery;
    variables: RunIdsQueryVariables;
    fragments: [];
  };
  'fragment RunNow on Run { runId state isTerminal version tokensUsed minorIssuesCount majorIssuesCount\n  tiers { tierId name state } phases { phaseId tierId name state builderAttempts } }': {
    fragment: 'RunNow';
    fragments: [];
  };
  'query RunThen($runId: ID!) { run(runId: $runId) { ...RunNow failureReason failure { rule reasons { code message } }\n    integrationBranch snapshots { phaseId commit tag } fileLayout { files { path kind sizeBytes sha256 runVersion } }\n    phases { attempts { number role state tokensUsed commit gate { verdict reasons { code message } } auditVerdict ciVerdict notes\n      ciTries { number verdict reasons { code message } } } } } }': {
    result: RunThenQuery;
    variables: RunThenQueryVariables;
    fragments: ['RunNow'];
  };
  'query SimulatePlan($input: SimulatePlanInput!) { simulatePlan(input: $input) { plays seed\n    odds { state reason probability low high }\n    tokens { count p10 p50 p90 p99 max } minutes { count p10 p50 p90 p99 max } ciRuns { count p10 p50 p90 p99 max }\n    phases { phaseId fails tokenShare } budgets { scope name share successWithHalf successWithDouble }\n    caps { wanted reachable reached caps { scope name present smallest factor } }\n    model modelEvidence errors { ...Refusal } } }': {
    result: SimulatePlanQuery;
    variables: SimulatePlanQueryVariables;
    fragments: ['Refusal'];
  };
  'mutation StartDemoRun($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) {\n    runs { runId strategy { ...Strategy } } errors { ...Refusal } } }': {
    result: StartDemoRunMutation;
    variables: StartDemoRunMutationVariables;
    fragments: ['Strategy', 'Refusal'];
  };
  'mutation StartRunFromPlan($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) {\n    runs { runId projectId state safetyProfile runScope previousRunId tiers { tierId } phases { phaseId } }\n    warnings { code message path } errors { ...Refusal } } }': {
    result: StartRunFromPlanMutation;
    variables: StartRunFromPlanMutationVariables;
    fragments: ['Refusal'];
  };
  'fragment Strategy on Strategy { hash rulesetVersion document debtCleanupPhases\n  phases { phaseId taskCategory complexity builderMode ciProfile autoApply maxBuilderAttempts maxAuditorAttempts incidentTokenCap auditorProfile\n    reasons { code message source } }\n  tiers { tierId tokenCap ciRunCap maxMinorIssuesTolerated maxMajorIssuesTolerated reasons { code message source } } }': {
    fragment: 'Strategy';
    fragments: [];
  };
  'mutation SubmitAuditorResult($input: SubmitAuditorResultInput!) { submitAuditorResult(input: $input) {\n    phase { state } run { state } gate { verdict reasons { code message } } errors { ...Refusal } } }': {
    result: SubmitAuditorResultMutation;
    variables: SubmitAuditorResultMutationVariables;
    fragments: ['Refusal'];
  };
  'mutation SubmitBuilderResult($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) {\n    phase { state } run { state } gate { verdict reasons { code message } } errors { ...Refusal } } }': {
    result: SubmitBuilderResultMutation;
    variables: SubmitBuilderResultMutationVariables;
    fragments: ['Refusal'];
  };
  'query SuggestRuleset($projectId: ID!) { suggestRuleset(projectId: $projectId) { document\n    differences { path before after } reasons { code message source }\n    backtest { same otherEnd unknown runs { runId outcome before after atSeq reason { code message source } }\n      errors { ...Refusal } } } }': {
    result: SuggestRulesetQuery;
    variables: SuggestRulesetQueryVariables;
    fragments: ['Refusal'];
  };
  'mutation UpdatePhaseStatus($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { phase { state } errors { ...Refusal } } }': {
    result: UpdatePhaseStatusMutation;
    variables: UpdatePhaseStatusMutationVariables;
    fragments: ['Refusal'];
  };
}
