/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type PhaseState = 'CI_RUNNING' | 'COMPLETE' | 'EXECUTING' | 'FAILED' | 'GATE' | 'QUEUED' | 'SKIPPED';

export type PhaseHeadQueryVariables = Exact<{
  runId: string;
  phaseId: string;
}>;

export type PhaseHeadQuery = {
  readonly phase: {
    readonly id: string;
    readonly phaseId: string;
    readonly name: string;
    readonly state: PhaseState;
    readonly waitingFor: { readonly code: string; readonly message: string; readonly changesAt: string | null } | null;
  } | null;
};

import type { Operation } from '../operation.js';

export const PhaseHead: Operation<PhaseHeadQuery, PhaseHeadQueryVariables> = {
  name: 'PhaseHead',
  text: 'query PhaseHead($runId:ID!$phaseId:ID!){phase(runId:$runId phaseId:$phaseId){id phaseId name state waitingFor{code message changesAt}}}',
};
