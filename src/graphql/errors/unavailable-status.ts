/**
 * An answer without data because of an outage has the corresponding HTTP status, so that proxies and clients need not
 * read the body.
 */
import type { ApolloServerPlugin } from '@apollo/server';

import { SERVICE_UNAVAILABLE } from './top-level.js';

export const RETRY_AFTER_SECONDS = '1';

export const unavailableStatusPlugin: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ response }) {
        // Nest's own plugin sets every answer of an execution to 200, in the same round of calls and without waiting:
        // this comes behind it.
        await Promise.resolve();
        if (response.body.kind !== 'single') return;
        const { data, errors } = response.body.singleResult;
        if (data != null || !errors?.some((error) => error.extensions?.code === SERVICE_UNAVAILABLE)) return;
        response.http.status = 503;
        response.http.headers.set('retry-after', RETRY_AFTER_SECONDS);
      },
    };
  },
};
