/**
 * How much a document holds, counted before it is validated (A3): rules of validation compare selections with one
 * another, follow fragments from each other, and look for similar names, so that their work grows faster than the
 * document. Within these numbers it stays small.
 */
import { type ASTNode, BREAK, type DocumentNode, GraphQLError, Kind, visit } from 'graphql';

const MOST_DEFINITIONS = 200;
const MOST_VARIABLES = 500;
/** In all: a list at its documented maximum has far fewer fields than this. */
const MOST_FIELDS = 5_000;
/**
 * In one selection set. All scalars of the largest type are fewer than fifty, and aliases have a limit of their own.
 */
const MOST_SELECTIONS = 300;
const MOST_ARGUMENTS = 100;
const LONGEST_NAME = 200;

/** Why a document is not looked at any further; null: it may be validated. */
export function documentSizeFault(document: DocumentNode): GraphQLError | null {
  if (document.definitions.length > MOST_DEFINITIONS) return tooLarge('operations and fragments', MOST_DEFINITIONS);
  let found: GraphQLError | null = null;
  let fields = 0;
  visit(document, {
    enter(node) {
      fields += node.kind === Kind.FIELD ? 1 : 0;
      found = faultOf(node) ?? (fields > MOST_FIELDS ? tooLarge('fields', MOST_FIELDS) : null);
      // Values have no fields; how many there are is bounded by the number of tokens.
      return found ? BREAK : undefined;
    },
  });
  return found;
}

function faultOf(node: ASTNode): GraphQLError | null {
  switch (node.kind) {
    case Kind.NAME:
      return node.value.length > LONGEST_NAME ? refusal(`has a name of more than ${LONGEST_NAME} characters`) : null;
    case Kind.OPERATION_DEFINITION:
      return (node.variableDefinitions?.length ?? 0) > MOST_VARIABLES
        ? tooLarge('variables in an operation', MOST_VARIABLES)
        : null;
    case Kind.SELECTION_SET:
      return node.selections.length > MOST_SELECTIONS ? tooLarge('selections in one place', MOST_SELECTIONS) : null;
    case Kind.FIELD:
    case Kind.DIRECTIVE:
      return (node.arguments?.length ?? 0) > MOST_ARGUMENTS ? tooLarge('arguments in one place', MOST_ARGUMENTS) : null;
    default:
      return null;
  }
}

const tooLarge = (what: string, most: number): GraphQLError =>
  refusal(`has more than ${most} ${what}, which is the most`);
const refusal = (why: string): GraphQLError =>
  new GraphQLError(`The document ${why}.`, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
