/**
 * Whose a quarantine is, by the name of its folder: the process that made it, when that began, and the place where its number counts. Numbers are
 * given again, and several machines or containers may share one temporary folder.
 */
import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

import { lookUp, stillRuns } from '../processes/process-table.js';

const SCRATCH_PREFIX = 'autopack-git-';

let own: string | null = null;

/** Beginning of the name of a quarantine of this process. */
export function scratchName(): string {
  own ??= `${SCRATCH_PREFIX}${process.pid}-${lookUp(process.pid)?.began ?? 0}-${place()}-`;
  return own;
}

/** `unknown`: it was made where process numbers mean something else, or by another version; `none`: the folder is no quarantine. */
export function scratchOwner(name: string): 'lives' | 'is gone' | 'unknown' | 'none' {
  const [, pid, began, where] =
    new RegExp(`^${SCRATCH_PREFIX}(\\d{1,10})-(?:(\\d+(?:\\.\\d+)?)-([0-9a-f]{12})-)?`).exec(name) ?? [];
  if (pid === undefined) return 'none';
  if (where !== place() || Number(began) === 0) return lookUp(Number(pid)) === null ? 'unknown' : 'lives';
  return stillRuns({ pid: Number(pid), began: Number(began) }) ? 'lives' : 'is gone';
}

function place(): string {
  let space = '';
  try {
    space = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Elsewhere than on Linux a machine has one space of process numbers.
  }
  return createHash('sha256').update(`${hostname()} ${space}`).digest('hex').slice(0, 12);
}
