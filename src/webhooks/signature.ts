/** Signatures of Standard Webhooks (A7): `v1,` and the Base64 of HMAC-SHA256 over id, timestamp and body. */
import { createHmac, randomBytes } from 'node:crypto';

import { SECRET_PREFIX } from '../domain/rules/webhook/webhook-form.js';

const SECRET_BYTES = 32;

export const newSecret = (): string => SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');

export interface Message {
  readonly id: string;
  /** By the database's clock. */
  readonly sentAt: Date;
  readonly body: string;
}

/** The headers of a message, signed with each of the secrets, so that a receiver may know either. */
export function signedHeaders({ id, sentAt, body }: Message, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${signature(secret, `${id}.${timestamp}.${body}`)}`).join(' '),
  };
}

const signature = (secret: string, text: string): string =>
  createHmac('sha256', Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64'))
    .update(text)
    .digest('base64');
