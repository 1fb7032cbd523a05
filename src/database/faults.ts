/** What a failed statement means: a lost connection, a conflict with another writer, a taken key, or a fault of ours. */
import { setTimeout as sleep } from 'node:timers/promises';

/** The names that a host does not answer by, or does not have for a moment, are among them: a restarted container loses its name. */
const SOCKET_FAULTS = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOENT'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
]);

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** The database is away, or cut the connection: the outcome of a write is unknown. */
export function isConnectionFault(error: unknown): boolean {
  const code = codeOf(error);
  if (SOCKET_FAULTS.has(code)) return true;
  if (/^(08|57P0[123])/.test(code) || code === '53300') return true;
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed/.test(
      error.message,
    )
  );
}

/** The database undid the statement because of another writer: the same statement can succeed now. */
export const isContention = (error: unknown): boolean => codeOf(error) === '40001' || codeOf(error) === '40P01';

/** The name of the unique constraint that a row broke; null for any other error. */
export function brokenKey(error: unknown): string | null {
  return codeOf(error) === '23505' ? ((error as { constraint?: string }).constraint ?? '') : null;
}

const RETRY_FOR_MS = 8_000;

/** Repeats `work` with growing pauses for some seconds while it fails in the way given. */
export async function retryWhile<Result>(transient: (error: unknown) => boolean, work: () => Promise<Result>): Promise<Result> {
  for (let waited = 0, pause = 50; ; waited += pause, pause = Math.min(pause * 2, 1_000)) {
    try {
      return await work();
    } catch (error) {
      if (!transient(error) || waited >= RETRY_FOR_MS) throw error;
      await sleep(pause);
    }
  }
}
