/** Sends one operation by HTTP. */
import { noteServerDate } from '../live/clock.js';
import { API_URL } from './address.js';
import { ApiFault, SignInNeeded, Unreachable } from './faults.js';
import type { Operation } from './operation.js';
import { authorization, signInNeeded } from './token.js';

interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/**
 * The result of an operation. Throws SignInNeeded (the sign-in screen opens), Unreachable, or ApiFault with the server's sentence. Refusals of a command are no faults: they are
 * in its payload.
 */
export async function execute<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const response = await send(JSON.stringify({ query: operation.text, variables }), signal);
  noteServerDate(response.headers.get('date'));
  const answer = (await response.json().catch(() => null)) as Answer<Result> | null;
  const [error] = answer?.errors ?? [];
  const code = error?.extensions?.code ?? '';
  if (response.status === 401 || code === 'UNAUTHENTICATED') {
    signInNeeded.set(true);
    throw new SignInNeeded(error?.message ?? 'This server asks for a token.');
  }
  if (error) throw new ApiFault(error.message, code);
  if (!answer?.data) throw new Unreachable(`The server answered ${response.status} without a result.`);
  return answer.data;
}

async function send(body: string, signal: AbortSignal | undefined): Promise<Response> {
  const token = authorization();
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    ...(token === null ? {} : { authorization: token }),
  };
  try {
    return await fetch(API_URL, { method: 'POST', headers, body, signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable('The server does not answer. This page goes on by itself when it does.', { cause: error });
  }
}
