/**
 * How GraphQL is served: code first, one endpoint for HTTP and WebSocket, the same limits and the same error forms on
 * both.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { ApolloDriverConfig } from '@nestjs/apollo';
import type { BuildSchemaOptions } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';

import type { Settings } from '../config/settings.js';
import type { Guard } from './access/guard.js';
import { guardRoots } from './access/guard-roots.js';
import { admissionPlugin, type DocumentPolicy } from './admission.js';
import { DocumentCache } from './documents.js';
import { COMMAND_ERROR_TYPES } from './errors/command-error.model.js';
import { errorSubjectsPlugin } from './errors/error-subjects.js';
import { formatError } from './errors/top-level.js';
import { unavailableStatusPlugin } from './errors/unavailable-status.js';
import { noteUnseenRefusals, unseenRefusalsPlugin } from './errors/unseen-refusals.js';
import { MAX_TOKENS } from './limits.js';
import { overHttp } from './request/awaiting-client.js';
import { loginOf } from './request/login.js';
import { OperationContext } from './request/operation-context.js';
import { socketOptions } from './socket.options.js';
import type { SocketOperations } from './socket-operations.js';
import { TrustedDocuments } from './trusted-documents.js';
import { DateTime } from './types/scalars.js';

const GRAPHQL_PATH = '/graphql';

/** How classes become the schema; the printed schema is built with the same. */
export const SCHEMA_OPTIONS: BuildSchemaOptions = {
  orphanedTypes: COMMAND_ERROR_TYPES,
  scalarsMap: [{ type: Date, scalar: DateTime }],
};

/** The root types have no class that could carry their descriptions. */
export function describeRoots(schema: GraphQLSchema): GraphQLSchema {
  const words = {
    Query: 'What can be read.',
    Mutation: 'Commands: each answers what it changed, or why it was refused.',
  };
  const all = { ...words, Subscription: 'What can be followed live, over WebSocket.' };
  for (const [name, description] of Object.entries(all)) {
    const root = schema.getType(name);
    if (root) root.description = description;
  }
  return schema;
}

/** Which documents a server with these settings runs. Throws SettingsError for a file that cannot be read. */
export const documentPolicy = (settings: Settings): DocumentPolicy => ({
  introspection: settings.introspection,
  trusted: TrustedDocuments.of(settings),
});

/** `onConnect` finds out who opens a WebSocket (A1, A2); the policy, which documents run; `operations` hears of those over sockets. */
export function graphqlOptions(
  policy: DocumentPolicy,
  onConnect: (context: never) => unknown,
  guard: Guard,
  operations: SocketOperations | null,
): ApolloDriverConfig {
  let schema: GraphQLSchema;
  const surroundings = { policy, limits: guard.limits, operations };
  const sockets = { ...socketOptions(GRAPHQL_PATH, () => schema, surroundings), onConnect };
  return {
    path: GRAPHQL_PATH,
    // That the schema answers a whole introspection is checked where it is printed, not at every start.
    buildSchemaOptions: { ...SCHEMA_OPTIONS, skipCheck: true },
    transformSchema: (built) => (schema = noteUnseenRefusals(guardRoots(describeRoots(built), guard))),
    context: (request?: { readonly raw?: IncomingMessage }, reply?: { readonly raw?: ServerResponse }) =>
      new OperationContext(
        reply?.raw ? overHttp(reply.raw) : null,
        new Map(),
        request?.raw ? loginOf(request.raw) : null,
      ),
    graphiql: false,
    // What may be asked for is judged by the admission.
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    // The admission validates, in an order that bounds the work.
    dangerouslyDisableValidation: true,
    documentStore: new DocumentCache(),
    plugins: [
      errorSubjectsPlugin,
      unseenRefusalsPlugin,
      unavailableStatusPlugin,
      admissionPlugin(policy, guard.limits),
    ],
    formatError,
    subscriptions: { 'graphql-ws': sockets as never },
  };
}
