/** A span for each GraphQL operation over HTTP (O9): its type and name, never its document or variables. */
import type { ApolloServerPlugin } from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import { Inject } from '@nestjs/common';

import { attributes } from '../domain/rules/trace/trace-names.js';
import { TRACING, type Tracing } from './tracing.token.js';

/** A client chooses the name of an operation. */
const LONGEST_NAME = 100;

@Plugin()
export class OperationSpans implements ApolloServerPlugin {
  /** Not there without a collector: then an operation costs nothing more. */
  readonly requestDidStart?: NonNullable<ApolloServerPlugin['requestDidStart']>;

  constructor(@Inject(TRACING) tracing: Tracing | null) {
    if (!tracing) return;
    this.requestDidStart = async () => {
      const start = performance.now();
      return {
        async willSendResponse({ operation, operationName, response: { body } }) {
          const type = operation?.operation ?? null;
          const name = operation ? (operationName?.slice(0, LONGEST_NAME) ?? null) : null;
          const code = body.kind === 'single' ? body.singleResult.errors?.[0]?.extensions?.code : undefined;
          tracing.operation({
            name: [type ?? 'GraphQL', name].filter((word) => word !== null).join(' '),
            ...{ start, end: performance.now() },
            attributes: attributes({ 'graphql.operation.type': type, 'graphql.operation.name': name }),
            error: typeof code === 'string' ? code : null,
          });
        },
      };
    };
  }
}
