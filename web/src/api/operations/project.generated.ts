/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type ProjectHeadQueryVariables = Exact<{
  projectId: string;
}>;

export type ProjectHeadQuery = {
  readonly project: {
    readonly id: string;
    readonly projectId: string;
    readonly name: string;
    readonly dispatching: boolean;
    readonly rulesetVersion: number;
    readonly repositoryPath: string | null;
  } | null;
};

export type ProjectListQueryVariables = Exact<{ [key: string]: never }>;

export type ProjectListQuery = {
  readonly projects: ReadonlyArray<{
    readonly id: string;
    readonly projectId: string;
    readonly name: string;
    readonly dispatching: boolean;
    readonly rulesetVersion: number;
  }>;
};

import type { Operation } from '../operation.js';

export const ProjectHead: Operation<ProjectHeadQuery, ProjectHeadQueryVariables> = {
  name: 'ProjectHead',
  text: 'query ProjectHead($projectId:ID!){project(projectId:$projectId){id projectId name dispatching rulesetVersion repositoryPath}}',
};

export const ProjectList: Operation<ProjectListQuery, ProjectListQueryVariables> = {
  name: 'ProjectList',
  text: 'query ProjectList{projects{id projectId name dispatching rulesetVersion}}',
};
