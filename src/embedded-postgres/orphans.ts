/**
 * Processes of a cluster whose server is dead. They hold its shared memory, and PostgreSQL refuses to start while one of them lives. Most end
 * by themselves as soon as they notice; one that runs a long statement, or is frozen, does not.
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { isProvablyNot, processState } from '../processes/process-identity.js';

const pollMs = 20;
/** How long they may end by themselves, and then on a signal, before they are killed. */
const graceMs = 1_000;
const quitMs = 2_000;
const killedMs = 5_000;
/** How long a server may take to end in order. */
const endMs = 5_000;

/**
 * The processes that work in the folder of the cluster: every process of a PostgreSQL server does. Only where the system lists processes as
 * files (Linux); elsewhere none is found, and a start waits for them instead.
 */
function processesOf(cluster: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && worksIn(pid, cluster));
}

function worksIn(pid: number, cluster: string): boolean {
  try {
    const folder = readlinkSync(`/proc/${pid}/cwd`);
    if (folder !== cluster && folder !== `${cluster} (deleted)`) return false;
    return processState(pid) === 'running' && !isProvablyNot(pid, 'postgres');
  } catch {
    return false;
  }
}

/**
 * Waits until no process of the cluster is left, and ends those that stay. Call it under the lock, when no server runs. Their transactions are
 * undone by the recovery of the next start, as after a power failure; what they have acknowledged is on the disk. `waits`: they may end by
 * themselves, because their server died just now.
 */
export async function endOrphans(cluster: string, waits: boolean): Promise<void> {
  if (await gone(cluster, waits ? graceMs : 0)) return;
  signal(cluster, 'SIGQUIT');
  if (await gone(cluster, quitMs)) return;
  signal(cluster, 'SIGKILL');
  await gone(cluster, killedMs);
}

/** Ends the server: its transactions are undone and its connections cut. One that takes too long is killed. */
export async function endServer(cluster: string, pid: number): Promise<void> {
  kill(pid, 'SIGINT');
  for (const deadline = Date.now() + endMs; processState(pid) === 'running'; await delay(pollMs)) {
    if (Date.now() > deadline) return killServer(cluster, pid);
  }
}

/** Ends the server and all of its processes at once, frozen ones too; the next start recovers. */
export async function killServer(cluster: string, pid: number): Promise<void> {
  kill(pid, 'SIGKILL');
  signal(cluster, 'SIGKILL');
  await gone(cluster, killedMs);
}

/** Resumes a server and all of its processes after somebody stopped them. */
export function thaw(cluster: string, pid: number): void {
  kill(pid, 'SIGCONT');
  signal(cluster, 'SIGCONT');
}

async function gone(cluster: string, withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; ; await delay(pollMs)) {
    if (processesOf(cluster).length === 0) return true;
    if (Date.now() >= deadline) return false;
  }
}

function signal(cluster: string, name: NodeJS.Signals): void {
  for (const pid of processesOf(cluster)) kill(pid, name);
}

function kill(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile, or belongs to somebody else: then the start says that the folder is in use.
  }
}
