/** Decisions on tokens (A2), and their refusals. */
import type { AccessToken } from '../../model/access-token.js';
import type { Refusal } from '../../model/refusal.js';
import { accepted, type Decision, refused, unchanged } from '../change/decision.js';
import { projectNotFound } from '../change/refusals.js';

export type NewToken = Omit<AccessToken, 'createdAt' | 'lastUsedAt' | 'revokedAt'>;

/** What is stored about the names in a command. */
export interface TokenFacts {
  readonly now: Date;
  /** A token of this name is not revoked. */
  readonly nameTaken: boolean;
  /** Projects that are named and not there. */
  readonly missing: readonly string[];
}

export function decideCreateToken(token: NewToken, { now, nameTaken, missing }: TokenFacts): Decision<AccessToken> {
  if (token.expiresAt !== null && token.expiresAt <= now) return refused(expiredAlready(now));
  const [gone] = missing;
  if (gone !== undefined) return refused({ ...projectNotFound(gone), path: ['input', 'projectIds'] });
  if (nameTaken) return refused(nameInUse(token.name));
  return accepted({ ...token, createdAt: now, lastUsedAt: null, revokedAt: null });
}

/** One that is revoked already stays as it is. */
export function decideRevokeToken(tokenId: string, token: AccessToken | null, now: Date): Decision<AccessToken> {
  if (!token) return refused(tokenNotFound(tokenId));
  return token.revokedAt === null ? accepted({ ...token, revokedAt: now }) : unchanged;
}

const expiredAlready = (now: Date): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `The token would have expired already: the server’s clock says ${now.toISOString()}.`,
  retryable: false,
  path: ['input', 'expiresAt'],
});

const nameInUse = (name: string): Refusal => ({
  kind: 'conflict',
  code: 'ALREADY_EXISTS',
  message: `There is a token "${name}" already: revoke it, or choose another name; events name who acted by it.`,
  retryable: true,
  path: ['input', 'name'],
});

const tokenNotFound = (tokenId: string): Refusal => ({
  kind: 'not-found',
  code: 'NOT_FOUND',
  message: `There is no token with the id "${tokenId}"; the query tokens lists them.`,
  retryable: false,
  path: ['input', 'id'],
});
