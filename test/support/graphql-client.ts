/** How tests talk to a server: as any client does, over HTTP and WebSocket. */
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';

import type { TypedDocument, VariablesArgument } from '../../src/common/typed-document.js';

/** An object of JSON: a ruleset, a row, a message. What it holds must be looked at. */
export type Json = Readonly<Record<string, unknown>>;

/** Whatever came back; nothing is said of its form. */
export interface RawResponse {
  readonly status: number;
  readonly data?: unknown;
  readonly errors?: readonly {
    message: string;
    path?: readonly (string | number)[];
    extensions: Record<string, unknown>;
  }[];
  readonly extensions?: Record<string, unknown>;
}

export interface TestClient {
  /** Sends an operation that must succeed, and answers its data. */
  request<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    ...variables: VariablesArgument<Variables>
  ): Promise<Result>;
  /** Sends any text and answers whatever comes back: for operations that the server refuses, and for those that are made in the test. */
  requestRaw(text: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<RawResponse>;
  /** A WebSocket client; dispose of it. */
  socket(options?: { authorization?: string }): Client;
}

export function graphqlClient(url: string, token?: string): TestClient {
  const authorization = token ? { authorization: `Bearer ${token}` } : undefined;
  const requestRaw: TestClient['requestRaw'] = async (query, variables = {}, headers = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as object) };
  };
  return {
    requestRaw,
    request: async (document, ...[variables]) => {
      const answer = await requestRaw(document.text, variables as Record<string, unknown> | undefined);
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      return answer.data as never;
    },
    socket: (options) =>
      createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: options ?? authorization ?? {},
        retryAttempts: 0,
        lazy: true,
      }),
  };
}
