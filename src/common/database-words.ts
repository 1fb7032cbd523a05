/** Messages about a database that refuses connections: its place and a reason, never its user or password (A4). */

/** Host and database of an address; "DATABASE_URL" where it cannot be told from a password. */
export function databasePlace(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL';
  const { host, pathname } = new URL(url);
  return pathname.includes('@') ? 'DATABASE_URL' : `${host}${pathname}`;
}

/**
 * By SQLSTATE and by the codes of the network: PostgreSQL's own sentences repeat the user, the database and what stands
 * in pg_hba.conf.
 */
const WORDS: Readonly<Record<string, string>> = {
  '28P01': 'it refuses the password',
  '28000': 'it does not let this user in from here',
  '3D000': 'it has no such database',
  '42501': 'this user may not do that',
  '53300': 'it has no connection left',
  '57P03': 'it is starting or stopping',
  ECONNREFUSED: 'ECONNREFUSED: nothing listens there',
  ENOTFOUND: 'ENOTFOUND: the name of its host is not known',
  EAI_AGAIN: 'EAI_AGAIN: the name of its host cannot be looked up',
  ETIMEDOUT: 'ETIMEDOUT: no answer came',
  ECONNRESET: 'ECONNRESET: the connection was cut off',
};

/** Why no connection came about. What has no words here is told without its quoted parts, which are values. */
export function databaseReason(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const known = typeof code === 'string' ? WORDS[code] : undefined;
  if (known !== undefined) return known;
  const stated =
    typeof message === 'string'
      ? message.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"').replace(/[a-z]+:\/\/\S+/gi, '…')
      : '';
  return stated.trim() || (typeof code === 'string' ? code : 'no reason given');
}
