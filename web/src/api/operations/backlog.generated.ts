/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type BacklogStatus = 'NEEDS_CLEANUP' | 'OPEN' | 'RESOLVED';

export type Severity = 'MAJOR' | 'MINOR';

export type BacklogHeadQueryVariables = Exact<{
  projectId: string;
}>;

export type BacklogHeadQuery = {
  readonly project: { readonly id: string; readonly name: string } | null;
  readonly backlogSummary: {
    readonly total: number;
    readonly open: number;
    readonly needsCleanup: number;
    readonly topByRuns: ReadonlyArray<BacklogRowFragment>;
    readonly topByOccurrences: ReadonlyArray<BacklogRowFragment>;
  };
};

export type BacklogPageQueryVariables = Exact<{
  projectId: string;
  status?: ReadonlyArray<BacklogStatus> | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;

export type BacklogPageQuery = {
  readonly issueBacklog: {
    readonly nodes: ReadonlyArray<BacklogRowFragment>;
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
};

export type BacklogRowFragment = {
  readonly id: string;
  readonly issueKey: string;
  readonly status: BacklogStatus;
  readonly baseSeverity: Severity;
  readonly category: string;
  readonly ageInRuns: number;
  readonly ageInTiers: number;
  readonly occurrenceCount: number;
  readonly firstSeenRunId: string;
  readonly lastSeenRunId: string;
  readonly lastSeenAt: string;
};

import type { Operation } from '../operation.js';

export const BacklogHead: Operation<BacklogHeadQuery, BacklogHeadQueryVariables> = {
  name: 'BacklogHead',
  text: 'query BacklogHead($projectId:ID!){project(projectId:$projectId){id name}backlogSummary(projectId:$projectId){total open needsCleanup topByRuns{...BacklogRow}topByOccurrences{...BacklogRow}}}\nfragment BacklogRow on BacklogEntry{id issueKey status baseSeverity category ageInRuns ageInTiers occurrenceCount firstSeenRunId lastSeenRunId lastSeenAt}',
};

export const BacklogPage: Operation<BacklogPageQuery, BacklogPageQueryVariables> = {
  name: 'BacklogPage',
  text: 'query BacklogPage($projectId:ID!$status:[BacklogStatus!]$first:Int$after:String){issueBacklog(projectId:$projectId status:$status first:$first after:$after){nodes{...BacklogRow}pageInfo{endCursor hasNextPage}}}\nfragment BacklogRow on BacklogEntry{id issueKey status baseSeverity category ageInRuns ageInTiers occurrenceCount firstSeenRunId lastSeenRunId lastSeenAt}',
};
