/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type PhaseState = 'CI_RUNNING' | 'COMPLETE' | 'EXECUTING' | 'FAILED' | 'GATE' | 'QUEUED' | 'SKIPPED';

export type WorkerRole = 'AUDITOR' | 'BUILDER' | 'CI';

export type WorkerListQueryVariables = Exact<{
  projectId?: string | null | undefined;
}>;

export type WorkerListQuery = {
  readonly workers: ReadonlyArray<{
    readonly id: string;
    readonly workerId: string;
    readonly role: WorkerRole;
    readonly lastSeenAt: string;
    readonly waiting: boolean;
    readonly projectIds: ReadonlyArray<string> | null;
    readonly holds: {
      readonly id: string;
      readonly runId: string;
      readonly phaseId: string;
      readonly name: string;
      readonly state: PhaseState;
      readonly holder: { readonly expiresAt: string; readonly hardDeadlineAt: string } | null;
    } | null;
  }>;
  readonly idleReasons: ReadonlyArray<{
    readonly role: WorkerRole;
    readonly projectId: string | null;
    readonly reason: { readonly code: string; readonly message: string; readonly changesAt: string | null };
  }>;
};

import type { Operation } from '../operation.js';

export const WorkerList: Operation<WorkerListQuery, WorkerListQueryVariables> = {
  name: 'WorkerList',
  text: 'query WorkerList($projectId:ID){workers(projectId:$projectId){id workerId role lastSeenAt waiting projectIds holds{id runId phaseId name state holder{expiresAt hardDeadlineAt}}}idleReasons(projectId:$projectId){role projectId reason{code message changesAt}}}',
};
