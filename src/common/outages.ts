/**
 * Outages: a dependency of the server is unavailable, its database or the disk of its files. The input is not at fault
 * and nothing is charged; the same request succeeds later, so it is answered with a code of its own and with
 * `retryable`.
 */

/** Why the server cannot answer now. */
export type OutageReason =
  'database_away' | 'database_busy' | 'server_disk_full' | 'server_disk_read_only' | 'server_disk_failed';

/** A dependency of the server is unavailable; `message` is for the caller and names the remedy. */
export class ServerOutage extends Error {
  override readonly name = 'ServerOutage';

  constructor(
    readonly reason: OutageReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * The names that a host does not answer by, or does not have for a moment, are among them: a restarted container loses
 * its name.
 */
const SOCKET_FAULTS = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
]);

/** The code of a system call, or the SQLSTATE of a statement. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** The database is away, or cut the connection: the outcome of a write is unknown. */
export function isConnectionFault(error: unknown): boolean {
  const code = codeOf(error);
  if (SOCKET_FAULTS.has(code)) return true;
  // A socket file that is missing; any other missing file is a fault of something else.
  if (code === 'ENOENT') return (error as { syscall?: unknown }).syscall === 'connect';
  if (/^(08|57P0[123])/.test(code) || code === '53300') return true;
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed/.test(
      error.message,
    )
  );
}

/**
 * The database answered that it cannot do it now: no space or memory (53), stopped or timed out (57), its files fail
 * (58), a lock was not to be had, another writer was faster, it takes no writes. It has done nothing.
 */
const UNABLE = /^(53|57|58|40|55P03|25006)/;

const AWAY =
  'The database is away for now. Ask again in a moment; send a command again under the same idempotencyKey, and it is done once.';
const BUSY = 'The database could not do it now. Ask again in a moment.';

/** What is away, if that is why something failed; null: it failed for another reason. */
export function outageOf(error: unknown): ServerOutage | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = causeOf(cause), depth += 1) {
    if (cause instanceof ServerOutage) return cause;
    if (isConnectionFault(cause) || isEndedPool(cause))
      return new ServerOutage('database_away', AWAY, { cause: error });
    if (isOfDatabase(cause) && UNABLE.test(codeOf(cause)))
      return new ServerOutage('database_busy', BUSY, { cause: error });
  }
  return null;
}

const causeOf = (error: Error): unknown =>
  error.cause ??
  (error as { originalError?: unknown }).originalError ??
  (error as { driverError?: unknown }).driverError;

/** A server that stops closes its connections while requests may still arrive. */
const isEndedPool = ({ message }: Error): boolean =>
  /Cannot use a pool after calling end|Driver not Connected/.test(message);

/**
 * An error that PostgreSQL told, with its severity beside the code; other errors may have a code of five characters
 * too.
 */
const isOfDatabase = (error: Error): boolean => 'severity' in error || 'query' in error;
