/** The scalars of the contract, from one library. */
import { GraphQLScalarType, type GraphQLScalarTypeConfig } from 'graphql';
import { GraphQLDateTime, GraphQLJSONObject, GraphQLSafeInt } from 'graphql-scalars';

import { guardedJson } from './json-input.js';

function described(
  scalar: GraphQLScalarType,
  description: string,
  more: { specifiedByURL?: string } = {},
): GraphQLScalarType {
  return new GraphQLScalarType({
    ...(scalar.toConfig() as GraphQLScalarTypeConfig<unknown, unknown>),
    description,
    ...more,
  });
}

export const DateTime = described(GraphQLDateTime, 'An instant: RFC 3339, UTC, milliseconds.', {
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
});
export const SafeInt = described(GraphQLSafeInt, 'A whole number up to 2^53-1: tokens, bytes.');
export const JSONObject = guardedJson(GraphQLJSONObject, 'A JSON object.');
