/**
 * Limits of one request (A3): body, depth, aliases, directives, tokens and cost. They permit this project's deepest
 * documents, and a single list at its documented maximum with scalar fields.
 */
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import {
  type DocumentNode,
  getNamedType,
  getNullableType,
  GraphQLError,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';

export const BODY_LIMIT_BYTES = 4 * 1024 * 1024;
/** A plan of a thousand phases written into the document has about ten thousand. */
export const MAX_TOKENS = 20_000;
export const MAX_DEPTH = 14;
const MAX_ALIASES = 60;
const MAX_DIRECTIVES = 60;
const MAX_FIELDS = 5_000;
/** One point a field. A paged list multiplies by `first`, any other list by how long it usually is. */
const MAX_COST = 250_000;
/** Fields that read every event of a run, however little of them is asked for: of some sixty runs in one operation. */
const HISTORY_COST = 4_000;
const HISTORIES: ReadonlySet<string> = new Set(['Run.timeline', 'Run.burnDown']);
const USUAL_LENGTH: Readonly<Record<string, number>> = { Tier: 5, Phase: 15, Artefact: 25 };

/**
 * By itself the library throws out of the validation, which is a failure of the server and not an answer: here it
 * reports, as other rules do.
 */
const REPORTED = {
  propagateOnRejection: false,
  onReject: [
    (context: unknown, { message }: GraphQLError) =>
      (context as ValidationContext).reportError(new GraphQLError(message.replace(/^Syntax Error: /, ''))),
  ],
};

/** Rules that a document must pass before it runs, on every transport. */
export const LIMIT_RULES: ValidationRule[] = [
  maxDepthRule({ n: MAX_DEPTH, ignoreIntrospection: true, ...REPORTED }),
  maxAliasesRule({ n: MAX_ALIASES, allowList: [], ...REPORTED }),
  maxDirectivesRule({ n: MAX_DIRECTIVES, ...REPORTED }),
];

const estimate: ComplexityEstimator = ({ type: parent, field, args, childComplexity }) => {
  if (HISTORIES.has(`${parent.name}.${field.name}`)) return HISTORY_COST + childComplexity;
  const paged = field.args.some((argument) => argument.name === 'first');
  if (paged) return 1 + Math.max(1, Number(args.first ?? 0)) * childComplexity;
  if (Array.isArray(args.ids)) return 1 + Math.max(1, args.ids.length) * childComplexity;
  const type = getNullableType(field.type);
  if (!isListType(type) || !isCompositeType(getNamedType(type))) return 1 + childComplexity;
  const usual = ['edges', 'nodes'].includes(field.name) ? 1 : (USUAL_LENGTH[getNamedType(type).name] ?? 4);
  return 1 + usual * childComplexity;
};

export interface Requested {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/** Why an operation costs too much; null if it does not. */
export function costFault({ schema, document, variables, operationName }: Requested): GraphQLError | null {
  const cost = costOf({ schema, document, variables, operationName });
  if (cost <= MAX_COST) return null;
  const message = `The operation costs ${cost} points; ${MAX_COST} is the most. Ask for fewer entries or fields at once.`;
  return new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
}

/**
 * Points of an operation; a document that cannot be judged (unknown operation, wrong variables) is left to the
 * executor.
 */
function costOf({ schema, document, variables, operationName }: Requested): number {
  try {
    return getComplexity({
      schema,
      query: document,
      variables: { ...variables },
      ...(operationName != null && { operationName }),
      estimators: [estimate],
      maxQueryNodes: MAX_FIELDS,
    });
  } catch (error) {
    if (error instanceof GraphQLError && /nodes/i.test(error.message)) return Number.MAX_SAFE_INTEGER;
    return 0;
  }
}
