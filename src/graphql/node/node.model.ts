/**
 * One id over all types (I5): a short name of the type and the natural key. Clients take it as it is; arguments of
 * other fields take natural keys.
 */
import { Field, ID, InterfaceType } from '@nestjs/graphql';

export type NodeKind =
  | 'run'
  | 'tier'
  | 'phase'
  | 'event'
  | 'project'
  | 'ruleset'
  | 'strategy'
  | 'issue'
  | 'run-issue'
  | 'backlog'
  | 'attempt'
  | 'late-result'
  | 'worker'
  | 'files'
  | 'file'
  | 'webhook'
  | 'webhook-delivery';

@InterfaceType('Node', {
  description: 'Everything that has an id and stands for stored state; `node` and `nodes` read it by that id.',
  resolveType: (value: object) => value.constructor,
})
export abstract class NodeModel {
  @Field(() => ID, {
    description: 'Unique on the server over all types; for caches and for `node`, opaque to clients.',
  })
  id: string;
}

/** No part but the last may hold a slash. */
export const nodeId = (kind: NodeKind, ...key: readonly (string | number)[]): string => `${kind}:${key.join('/')}`;

/** The parts of a natural key; the last takes what is left. Null: there are fewer. */
export function keyParts(key: string, count: number): string[] | null {
  const parts = key.split('/');
  if (parts.length < count) return null;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join('/')];
}

/** A number as ids write it; null for any other text. */
export const numberIn = (text: string): number | null => (/^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : null);
