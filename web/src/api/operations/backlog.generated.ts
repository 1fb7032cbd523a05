/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type BacklogHeadQueryVariables = Exact<{
  projectId: string;
}>;

export type BacklogHeadQuery = {
  readonly backlogSummary: { readonly total: number; readonly open: number; readonly needsCleanup: number };
};

import type { Operation } from '../operation.js';

export const BacklogHead: Operation<BacklogHeadQuery, BacklogHeadQueryVariables> = {
  name: 'BacklogHead',
  text: 'query BacklogHead($projectId:ID!){backlogSummary(projectId:$projectId){total open needsCleanup}}',
};
