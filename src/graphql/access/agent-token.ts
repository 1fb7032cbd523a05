/**
 * The token that a worker hands to the agent that it starts (A6). It is good for one lease alone, and nothing of it is stored: it names the
 * lease by the hash of the lease's token, and the token of the worker by its id, and is signed with the lease's token. So the server can
 * tell a good one by the row of the lease, which is gone when the lease is; and nobody gets the lease's token out of it.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { agentTokenBody, agentTokenText } from '../../domain/rules/access/token-text.js';

const [HASH_BYTES, ID_BYTES] = [32, 16];
const NOBODY = Buffer.alloc(ID_BYTES);

export interface AgentToken {
  /** SHA-256 of the lease's token, in hex: the lease is found by it. */
  readonly leaseHash: string;
  /** The stored token that the worker claimed with; null: it claimed without one. */
  readonly workerTokenId: string | null;
  readonly signature: Buffer;
}

/** `workerTokenId`: a UUID; null: the worker has no stored token. */
export function agentTokenOf(leaseToken: string, workerTokenId: string | null): string {
  const hash = createHash('sha256').update(leaseToken).digest();
  const id = workerTokenId === null ? NOBODY : Buffer.from(workerTokenId.replaceAll('-', ''), 'hex');
  if (id.length !== ID_BYTES) throw new Error('The id of a stored token is a UUID.');
  return agentTokenText(Buffer.concat([hash, id, signatureOf(leaseToken, id)]).toString('base64url'));
}

/** Null: the text has not the form of one. Whether it is good, the lease knows: `isSignedBy`. */
export function readAgentToken(text: string): AgentToken | null {
  const body = agentTokenBody(text);
  if (body === null) return null;
  const bytes = Buffer.from(body, 'base64url');
  const id = bytes.subarray(HASH_BYTES, HASH_BYTES + ID_BYTES);
  return {
    leaseHash: bytes.subarray(0, HASH_BYTES).toString('hex'),
    workerTokenId: id.equals(NOBODY) ? null : uuidOf(id.toString('hex')),
    signature: bytes.subarray(HASH_BYTES + ID_BYTES),
  };
}

/** Whether it was made from the token of the lease. In constant time. */
export function isSignedBy({ workerTokenId, signature }: AgentToken, leaseToken: string): boolean {
  const id = workerTokenId === null ? NOBODY : Buffer.from(workerTokenId.replaceAll('-', ''), 'hex');
  const right = signatureOf(leaseToken, id);
  return right.length === signature.length && timingSafeEqual(right, signature);
}

const signatureOf = (leaseToken: string, id: Buffer): Buffer =>
  createHmac('sha256', leaseToken).update('autopack agent').update(id).digest();

const uuidOf = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
