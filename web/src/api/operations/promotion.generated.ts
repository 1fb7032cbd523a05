/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type ChangeState = 'CLOSED' | 'GIVEN_UP' | 'MERGED' | 'OPEN' | 'REQUESTED';

export type ChecksVerdict = 'GREEN' | 'MISSING' | 'PENDING' | 'RED';

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

export type ForgeCheckState = 'FAILURE' | 'NEUTRAL' | 'PENDING' | 'SUCCESS';

export type ForgeKind = 'GITEA' | 'GITHUB' | 'GITLAB';

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
      readonly remote: { readonly forge: ForgeKind | null } | null;
    };
    readonly promotion: {
      readonly eligible: boolean;
      readonly promotedAt: string | null;
      readonly promotedBy: string | null;
      readonly promotedTo: string | null;
      readonly commit: string | null;
      readonly pullRequestBody: string;
      readonly checksVerdict: ChecksVerdict | null;
      readonly change: {
        readonly forge: ForgeKind;
        readonly number: number | null;
        readonly url: string | null;
        readonly state: ChangeState;
        readonly draft: boolean | null;
        readonly base: string;
        readonly requestedAt: string;
        readonly requestedBy: string;
        readonly openedAt: string | null;
        readonly endedAt: string | null;
        readonly mergedBy: string | null;
        readonly problem: { readonly code: string; readonly message: string; readonly changesAt: string | null } | null;
      } | null;
      readonly checks: ReadonlyArray<{
        readonly name: string;
        readonly state: ForgeCheckState;
        readonly url: string | null;
        readonly startedAt: string | null;
        readonly endedAt: string | null;
      }>;
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
  text: 'query PromotionPage($runId:ID!){run(runId:$runId){id runId version state isTerminal headCommit baseCommit integrationBranch failureReason nextDeadline{what at message}project{id projectId repositoryPath defaultBranch allowPromotion remote{forge}}promotion{eligible promotedAt promotedBy promotedTo commit pullRequestBody change{forge number url state draft base requestedAt requestedBy openedAt endedAt mergedBy problem{code message changesAt}}checks{name state url startedAt endedAt}checksVerdict blockers{code message changesAt}obstacles{code message changesAt}}}}',
};
