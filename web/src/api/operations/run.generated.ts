/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
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

export type RunEventsSubscriptionVariables = Exact<{
  runId: string;
  after?: number | null | undefined;
}>;

export type RunEventsSubscription = {
  readonly runEvents: {
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
};

export type RunHeadQueryVariables = Exact<{
  runId: string;
}>;

export type RunHeadQuery = {
  readonly run: {
    readonly id: string;
    readonly runId: string;
    readonly projectId: string;
    readonly state: RunState;
    readonly isTerminal: boolean;
    readonly version: number;
    readonly failureReason: string | null;
    readonly introduction: string | null;
    readonly attention: ReadonlyArray<{
      readonly code: string;
      readonly message: string;
      readonly changesAt: string | null;
    }>;
    readonly waitingFor: { readonly code: string; readonly message: string; readonly changesAt: string | null } | null;
  } | null;
};

import type { Operation } from '../operation.js';

export const RunEvents: Operation<RunEventsSubscription, RunEventsSubscriptionVariables> = {
  name: 'RunEvents',
  text: 'subscription RunEvents($runId:ID!$after:Int){runEvents(runId:$runId after:$after){id seq at type subject fromState toState cause actor}}',
};

export const RunHead: Operation<RunHeadQuery, RunHeadQueryVariables> = {
  name: 'RunHead',
  text: 'query RunHead($runId:ID!){run(runId:$runId){id runId projectId state isTerminal version failureReason introduction attention{code message changesAt}waitingFor{code message changesAt}}}',
};
