/** Written by "npm run documents" from schema.graphql and the documents of the code: don't edit it. */

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type Role = 'AUDITOR' | 'BUILDER' | 'CI' | 'OPERATOR' | 'VIEWER';

export type ShellQueryVariables = Exact<{ [key: string]: never }>;

export type ShellQuery = {
  readonly viewer: { readonly name: string; readonly role: Role; readonly projectIds: ReadonlyArray<string> | null };
  readonly server: {
    readonly version: string;
    readonly now: string;
    readonly draining: { readonly since: string; readonly by: string; readonly reason: string | null } | null;
  };
};

import type { Operation } from '../operation.js';

export const Shell: Operation<ShellQuery, ShellQueryVariables> = {
  name: 'Shell',
  text: 'query Shell{viewer{name role projectIds}server{version now draining{since by reason}}}',
};
