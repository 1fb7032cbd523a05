/** Why a request brought no answer, as the end of a sentence. */
import { printable } from '../output.js';

/** The code under which `fetch` reports that an address does not answer. */
const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name cannot be looked up',
  ECONNRESET: 'the connection was cut off',
  UND_ERR_SOCKET: 'the connection was cut off',
  UND_ERR_CONNECT_TIMEOUT: 'no answer came',
  ETIMEDOUT: 'no answer came',
  EHOSTUNREACH: 'the network does not lead there',
  ENETUNREACH: 'the network does not lead there',
};

export function unreachableBecause(error: unknown): string {
  const cause = (error as { readonly cause?: unknown }).cause ?? error;
  const { code } = cause as { readonly code?: unknown };
  if (typeof code === 'string') return WHY[code] ?? code;
  return printable(cause instanceof Error ? cause.message : String(cause));
}
