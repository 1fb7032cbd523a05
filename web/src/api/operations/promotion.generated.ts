/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
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

export type PromotionPageQueryVariables = Exact<{
  runId: string;
}>;

export type PromotionPageQuery = {
  readonly run: {
    readonly id: string;
    readonly runId: string;
    readonly state: RunState;
    readonly promotion: {
      readonly eligible: boolean;
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

export const PromotionPage: Operation<PromotionPageQuery, PromotionPageQueryVariables> = {
  name: 'PromotionPage',
  text: 'query PromotionPage($runId:ID!){run(runId:$runId){id runId state promotion{eligible blockers{code message changesAt}obstacles{code message changesAt}}}}',
};
