/** One GraphQL operation over HTTP, and what came of it as data. Uses `fetch` alone, so that it runs wherever that is. */
import type { FieldFault } from './answers.js';

export interface GraphqlError {
  readonly message: string;
  readonly extensions?: {
    readonly code?: string;
    readonly retryable?: boolean;
    readonly fields?: readonly FieldFault[];
  };
}

export interface Address {
  /** Without `/graphql` and without a slash at the end. */
  readonly url: string;
  readonly token?: string | undefined;
}

/**
 * `data`: there is a result, whole. `errors`: the server says why there is none. `status`: it has no GraphQL answer, such as 503 and 413. `silent`: no answer
 * came; `cause` is what `fetch` threw.
 */
export type Sent =
  | { readonly came: 'data'; readonly status: number; readonly data: Readonly<Record<string, unknown>> }
  | { readonly came: 'errors'; readonly status: number; readonly errors: readonly GraphqlError[] }
  | { readonly came: 'status'; readonly status: number }
  | { readonly came: 'silent'; readonly cause: unknown };

/** Sends an operation, once. Never rejects. */
export async function sendOperation(
  { url, token }: Address,
  text: string,
  variables: unknown,
  signal: AbortSignal,
): Promise<Sent> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
  const body = JSON.stringify({ query: text, variables });
  try {
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, redirect: 'error', signal });
    const { data, errors } = parsed(await response.text());
    if (errors && errors.length > 0) return { came: 'errors', status: response.status, errors };
    return data ? { came: 'data', status: response.status, data } : { came: 'status', status: response.status };
  } catch (cause) {
    return { came: 'silent', cause };
  }
}

/** Whether errors of a server may pass: its own fault, or one that it calls retryable. */
export const mayPass = (errors: readonly GraphqlError[]): boolean =>
  errors.some(({ extensions }) => extensions?.code === 'INTERNAL_SERVER_ERROR' || extensions?.retryable === true);

/** Whether a status without an answer may pass. */
export const isForNow = (status: number): boolean => status === 408 || status === 429 || status >= 500;

export const isAboutToken = (status: number, errors: readonly GraphqlError[] = []): boolean =>
  status === 401 || errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');

interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphqlError[];
}

function parsed(text: string): Body {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
