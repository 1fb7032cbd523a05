/** How tests talk to a server: as any client does, over HTTP and WebSocket. */
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

export interface GraphqlAnswer<Data> {
  readonly status: number;
  readonly data: Data;
  readonly errors?: readonly { message: string; path?: readonly (string | number)[]; extensions: Record<string, unknown> }[];
  readonly extensions?: Record<string, unknown>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyData = any;

export interface TestClient {
  /** Sends an operation and answers whatever comes back. */
  send<Data = AnyData>(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<GraphqlAnswer<Data>>;
  /** Sends an operation that must succeed, and answers its data. */
  ask<Data = AnyData>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** A WebSocket client; dispose of it. */
  socket(options?: { authorization?: string }): Client;
}

export function graphqlClient(url: string, token?: string): TestClient {
  const authorization = token ? { authorization: `Bearer ${token}` } : undefined;
  const send: TestClient['send'] = async (query, variables = {}, headers = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as object) } as never;
  };
  return {
    send,
    ask: async (query, variables) => {
      const answer = await send(query, variables);
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
