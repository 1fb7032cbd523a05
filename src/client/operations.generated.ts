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

export type AttemptState = 'EXPIRED' | 'LEASED' | 'RELEASED' | 'STOPPED' | 'SUBMITTED';

export type AuditVerdict = 'APPROVE' | 'ESCALATE' | 'REVISE';

export type BacklogStatus = 'NEEDS_CLEANUP' | 'OPEN' | 'RESOLVED';

export type BudgetScope = 'PHASE' | 'RUN' | 'TIER';

export type BuilderMode = 'REFACTOR_HEAVY' | 'SCAFFOLDING_HEAVY' | 'SCHEMA_HEAVY' | 'TWEAK_LIGHT';

export type BuilderStatus = 'ENVIRONMENT_FAILURE' | 'FAILED' | 'NEEDS_REVIEW' | 'SUCCEEDED';

export type CancelRunInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly reason: string;
  readonly runId: string;
};

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

export type DebtStatus = 'CLEAN' | 'EXCESS_MINOR_ISSUES' | 'HAS_MINOR_ISSUES';

export type DeleteRunInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly runId: string;
};

export type Directive = 'CONTINUE' | 'STOP';

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

export type ReleaseLeaseInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly leaseToken: string;
  readonly reason: string;
  readonly tokensEstimated?: boolean | null | undefined;
  readonly tokensUsed?: number | null | undefined;
};

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

export type Severity = 'MAJOR' | 'MINOR';

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

export type WorkerRole = 'AUDITOR' | 'BUILDER' | 'CI';

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

export type AddPhaseMutationVariables = Exact<{
  input: AddPhaseInput;
}>;

export type AddPhaseMutation = {
  readonly addPhase: {
    readonly phase: {
      readonly id: string;
      readonly phaseId: string;
      readonly phaseIndex: number;
      readonly complexity: Complexity;
      readonly maxBuilderAttempts: number;
    } | null;
    readonly run: {
      readonly id: string;
      readonly version: number;
      readonly phases: ReadonlyArray<{ readonly id: string; readonly phaseId: string; readonly phaseIndex: number }>;
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

export type AddTierMutationVariables = Exact<{
  input: AddTierInput;
}>;

export type AddTierMutation = {
  readonly addTier: {
    readonly tier: {
      readonly id: string;
      readonly tierId: string;
      readonly tierIndex: number;
      readonly phases: ReadonlyArray<{ readonly id: string; readonly phaseId: string; readonly phaseIndex: number }>;
    } | null;
    readonly run: {
      readonly id: string;
      readonly version: number;
      readonly budgets: ReadonlyArray<{ readonly name: string; readonly limit: number }>;
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

export type AttemptsQueryVariables = Exact<{
  runId: string;
}>;

export type AttemptsQuery = {
  readonly run: {
    readonly id: string;
    readonly state: RunState;
    readonly headCommit: string | null;
    readonly snapshots: ReadonlyArray<{
      readonly phaseId: string;
      readonly commit: string;
      readonly tag: string;
      readonly at: string;
    }>;
    readonly phases: ReadonlyArray<{
      readonly id: string;
      readonly phaseId: string;
      readonly state: PhaseState;
      readonly holder: { readonly role: WorkerRole; readonly workerId: string; readonly expiresAt: string } | null;
      readonly waitingFor: { readonly code: string; readonly message: string } | null;
      readonly attempts: ReadonlyArray<{
        readonly id: string;
        readonly number: number;
        readonly role: WorkerRole;
        readonly workerId: string;
        readonly state: AttemptState;
        readonly tokensUsed: number;
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
          readonly summary: string | null;
        }>;
        readonly artefacts: ReadonlyArray<{
          readonly id: string;
          readonly path: string;
          readonly kind: string;
          readonly sizeBytes: number;
          readonly sha256: string;
        }>;
      }>;
    }>;
    readonly lateResults: ReadonlyArray<{
      readonly id: string;
      readonly phaseId: string;
      readonly role: WorkerRole;
      readonly workerId: string;
      readonly tokensUsed: number | null;
      readonly reason: { readonly code: string; readonly message: string };
    }>;
  } | null;
};

export type AuditorResultMutationVariables = Exact<{
  input: SubmitAuditorResultInput;
}>;

export type AuditorResultMutation = {
  readonly submitAuditorResult: {
    readonly gate: {
      readonly verdict: GateVerdict;
      readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    } | null;
    readonly phase: {
      readonly id: string;
      readonly phaseId: string;
      readonly state: PhaseState;
      readonly auditorAttempts: number;
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

export type BacklogQueryVariables = Exact<{
  projectId: string;
  status?: ReadonlyArray<BacklogStatus> | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;

export type BacklogQuery = {
  readonly issueBacklog: {
    readonly totalCount: number;
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly issueKey: string;
      readonly baseSeverity: Severity;
      readonly status: BacklogStatus;
      readonly ageInRuns: number;
      readonly ageInTiers: number;
      readonly occurrenceCount: number;
      readonly lastSeenRunId: string;
    }>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type BuilderResultMutationVariables = Exact<{
  input: SubmitBuilderResultInput;
}>;

export type BuilderResultMutation = {
  readonly submitBuilderResult: {
    readonly gate: {
      readonly verdict: GateVerdict;
      readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    } | null;
    readonly phase: {
      readonly id: string;
      readonly phaseId: string;
      readonly state: PhaseState;
      readonly builderAttempts: number;
      readonly tokensUsed: number;
    } | null;
    readonly run: { readonly id: string; readonly state: RunState; readonly tokensUsed: number } | null;
    readonly attempt: {
      readonly id: string;
      readonly number: number;
      readonly state: AttemptState;
      readonly artefacts: ReadonlyArray<{
        readonly id: string;
        readonly path: string;
        readonly kind: string;
        readonly sizeBytes: number;
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

export type CancelRunMutationVariables = Exact<{
  input: CancelRunInput;
}>;

export type CancelRunMutation = {
  readonly cancelRun: {
    readonly run: {
      readonly id: string;
      readonly runId: string;
      readonly state: RunState;
      readonly failureReason: string | null;
      readonly completedAt: string | null;
      readonly phases: ReadonlyArray<{ readonly id: string; readonly phaseId: string; readonly state: PhaseState }>;
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

export type CiResultMutationVariables = Exact<{
  input: ReportCiResultInput;
}>;

export type CiResultMutation = {
  readonly reportCiResult: {
    readonly phase: {
      readonly id: string;
      readonly phaseId: string;
      readonly state: PhaseState;
      readonly attempts: ReadonlyArray<{
        readonly id: string;
        readonly number: number;
        readonly role: WorkerRole;
        readonly ciVerdict: CiVerdict | null;
        readonly ciTries: ReadonlyArray<{
          readonly number: number;
          readonly verdict: CiVerdict;
          readonly executed: number | null;
          readonly failedTests: ReadonlyArray<string>;
        }>;
      }>;
    } | null;
    readonly run: {
      readonly id: string;
      readonly state: RunState;
      readonly snapshots: ReadonlyArray<{ readonly phaseId: string; readonly commit: string; readonly tag: string }>;
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

export type ClaimWorkMutationVariables = Exact<{
  input: ClaimWorkInput;
}>;

export type ClaimWorkMutation = {
  readonly claimWork: {
    readonly lease: {
      readonly token: string;
      readonly role: WorkerRole;
      readonly expiresAt: string;
      readonly hardDeadlineAt: string;
      readonly tokenAllowance: number;
    } | null;
    readonly phase: { readonly id: string; readonly phaseId: string; readonly state: PhaseState } | null;
    readonly attempt: { readonly id: string; readonly number: number; readonly state: AttemptState } | null;
    readonly brief: {
      readonly repositoryPath: string | null;
      readonly baseCommit: string | null;
      readonly commit: string | null;
      readonly allowedPaths: ReadonlyArray<string>;
      readonly acceptanceCriteria: ReadonlyArray<string>;
      readonly tryNumber: number;
      readonly tries: number;
      readonly minutes: number;
      readonly notes: ReadonlyArray<string>;
      readonly markdown: string;
      readonly strategy: {
        readonly ciProfile: CiProfile;
        readonly autoApply: boolean;
        readonly reasons: ReadonlyArray<{
          readonly code: string;
          readonly message: string;
          readonly source: string | null;
        }>;
      };
      readonly earlier: ReadonlyArray<{
        readonly attempt: number;
        readonly outcome: string;
        readonly failedTests: ReadonlyArray<{ readonly testId: string; readonly message: string | null }>;
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

export type ContinueRunMutationVariables = Exact<{
  input: ContinueRunInput;
}>;

export type ContinueRunMutation = {
  readonly continueRun: {
    readonly runs: ReadonlyArray<{
      readonly id: string;
      readonly runId: string;
      readonly state: RunState;
      readonly continuesRunId: string | null;
      readonly baseCommit: string | null;
      readonly phases: ReadonlyArray<{ readonly id: string; readonly phaseId: string }>;
    }>;
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

export type CreateProjectMutationVariables = Exact<{
  input: CreateProjectInput;
}>;

export type CreateProjectMutation = {
  readonly createProject: {
    readonly project: {
      readonly id: string;
      readonly projectId: string;
      readonly name: string;
      readonly rulesetVersion: number;
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

export type DeleteRunMutationVariables = Exact<{
  input: DeleteRunInput;
}>;

export type DeleteRunMutation = {
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

export type DocumentQueryVariables = Exact<{
  runId: string;
  path: string;
}>;

export type DocumentQuery = {
  readonly artefact: {
    readonly id: string;
    readonly path: string;
    readonly runVersion: number;
    readonly content: string | null;
  } | null;
};

export type EventsOfRunQueryVariables = Exact<{
  runId: string;
  after?: number | null | undefined;
}>;

export type EventsOfRunQuery = {
  readonly run: {
    readonly id: string;
    readonly version: number;
    readonly events: ReadonlyArray<{
      readonly id: string;
      readonly seq: number;
      readonly at: string;
      readonly type: RunEventType;
      readonly subject: string;
      readonly actor: string;
      readonly cause: string;
      readonly fromState: string | null;
      readonly toState: string | null;
      readonly data: Readonly<Record<string, unknown>>;
    }>;
  } | null;
};

export type ExplainStrategyQueryVariables = Exact<{
  runId: string;
}>;

export type ExplainStrategyQuery = {
  readonly strategy: {
    readonly id: string;
    readonly hash: string;
    readonly rulesetVersion: number | null;
    readonly debtCleanupPhases: ReadonlyArray<string>;
    readonly phases: ReadonlyArray<{
      readonly phaseId: string;
      readonly taskCategory: string | null;
      readonly complexity: Complexity;
      readonly ciProfile: CiProfile;
      readonly autoApply: boolean;
      readonly maxBuilderAttempts: number;
      readonly reasons: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly source: string | null;
      }>;
    }>;
    readonly tiers: ReadonlyArray<{
      readonly tierId: string;
      readonly maxMinorIssuesTolerated: number;
      readonly maxMajorIssuesTolerated: number;
      readonly reasons: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly source: string | null;
      }>;
    }>;
  } | null;
};

export type FileLayoutQueryVariables = Exact<{
  runId: string;
}>;

export type FileLayoutQuery = {
  readonly fileLayout: {
    readonly id: string;
    readonly root: string;
    readonly upToDate: boolean;
    readonly files: ReadonlyArray<{
      readonly id: string;
      readonly path: string;
      readonly kind: string;
      readonly sizeBytes: number;
      readonly sha256: string;
      readonly runVersion: number;
      readonly updatedAt: string;
    }>;
  } | null;
};

export type HeartbeatMutationVariables = Exact<{
  input: HeartbeatInput;
}>;

export type HeartbeatMutation = {
  readonly heartbeat: {
    readonly directive: Directive;
    readonly lease: { readonly expiresAt: string } | null;
    readonly reason: { readonly code: string; readonly message: string } | null;
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

export type ListRunsQueryVariables = Exact<{
  filter?: RunFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;

export type ListRunsQuery = {
  readonly runs: {
    readonly totalCount: number;
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly runId: string;
      readonly state: RunState;
      readonly debtStatus: DebtStatus;
      readonly safetyProfile: SafetyProfile;
      readonly runScope: RunScope;
      readonly tokensUsed: number;
      readonly ciRunsUsed: number;
      readonly failureReason: string | null;
      readonly createdAt: string;
    }>;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

export type LookAtRunQueryVariables = Exact<{
  runId: string;
}>;

export type LookAtRunQuery = {
  readonly run: {
    readonly id: string;
    readonly runId: string;
    readonly state: RunState;
    readonly nextStates: ReadonlyArray<RunState>;
    readonly version: number;
    readonly deadlineAt: string | null;
    readonly debtStatus: DebtStatus;
    readonly failureReason: string | null;
    readonly budgets: ReadonlyArray<{
      readonly name: string;
      readonly used: number;
      readonly limit: number;
      readonly left: number;
    }>;
    readonly currentPhase: { readonly id: string; readonly phaseId: string; readonly state: PhaseState } | null;
    readonly tiers: ReadonlyArray<{
      readonly id: string;
      readonly tierId: string;
      readonly name: string;
      readonly state: TierState;
      readonly cleanliness: Cleanliness;
      readonly budgets: ReadonlyArray<{ readonly name: string; readonly used: number; readonly limit: number }>;
      readonly phases: ReadonlyArray<{
        readonly id: string;
        readonly phaseId: string;
        readonly name: string;
        readonly state: PhaseState;
        readonly nextStates: ReadonlyArray<PhaseState>;
        readonly complexity: Complexity;
        readonly builderMode: BuilderMode;
        readonly budgets: ReadonlyArray<{ readonly name: string; readonly used: number; readonly limit: number }>;
      }>;
    }>;
  } | null;
};

export type MovePhaseMutationVariables = Exact<{
  input: UpdatePhaseStatusInput;
}>;

export type MovePhaseMutation = {
  readonly updatePhaseStatus: {
    readonly phase: {
      readonly id: string;
      readonly phaseId: string;
      readonly state: PhaseState;
      readonly nextStates: ReadonlyArray<PhaseState>;
      readonly tokensUsed: number;
    } | null;
    readonly run: {
      readonly id: string;
      readonly state: RunState;
      readonly version: number;
      readonly tokensUsed: number;
      readonly currentPhase: { readonly id: string; readonly phaseId: string } | null;
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

export type NextPhaseQueryVariables = Exact<{
  runId: string;
}>;

export type NextPhaseQuery = {
  readonly nextPhase: {
    readonly id: string;
    readonly phaseId: string;
    readonly name: string;
    readonly state: PhaseState;
    readonly nextStates: ReadonlyArray<PhaseState>;
    readonly maxBuilderAttempts: number;
    readonly incidentTokenCap: number;
    readonly acceptanceCriteria: ReadonlyArray<string>;
  } | null;
};

export type NodeQueryVariables = Exact<{
  id: string;
  ids: ReadonlyArray<string>;
}>;

export type NodeQuery = {
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
    | {
        readonly id: string;
        readonly state: RunState;
        readonly version: number;
        readonly project: { readonly id: string; readonly name: string };
      }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | null;
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

export type PhaseIssuesQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type PhaseIssuesQuery = {
  readonly phase: {
    readonly id: string;
    readonly issueState: IssueState;
    readonly minorIssuesCount: number;
    readonly majorIssuesCount: number;
    readonly issues: ReadonlyArray<{
      readonly id: string;
      readonly issueKey: string;
      readonly category: string;
      readonly severity: Severity;
      readonly source: IssueSource;
      readonly taskCategory: string | null;
      readonly complexity: Complexity | null;
      readonly description: string | null;
      readonly evidenceRefs: ReadonlyArray<string>;
      readonly occurrenceCount: number;
      readonly expectedFail: boolean;
      readonly open: boolean;
    }>;
  } | null;
};

export type PreviewStrategyQueryVariables = Exact<{
  input: PreviewStrategyInput;
}>;

export type PreviewStrategyQuery = {
  readonly previewStrategy: {
    readonly differences: ReadonlyArray<{
      readonly path: string;
      readonly before: string | null;
      readonly after: string | null;
    }>;
    readonly strategies: ReadonlyArray<{
      readonly id: string;
      readonly phases: ReadonlyArray<{
        readonly phaseId: string;
        readonly complexity: Complexity;
        readonly ciProfile: CiProfile;
        readonly autoApply: boolean;
        readonly maxBuilderAttempts: number;
        readonly incidentTokenCap: number;
      }>;
    }>;
    readonly totals: {
      readonly incidentTokens: number;
      readonly builderAttempts: number;
      readonly auditorAttempts: number;
      readonly ciRuns: number;
      readonly tokenCap: number;
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

export type PromoteRunMutationVariables = Exact<{
  input: PromoteRunInput;
}>;

export type PromoteRunMutation = {
  readonly promoteRun: {
    readonly promotion: {
      readonly eligible: boolean;
      readonly commit: string | null;
      readonly promotedAt: string | null;
      readonly blockers: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    } | null;
    readonly run: { readonly id: string; readonly runId: string; readonly state: RunState } | null;
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

export type PromotionQueryVariables = Exact<{
  runId: string;
}>;

export type PromotionQuery = {
  readonly promotion: {
    readonly eligible: boolean;
    readonly pullRequestBody: string;
    readonly promotedAt: string | null;
    readonly promotedBy: string | null;
    readonly commit: string | null;
    readonly blockers: ReadonlyArray<{ readonly code: string; readonly message: string }>;
  } | null;
};

export type PublishRulesetMutationVariables = Exact<{
  input: PublishRulesetInput;
}>;

export type PublishRulesetMutation = {
  readonly publishRuleset: {
    readonly ruleset: {
      readonly id: string;
      readonly projectId: string;
      readonly version: number;
      readonly createdAt: string;
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

export type ReadRulesetQueryVariables = Exact<{
  projectId: string;
  version?: number | null | undefined;
}>;

export type ReadRulesetQuery = {
  readonly ruleset: {
    readonly id: string;
    readonly version: number;
    readonly createdAt: string;
    readonly document: Readonly<Record<string, unknown>>;
  } | null;
};

export type RebuildFilesMutationVariables = Exact<{
  input: RebuildFileLayoutInput;
}>;

export type RebuildFilesMutation = {
  readonly rebuildFileLayout: {
    readonly fileLayout: {
      readonly id: string;
      readonly upToDate: boolean;
      readonly files: ReadonlyArray<{ readonly id: string; readonly path: string; readonly sizeBytes: number }>;
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

export type RecordIssuesMutationVariables = Exact<{
  input: RecordIssuesInput;
}>;

export type RecordIssuesMutation = {
  readonly recordIssues: {
    readonly issues: ReadonlyArray<{
      readonly id: string;
      readonly issueKey: string;
      readonly severity: Severity;
      readonly effectiveSeverity: Severity;
      readonly occurrenceCount: number;
      readonly open: boolean;
    }>;
    readonly phase: {
      readonly id: string;
      readonly issueState: IssueState;
      readonly minorIssuesCount: number;
      readonly majorIssuesCount: number;
      readonly tier: {
        readonly id: string;
        readonly cleanliness: Cleanliness;
        readonly cleanlinessReasons: ReadonlyArray<{ readonly message: string }>;
      };
      readonly run: { readonly id: string; readonly debtStatus: DebtStatus };
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

export type RecountQueryVariables = Exact<{
  projectId?: string | null | undefined;
}>;

export type RecountQuery = {
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

export type ReleaseLeaseMutationVariables = Exact<{
  input: ReleaseLeaseInput;
}>;

export type ReleaseLeaseMutation = {
  readonly releaseLease: {
    readonly phase: {
      readonly id: string;
      readonly phaseId: string;
      readonly state: PhaseState;
      readonly builderAttempts: number;
      readonly waitingFor: { readonly code: string; readonly message: string } | null;
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

export type RequestAuditMutationVariables = Exact<{
  input: RequestAuditInput;
}>;

export type RequestAuditMutation = {
  readonly requestAudit: {
    readonly phase: {
      readonly id: string;
      readonly phaseId: string;
      readonly state: PhaseState;
      readonly waitingFor: { readonly code: string; readonly message: string } | null;
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

export type RunIssueIndexQueryVariables = Exact<{
  runId: string;
}>;

export type RunIssueIndexQuery = {
  readonly runIssueIndex: ReadonlyArray<{
    readonly id: string;
    readonly issueKey: string;
    readonly category: string;
    readonly severity: Severity;
    readonly effectiveSeverity: Severity;
    readonly occurrenceCount: number;
    readonly seenInPhases: ReadonlyArray<string>;
    readonly seenInTiers: ReadonlyArray<string>;
  }>;
};

export type SealPlanMutationVariables = Exact<{
  input: SealPlanInput;
}>;

export type SealPlanMutation = {
  readonly sealPlan: {
    readonly run: {
      readonly id: string;
      readonly runId: string;
      readonly state: RunState;
      readonly nextStates: ReadonlyArray<RunState>;
      readonly startedAt: string | null;
      readonly deadlineAt: string | null;
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

export type ServerQueryVariables = Exact<{ [key: string]: never }>;

export type ServerQuery = {
  readonly server: {
    readonly version: string;
    readonly databaseId: string;
    readonly startedAt: string;
    readonly now: string;
  };
};

export type StartRunMutationVariables = Exact<{
  input: StartRunInput;
}>;

export type StartRunMutation = {
  readonly startRun: {
    readonly run: {
      readonly id: string;
      readonly runId: string;
      readonly state: RunState;
      readonly version: number;
      readonly deadlineAt: string | null;
      readonly tiers: ReadonlyArray<{
        readonly id: string;
        readonly tierId: string;
        readonly name: string;
        readonly phases: ReadonlyArray<{
          readonly id: string;
          readonly phaseId: string;
          readonly name: string;
          readonly state: PhaseState;
        }>;
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

export type StartRunFromPlanMutationVariables = Exact<{
  input: StartRunFromPlanInput;
}>;

export type StartRunFromPlanMutation = {
  readonly startRunFromPlan: {
    readonly runs: ReadonlyArray<{
      readonly id: string;
      readonly runId: string;
      readonly state: RunState;
      readonly startedAt: string | null;
      readonly previousRunId: string | null;
      readonly tokenCap: number;
      readonly tiers: ReadonlyArray<{
        readonly id: string;
        readonly tierId: string;
        readonly name: string;
        readonly phases: ReadonlyArray<{
          readonly id: string;
          readonly phaseId: string;
          readonly name: string;
          readonly taskCategory: string | null;
        }>;
      }>;
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

export type WatchAllRunsSubscriptionVariables = Exact<{
  projectId?: string | null | undefined;
  since?: string | null | undefined;
}>;

export type WatchAllRunsSubscription = {
  readonly runsEvents: {
    readonly id: string;
    readonly runId: string;
    readonly seq: number;
    readonly at: string;
    readonly subject: string;
    readonly cause: string;
    readonly toState: string | null;
    readonly run: { readonly id: string; readonly state: RunState };
  };
};

export type WatchRunSubscriptionVariables = Exact<{
  runId: string;
  after?: number | null | undefined;
}>;

export type WatchRunSubscription = {
  readonly runEvents: {
    readonly id: string;
    readonly seq: number;
    readonly at: string;
    readonly subject: string;
    readonly cause: string;
    readonly fromState: string | null;
    readonly toState: string | null;
    readonly run: { readonly id: string; readonly state: RunState; readonly version: number };
  };
};

/** What each method takes and answers. */
export interface Operations {
  addPhase: { kind: 'mutation'; field: 'addPhase'; result: AddPhaseMutation; variables: AddPhaseMutationVariables };
  addTier: { kind: 'mutation'; field: 'addTier'; result: AddTierMutation; variables: AddTierMutationVariables };
  attempts: { kind: 'query'; field: 'run'; result: AttemptsQuery; variables: AttemptsQueryVariables };
  submitAuditorResult: {
    kind: 'mutation';
    field: 'submitAuditorResult';
    result: AuditorResultMutation;
    variables: AuditorResultMutationVariables;
  };
  backlog: { kind: 'query'; field: 'issueBacklog'; result: BacklogQuery; variables: BacklogQueryVariables };
  submitBuilderResult: {
    kind: 'mutation';
    field: 'submitBuilderResult';
    result: BuilderResultMutation;
    variables: BuilderResultMutationVariables;
  };
  cancelRun: { kind: 'mutation'; field: 'cancelRun'; result: CancelRunMutation; variables: CancelRunMutationVariables };
  reportCiResult: {
    kind: 'mutation';
    field: 'reportCiResult';
    result: CiResultMutation;
    variables: CiResultMutationVariables;
  };
  claimWork: { kind: 'mutation'; field: 'claimWork'; result: ClaimWorkMutation; variables: ClaimWorkMutationVariables };
  continueRun: {
    kind: 'mutation';
    field: 'continueRun';
    result: ContinueRunMutation;
    variables: ContinueRunMutationVariables;
  };
  createProject: {
    kind: 'mutation';
    field: 'createProject';
    result: CreateProjectMutation;
    variables: CreateProjectMutationVariables;
  };
  deleteRun: { kind: 'mutation'; field: 'deleteRun'; result: DeleteRunMutation; variables: DeleteRunMutationVariables };
  document: { kind: 'query'; field: 'artefact'; result: DocumentQuery; variables: DocumentQueryVariables };
  eventsOfRun: { kind: 'query'; field: 'run'; result: EventsOfRunQuery; variables: EventsOfRunQueryVariables };
  explainStrategy: {
    kind: 'query';
    field: 'strategy';
    result: ExplainStrategyQuery;
    variables: ExplainStrategyQueryVariables;
  };
  fileLayout: { kind: 'query'; field: 'fileLayout'; result: FileLayoutQuery; variables: FileLayoutQueryVariables };
  heartbeat: { kind: 'mutation'; field: 'heartbeat'; result: HeartbeatMutation; variables: HeartbeatMutationVariables };
  listRuns: { kind: 'query'; field: 'runs'; result: ListRunsQuery; variables: ListRunsQueryVariables };
  lookAtRun: { kind: 'query'; field: 'run'; result: LookAtRunQuery; variables: LookAtRunQueryVariables };
  updatePhaseStatus: {
    kind: 'mutation';
    field: 'updatePhaseStatus';
    result: MovePhaseMutation;
    variables: MovePhaseMutationVariables;
  };
  nextPhase: { kind: 'query'; field: 'nextPhase'; result: NextPhaseQuery; variables: NextPhaseQueryVariables };
  node: { kind: 'query'; field: null; result: NodeQuery; variables: NodeQueryVariables };
  phaseIssues: { kind: 'query'; field: 'phase'; result: PhaseIssuesQuery; variables: PhaseIssuesQueryVariables };
  previewStrategy: {
    kind: 'query';
    field: 'previewStrategy';
    result: PreviewStrategyQuery;
    variables: PreviewStrategyQueryVariables;
  };
  promoteRun: {
    kind: 'mutation';
    field: 'promoteRun';
    result: PromoteRunMutation;
    variables: PromoteRunMutationVariables;
  };
  promotion: { kind: 'query'; field: 'promotion'; result: PromotionQuery; variables: PromotionQueryVariables };
  publishRuleset: {
    kind: 'mutation';
    field: 'publishRuleset';
    result: PublishRulesetMutation;
    variables: PublishRulesetMutationVariables;
  };
  readRuleset: { kind: 'query'; field: 'ruleset'; result: ReadRulesetQuery; variables: ReadRulesetQueryVariables };
  rebuildFileLayout: {
    kind: 'mutation';
    field: 'rebuildFileLayout';
    result: RebuildFilesMutation;
    variables: RebuildFilesMutationVariables;
  };
  recordIssues: {
    kind: 'mutation';
    field: 'recordIssues';
    result: RecordIssuesMutation;
    variables: RecordIssuesMutationVariables;
  };
  recount: { kind: 'query'; field: 'recount'; result: RecountQuery; variables: RecountQueryVariables };
  releaseLease: {
    kind: 'mutation';
    field: 'releaseLease';
    result: ReleaseLeaseMutation;
    variables: ReleaseLeaseMutationVariables;
  };
  requestAudit: {
    kind: 'mutation';
    field: 'requestAudit';
    result: RequestAuditMutation;
    variables: RequestAuditMutationVariables;
  };
  runIssueIndex: {
    kind: 'query';
    field: 'runIssueIndex';
    result: RunIssueIndexQuery;
    variables: RunIssueIndexQueryVariables;
  };
  sealPlan: { kind: 'mutation'; field: 'sealPlan'; result: SealPlanMutation; variables: SealPlanMutationVariables };
  server: { kind: 'query'; field: 'server'; result: ServerQuery; variables: ServerQueryVariables };
  startRun: { kind: 'mutation'; field: 'startRun'; result: StartRunMutation; variables: StartRunMutationVariables };
  startRunFromPlan: {
    kind: 'mutation';
    field: 'startRunFromPlan';
    result: StartRunFromPlanMutation;
    variables: StartRunFromPlanMutationVariables;
  };
  watchAllRuns: {
    kind: 'subscription';
    field: 'runsEvents';
    result: WatchAllRunsSubscription;
    variables: WatchAllRunsSubscriptionVariables;
  };
  watchRun: {
    kind: 'subscription';
    field: 'runEvents';
    result: WatchRunSubscription;
    variables: WatchRunSubscriptionVariables;
  };
}

export interface Operation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly field: string | null;
  readonly text: string;
}

/** What each method sends. */
export const OPERATIONS: { readonly [Name in keyof Operations]: Operation } = {
  addPhase: {
    kind: 'mutation',
    field: 'addPhase',
    text: 'mutation AddPhase($input: AddPhaseInput!) {\n  addPhase(input: $input) {\n    phase {\n      id\n      phaseId\n      phaseIndex\n      complexity\n      maxBuilderAttempts\n    }\n    run {\n      id\n      version\n      phases {\n        id\n        phaseId\n        phaseIndex\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  addTier: {
    kind: 'mutation',
    field: 'addTier',
    text: 'mutation AddTier($input: AddTierInput!) {\n  addTier(input: $input) {\n    tier {\n      id\n      tierId\n      tierIndex\n      phases {\n        id\n        phaseId\n        phaseIndex\n      }\n    }\n    run {\n      id\n      version\n      budgets {\n        name\n        limit\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  attempts: {
    kind: 'query',
    field: 'run',
    text: 'query Attempts($runId: ID!) {\n  run(runId: $runId) {\n    id\n    state\n    headCommit\n    snapshots {\n      phaseId\n      commit\n      tag\n      at\n    }\n    phases {\n      id\n      phaseId\n      state\n      holder {\n        role\n        workerId\n        expiresAt\n      }\n      waitingFor {\n        code\n        message\n      }\n      attempts {\n        id\n        number\n        role\n        workerId\n        state\n        tokensUsed\n        auditVerdict\n        ciVerdict\n        notes\n        gate {\n          verdict\n          reasons {\n            code\n            message\n          }\n        }\n        ciTries {\n          number\n          verdict\n          summary\n        }\n        artefacts {\n          id\n          path\n          kind\n          sizeBytes\n          sha256\n        }\n      }\n    }\n    lateResults(first: 10) {\n      id\n      phaseId\n      role\n      workerId\n      reason {\n        code\n        message\n      }\n      tokensUsed\n    }\n  }\n}',
  },
  submitAuditorResult: {
    kind: 'mutation',
    field: 'submitAuditorResult',
    text: 'mutation AuditorResult($input: SubmitAuditorResultInput!) {\n  submitAuditorResult(input: $input) {\n    gate {\n      verdict\n      reasons {\n        code\n        message\n      }\n    }\n    phase {\n      id\n      phaseId\n      state\n      auditorAttempts\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  backlog: {
    kind: 'query',
    field: 'issueBacklog',
    text: 'query Backlog($projectId: ID!, $status: [BacklogStatus!], $first: Int = 20, $after: String) {\n  issueBacklog(\n    projectId: $projectId\n    status: $status\n    first: $first\n    after: $after\n  ) {\n    totalCount\n    nodes {\n      id\n      issueKey\n      baseSeverity\n      status\n      ageInRuns\n      ageInTiers\n      occurrenceCount\n      lastSeenRunId\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}',
  },
  submitBuilderResult: {
    kind: 'mutation',
    field: 'submitBuilderResult',
    text: 'mutation BuilderResult($input: SubmitBuilderResultInput!) {\n  submitBuilderResult(input: $input) {\n    gate {\n      verdict\n      reasons {\n        code\n        message\n      }\n    }\n    phase {\n      id\n      phaseId\n      state\n      builderAttempts\n      tokensUsed\n    }\n    run {\n      id\n      state\n      tokensUsed\n    }\n    attempt {\n      id\n      number\n      state\n      artefacts {\n        id\n        path\n        kind\n        sizeBytes\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  cancelRun: {
    kind: 'mutation',
    field: 'cancelRun',
    text: 'mutation CancelRun($input: CancelRunInput!) {\n  cancelRun(input: $input) {\n    run {\n      id\n      runId\n      state\n      failureReason\n      completedAt\n      phases {\n        id\n        phaseId\n        state\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  reportCiResult: {
    kind: 'mutation',
    field: 'reportCiResult',
    text: 'mutation CiResult($input: ReportCiResultInput!) {\n  reportCiResult(input: $input) {\n    phase {\n      id\n      phaseId\n      state\n      attempts {\n        id\n        number\n        role\n        ciVerdict\n        ciTries {\n          number\n          verdict\n          executed\n          failedTests\n        }\n      }\n    }\n    run {\n      id\n      state\n      snapshots {\n        phaseId\n        commit\n        tag\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  claimWork: {
    kind: 'mutation',
    field: 'claimWork',
    text: 'mutation ClaimWork($input: ClaimWorkInput!) {\n  claimWork(input: $input) {\n    lease {\n      token\n      role\n      expiresAt\n      hardDeadlineAt\n      tokenAllowance\n    }\n    phase {\n      id\n      phaseId\n      state\n    }\n    attempt {\n      id\n      number\n      state\n    }\n    brief {\n      repositoryPath\n      baseCommit\n      commit\n      allowedPaths\n      acceptanceCriteria\n      strategy {\n        ciProfile\n        autoApply\n        reasons {\n          code\n          message\n          source\n        }\n      }\n      tryNumber\n      tries\n      minutes\n      earlier {\n        attempt\n        outcome\n        failedTests {\n          testId\n          message\n        }\n      }\n      notes\n      markdown\n    }\n    idleReason {\n      code\n      message\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  continueRun: {
    kind: 'mutation',
    field: 'continueRun',
    text: 'mutation ContinueRun($input: ContinueRunInput!) {\n  continueRun(input: $input) {\n    runs {\n      id\n      runId\n      state\n      continuesRunId\n      baseCommit\n      phases {\n        id\n        phaseId\n      }\n    }\n    warnings {\n      code\n      message\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  createProject: {
    kind: 'mutation',
    field: 'createProject',
    text: 'mutation CreateProject($input: CreateProjectInput!) {\n  createProject(input: $input) {\n    project {\n      id\n      projectId\n      name\n      rulesetVersion\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  deleteRun: {
    kind: 'mutation',
    field: 'deleteRun',
    text: 'mutation DeleteRun($input: DeleteRunInput!) {\n  deleteRun(input: $input) {\n    deletedRunId\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  document: {
    kind: 'query',
    field: 'artefact',
    text: 'query Document($runId: ID!, $path: String!) {\n  artefact(runId: $runId, path: $path) {\n    id\n    path\n    runVersion\n    content\n  }\n}',
  },
  eventsOfRun: {
    kind: 'query',
    field: 'run',
    text: 'query EventsOfRun($runId: ID!, $after: Int = 0) {\n  run(runId: $runId) {\n    id\n    version\n    events(after: $after, first: 100) {\n      id\n      seq\n      at\n      type\n      subject\n      actor\n      cause\n      fromState\n      toState\n      data\n    }\n  }\n}',
  },
  explainStrategy: {
    kind: 'query',
    field: 'strategy',
    text: 'query ExplainStrategy($runId: ID!) {\n  strategy(runId: $runId) {\n    id\n    hash\n    rulesetVersion\n    phases {\n      phaseId\n      taskCategory\n      complexity\n      ciProfile\n      autoApply\n      maxBuilderAttempts\n      reasons {\n        code\n        message\n        source\n      }\n    }\n    tiers {\n      tierId\n      maxMinorIssuesTolerated\n      maxMajorIssuesTolerated\n      reasons {\n        code\n        message\n        source\n      }\n    }\n    debtCleanupPhases\n  }\n}',
  },
  fileLayout: {
    kind: 'query',
    field: 'fileLayout',
    text: 'query FileLayout($runId: ID!) {\n  fileLayout(runId: $runId) {\n    id\n    root\n    upToDate\n    files {\n      id\n      path\n      kind\n      sizeBytes\n      sha256\n      runVersion\n      updatedAt\n    }\n  }\n}',
  },
  heartbeat: {
    kind: 'mutation',
    field: 'heartbeat',
    text: 'mutation Heartbeat($input: HeartbeatInput!) {\n  heartbeat(input: $input) {\n    lease {\n      expiresAt\n    }\n    directive\n    reason {\n      code\n      message\n    }\n    budgets {\n      scope\n      name\n      limit\n      used\n      left\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  listRuns: {
    kind: 'query',
    field: 'runs',
    text: 'query ListRuns($filter: RunFilter, $first: Int = 20, $after: String) {\n  runs(filter: $filter, first: $first, after: $after) {\n    totalCount\n    nodes {\n      id\n      runId\n      state\n      debtStatus\n      safetyProfile\n      runScope\n      tokensUsed\n      ciRunsUsed\n      failureReason\n      createdAt\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}',
  },
  lookAtRun: {
    kind: 'query',
    field: 'run',
    text: 'query LookAtRun($runId: ID!) {\n  run(runId: $runId) {\n    id\n    runId\n    state\n    nextStates\n    version\n    deadlineAt\n    debtStatus\n    failureReason\n    budgets {\n      name\n      used\n      limit\n      left\n    }\n    currentPhase {\n      id\n      phaseId\n      state\n    }\n    tiers {\n      id\n      tierId\n      name\n      state\n      cleanliness\n      budgets {\n        name\n        used\n        limit\n      }\n      phases {\n        id\n        phaseId\n        name\n        state\n        nextStates\n        complexity\n        builderMode\n        budgets {\n          name\n          used\n          limit\n        }\n      }\n    }\n  }\n}',
  },
  updatePhaseStatus: {
    kind: 'mutation',
    field: 'updatePhaseStatus',
    text: 'mutation MovePhase($input: UpdatePhaseStatusInput!) {\n  updatePhaseStatus(input: $input) {\n    phase {\n      id\n      phaseId\n      state\n      nextStates\n      tokensUsed\n    }\n    run {\n      id\n      state\n      version\n      tokensUsed\n      currentPhase {\n        id\n        phaseId\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  nextPhase: {
    kind: 'query',
    field: 'nextPhase',
    text: 'query NextPhase($runId: ID!) {\n  nextPhase(runId: $runId) {\n    id\n    phaseId\n    name\n    state\n    nextStates\n    maxBuilderAttempts\n    incidentTokenCap\n    acceptanceCriteria\n  }\n}',
  },
  node: {
    kind: 'query',
    field: null,
    text: 'query Node($id: ID!, $ids: [ID!]!) {\n  node(id: $id) {\n    id\n    ... on Run {\n      id\n      state\n      version\n      project {\n        id\n        name\n      }\n    }\n  }\n  nodes(ids: $ids) {\n    id\n    __typename\n  }\n}',
  },
  phaseIssues: {
    kind: 'query',
    field: 'phase',
    text: 'query PhaseIssues($runId: ID!, $phaseId: ID!) {\n  phase(runId: $runId, phaseId: $phaseId) {\n    id\n    issueState\n    minorIssuesCount\n    majorIssuesCount\n    issues {\n      id\n      issueKey\n      category\n      severity\n      source\n      taskCategory\n      complexity\n      description\n      evidenceRefs\n      occurrenceCount\n      expectedFail\n      open\n    }\n  }\n}',
  },
  previewStrategy: {
    kind: 'query',
    field: 'previewStrategy',
    text: 'query PreviewStrategy($input: PreviewStrategyInput!) {\n  previewStrategy(input: $input) {\n    differences {\n      path\n      before\n      after\n    }\n    strategies {\n      id\n      phases {\n        phaseId\n        complexity\n        ciProfile\n        autoApply\n        maxBuilderAttempts\n        incidentTokenCap\n      }\n    }\n    totals {\n      incidentTokens\n      builderAttempts\n      auditorAttempts\n      ciRuns\n      tokenCap\n    }\n    errors {\n      code\n      message\n      path\n    }\n  }\n}',
  },
  promoteRun: {
    kind: 'mutation',
    field: 'promoteRun',
    text: 'mutation PromoteRun($input: PromoteRunInput!) {\n  promoteRun(input: $input) {\n    promotion {\n      eligible\n      blockers {\n        code\n        message\n      }\n      commit\n      promotedAt\n    }\n    run {\n      id\n      runId\n      state\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  promotion: {
    kind: 'query',
    field: 'promotion',
    text: 'query Promotion($runId: ID!) {\n  promotion(runId: $runId) {\n    eligible\n    blockers {\n      code\n      message\n    }\n    pullRequestBody\n    promotedAt\n    promotedBy\n    commit\n  }\n}',
  },
  publishRuleset: {
    kind: 'mutation',
    field: 'publishRuleset',
    text: 'mutation PublishRuleset($input: PublishRulesetInput!) {\n  publishRuleset(input: $input) {\n    ruleset {\n      id\n      projectId\n      version\n      createdAt\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  readRuleset: {
    kind: 'query',
    field: 'ruleset',
    text: 'query ReadRuleset($projectId: ID!, $version: Int) {\n  ruleset(projectId: $projectId, version: $version) {\n    id\n    version\n    createdAt\n    document\n  }\n}',
  },
  rebuildFileLayout: {
    kind: 'mutation',
    field: 'rebuildFileLayout',
    text: 'mutation RebuildFiles($input: RebuildFileLayoutInput!) {\n  rebuildFileLayout(input: $input) {\n    fileLayout {\n      id\n      upToDate\n      files {\n        id\n        path\n        sizeBytes\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  recordIssues: {
    kind: 'mutation',
    field: 'recordIssues',
    text: 'mutation RecordIssues($input: RecordIssuesInput!) {\n  recordIssues(input: $input) {\n    issues {\n      id\n      issueKey\n      severity\n      effectiveSeverity\n      occurrenceCount\n      open\n    }\n    phase {\n      id\n      issueState\n      minorIssuesCount\n      majorIssuesCount\n      tier {\n        id\n        cleanliness\n        cleanlinessReasons {\n          message\n        }\n      }\n      run {\n        id\n        debtStatus\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  recount: {
    kind: 'query',
    field: 'recount',
    text: 'query Recount($projectId: ID) {\n  recount(projectId: $projectId) {\n    runs\n    entries\n    sightings\n    differences {\n      subject\n      name\n      stored\n      recounted\n    }\n  }\n}',
  },
  releaseLease: {
    kind: 'mutation',
    field: 'releaseLease',
    text: 'mutation ReleaseLease($input: ReleaseLeaseInput!) {\n  releaseLease(input: $input) {\n    phase {\n      id\n      phaseId\n      state\n      builderAttempts\n      waitingFor {\n        code\n        message\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  requestAudit: {
    kind: 'mutation',
    field: 'requestAudit',
    text: 'mutation RequestAudit($input: RequestAuditInput!) {\n  requestAudit(input: $input) {\n    phase {\n      id\n      phaseId\n      state\n      waitingFor {\n        code\n        message\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  runIssueIndex: {
    kind: 'query',
    field: 'runIssueIndex',
    text: 'query RunIssueIndex($runId: ID!) {\n  runIssueIndex(runId: $runId) {\n    id\n    issueKey\n    category\n    severity\n    effectiveSeverity\n    occurrenceCount\n    seenInPhases\n    seenInTiers\n  }\n}',
  },
  sealPlan: {
    kind: 'mutation',
    field: 'sealPlan',
    text: 'mutation SealPlan($input: SealPlanInput!) {\n  sealPlan(input: $input) {\n    run {\n      id\n      runId\n      state\n      nextStates\n      startedAt\n      deadlineAt\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  server: {
    kind: 'query',
    field: 'server',
    text: 'query Server {\n  server {\n    version\n    databaseId\n    startedAt\n    now\n  }\n}',
  },
  startRun: {
    kind: 'mutation',
    field: 'startRun',
    text: 'mutation StartRun($input: StartRunInput!) {\n  startRun(input: $input) {\n    run {\n      id\n      runId\n      state\n      version\n      deadlineAt\n      tiers {\n        id\n        tierId\n        name\n        phases {\n          id\n          phaseId\n          name\n          state\n        }\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  startRunFromPlan: {
    kind: 'mutation',
    field: 'startRunFromPlan',
    text: 'mutation StartRunFromPlan($input: StartRunFromPlanInput!) {\n  startRunFromPlan(input: $input) {\n    runs {\n      id\n      runId\n      state\n      startedAt\n      previousRunId\n      tokenCap\n      tiers {\n        id\n        tierId\n        name\n        phases {\n          id\n          phaseId\n          name\n          taskCategory\n        }\n      }\n    }\n    errors {\n      ...Refusal\n    }\n  }\n}\nfragment Refusal on CommandError { __typename code message retryable path\n  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }\n  ... on PolicyError { reasons { code message source } } ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }',
  },
  watchAllRuns: {
    kind: 'subscription',
    field: 'runsEvents',
    text: 'subscription WatchAllRuns($projectId: ID, $since: DateTime) {\n  runsEvents(projectId: $projectId, since: $since) {\n    id\n    runId\n    seq\n    at\n    subject\n    cause\n    toState\n    run {\n      id\n      state\n    }\n  }\n}',
  },
  watchRun: {
    kind: 'subscription',
    field: 'runEvents',
    text: 'subscription WatchRun($runId: ID!, $after: Int = 0) {\n  runEvents(runId: $runId, after: $after) {\n    id\n    seq\n    at\n    subject\n    cause\n    fromState\n    toState\n    run {\n      id\n      state\n      version\n    }\n  }\n}',
  },
};
