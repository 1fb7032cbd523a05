/**
 * The text of a stored token (A2): `apk_`, a letter for its role, 32 random bytes, and four bytes of checksum, both in base64url. The form
 * lets scanners find tokens that were published by mistake, and a mistyped one is known without asking the database.
 */
import type { Role } from '../../model/caller.js';
import { crc32 } from '../../text/crc32.js';

const LETTERS: Readonly<Record<Role, string>> = { OPERATOR: 'o', BUILDER: 'b', AUDITOR: 'a', CI: 'c', VIEWER: 'v' };
const FORM = /^apk_[obacv][A-Za-z0-9_-]{49}$/;
const BODY_LENGTH = 43;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** How many random characters a token has: 32 bytes in base64url. */
export const TOKEN_BYTES = 32;

/** `random`: 32 random bytes in base64url. */
export function tokenText(role: Role, random: string): string {
  if (random.length !== BODY_LENGTH) throw new Error('A token has 32 random bytes.');
  const head = `apk_${LETTERS[role]}${random}`;
  return head + checksum(head);
}

/** Whether a text claims to be a stored token, mistyped or not. */
export const looksLikeToken = (text: string): boolean => text.startsWith('apk_');

/** Whether it has the form and the checksum of one; whether it was ever issued, only the database knows. */
export const isTokenText = (text: string): boolean =>
  FORM.test(text) && checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);

/** 80 bytes in base64url, behind a letter of its own. */
const AGENT_FORM = /^apk_l[A-Za-z0-9_-]{113}$/;

/** The text of a token for an agent (agent-token.ts); `body`: 80 bytes in base64url. */
export function agentTokenText(body: string): string {
  const head = `apk_l${body}`;
  return head + checksum(head);
}

/** Null: the text has not the form, or not the checksum, of a token for an agent. */
export const agentTokenBody = (text: string): string | null =>
  AGENT_FORM.test(text) && checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH)
    ? text.slice('apk_l'.length, -CHECKSUM_LENGTH)
    : null;

const CHECKSUM_LENGTH = 6;

/** Four bytes as six characters: the last one holds two bits. */
function checksum(text: string): string {
  const sum = crc32(text);
  let coded = '';
  for (let i = 0; i < CHECKSUM_LENGTH - 1; i++) coded += BASE64URL[(sum >>> (26 - 6 * i)) & 63];
  return coded + BASE64URL[(sum & 3) << 4]!;
}
