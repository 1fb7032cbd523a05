/**
 * Refusals cannot be overlooked: if a payload carries errors and the operation did not select them, the response
 * reports it in `extensions.refusals`, over HTTP and over WebSocket.
 */
import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLResolveInfo, GraphQLSchema, SelectionNode } from 'graphql';
import { defaultFieldResolver, getDirectiveValues, GraphQLIncludeDirective, GraphQLSkipDirective } from 'graphql';

import type { OperationContext } from '../request/operation-context.js';
import type { CommandErrorModel } from './command-error.model.js';

/** Wraps every mutation so that refusals that the client did not select are recorded in the operation's context. */
export function noteUnseenRefusals(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = async (source, args, context: OperationContext, info) => {
      const payload = (await resolve(source, args, context, info)) as { errors?: readonly CommandErrorModel[] } | null;
      const errors = payload?.errors ?? [];
      if (errors.length > 0 && !selectsErrors(info)) {
        for (const { code, message } of errors) context.unseenRefusals.push({ path: [info.path.key], code, message });
      }
      return payload;
    };
  }
  return schema;
}

/** Adds the recorded refusals to HTTP responses. */
export const unseenRefusalsPlugin: ApolloServerPlugin<OperationContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response, contextValue }) {
        if (response.body.kind === 'single') reportRefusals(response.body.singleResult, contextValue);
      },
    };
  },
};

/** Adds the recorded refusals to a result. */
export function reportRefusals(result: { extensions?: Record<string, unknown> }, context: OperationContext): void {
  const { unseenRefusals } = context;
  if (unseenRefusals.length > 0) result.extensions = { ...result.extensions, refusals: unseenRefusals };
}

function selectsErrors(info: GraphQLResolveInfo): boolean {
  return info.fieldNodes.some((node) =>
    node.selectionSet?.selections.some((selection) => asksForErrors(selection, info)),
  );
}

function asksForErrors(selection: SelectionNode, info: GraphQLResolveInfo): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.if === true) return false;
  if (getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.if === false) return false;
  if (selection.kind === 'Field') return selection.name.value === 'errors';
  const target = selection.kind === 'InlineFragment' ? selection : info.fragments[selection.name.value];
  return target?.selectionSet.selections.some((inner) => asksForErrors(inner, info)) ?? false;
}
