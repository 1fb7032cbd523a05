/** Requests as no well-behaved client sends them: any Host, any Origin, any body; and WebSockets of the same kind. */
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { connect } from 'node:net';

import WebSocket from 'ws';

export interface RawHttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined if it is none. */

  readonly json: any;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string | undefined;
  readonly headers?: Record<string, string> | undefined;
  readonly body?: string | Buffer;
}

export async function rawHttp(
  base: string,
  { method = 'GET', path = '/', headers = {}, body }: RawRequest = {},
): Promise<RawHttpResponse> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const request = httpRequest(
      { host: hostname, port, method, path, headers, agent: false, setHost: headers.host === undefined },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode!, headers: response.headers, text, json: parsed(text) });
        });
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** An operation by POST. */
export const rawOperation = (
  base: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<RawHttpResponse> =>
  rawHttp(base, {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });

/** Writes bytes and answers what comes back until the server closes. */
export async function rawBytes(base: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('end', () => resolve(answer));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

/** What became of a WebSocket: the status of a refused upgrade, the code of a close, or the first `count` messages. */
export interface SocketOutcome {
  readonly refused?: number | undefined;
  readonly body?: string | undefined;
  readonly closed?: number | undefined;
  readonly messages: readonly { readonly type: string; readonly payload?: unknown }[];
}

export interface SocketRequest {
  readonly path?: string | undefined;
  readonly headers?: Record<string, string> | undefined;
  readonly origin?: string | undefined;
  /** Messages to send, one after the other, once it is open. */
  readonly send?: readonly unknown[];
  /** Stop after so many messages from the server. */
  readonly count?: number;
}

/** What has not happened by then is taken as not happening. */
const SOCKET_DEADLINE_MS = 8_000;

export async function rawSocket(
  base: string,
  { path = '/graphql', headers, origin, send = [], count = 1 }: SocketRequest = {},
): Promise<SocketOutcome> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${base.replace('http', 'ws')}${path}`, 'graphql-transport-ws', {
      headers,
      origin,
      handshakeTimeout: 5_000,
    });
    const messages: { type: string; payload?: unknown }[] = [];
    const finish = (outcome: Omit<SocketOutcome, 'messages'>) => {
      clearTimeout(deadline);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.terminate();
      resolve({ ...outcome, messages });
    };
    const deadline = setTimeout(() => finish({}), SOCKET_DEADLINE_MS);
    socket.on('open', () => {
      for (const message of send) socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    });
    socket.on('message', (data: Buffer) => {
      messages.push(JSON.parse(data.toString()) as { type: string });
      if (messages.length >= count) finish({});
    });
    socket.on('close', (code) => finish({ closed: code }));
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => finish({ refused: response.statusCode, body }));
    });
    socket.on('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
