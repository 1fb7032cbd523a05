/** Relay connections over keyset pages: one factory for the page's types, one function that cuts a page. */
import type { Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';

import { PageInfoModel } from './page-info.model.js';

export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

export interface Connection<Node> {
  readonly edges: Edge<Node>[];
  readonly nodes: Node[];
  readonly pageInfo: PageInfoModel;
}

/**
 * Declares `{Name}Edge` and the fields of `{Name}Connection`; `totalCount` is the resolver's, counted only when
 * selected.
 */
export function connectionOf<Node>(name: string, node: () => Type<Node>): abstract new () => Connection<Node> {
  @ObjectType(`${name}Edge`, { description: `A ${name.toLowerCase()} in a list, with its cursor.` })
  class EdgeModel implements Edge<Node> {
    @Field(() => String, { description: 'Pass it as `after` to continue after this entry.' })
    cursor: string;
    @Field(node, { description: 'The entry.' })
    node: Node;
  }

  @ObjectType({ isAbstract: true })
  abstract class ConnectionModel implements Connection<Node> {
    @Field(() => [EdgeModel], { description: 'The entries of this page with their cursors.' })
    edges: EdgeModel[];
    @Field(() => [node()], { description: 'The entries of this page.' })
    nodes: Node[];
    @Field(() => PageInfoModel, { description: 'The position of this page.' })
    pageInfo: PageInfoModel;
  }
  return ConnectionModel;
}

/** Cuts a page out of rows that were read with one to spare. */
export function pageOf<Row, Node>(
  rows: readonly Row[],
  requested: { readonly first: number; readonly after: string | null },
  shape: { cursor: (row: Row) => string; node: (row: Row) => Node },
): Connection<Node> {
  const edges = rows.slice(0, requested.first).map((row) => ({ cursor: shape.cursor(row), node: shape.node(row) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: rows.length > requested.first,
      hasPreviousPage: requested.after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
