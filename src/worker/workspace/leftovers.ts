/**
 * What earlier workers left below a worker's folder, and its removal when a worker starts. It is housekeeping: whatever is in its way is reported once
 * and passed by, and it never holds up the work (A5).
 */
import { lstat } from 'node:fs/promises';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Remainder, removeWhatCanBe } from '../remove-folder.js';

export interface Cleared {
  /** Folders that are gone. */
  readonly removed: number;
  /** Sentences for people about what is not, at most a few; paths in them begin below the worker's folder. */
  readonly messages: readonly string[];
}

export interface ClearOptions {
  /** A worker begins to work after this, however much is left. */
  readonly patienceMs?: number;
  /** Ends removals that continue in the background. */
  readonly signal?: AbortSignal;
}

const PATIENCE_MS = 30_000;
const REPORTED = 5;

/** Never rejects. What takes longer than its patience continues until the signal ends it. */
export async function clearLeftovers(
  root: string,
  folders: readonly string[],
  options: ClearOptions = {},
): Promise<Cleared> {
  const { patienceMs = PATIENCE_MS, signal } = options;
  const given = new AbortController();
  const reported: string[] = [];
  let [removed, kept] = [0, 0];
  const clearing = (async (): Promise<'done'> => {
    for (const folder of folders) {
      if (signal?.aborted) break;
      const [first, ...others] = await removeWhatCanBe(folder, signal);
      if (!first) removed += 1;
      else if ((kept += 1) <= REPORTED) reported.push(await sentenceOf(root, first, others.length));
    }
    return 'done';
  })();
  const late = sleep(patienceMs, 'late' as const, { signal: given.signal, ref: false }).catch(() => 'late' as const);
  const end = await Promise.race([clearing, late]);
  given.abort();
  const more = kept > REPORTED ? [`${kept - REPORTED} more folders of earlier workers could not be removed.`] : [];
  const slow = `The removal of what earlier workers left takes long: ${folders.length - removed - kept} folders are still there. Work begins meanwhile.`;
  return { removed, messages: [...reported, ...more, ...(end === 'late' ? [slow] : [])] };
}

async function sentenceOf(root: string, { path, code }: Remainder, others: number): Promise<string> {
  const place = relative(root, path) || '.';
  const rest = others === 0 ? '' : ` and ${others} more`;
  return `${place}${rest} of an earlier worker cannot be removed: ${await why(path, code)}. It is passed by; remove it by hand.`;
}

async function why(path: string, code: string): Promise<string> {
  if (code === 'ENOTEMPTY') return 'somebody still writes there';
  if (code === 'EBUSY') return 'something is mounted there, or uses it';
  if (code !== 'EACCES' && code !== 'EPERM') return code;
  const owner = await lstat(path).then(
    ({ uid }) => uid,
    () => null,
  );
  const isOthers = owner !== null && owner !== process.geteuid?.();
  return isOthers ? `it belongs to another user, with the number ${owner} (${code})` : `this user may not (${code})`;
}
