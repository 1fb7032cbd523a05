/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
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

export type CiVerdict = 'ENVIRONMENT' | 'FLAKY' | 'GREEN' | 'MISSING' | 'RED';

export type ClaimWorkInput = {
  readonly idempotencyKey?: string | null | undefined;
  readonly projectId?: string | null | undefined;
  readonly role: WorkerRole;
  readonly runId?: string | null | undefined;
  readonly waitSeconds?: number | null | undefined;
  readonly workerId: string;
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

export type Severity = 'MAJOR' | 'MINOR';

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

export type TierInput = {
  readonly description?: string | null | undefined;
  readonly name: string;
  readonly phases?: ReadonlyArray<PhaseInput>;
  readonly tierId: string;
};

export type WorkerRole = 'AUDITOR' | 'BUILDER' | 'CI';

export type McpCancelRunMutationVariables = Exact<{
  input: CancelRunInput;
}>;

export type McpCancelRunMutation = {
  readonly cancelRun: {
    readonly run: { readonly runId: string; readonly state: RunState } | null;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpCheckPatchQueryVariables = Exact<{
  leaseToken: string;
  patch: string;
}>;

export type McpCheckPatchQuery = {
  readonly checkPatch: {
    readonly gate: {
      readonly verdict: GateVerdict;
      readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    };
    readonly warnings: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpCheckPlanQueryVariables = Exact<{
  input: PreviewStrategyInput;
}>;

export type McpCheckPlanQuery = {
  readonly previewStrategy: {
    readonly plan: ReadonlyArray<{
      readonly tierId: string;
      readonly name: string;
      readonly phaseIds: ReadonlyArray<string>;
    }>;
    readonly totals: { readonly tokenCap: number; readonly builderAttempts: number; readonly ciRuns: number } | null;
    readonly warnings: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    readonly strategies: ReadonlyArray<{
      readonly phases: ReadonlyArray<{
        readonly phaseId: string;
        readonly taskCategory: string | null;
        readonly complexity: Complexity;
        readonly builderMode: BuilderMode;
        readonly ciProfile: CiProfile;
        readonly maxBuilderAttempts: number;
      }>;
    }>;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpClaimWorkMutationVariables = Exact<{
  input: ClaimWorkInput;
}>;

export type McpClaimWorkMutation = {
  readonly claimWork: {
    readonly lease: { readonly token: string; readonly expiresAt: string } | null;
    readonly phase: { readonly runId: string; readonly phaseId: string } | null;
    readonly brief: { readonly markdown: string } | null;
    readonly idleReason: { readonly code: string; readonly message: string } | null;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpContinueRunMutationVariables = Exact<{
  input: ContinueRunInput;
}>;

export type McpContinueRunMutation = {
  readonly continueRun: {
    readonly runs: ReadonlyArray<{ readonly runId: string; readonly state: RunState }>;
    readonly warnings: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpHeartbeatMutationVariables = Exact<{
  input: HeartbeatInput;
}>;

export type McpHeartbeatMutation = {
  readonly heartbeat: {
    readonly directive: Directive;
    readonly lease: { readonly expiresAt: string } | null;
    readonly reason: { readonly code: string; readonly message: string } | null;
    readonly budgets: ReadonlyArray<{ readonly left: number }>;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpLeasedWorkQueryVariables = Exact<{
  leaseToken: string;
}>;

export type McpLeasedWorkQuery = {
  readonly leasedWork: {
    readonly phase: { readonly runId: string; readonly phaseId: string } | null;
    readonly brief: {
      readonly markdown: string;
      readonly patch: string | null;
      readonly previousPatch: string | null;
      readonly openIssues: ReadonlyArray<{
        readonly issueKey: string;
        readonly category: string;
        readonly effectiveSeverity: Severity;
        readonly description: string | null;
        readonly occurrenceCount: number;
      }>;
      readonly strategy: {
        readonly taskCategory: string | null;
        readonly complexity: Complexity;
        readonly builderMode: BuilderMode;
        readonly auditorProfile: string;
        readonly ciProfile: CiProfile;
        readonly autoApply: boolean;
        readonly maxBuilderAttempts: number;
        readonly maxAuditorAttempts: number;
        readonly incidentTokenCap: number;
        readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
      };
      readonly earlier: ReadonlyArray<{
        readonly attempt: number;
        readonly role: WorkerRole;
        readonly outcome: string;
        readonly ciSummary: string | null;
        readonly moreFailedTests: number;
        readonly notes: string | null;
        readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
        readonly failedTests: ReadonlyArray<{ readonly testId: string; readonly message: string | null }>;
        readonly logEnd: { readonly path: string; readonly text: string | null } | null;
        readonly patch: { readonly path: string; readonly text: string | null } | null;
      }>;
    } | null;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpListBacklogQueryVariables = Exact<{
  projectId: string;
  status?: ReadonlyArray<BacklogStatus> | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;

export type McpListBacklogQuery = {
  readonly issueBacklog: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: ReadonlyArray<{
      readonly issueKey: string;
      readonly category: string;
      readonly baseSeverity: Severity;
      readonly status: BacklogStatus;
      readonly occurrenceCount: number;
      readonly ageInRuns: number;
      readonly lastSeenRunId: string;
    }>;
  };
};

export type McpListRunsQueryVariables = Exact<{
  filter?: RunFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;

export type McpListRunsQuery = {
  readonly runs: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: ReadonlyArray<{
      readonly runId: string;
      readonly projectId: string;
      readonly state: RunState;
      readonly failureReason: string | null;
      readonly tokensUsed: number;
      readonly tokenCap: number;
      readonly createdAt: string;
      readonly phaseCounts: ReadonlyArray<{ readonly state: PhaseState; readonly count: number }>;
    }>;
  };
};

export type McpPhaseQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type McpPhaseQuery = {
  readonly phase: {
    readonly phaseId: string;
    readonly name: string;
    readonly description: string | null;
    readonly state: PhaseState;
    readonly builderAttempts: number;
    readonly maxBuilderAttempts: number;
    readonly tokensUsed: number;
    readonly acceptanceCriteria: ReadonlyArray<string>;
    readonly allowedPaths: ReadonlyArray<string>;
    readonly waitingFor: { readonly message: string } | null;
    readonly holder: { readonly role: WorkerRole; readonly workerId: string; readonly expiresAt: string } | null;
  } | null;
};

export type McpPhaseAttemptsQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type McpPhaseAttemptsQuery = {
  readonly phase: {
    readonly attempts: ReadonlyArray<{
      readonly number: number;
      readonly role: WorkerRole;
      readonly state: AttemptState;
      readonly workerId: string;
      readonly startedAt: string;
      readonly endedAt: string | null;
      readonly tokensUsed: number;
      readonly notes: string | null;
      readonly auditVerdict: AuditVerdict | null;
      readonly ciVerdict: CiVerdict | null;
      readonly gate: {
        readonly verdict: GateVerdict;
        readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
      } | null;
    }>;
  } | null;
};

export type McpPhaseCiQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type McpPhaseCiQuery = {
  readonly phase: {
    readonly attempts: ReadonlyArray<{
      readonly number: number;
      readonly ciTries: ReadonlyArray<{
        readonly number: number;
        readonly verdict: CiVerdict;
        readonly at: string;
        readonly commit: string | null;
        readonly summary: string | null;
        readonly failedTests: ReadonlyArray<string>;
        readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
      }>;
    }>;
  } | null;
};

export type McpPhaseIssuesQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type McpPhaseIssuesQuery = {
  readonly phase: {
    readonly issues: ReadonlyArray<{
      readonly issueKey: string;
      readonly effectiveSeverity: Severity;
      readonly open: boolean;
      readonly description: string | null;
    }>;
  } | null;
};

export type McpPhasePatchQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type McpPhasePatchQuery = {
  readonly phase: {
    readonly attempts: ReadonlyArray<{
      readonly number: number;
      readonly artefacts: ReadonlyArray<{
        readonly kind: string;
        readonly path: string;
        readonly content: string | null;
        readonly sizeBytes: number;
      }>;
    }>;
  } | null;
};

export type McpPhaseStrategyQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type McpPhaseStrategyQuery = {
  readonly phase: {
    readonly strategy: {
      readonly taskCategory: string | null;
      readonly complexity: Complexity;
      readonly builderMode: BuilderMode;
      readonly auditorProfile: string;
      readonly ciProfile: CiProfile;
      readonly autoApply: boolean;
      readonly maxBuilderAttempts: number;
      readonly maxAuditorAttempts: number;
      readonly incidentTokenCap: number;
      readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    } | null;
  } | null;
};

export type McpPromoteRunMutationVariables = Exact<{
  input: PromoteRunInput;
}>;

export type McpPromoteRunMutation = {
  readonly promoteRun: {
    readonly promotion: {
      readonly promotedTo: string | null;
      readonly commit: string | null;
      readonly blockers: ReadonlyArray<{ readonly code: string; readonly message: string }>;
      readonly obstacles: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    } | null;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpRecordIssuesMutationVariables = Exact<{
  input: RecordIssuesInput;
}>;

export type McpRecordIssuesMutation = {
  readonly recordIssues: {
    readonly issues: ReadonlyArray<{ readonly issueKey: string }>;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

type McpRefusal_BudgetError_Fragment = {
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
};

type McpRefusal_ConflictError_Fragment = {
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
};

type McpRefusal_InputError_Fragment = {
  readonly line: number | null;
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
};

type McpRefusal_NotFoundError_Fragment = {
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
};

type McpRefusal_PolicyError_Fragment = {
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
};

type McpRefusal_StaleLeaseError_Fragment = {
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
};

type McpRefusal_TransitionRefusedError_Fragment = {
  readonly code: CommandErrorCode;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
};

export type McpRefusalFragment =
  | McpRefusal_BudgetError_Fragment
  | McpRefusal_ConflictError_Fragment
  | McpRefusal_InputError_Fragment
  | McpRefusal_NotFoundError_Fragment
  | McpRefusal_PolicyError_Fragment
  | McpRefusal_StaleLeaseError_Fragment
  | McpRefusal_TransitionRefusedError_Fragment;

export type McpReleaseLeaseMutationVariables = Exact<{
  input: ReleaseLeaseInput;
}>;

export type McpReleaseLeaseMutation = {
  readonly releaseLease: {
    readonly phase: { readonly state: PhaseState } | null;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpRunBudgetsQueryVariables = Exact<{
  runId: string;
}>;

export type McpRunBudgetsQuery = {
  readonly run: {
    readonly budgets: ReadonlyArray<{
      readonly scope: BudgetScope;
      readonly name: string;
      readonly used: number;
      readonly limit: number;
      readonly left: number;
    }>;
  } | null;
};

export type McpRunIncidentQueryVariables = Exact<{
  runId: string;
}>;

export type McpRunIncidentQuery = {
  readonly run: {
    readonly incident: ReadonlyArray<{
      readonly path: string;
      readonly sizeBytes: number;
      readonly content: string | null;
    }>;
  } | null;
};

export type McpRunIssuesQueryVariables = Exact<{
  runId: string;
}>;

export type McpRunIssuesQuery = {
  readonly run: {
    readonly issues: ReadonlyArray<{
      readonly issueKey: string;
      readonly phaseId: string;
      readonly effectiveSeverity: Severity;
      readonly open: boolean;
      readonly description: string | null;
      readonly occurrenceCount: number;
    }>;
  } | null;
};

export type McpRunPhasesQueryVariables = Exact<{
  runId: string;
}>;

export type McpRunPhasesQuery = {
  readonly run: {
    readonly phases: ReadonlyArray<{
      readonly phaseId: string;
      readonly name: string;
      readonly state: PhaseState;
      readonly builderAttempts: number;
      readonly maxBuilderAttempts: number;
      readonly tokensUsed: number;
      readonly waitingFor: { readonly message: string } | null;
    }>;
  } | null;
};

export type McpRunPromotionQueryVariables = Exact<{
  runId: string;
}>;

export type McpRunPromotionQuery = {
  readonly run: {
    readonly promotion: {
      readonly eligible: boolean;
      readonly promotedTo: string | null;
      readonly promotedAt: string | null;
      readonly commit: string | null;
      readonly pullRequestBody: string;
      readonly blockers: ReadonlyArray<{ readonly code: string; readonly message: string }>;
      readonly obstacles: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    };
  } | null;
};

export type McpRunStrategyQueryVariables = Exact<{
  runId: string;
}>;

export type McpRunStrategyQuery = {
  readonly run: {
    readonly strategy: {
      readonly rulesetVersion: number | null;
      readonly hash: string;
      readonly phases: ReadonlyArray<{
        readonly phaseId: string;
        readonly taskCategory: string | null;
        readonly complexity: Complexity;
        readonly builderMode: BuilderMode;
        readonly auditorProfile: string;
        readonly ciProfile: CiProfile;
        readonly maxBuilderAttempts: number;
        readonly incidentTokenCap: number;
        readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
      }>;
    } | null;
  } | null;
};

export type McpRunSummaryQueryVariables = Exact<{
  runId: string;
}>;

export type McpRunSummaryQuery = {
  readonly run: {
    readonly runId: string;
    readonly projectId: string;
    readonly state: RunState;
    readonly createdAt: string;
    readonly completedAt: string | null;
    readonly failureReason: string | null;
    readonly tokensUsed: number;
    readonly tokenCap: number;
    readonly deadlineAt: string | null;
    readonly headCommit: string | null;
    readonly failure: { readonly rule: string; readonly message: string } | null;
    readonly waitingFor: { readonly code: string; readonly message: string } | null;
    readonly attention: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    readonly currentPhase: { readonly phaseId: string; readonly name: string; readonly state: PhaseState } | null;
    readonly phaseCounts: ReadonlyArray<{ readonly state: PhaseState; readonly count: number }>;
  } | null;
};

export type McpStartRunMutationVariables = Exact<{
  input: StartRunFromPlanInput;
}>;

export type McpStartRunMutation = {
  readonly startRunFromPlan: {
    readonly runs: ReadonlyArray<{ readonly runId: string; readonly state: RunState }>;
    readonly warnings: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpSubmitPatchMutationVariables = Exact<{
  input: SubmitBuilderResultInput;
}>;

export type McpSubmitPatchMutation = {
  readonly submitBuilderResult: {
    readonly phase: { readonly state: PhaseState } | null;
    readonly run: { readonly state: RunState } | null;
    readonly gate: {
      readonly verdict: GateVerdict;
      readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    } | null;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpSubmitReviewMutationVariables = Exact<{
  input: SubmitAuditorResultInput;
}>;

export type McpSubmitReviewMutation = {
  readonly submitAuditorResult: {
    readonly phase: { readonly state: PhaseState } | null;
    readonly run: { readonly state: RunState } | null;
    readonly gate: {
      readonly verdict: GateVerdict;
      readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    } | null;
    readonly errors: ReadonlyArray<
      | McpRefusal_BudgetError_Fragment
      | McpRefusal_ConflictError_Fragment
      | McpRefusal_InputError_Fragment
      | McpRefusal_NotFoundError_Fragment
      | McpRefusal_PolicyError_Fragment
      | McpRefusal_StaleLeaseError_Fragment
      | McpRefusal_TransitionRefusedError_Fragment
    >;
  };
};

export type McpWaitForRunQueryVariables = Exact<{
  runId: string;
  after: number;
}>;

export type McpWaitForRunQuery = {
  readonly run: {
    readonly state: RunState;
    readonly isTerminal: boolean;
    readonly failureReason: string | null;
    readonly events: ReadonlyArray<{
      readonly seq: number;
      readonly at: string;
      readonly subject: string;
      readonly cause: string;
      readonly fromState: string | null;
      readonly toState: string | null;
    }>;
  } | null;
};

/** Documents by their text. */
export interface Documents {
  'mutation McpCancelRun($input: CancelRunInput!) { cancelRun(input: $input) { run { runId state } errors { ...McpRefusal } } }': {
    result: McpCancelRunMutation;
    variables: McpCancelRunMutationVariables;
    fragments: ['McpRefusal'];
  };
  'query McpCheckPatch($leaseToken: String!, $patch: String!) { checkPatch(leaseToken: $leaseToken, patch: $patch) {\n    gate { verdict reasons { code message } } warnings { code message } errors { ...McpRefusal } } }': {
    result: McpCheckPatchQuery;
    variables: McpCheckPatchQueryVariables;
    fragments: ['McpRefusal'];
  };
  'query McpCheckPlan($input: PreviewStrategyInput!) { previewStrategy(input: $input) {\n    plan { tierId name phaseIds } totals { tokenCap builderAttempts ciRuns } warnings { code message }\n    strategies { phases { phaseId taskCategory complexity builderMode ciProfile maxBuilderAttempts } } errors { ...McpRefusal } } }': {
    result: McpCheckPlanQuery;
    variables: McpCheckPlanQueryVariables;
    fragments: ['McpRefusal'];
  };
  'mutation McpClaimWork($input: ClaimWorkInput!) { claimWork(input: $input) {\n    lease { token expiresAt } phase { runId phaseId } brief { markdown } idleReason { code message } errors { ...McpRefusal } } }': {
    result: McpClaimWorkMutation;
    variables: McpClaimWorkMutationVariables;
    fragments: ['McpRefusal'];
  };
  'mutation McpContinueRun($input: ContinueRunInput!) { continueRun(input: $input) {\n    runs { runId state } warnings { code message } errors { ...McpRefusal } } }': {
    result: McpContinueRunMutation;
    variables: McpContinueRunMutationVariables;
    fragments: ['McpRefusal'];
  };
  'mutation McpHeartbeat($input: HeartbeatInput!) { heartbeat(input: $input) {\n    lease { expiresAt } directive reason { code message } budgets { left } errors { ...McpRefusal } } }': {
    result: McpHeartbeatMutation;
    variables: McpHeartbeatMutationVariables;
    fragments: ['McpRefusal'];
  };
  'query McpLeasedWork($leaseToken: String!) { leasedWork(leaseToken: $leaseToken) {\n    phase { runId phaseId }\n    brief { markdown patch previousPatch\n      openIssues { issueKey category effectiveSeverity description occurrenceCount }\n      strategy { taskCategory complexity builderMode auditorProfile ciProfile autoApply maxBuilderAttempts maxAuditorAttempts incidentTokenCap reasons { code message } }\n      earlier { attempt role outcome reasons { code message } ciSummary failedTests { testId message } moreFailedTests notes\n        logEnd { path text } patch { path text } } }\n    errors { ...McpRefusal } } }': {
    result: McpLeasedWorkQuery;
    variables: McpLeasedWorkQueryVariables;
    fragments: ['McpRefusal'];
  };
  'query McpListBacklog($projectId: ID!, $status: [BacklogStatus!], $first: Int, $after: String) {\n    issueBacklog(projectId: $projectId, status: $status, first: $first, after: $after) {\n      totalCount pageInfo { hasNextPage endCursor }\n      nodes { issueKey category baseSeverity status occurrenceCount ageInRuns lastSeenRunId } } }': {
    result: McpListBacklogQuery;
    variables: McpListBacklogQueryVariables;
    fragments: [];
  };
  'query McpListRuns($filter: RunFilter, $first: Int, $after: String) { runs(filter: $filter, first: $first, after: $after) {\n    totalCount pageInfo { hasNextPage endCursor }\n    nodes { runId projectId state failureReason tokensUsed tokenCap createdAt phaseCounts { state count } } } }': {
    result: McpListRunsQuery;
    variables: McpListRunsQueryVariables;
    fragments: [];
  };
  'query McpPhase($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {\n  phaseId name description state builderAttempts maxBuilderAttempts tokensUsed waitingFor { message }\n  holder { role workerId expiresAt } acceptanceCriteria allowedPaths } }': {
    result: McpPhaseQuery;
    variables: McpPhaseQueryVariables;
    fragments: [];
  };
  'query McpPhaseAttempts($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {\n  attempts { number role state workerId startedAt endedAt tokensUsed notes auditVerdict ciVerdict gate { verdict reasons { code message } } } } }': {
    result: McpPhaseAttemptsQuery;
    variables: McpPhaseAttemptsQueryVariables;
    fragments: [];
  };
  'query McpPhaseCi($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {\n  attempts { number ciTries { number verdict at commit summary failedTests reasons { code message } } } } }': {
    result: McpPhaseCiQuery;
    variables: McpPhaseCiQueryVariables;
    fragments: [];
  };
  'query McpPhaseIssues($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {\n  issues { issueKey effectiveSeverity open description } } }': {
    result: McpPhaseIssuesQuery;
    variables: McpPhaseIssuesQueryVariables;
    fragments: [];
  };
  'query McpPhasePatch($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {\n  attempts { number artefacts { kind path content sizeBytes } } } }': {
    result: McpPhasePatchQuery;
    variables: McpPhasePatchQueryVariables;
    fragments: [];
  };
  'query McpPhaseStrategy($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {\n  strategy { taskCategory complexity builderMode auditorProfile ciProfile autoApply maxBuilderAttempts maxAuditorAttempts incidentTokenCap\n    reasons { code message } } } }': {
    result: McpPhaseStrategyQuery;
    variables: McpPhaseStrategyQueryVariables;
    fragments: [];
  };
  'mutation McpPromoteRun($input: PromoteRunInput!) { promoteRun(input: $input) {\n    promotion { promotedTo commit blockers { code message } obstacles { code message } } errors { ...McpRefusal } } }': {
    result: McpPromoteRunMutation;
    variables: McpPromoteRunMutationVariables;
    fragments: ['McpRefusal'];
  };
  'mutation McpRecordIssues($input: RecordIssuesInput!) { recordIssues(input: $input) {\n    issues { issueKey } errors { ...McpRefusal } } }': {
    result: McpRecordIssuesMutation;
    variables: McpRecordIssuesMutationVariables;
    fragments: ['McpRefusal'];
  };
  'fragment McpRefusal on CommandError { code message path ... on InputError { line } }': {
    fragment: 'McpRefusal';
    fragments: [];
  };
  'mutation McpReleaseLease($input: ReleaseLeaseInput!) { releaseLease(input: $input) {\n    phase { state } errors { ...McpRefusal } } }': {
    result: McpReleaseLeaseMutation;
    variables: McpReleaseLeaseMutationVariables;
    fragments: ['McpRefusal'];
  };
  'query McpRunBudgets($runId: ID!) { run(runId: $runId) { budgets { scope name used limit left } } }': {
    result: McpRunBudgetsQuery;
    variables: McpRunBudgetsQueryVariables;
    fragments: [];
  };
  'query McpRunIncident($runId: ID!) { run(runId: $runId) { incident { path sizeBytes content } } }': {
    result: McpRunIncidentQuery;
    variables: McpRunIncidentQueryVariables;
    fragments: [];
  };
  'query McpRunIssues($runId: ID!) { run(runId: $runId) {\n  issues { issueKey phaseId effectiveSeverity open description occurrenceCount } } }': {
    result: McpRunIssuesQuery;
    variables: McpRunIssuesQueryVariables;
    fragments: [];
  };
  'query McpRunPhases($runId: ID!) { run(runId: $runId) {\n  phases { phaseId name state builderAttempts maxBuilderAttempts tokensUsed waitingFor { message } } } }': {
    result: McpRunPhasesQuery;
    variables: McpRunPhasesQueryVariables;
    fragments: [];
  };
  'query McpRunPromotion($runId: ID!) { run(runId: $runId) { promotion {\n  eligible blockers { code message } obstacles { code message } promotedTo promotedAt commit pullRequestBody } } }': {
    result: McpRunPromotionQuery;
    variables: McpRunPromotionQueryVariables;
    fragments: [];
  };
  'query McpRunStrategy($runId: ID!) { run(runId: $runId) { strategy { rulesetVersion hash\n  phases { phaseId taskCategory complexity builderMode auditorProfile ciProfile maxBuilderAttempts incidentTokenCap reasons { code message } } } } }': {
    result: McpRunStrategyQuery;
    variables: McpRunStrategyQueryVariables;
    fragments: [];
  };
  'query McpRunSummary($runId: ID!) { run(runId: $runId) {\n  runId projectId state createdAt completedAt failureReason failure { rule message } waitingFor { code message } attention { code message }\n  currentPhase { phaseId name state } phaseCounts { state count } tokensUsed tokenCap deadlineAt headCommit } }': {
    result: McpRunSummaryQuery;
    variables: McpRunSummaryQueryVariables;
    fragments: [];
  };
  'mutation McpStartRun($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) {\n    runs { runId state } warnings { code message } errors { ...McpRefusal } } }': {
    result: McpStartRunMutation;
    variables: McpStartRunMutationVariables;
    fragments: ['McpRefusal'];
  };
  'mutation McpSubmitPatch($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) {\n    phase { state } run { state } gate { verdict reasons { code message } } errors { ...McpRefusal } } }': {
    result: McpSubmitPatchMutation;
    variables: McpSubmitPatchMutationVariables;
    fragments: ['McpRefusal'];
  };
  'mutation McpSubmitReview($input: SubmitAuditorResultInput!) { submitAuditorResult(input: $input) {\n    phase { state } run { state } gate { verdict reasons { code message } } errors { ...McpRefusal } } }': {
    result: McpSubmitReviewMutation;
    variables: McpSubmitReviewMutationVariables;
    fragments: ['McpRefusal'];
  };
  'query McpWaitForRun($runId: ID!, $after: Int!) { run(runId: $runId) {\n    state isTerminal failureReason events(after: $after, first: 100) { seq at subject cause fromState toState } } }': {
    result: McpWaitForRunQuery;
    variables: McpWaitForRunQueryVariables;
    fragments: [];
  };
}
