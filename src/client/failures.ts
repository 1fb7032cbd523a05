/** From what came of an operation to the error that says it. */
import type { AutopackError, Refusal } from './answers.js';
import { type Address, type GraphqlError, isAboutToken, isForNow, mayPass, type Sent } from './transport.js';

const NOTHING = { retryable: false, codes: [], fields: [], refusals: [], status: null } as const;

/** Why there is no data. */
export function failureOf(sent: Exclude<Sent, { came: 'data' }>, { url, token }: Address): AutopackError {
  if (sent.came === 'silent') {
    const message = `No server can be reached at ${url}: ${inWords(sent.cause)}.`;
    return { ...NOTHING, kind: 'unreachable', message, retryable: true };
  }
  const { status } = sent;
  const errors: readonly GraphqlError[] = sent.came === 'errors' ? sent.errors : [];
  const found = {
    ...NOTHING,
    status,
    codes: errors.map(({ extensions }) => extensions?.code ?? 'UNKNOWN'),
    fields: errors.flatMap(({ extensions }) => extensions?.fields ?? []),
  };
  const reported = errors.map(({ message }) => message).join('\n');
  if (isAboutToken(status, errors)) {
    const what = token ? 'does not accept this token' : 'asks for a token';
    return { ...found, kind: 'unauthorized', message: `The server at ${url} ${what}.` };
  }
  if (found.codes.includes('FORBIDDEN')) return { ...found, kind: 'unauthorized', message: reported };
  if (errors.length > 0) {
    const retryable = mayPass(errors);
    return { ...found, kind: retryable ? 'broken' : 'invalid', message: reported, retryable };
  }
  if (isForNow(status)) {
    const message = `The server at ${url} cannot answer now (HTTP ${status}).`;
    return { ...found, kind: 'broken', message, retryable: true };
  }
  return {
    ...found,
    kind: 'invalid',
    message: OF_STATUS[status] ?? `What answers at ${url} is no Autopack server (HTTP ${status}).`,
  };
}

const OF_STATUS: Readonly<Record<number, string>> = {
  403: 'The server does not answer under this name: use the address that it listens on, or name the host in its AUTOPACK_ALLOWED_HOSTS.',
  413: 'The request is larger than the server takes.',
};

/** Of a command that was refused. */
export function refusedBy(refusals: readonly Refusal[], status: number): AutopackError {
  return {
    ...NOTHING,
    kind: 'refused',
    message: refusals.map(({ message }) => message).join('\n'),
    retryable: refusals.every(({ retryable }) => retryable),
    codes: refusals.map(({ code }) => code),
    refusals,
    status,
  };
}

/** Errors are told by their names: one may come from another realm, as in test runners. */
function inWords(error: unknown): string {
  const { name, cause = error } = (error ?? {}) as { readonly name?: unknown; readonly cause?: unknown };
  if (name === 'TimeoutError') return 'no answer came in time';
  if (name === 'AbortError') return 'the call was ended';
  const { code, message } = (cause ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  return typeof code === 'string' ? code : String(message ?? cause);
}
