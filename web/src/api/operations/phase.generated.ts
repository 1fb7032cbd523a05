/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type AttemptState = 'EXPIRED' | 'LEASED' | 'RELEASED' | 'STOPPED' | 'SUBMITTED';

export type AuditVerdict = 'APPROVE' | 'ESCALATE' | 'REVISE';

export type BudgetScope = 'PHASE' | 'RUN' | 'TIER';

export type BuilderMode = 'REFACTOR_HEAVY' | 'SCAFFOLDING_HEAVY' | 'SCHEMA_HEAVY' | 'TWEAK_LIGHT';

export type CiProfile = 'NORMAL' | 'STRICT';

export type CiVerdict = 'ENVIRONMENT' | 'FLAKY' | 'GREEN' | 'MISSING' | 'RED';

export type Complexity = 'HIGH' | 'LOW' | 'MEDIUM';

export type Confidence = 'HIGH' | 'LOW' | 'MEDIUM';

export type GateVerdict = 'AUDIT' | 'PASS' | 'REJECT';

export type IssueSource = 'AUDITOR' | 'CI' | 'PROBE' | 'SELF_DOUBT' | 'STATIC_CHECK' | 'TEST';

export type PhaseState = 'CI_RUNNING' | 'COMPLETE' | 'EXECUTING' | 'FAILED' | 'GATE' | 'QUEUED' | 'SKIPPED';

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

export type Severity = 'MAJOR' | 'MINOR';

export type TierState = 'COMPLETE' | 'FAILED' | 'IN_PROGRESS' | 'PENDING' | 'SKIPPED';

export type WorkerRole = 'AUDITOR' | 'BUILDER' | 'CI';

export type PhaseAttemptFragment = {
  readonly id: string;
  readonly runId: string;
  readonly phaseId: string;
  readonly number: number;
  readonly role: WorkerRole;
  readonly workerId: string;
  readonly agent: string | null;
  readonly state: AttemptState;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly tokensUsed: number;
  readonly tokensEstimated: boolean;
  readonly commit: string | null;
  readonly notes: string | null;
  readonly auditVerdict: AuditVerdict | null;
  readonly confidence: Confidence | null;
  readonly ciVerdict: CiVerdict | null;
  readonly gate: {
    readonly verdict: GateVerdict;
    readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
  } | null;
  readonly artefacts: ReadonlyArray<PhaseFileFragment>;
  readonly ciTries: ReadonlyArray<{
    readonly number: number;
    readonly verdict: CiVerdict;
    readonly commit: string | null;
    readonly at: string;
    readonly summary: string | null;
    readonly executed: number | null;
    readonly failedTests: ReadonlyArray<string>;
    readonly reasons: ReadonlyArray<{ readonly code: string; readonly message: string }>;
    readonly artefacts: ReadonlyArray<PhaseFileFragment>;
  }>;
};

export type PhaseBriefQueryVariables = Exact<{
  runId: string;
  phaseId: string;
  attempt: number;
}>;

export type PhaseBriefQuery = {
  readonly attemptBrief: { readonly markdown: string; readonly isExact: boolean } | null;
};

export type PhaseFileFragment = {
  readonly path: string;
  readonly kind: string;
  readonly sizeBytes: number;
  readonly sha256: string;
};

export type PhaseFileTextQueryVariables = Exact<{
  runId: string;
  path: string;
}>;

export type PhaseFileTextQuery = {
  readonly artefact: {
    readonly id: string;
    readonly path: string;
    readonly sizeBytes: number;
    readonly content: string | null;
  } | null;
};

export type PhaseOutputSubscriptionVariables = Exact<{
  runId: string;
  phaseId: string;
  attempt: number;
  from?: number | null | undefined;
}>;

export type PhaseOutputSubscription = {
  readonly attemptOutput: {
    readonly text: string;
    readonly from: number;
    readonly to: number;
    readonly isLive: boolean;
  };
};

export type PhaseStrategyViewQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type PhaseStrategyViewQuery = {
  readonly phase: {
    readonly id: string;
    readonly strategy: {
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
    } | null;
  } | null;
};

export type PhaseViewQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type PhaseViewQuery = {
  readonly run: {
    readonly id: string;
    readonly version: number;
    readonly state: RunState;
    readonly isTerminal: boolean;
    readonly headCommit: string | null;
    readonly deadlineAt: string | null;
    readonly baseline: { readonly verdict: CiVerdict } | null;
  } | null;
  readonly phase: {
    readonly id: string;
    readonly runId: string;
    readonly phaseId: string;
    readonly name: string;
    readonly state: PhaseState;
    readonly phaseIndex: number;
    readonly description: string | null;
    readonly acceptanceCriteria: ReadonlyArray<string>;
    readonly allowedPaths: ReadonlyArray<string>;
    readonly allowNoop: boolean;
    readonly taskCategory: string | null;
    readonly complexity: Complexity;
    readonly builderMode: BuilderMode;
    readonly tryNumber: number;
    readonly triesLeft: number;
    readonly builderAttempts: number;
    readonly maxBuilderAttempts: number;
    readonly auditorAttempts: number;
    readonly maxAuditorAttempts: number;
    readonly tokensUsed: number;
    readonly incidentTokenCap: number;
    readonly startedAt: string | null;
    readonly completedAt: string | null;
    readonly notBefore: string | null;
    readonly auditRefusal: { readonly message: string } | null;
    readonly holder: {
      readonly workerId: string;
      readonly role: WorkerRole;
      readonly expiresAt: string;
      readonly hardDeadlineAt: string;
    } | null;
    readonly waitingFor: { readonly code: string; readonly message: string; readonly changesAt: string | null } | null;
    readonly tier: { readonly id: string; readonly tierId: string; readonly name: string; readonly state: TierState };
    readonly budgets: ReadonlyArray<{
      readonly scope: BudgetScope;
      readonly name: string;
      readonly used: number;
      readonly limit: number;
      readonly left: number;
    }>;
    readonly issues: ReadonlyArray<{
      readonly id: string;
      readonly issueKey: string;
      readonly severity: Severity;
      readonly effectiveSeverity: Severity;
      readonly category: string;
      readonly source: IssueSource;
      readonly description: string | null;
      readonly occurrenceCount: number;
      readonly open: boolean;
      readonly expectedFail: boolean;
      readonly evidenceRefs: ReadonlyArray<string>;
    }>;
    readonly attempts: ReadonlyArray<PhaseAttemptFragment>;
  } | null;
};

import type { Operation } from '../operation.js';

export const PhaseBrief: Operation<PhaseBriefQuery, PhaseBriefQueryVariables> = {
  name: 'PhaseBrief',
  text: 'query PhaseBrief($runId:ID!$phaseId:ID!$attempt:Int!){attemptBrief(runId:$runId phaseId:$phaseId attempt:$attempt){markdown isExact}}',
};

export const PhaseFileText: Operation<PhaseFileTextQuery, PhaseFileTextQueryVariables> = {
  name: 'PhaseFileText',
  text: 'query PhaseFileText($runId:ID!$path:String!){artefact(runId:$runId path:$path){id path sizeBytes content}}',
};

export const PhaseOutput: Operation<PhaseOutputSubscription, PhaseOutputSubscriptionVariables> = {
  name: 'PhaseOutput',
  text: 'subscription PhaseOutput($runId:ID!$phaseId:ID!$attempt:Int!$from:SafeInt){attemptOutput(runId:$runId phaseId:$phaseId attempt:$attempt from:$from){text from to isLive}}',
};

export const PhaseStrategyView: Operation<PhaseStrategyViewQuery, PhaseStrategyViewQueryVariables> = {
  name: 'PhaseStrategyView',
  text: 'query PhaseStrategyView($runId:ID!$phaseId:ID!){phase(runId:$runId phaseId:$phaseId){id strategy{taskCategory complexity builderMode ciProfile autoApply auditorProfile maxBuilderAttempts maxAuditorAttempts incidentTokenCap reasons{code message source}}}}',
};

export const PhaseView: Operation<PhaseViewQuery, PhaseViewQueryVariables> = {
  name: 'PhaseView',
  text: 'query PhaseView($runId:ID!$phaseId:ID!){run(runId:$runId){id version state isTerminal headCommit deadlineAt baseline{verdict}}phase(runId:$runId phaseId:$phaseId){id runId phaseId name state phaseIndex description acceptanceCriteria allowedPaths allowNoop taskCategory complexity builderMode tryNumber triesLeft builderAttempts maxBuilderAttempts auditorAttempts maxAuditorAttempts tokensUsed incidentTokenCap startedAt completedAt notBefore auditRefusal{message}holder{workerId role expiresAt hardDeadlineAt}waitingFor{code message changesAt}tier{id tierId name state}budgets{scope name used limit left}issues{id issueKey severity effectiveSeverity category source description occurrenceCount open expectedFail evidenceRefs}attempts{...PhaseAttempt}}}\nfragment PhaseAttempt on Attempt{id runId phaseId number role workerId agent state startedAt endedAt tokensUsed tokensEstimated commit notes auditVerdict confidence ciVerdict gate{verdict reasons{code message}}artefacts{...PhaseFile}ciTries{number verdict commit at summary executed failedTests reasons{code message}artefacts{...PhaseFile}}}\nfragment PhaseFile on Artefact{path kind sizeBytes sha256}',
};
