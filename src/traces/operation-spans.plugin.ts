/** A span for each GraphQL operation over HTTP (O9). */
import type { ApolloServerPlugin } from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import { Inject } from '@nestjs/common';

import { operationSpan } from './operation-span.js';
import { TRACING, type Tracing } from './tracing.token.js';

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
          const name = operation ? (operationName ?? null) : null;
          const code = body.kind === 'single' ? body.singleResult.errors?.[0]?.extensions?.code : undefined;
          tracing.operation(operationSpan({ type, name, start, error: typeof code === 'string' ? code : null }));
        },
      };
    };
  }
}
