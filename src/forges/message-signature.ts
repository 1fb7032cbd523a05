/**
 * Whether a message was sent by the forge (M3). GitHub and Gitea sign the bytes of the body with HMAC-SHA256; GitLab
 * signs as Standard Webhooks say, or, in its older way, sends the secret itself. Comparisons take the same time whatever
 * is compared.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import type { ForgeKind } from '../domain/model/remote.js';

export interface ForgeMessage {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const STANDARD_PREFIX = 'whsec_';
/** A signed message with another instant is an old one that somebody kept. */
const STANDARD_TOLERANCE_MS = 5 * 60_000;

export function isSignedBy(kind: ForgeKind, secret: string, message: ForgeMessage, now: Date): boolean {
  switch (kind) {
    case 'GITHUB':
      return isSame(text(message, 'x-hub-signature-256'), `sha256=${hex(secret, message.body)}`);
    case 'GITEA':
      return isSame(text(message, 'x-gitea-signature'), hex(secret, message.body));
    case 'GITLAB':
      return text(message, 'webhook-signature') === ''
        ? !secret.startsWith(STANDARD_PREFIX) && isSame(text(message, 'x-gitlab-token'), secret)
        : isSignedByStandard(secret, message, now);
  }
}

/** What names the message; a repeat has the same. Of at most 100 characters. */
export function deliveryOf(kind: ForgeKind, message: ForgeMessage): string {
  const names = {
    GITHUB: ['x-github-delivery'],
    GITEA: ['x-gitea-delivery'],
    GITLAB: ['webhook-id', 'idempotency-key', 'x-gitlab-event-uuid'],
  }[kind];
  const named = names.map((name) => text(message, name)).find((value) => value !== '');
  const body = createHash('sha256').update(message.body).digest('hex');
  // No signature covers the name: it counts together with the body.
  return createHash('sha256')
    .update(`${named ?? ''}\n${body}`)
    .digest('hex');
}

function isSignedByStandard(secret: string, message: ForgeMessage, now: Date): boolean {
  const [id, timestamp] = [text(message, 'webhook-id'), text(message, 'webhook-timestamp')];
  const sentAt = Number(timestamp) * 1_000;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() - sentAt) > STANDARD_TOLERANCE_MS) return false;
  const key = secret.startsWith(STANDARD_PREFIX)
    ? Buffer.from(secret.slice(STANDARD_PREFIX.length), 'base64')
    : Buffer.from(secret);
  const signed = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(message.body).digest('base64');
  return text(message, 'webhook-signature')
    .split(' ')
    .map((given) => isSame(given, `v1,${signed}`))
    .includes(true);
}

const hex = (secret: string, body: Buffer): string => createHmac('sha256', secret).update(body).digest('hex');

const text = ({ headers }: ForgeMessage, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

/** Of hashes: lengths say nothing. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((value) => createHash('sha256').update(value).digest());
  return timingSafeEqual(a!, b!) && given !== '';
}
