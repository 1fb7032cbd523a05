/** Subscriptions of a command that stays, over graphql-ws: one socket, opened with the first of them. */
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';

import type { ServerAddress } from '../shared/server-address.js';
import type { TypedDocument } from './typed-document.js';

/** A server that is silent for so long is taken for gone. */
const SILENT_MS = 10_000;

export interface Listener<Result> {
  readonly onData: (data: Result) => void;
  /** Nothing more comes: the stream is complete, it was refused, or the connection is lost. */
  readonly onEnd: () => void;
}

/** It neither retries nor complains: whoever listens asks over HTTP what is wrong. */
export class Subscriber {
  private readonly client: Client;
  /** The last one; it may still be connecting. */
  private socket: WebSocket | undefined;

  constructor({ url, token }: ServerAddress) {
    const keep = (socket: WebSocket): void => void (this.socket = socket);
    let hasAnswered = true;
    this.client = createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocols: string) {
          super(address, protocols, { handshakeTimeout: SILENT_MS });
          keep(this);
        }
      },
      connectionParams: token ? { authorization: `Bearer ${token}` } : {},
      connectionAckWaitTimeout: SILENT_MS,
      retryAttempts: 0,
      keepAlive: SILENT_MS,
      on: {
        connected: () => void (hasAnswered = true),
        ping: (isReceived) => {
          if (isReceived) return;
          if (!hasAnswered) this.socket?.terminate();
          hasAnswered = false;
        },
        pong: () => void (hasAnswered = true),
      },
    });
  }

  /** Answers what ends the subscription; `onEnd` is not called then. */
  listen<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    { onData, onEnd }: Listener<Result>,
  ): () => void {
    let isOver = false;
    const end = (): void => {
      if (!isOver) onEnd();
      isOver = true;
    };
    const stop = this.client.subscribe<Result>(
      { query: document.text, variables: variables as Record<string, unknown> },
      {
        next: ({ data }) => {
          if (!isOver && data) onData(data);
        },
        error: end,
        complete: end,
      },
    );
    return () => {
      isOver = true;
      stop();
    };
  }

  /** The command can end at once: the socket does not wait for the server. */
  close(): void {
    // A connection that is still being made fails by this.
    void Promise.resolve(this.client.dispose()).catch(() => undefined);
    this.socket?.terminate();
  }
}
