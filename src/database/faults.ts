/**
 * Classifies the error of a statement: a lost connection, a conflict with another writer, a key that exists, or a fault
 * of this program.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { codeOf } from '../common/outages.js';

export { isConnectionFault } from '../common/outages.js';

/** The database undid the statement because of another writer: the same statement can succeed now. */
export const isContention = (error: unknown): boolean => codeOf(error) === '40001' || codeOf(error) === '40P01';

/** The name of the unique constraint that a row broke; null for any other error. */
export function brokenKey(error: unknown): string | null {
  return codeOf(error) === '23505' ? ((error as { constraint?: string }).constraint ?? '') : null;
}

const RETRY_FOR_MS = 8_000;

/**
 * Repeats `work` with growing pauses for some seconds while it fails with the given kind of error, and until `enough`
 * says that the caller has no more time.
 */
export async function retryWhile<Result>(
  transient: (error: unknown) => boolean,
  work: () => Promise<Result>,
  enough: () => boolean = () => false,
): Promise<Result> {
  for (let waited = 0, pause = 50; ; waited += pause, pause = Math.min(pause * 2, 1_000)) {
    try {
      return await work();
    } catch (error) {
      if (!transient(error) || waited >= RETRY_FOR_MS || enough()) throw error;
      await sleep(pause);
    }
  }
}
