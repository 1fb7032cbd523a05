/**
 * JSON documents as inputs. Whatever walks an input afterwards recurses into it, and some of it takes time that grows with the square of an
 * object's keys, or drops names that JavaScript gives a meaning of its own: so depth, keys and names are checked before anybody walks.
 */
import { GraphQLError, GraphQLScalarType, Kind, type GraphQLScalarTypeConfig, type ValueNode } from 'graphql';

const MAX_DEPTH = 64;
const MAX_KEYS_OF_OBJECT = 2_000;
const MAX_VALUES = 100_000;
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A JSON scalar that refuses what could not be handed on safely (A3). */
export function guardedJson(scalar: GraphQLScalarType, description: string): GraphQLScalarType {
  const config = scalar.toConfig() as GraphQLScalarTypeConfig<unknown, unknown>;
  return new GraphQLScalarType({
    ...config,
    description,
    parseValue: (value) => {
      check(value, valuesIn);
      return config.parseValue!(value);
    },
    parseLiteral: (node, variables) => {
      check(node, nodesIn);
      return config.parseLiteral!(node, variables);
    },
  });
}

type Entry<Value> = readonly [key: string | null, value: Value];

/** Looks at everything in a document without recursion; `entries` answers what stands in a value, with its key in an object. */
function check<Value>(document: Value, entries: (value: Value) => readonly Entry<Value>[]): void {
  let seen = 0;
  const left: { readonly value: Value; readonly depth: number }[] = [{ value: document, depth: 0 }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth } = next;
    const inside = entries(value);
    if (inside.length > 0 && depth >= MAX_DEPTH) throw fault(`is nested deeper than ${MAX_DEPTH} levels`);
    if (inside[0]?.[0] !== null && inside.length > MAX_KEYS_OF_OBJECT)
      throw fault(`has an object with more than ${MAX_KEYS_OF_OBJECT} keys`);
    seen += inside.length;
    if (seen > MAX_VALUES) throw fault(`holds more than ${MAX_VALUES} values`);
    for (const [key, entry] of inside) {
      if (key !== null && FORBIDDEN.has(key)) throw fault(`uses the key "${key}", a name that no document may use`);
      left.push({ value: entry, depth: depth + 1 });
    }
  }
}

function valuesIn(value: unknown): readonly Entry<unknown>[] {
  if (Array.isArray(value)) return value.map((entry) => [null, entry]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function nodesIn(node: ValueNode): readonly Entry<ValueNode>[] {
  if (node.kind === Kind.LIST) return node.values.map((value) => [null, value]);
  return node.kind === Kind.OBJECT ? node.fields.map((field) => [field.name.value, field.value]) : [];
}

const fault = (what: string): GraphQLError => new GraphQLError(`The JSON document ${what}.`, { extensions: { code: 'BAD_USER_INPUT' } });
