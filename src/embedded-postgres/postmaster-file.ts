import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { isProvablyNot, processState } from '../processes/process-identity.js';
import { errorCode } from './errors.js';

/**
 * What `postmaster.pid` says about the server of a cluster.
 * - `absent`: none runs; `leftover` means that the file of a dead server names a pid that exists, which PostgreSQL would
 *   take for a living server. `unclean`: the file of a server that did not end by itself lies there; the next one recovers.
 * - `starting`: it recovers or opens; it does not take connections yet.
 * - `ready`: it takes connections on `port`.
 * - `stopping`: it ends by itself.
 */
export type PostmasterState =
  | { readonly kind: 'absent'; readonly leftover: boolean; readonly unclean: boolean }
  | { readonly kind: 'starting'; readonly pid: number }
  | { readonly kind: 'ready'; readonly pid: number; readonly port: number }
  | { readonly kind: 'stopping'; readonly pid: number };

export async function readPostmaster(cluster: string): Promise<PostmasterState> {
  const lines = await readLines(cluster);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return { kind: 'absent', leftover: false, unclean: lines.length > 0 };
  const state = processState(pid);
  if (state === 'gone') return { kind: 'absent', leftover: false, unclean: true };
  if (state === 'zombie' || isProvablyNot(pid, 'postgres') || !(await isSameFolder(lines[1], cluster))) {
    return { kind: 'absent', leftover: true, unclean: true };
  }
  const port = Number(lines[3]);
  const status = lines[7]?.trim();
  if (status === 'ready' && port > 0) return { kind: 'ready', pid, port };
  return status === 'stopping' ? { kind: 'stopping', pid } : { kind: 'starting', pid };
}

/**
 * Removes a leftover file. Should children of the dead server still run, PostgreSQL notices by their shared memory, which it finds by the
 * folder itself, and refuses to start until they are gone.
 */
export async function removeLeftoverFile(cluster: string): Promise<void> {
  await rm(join(cluster, 'postmaster.pid'), { force: true });
}

async function readLines(cluster: string): Promise<string[]> {
  try {
    return (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** A copied data folder includes the file of the server that runs on the original. */
async function isSameFolder(recorded: string | undefined, cluster: string): Promise<boolean> {
  if (recorded === undefined || recorded === '' || recorded === cluster) return true;
  return realpath(recorded).then(
    (path) => path === cluster,
    () => false,
  );
}
