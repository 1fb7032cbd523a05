/** The form of a webhook's address and secret (A7). */

const LONGEST_URL = 2_000;

/** What is wrong with an address, whoever owns it; null: nothing. The text itself is never part of the answer. */
export function webhookUrlFault(text: string): string | null {
  if (text.length > LONGEST_URL) return `must have at most ${LONGEST_URL} characters`;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return 'must be an http or https address';
  if (/[\s\p{Cc}\\]/u.test(text)) return 'must not have blanks, control characters or backslashes';
  const { username, password, hash } = new URL(text);
  if (username !== '' || password !== '' || /^https?:\/\/[^/?#]*@/i.test(text))
    return 'must not have a user or password: messages are signed with the secret of the webhook';
  return hash !== '' || text.includes('#') ? 'must not have a fragment: it is never sent' : null;
}

export const SECRET_PREFIX = 'whsec_';
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/** What is wrong with a secret that a caller gives; null: nothing. */
export function webhookSecretFault(text: string): string | null {
  const form = `must be ${SECRET_PREFIX} and the Base64 of ${LEAST_BYTES} to ${MOST_BYTES} random bytes`;
  const encoded = text.startsWith(SECRET_PREFIX) ? text.slice(SECRET_PREFIX.length) : '';
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) return form;
  const bytes = (encoded.length / 4) * 3 - (/=*$/.exec(encoded)?.[0].length ?? 0);
  return bytes < LEAST_BYTES || bytes > MOST_BYTES ? form : null;
}

/** An address for those who may not send to it (A2): many receivers know their senders by the path alone. */
export function displayedAddress(url: string): string {
  const { origin, pathname, search, hash, username, password } = new URL(url);
  const rest = `${username}${password}${pathname === '/' ? '' : pathname}${search}${hash}`;
  return rest === '' ? `${origin}/` : `${origin}/…`;
}
