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

export type PaletteProjectsQueryVariables = Exact<{ [key: string]: never }>;

export type PaletteProjectsQuery = {
  readonly projects: ReadonlyArray<{ readonly id: string; readonly projectId: string; readonly name: string }>;
};

export type PaletteRunsQueryVariables = Exact<{
  text?: string | null | undefined;
}>;

export type PaletteRunsQuery = {
  readonly runs: {
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly runId: string;
      readonly projectId: string;
      readonly title: string | null;
      readonly state: RunState;
    }>;
  };
};

import type { Operation } from '../operation.js';

export const PaletteProjects: Operation<PaletteProjectsQuery, PaletteProjectsQueryVariables> = {
  name: 'PaletteProjects',
  text: 'query PaletteProjects{projects{id projectId name}}',
};

export const PaletteRuns: Operation<PaletteRunsQuery, PaletteRunsQueryVariables> = {
  name: 'PaletteRuns',
  text: 'query PaletteRuns($text:String){runs(filter:{text:$text}orderBy:NEWEST first:8){nodes{id runId projectId title state}}}',
};
