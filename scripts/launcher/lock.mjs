/**
 * One installer or builder at a time in one checkout. The lock is a file made with O_EXCL that names its owner; a lock whose owner has
 * died is broken. Processes that wait say so once.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = 100;
/** A lock without content is between its creation and its first write, unless it stays that way. */
const HALF_WRITTEN_MS = 5_000;

/** Runs `work` under the lock; `timeoutMs` bounds the wait for somebody else. */
export async function withLock(path, { timeoutMs, onWait }, work) {
  mkdirSync(dirname(path), { recursive: true });
  const token = `${process.pid} ${startOf(process.pid)} ${randomUUID()}\n`;
  const deadline = Date.now() + timeoutMs;
  let told = false;
  while (!tryTake(path, token)) {
    if (!told) onWait();
    told = true;
    if (Date.now() > deadline) {
      throw new Error(
        `Another process has been installing or building here for very long. If there is none, delete ${path} and start again.`,
      );
    }
    await delay(RETRY_MS);
  }
  const letGo = () => drop(path, token);
  // Also when the work is cut off by Ctrl-C.
  process.once('exit', letGo);
  try {
    return await work();
  } finally {
    letGo();
    process.off('exit', letGo);
  }
}

function tryTake(path, token) {
  try {
    writeFileSync(path, token, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const held = look(path);
  if (held && isStale(held)) breakStale(path, held, token);
  return false;
}

/** Two that saw the same dead owner must not both remove: the right to remove this owner's lock is itself a lock. */
function breakStale(path, stale, token) {
  const right = `${path}.${stale.text.trim().split(' ').at(-1) || 'empty'}`;
  if (!tryTake(right, token)) return;
  try {
    if (look(path)?.text === stale.text) unlinkSync(path);
  } finally {
    drop(right, token);
  }
}

function look(path) {
  try {
    return { text: readFileSync(path, 'utf8'), modifiedAt: statSync(path).mtimeMs };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isStale({ text, modifiedAt }) {
  const owner = /^(\d+) (\S+) \S+\n$/.exec(text);
  if (!owner) return Date.now() - modifiedAt > HALF_WRITTEN_MS;
  const pid = Number(owner[1]);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return true;
  }
  // The pid may belong to somebody else by now; where the system reports when that process began, it settles the matter.
  return owner[2] !== '0' && startOf(pid) !== owner[2];
}

/** Boot and clock tick at which a process began; '0' where the system does not report it. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return 'ended';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)}.${fields[19]}`;
  } catch {
    return '0';
  }
}

function drop(path, token) {
  try {
    if (readFileSync(path, 'utf8') === token) unlinkSync(path);
  } catch {
    // Somebody cleaned the folder.
  }
}
