import { createHash, randomUUID } from 'node:crypto';
import { open, readFile, stat, unlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { currentProcess, isSameProcessRunning } from '../processes/process-identity.js';
import { EmbeddedDatabaseError, errorCode, useOwnServer } from './errors.js';

const retryMs = 20;
/** A lock file without content is one between its creation and its first write, unless it stays that way. */
const halfWrittenMs = 5_000;

/**
 * Runs `work` while holding a lock file, among processes and within one. A lock whose owner has died is broken; a lock whose owner lives
 * is waited for, up to `timeoutMs`.
 *
 * Hazard: owners are judged by pid, so two containers with pid namespaces of their own must not share one folder.
 */
export async function withExclusiveLock<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const { pid, start } = currentProcess();
  const token = `${pid} ${start} ${randomUUID()}\n`;
  const deadline = Date.now() + timeoutMs;
  while (!(await tryTake(path, token))) {
    if (Date.now() > deadline) throw await stillHeld(path, timeoutMs);
    await delay(retryMs);
  }
  try {
    return await work();
  } finally {
    await drop(path, token);
  }
}

async function tryTake(path: string, token: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o644);
    try {
      await file.writeFile(token);
    } catch (error) {
      await unlink(path);
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const held = await look(path);
  if (held !== undefined && isStale(held)) await breakStale(path, held, token);
  return false;
}

/**
 * Removes the lock of a dead owner. Two who saw the same dead owner must not both remove: the second would remove the first one's new lock.
 * So the right to remove that one owner's lock is itself a lock, named after it, and what lies there is looked at once more under it.
 */
async function breakStale(path: string, stale: HeldLock, token: string): Promise<void> {
  const right = `${path}.${stale.key}`;
  if (!(await tryTake(right, token))) return;
  try {
    if ((await look(path))?.key === stale.key) await unlink(path);
  } finally {
    await drop(right, token);
  }
}

interface HeldLock {
  readonly text: string;
  readonly modifiedAt: number;
  readonly key: string;
}

async function look(path: string): Promise<HeldLock | undefined> {
  try {
    const [text, { ino, mtimeMs }] = [await readFile(path, 'utf8'), await stat(path)];
    const key = createHash('sha256')
      .update(text.length > 0 ? text : `${ino}`)
      .digest('hex')
      .slice(0, 12);
    return { text, modifiedAt: mtimeMs, key };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isStale(held: HeldLock): boolean {
  const owner = /^(\d+) (\S+) \S+\n$/.exec(held.text);
  if (owner === null) return Date.now() - held.modifiedAt > halfWrittenMs;
  return !isSameProcessRunning({ pid: Number(owner[1]), start: owner[2] ?? '' });
}

async function drop(path: string, token: string): Promise<void> {
  try {
    if ((await readFile(path, 'utf8')) === token) await unlink(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

async function stillHeld(path: string, timeoutMs: number): Promise<EmbeddedDatabaseError> {
  const pid = (await look(path))?.text.split(' ')[0] ?? 'unknown';
  return new EmbeddedDatabaseError(
    `Process ${pid} has been starting or stopping the embedded database for more than ${Math.round(timeoutMs / 1000)} seconds. ` +
      `Wait for it or end it and start again; if process ${pid} is not Autopack, delete ${path}. ${useOwnServer}`,
  );
}
