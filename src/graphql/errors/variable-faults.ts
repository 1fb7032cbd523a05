/**
 * Faults of the variables of an operation, found before graphql-js reads them (A3). graphql-js prints the whole value
 * for every fault in it and compares every unknown key with all known ones, so that its work grows with the square of
 * the faults. Here the work is bounded by the size of the input and by the number of reported faults, and no value but
 * a short scalar is repeated (A4).
 */
import {
  getNamedType,
  GraphQLError,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  isScalarType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';

import { nearestWord } from '../../domain/rules/ruleset/nearest-word.js';
import { JSON_READER, sizeFault, type SizeLimits } from '../request/json-size.js';
import { MAX_REPORTED, tooMany } from './many-faults.js';

/** A report of 20,000 tests with four values each fits; so does a plan of a thousand phases. */
export const INPUT_LIMITS: SizeLimits = { depth: 80, keysOfObject: 2_000, entriesOfList: 20_000, values: 200_000 };
/** Entries of one list; its own limit, where it has a smaller one, is looked at later. */
const MOST_ENTRIES = 1_100;
const MOST_ENTRIES_OF: Readonly<Record<string, number>> = { CiTestInput: 20_000 };
/** Input objects in all, but those of long lists: a plan of a thousand phases in as many tiers. */
const MOST_OBJECTS = 2_500;
const MAX_DISPLAYED = 100;

type Path = readonly (string | number)[];
type Variables = Readonly<Record<string, unknown>>;

/**
 * Faults of the variables, at most MAX_TOLD and one that says that there are more; empty: graphql-js will take them.
 */
export function variableFaults(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
): readonly GraphQLError[] {
  const large = sizeFault(variables, JSON_READER, INPUT_LIMITS);
  if (large !== null) return [badVariable(null, [], `The variables cannot be read: the document ${large}.`)];
  const finder = new FaultFinder();
  for (const node of operation.variableDefinitions ?? []) {
    const type = typeFromAST(schema, node.type as never) as GraphQLInputType | undefined;
    if (type === undefined || !isInputType(type)) continue;
    finder.lookAtVariable(node, type, variables);
    if (finder.isFull) break;
  }
  return finder.found;
}

class FaultFinder {
  readonly found: GraphQLError[] = [];
  isFull = false;
  private objects = 0;
  private node: VariableDefinitionNode | null = null;

  lookAtVariable(node: VariableDefinitionNode, type: GraphQLInputType, variables: Variables): void {
    this.node = node;
    const name = node.variable.name.value;
    const isGiven = Object.hasOwn(variables, name);
    if (isGiven && variables[name] === null && isNonNullType(type)) {
      this.add(name, [], `Variable "$${name}" of non-null type "${String(type)}" must not be null.`);
    } else if (isGiven && variables[name] !== undefined) {
      this.look(variables[name], type, name, []);
    } else if (isNonNullType(type) && !node.defaultValue) {
      this.add(name, [], `Variable "$${name}" of required type "${String(type)}" was not provided.`);
    }
  }

  private look(value: unknown, type: GraphQLInputType, name: string, path: Path): void {
    if (this.isFull) return;
    if (isNonNullType(type)) {
      if (value === null || value === undefined)
        this.wrong(name, path, value, `Expected non-nullable type "${String(type)}" not to be null.`);
      else this.look(value, type.ofType, name, path);
    } else if (value === null || value === undefined) {
      return;
    } else if (isListType(type)) {
      if (!Array.isArray(value)) return this.look(value, type.ofType, name, path);
      const most = MOST_ENTRIES_OF[getNamedType(type).name] ?? MOST_ENTRIES;
      if (value.length > most) return this.wrong(name, path, value, `A list holds at most ${most} entries.`);
      for (let i = 0; i < value.length && !this.isFull; i += 1) this.look(value[i], type.ofType, name, [...path, i]);
    } else if (isInputObjectType(type)) {
      this.lookAtObject(value, type, name, path);
    } else if (isLeafType(type)) {
      this.lookAtLeaf(value, type, name, path);
    }
  }

  private lookAtObject(value: unknown, type: GraphQLInputObjectType, name: string, path: Path): void {
    if (typeof value !== 'object' || Array.isArray(value)) {
      return this.wrong(name, path, value, `Expected type "${type.name}" to be an object.`);
    }
    if (!Object.hasOwn(MOST_ENTRIES_OF, type.name) && (this.objects += 1) > MOST_OBJECTS) {
      this.add(name, [], `Variable "$${name}" holds more than ${MOST_OBJECTS} objects, which is the most.`);
      this.isFull = true;
      return;
    }
    const given = value as Readonly<Record<string, unknown>>;
    const fields = type.getFields();
    for (const field of Object.values(fields)) {
      if (this.isFull) return;
      const entry = Object.hasOwn(given, field.name) ? given[field.name] : undefined;
      if (entry !== undefined) this.look(entry, field.type, name, [...path, field.name]);
      else if (field.defaultValue === undefined && isNonNullType(field.type)) {
        this.wrong(
          name,
          path,
          value,
          `Field "${field.name}" of required type "${String(field.type)}" was not provided.`,
        );
      }
    }
    for (const key of Object.keys(given)) {
      if (this.isFull) return;
      if (Object.hasOwn(fields, key)) continue;
      const near = nearestWord(key, Object.keys(fields));
      const hint = near === null ? '' : ` Did you mean "${near}"?`;
      this.wrong(name, path, value, `Field "${cut(key)}" is not defined by type "${type.name}".${hint}`);
    }
  }

  private lookAtLeaf(value: unknown, type: GraphQLLeafType, name: string, path: Path): void {
    // Scalars of lists and objects say themselves what is wrong inside; those of single values would print what they do
    // not like.
    if (typeof value === 'object' && !takesObjects(type)) {
      return this.wrong(name, path, value, `${type.name} cannot represent ${displayed(value)}.`);
    }
    try {
      const parsed: unknown = isEnumType(type)
        ? type.parseValue(value, typeof value !== 'string' || value.length > MAX_DISPLAYED)
        : type.parseValue(value);
      if (parsed === undefined) this.wrong(name, path, value, `Expected type "${type.name}".`);
    } catch (error) {
      const stated =
        error instanceof GraphQLError ? error.message : `Expected type "${type.name}". ${(error as Error).message}`;
      this.wrong(name, path, value, stated);
    }
  }

  private wrong(name: string, path: Path, value: unknown, message: string): void {
    const place =
      path.length === 0
        ? ''
        : ` at "${name}${path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')}"`;
    this.add(name, path, `Variable "$${name}" got invalid value ${displayed(value)}${place}; ${message}`);
  }

  private add(name: string, path: Path, message: string): void {
    if (this.found.length === MAX_REPORTED) {
      this.found.push(badVariable(this.node, [], tooMany('the variables')));
      this.isFull = true;
    } else this.found.push(badVariable(this.node, [name, ...path], message));
  }
}

const takesObjects = (type: GraphQLLeafType): boolean =>
  isScalarType(type) && getNamedType(type).name.startsWith('JSON');

/** A single value as it is written, cut; a list or an object only as that. */
function displayed(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
  return typeof value === 'string' ? JSON.stringify(cut(value)) : String(value);
}

const cut = (text: string): string =>
  (text.length <= MAX_DISPLAYED ? text : `${text.slice(0, MAX_DISPLAYED)}…`).toWellFormed();

function badVariable(node: VariableDefinitionNode | null, path: Path, message: string): GraphQLError {
  const reported = message.length <= 500 ? message : `${message.slice(0, 250)} … ${message.slice(-250)}`.toWellFormed();
  const extensions = { code: 'BAD_USER_INPUT', fields: [{ path: path.join('.'), message: reported }] };
  return new GraphQLError(reported, { ...(node && { nodes: node }), extensions });
}
