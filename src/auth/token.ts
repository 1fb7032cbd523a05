/** The operator token (A1): compared by its SHA-256, in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether `given` is the token, with or without `Bearer ` before it. Anything but text is not. */
export function isToken(given: unknown, token: string): boolean {
  if (typeof given !== 'string') return false;
  return timingSafeEqual(digest(given.trim().replace(/^bearer +/i, '')), digest(token));
}

/** Whether an `Authorization` header is `Bearer <token>`; on a server without a token everybody is let in. */
export function isAuthorized(header: string | undefined, token: string | undefined): boolean {
  if (token === undefined) return true;
  return header !== undefined && /^bearer +/i.test(header) && isToken(header, token);
}
