/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
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

export type PromoteRunInput = {
  readonly expectedRunVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly kind?: PromotionKind;
  readonly runId: string;
  readonly targetBranch?: string | null | undefined;
};

export type PromotionKind = 'MERGE' | 'PULL_REQUEST';

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

export type PromotionCommandMutationVariables = Exact<{
  input: PromoteRunInput;
}>;

export type PromotionCommandMutation = {
  readonly promoteRun: {
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

export type PromotionPageQueryVariables = Exact<{
  runId: string;
}>;

export type PromotionPageQuery = {
  readonly run: {
    readonly id: string;
    readonly runId: string;
    readonly version: number;
    readonly state: RunState;
    readonly isTerminal: boolean;
    readonly headCommit: string | null;
    readonly baseCommit: string | null;
    readonly integrationBranch: string | null;
    readonly failureReason: string | null;
    readonly nextDeadline: { readonly what: string; readonly at: string; readonly message: string } | null;
    readonly project: {
      readonly id: string;
      readonly projectId: string;
      readonly repositoryPath: string | null;
      readonly defaultBranch: string | null;
      readonly allowPromotion: boolean;
    };
    readonly promotion: {
      readonly eligible: boolean;
      readonly promotedAt: string | null;
      readonly promotedBy: string | null;
      readonly promotedTo: string | null;
      readonly commit: string | null;
      readonly pullRequestBody: string;
      readonly blockers: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly changesAt: string | null;
      }>;
      readonly obstacles: ReadonlyArray<{
        readonly code: string;
        readonly message: string;
        readonly changesAt: string | null;
      }>;
    };
  } | null;
};

import type { Operation } from '../operation.js';

export const PromotionCommand: Operation<PromotionCommandMutation, PromotionCommandMutationVariables> = {
  name: 'PromotionCommand',
  text: 'mutation PromotionCommand($input:PromoteRunInput!){promoteRun(input:$input){errors{code message}}}',
};

export const PromotionPage: Operation<PromotionPageQuery, PromotionPageQueryVariables> = {
  name: 'PromotionPage',
  text: 'query PromotionPage($runId:ID!){run(runId:$runId){id runId version state isTerminal headCommit baseCommit integrationBranch failureReason nextDeadline{what at message}project{id projectId repositoryPath defaultBranch allowPromotion}promotion{eligible promotedAt promotedBy promotedTo commit pullRequestBody blockers{code message changesAt}obstacles{code message changesAt}}}}',
};
