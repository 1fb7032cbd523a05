/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type EventSubject = 'PHASE' | 'RUN' | 'TIER';

export type PhaseState = 'CI_RUNNING' | 'COMPLETE' | 'EXECUTING' | 'FAILED' | 'GATE' | 'QUEUED' | 'SKIPPED';

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

export type RunListQueryVariables = Exact<{
  filter?: RunFilter | null | undefined;
  orderBy?: RunOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;

export type RunListQuery = {
  readonly runs: {
    readonly nodes: ReadonlyArray<RunListRowFragment>;
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
};

export type RunListChangedQueryVariables = Exact<{
  ids: ReadonlyArray<string>;
}>;

export type RunListChangedQuery = {
  readonly nodes: ReadonlyArray<RunListRowFragment | Record<PropertyKey, never> | null>;
};

export type RunListCountsQueryVariables = Exact<{ [key: string]: never }>;

export type RunListCountsQuery = {
  readonly runCounts: ReadonlyArray<{
    readonly state: RunState;
    readonly count: number;
    readonly projects: ReadonlyArray<{ readonly projectId: string; readonly count: number }>;
  }>;
};

export type RunListEventsSubscriptionVariables = Exact<{
  projectId?: string | null | undefined;
  since?: string | null | undefined;
}>;

export type RunListEventsSubscription = {
  readonly runsEvents: {
    readonly id: string;
    readonly runId: string;
    readonly at: string;
    readonly subjectKind: EventSubject;
  };
};

export type RunListFailedQueryVariables = Exact<{
  filter?: RunFilter | null | undefined;
}>;

export type RunListFailedQuery = { readonly runs: { readonly nodes: ReadonlyArray<RunListNoticeFragment> } };

export type RunListLiveQueryVariables = Exact<{
  filter?: RunFilter | null | undefined;
}>;

export type RunListLiveQuery = {
  readonly runs: {
    readonly nodes: ReadonlyArray<RunListNoticeFragment>;
    readonly pageInfo: { readonly hasNextPage: boolean };
  };
};

export type RunListNoticeFragment = {
  readonly id: string;
  readonly runId: string;
  readonly projectId: string;
  readonly title: string | null;
  readonly state: RunState;
  readonly completedAt: string | null;
  readonly failureReason: string | null;
  readonly continuedByRunId: string | null;
  readonly attention: ReadonlyArray<{
    readonly code: string;
    readonly message: string;
    readonly changesAt: string | null;
  }>;
};

export type RunListRowFragment = {
  readonly id: string;
  readonly runId: string;
  readonly projectId: string;
  readonly title: string | null;
  readonly state: RunState;
  readonly isTerminal: boolean;
  readonly version: number;
  readonly failureReason: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly durationSeconds: number | null;
  readonly tokensUsed: number;
  readonly tokenCap: number;
  readonly tokenUtilisation: number;
  readonly continuedByRunId: string | null;
  readonly phaseCounts: ReadonlyArray<{ readonly state: PhaseState; readonly count: number }>;
  readonly attention: ReadonlyArray<{
    readonly code: string;
    readonly message: string;
    readonly changesAt: string | null;
  }>;
  readonly waitingFor: { readonly code: string; readonly message: string; readonly changesAt: string | null } | null;
  readonly nextDeadline: { readonly what: string; readonly at: string; readonly message: string } | null;
};

import type { Operation } from '../operation.js';

export const RunList: Operation<RunListQuery, RunListQueryVariables> = {
  name: 'RunList',
  text: 'query RunList($filter:RunFilter$orderBy:RunOrder$first:Int$after:String){runs(filter:$filter orderBy:$orderBy first:$first after:$after){nodes{...RunListRow}pageInfo{endCursor hasNextPage}}}\nfragment RunListRow on Run{id runId projectId title state isTerminal version failureReason createdAt startedAt completedAt durationSeconds tokensUsed tokenCap tokenUtilisation continuedByRunId phaseCounts{state count}attention{code message changesAt}waitingFor{code message changesAt}nextDeadline{what at message}}',
};

export const RunListChanged: Operation<RunListChangedQuery, RunListChangedQueryVariables> = {
  name: 'RunListChanged',
  text: 'query RunListChanged($ids:[ID!]!){nodes(ids:$ids){...on Run{...RunListRow}}}\nfragment RunListRow on Run{id runId projectId title state isTerminal version failureReason createdAt startedAt completedAt durationSeconds tokensUsed tokenCap tokenUtilisation continuedByRunId phaseCounts{state count}attention{code message changesAt}waitingFor{code message changesAt}nextDeadline{what at message}}',
};

export const RunListCounts: Operation<RunListCountsQuery, RunListCountsQueryVariables> = {
  name: 'RunListCounts',
  text: 'query RunListCounts{runCounts{state count projects{projectId count}}}',
};

export const RunListEvents: Operation<RunListEventsSubscription, RunListEventsSubscriptionVariables> = {
  name: 'RunListEvents',
  text: 'subscription RunListEvents($projectId:ID$since:DateTime){runsEvents(projectId:$projectId since:$since){id runId at subjectKind}}',
};

export const RunListFailed: Operation<RunListFailedQuery, RunListFailedQueryVariables> = {
  name: 'RunListFailed',
  text: 'query RunListFailed($filter:RunFilter){runs(filter:$filter orderBy:LATEST_END first:20){nodes{...RunListNotice}}}\nfragment RunListNotice on Run{id runId projectId title state completedAt failureReason continuedByRunId attention{code message changesAt}}',
};

export const RunListLive: Operation<RunListLiveQuery, RunListLiveQueryVariables> = {
  name: 'RunListLive',
  text: 'query RunListLive($filter:RunFilter){runs(filter:$filter orderBy:NEXT_DEADLINE first:100){nodes{...RunListNotice}pageInfo{hasNextPage}}}\nfragment RunListNotice on Run{id runId projectId title state completedAt failureReason continuedByRunId attention{code message changesAt}}',
};
