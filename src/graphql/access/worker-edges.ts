/**
 * The fields of an operation that lead workers beyond what they hold (A2). Found before anything runs: a claim must not be made and its
 * answer lost because of a field below it.
 */
import {
  type DocumentNode,
  getNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

import { isForWorkers } from '../../domain/rules/access/worker-edges.js';

const NODE = 'Node';
const known = new WeakMap<DocumentNode, Map<string, string | null>>();

/** The first such field, as `Run.project`; null: there is none. The document is valid for the schema. */
export function beyondWorkers(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): string | null {
  const name = operationName ?? '';
  const found = known.get(document) ?? new Map<string, string | null>();
  known.set(document, found);
  if (!found.has(name)) found.set(name, firstBeyond(schema, document, name));
  return found.get(name)!;
}

function firstBeyond(schema: GraphQLSchema, document: DocumentNode, name: string): string | null {
  const operations = separateOperations(document);
  const types = new TypeInfo(schema);
  let beyond: string | null = null;
  visit(
    operations[name] ?? Object.values(operations)[0]!,
    visitWithTypeInfo(types, {
      Field: () => {
        const parent = types.getParentType();
        const field = types.getFieldDef();
        if (!parent || !field || !isCompositeType(getNamedType(field.type))) return;
        const hasId = isObjectType(parent) && parent.getInterfaces().some((each) => each.name === NODE);
        if ((hasId || isInterfaceType(parent)) && !isForWorkers(parent.name, field.name))
          beyond ??= `${parent.name}.${field.name}`;
      },
    }),
  );
  return beyond;
}
