/** JSON documents as inputs: depth, keys and names are checked before anybody walks them (A3). */
import { GraphQLError, GraphQLScalarType, type GraphQLScalarTypeConfig, Kind, type ValueNode } from 'graphql';

import { JSON_READER, type Reader, sizeFault, type SizeLimits } from '../request/json-size.js';

const LIMITS: SizeLimits = {
  depth: 64,
  keysOfObject: 2_000,
  entriesOfList: 100_000,
  values: 100_000,
  forbiddenKeys: new Set(['__proto__', 'constructor', 'prototype']),
};

/** A JSON scalar that refuses what could not be handed on safely (A3). */
export function guardedJson(scalar: GraphQLScalarType, description: string): GraphQLScalarType {
  const config = scalar.toConfig() as GraphQLScalarTypeConfig<unknown, unknown>;
  return new GraphQLScalarType({
    ...config,
    description,
    parseValue: (value) => {
      assert(sizeFault(value, JSON_READER, LIMITS));
      return config.parseValue!(value);
    },
    parseLiteral: (node, variables) => {
      assert(sizeFault(node, NODE_READER, LIMITS));
      return config.parseLiteral!(node, variables);
    },
  });
}

const NODE_READER: Reader<ValueNode> = {
  length: (node) => (node.kind === Kind.LIST ? node.values.length : node.kind === Kind.OBJECT ? node.fields.length : 0),
  isObject: (node) => node.kind === Kind.OBJECT,
  entries: (node) => {
    if (node.kind === Kind.LIST) return node.values.map((value) => ({ key: null, value }));
    return node.kind === Kind.OBJECT ? node.fields.map((field) => ({ key: field.name.value, value: field.value })) : [];
  },
};

function assert(fault: string | null): void {
  if (fault !== null) throw new GraphQLError(`The JSON document ${fault}.`, { extensions: { code: 'BAD_USER_INPUT' } });
}
