/**
 * A worker: what an earlier life left is removed, then one loop for each role and each place claims, works and hands in until the worker is stopped or has
 * done what it was asked for. Nothing is left when it answers: no process, no folder, no lease.
 */
import { mkdir } from 'node:fs/promises';
import { killOrphans } from '../../processes/kill-orphans.js';
import type { WorkerRole } from '../../domain/shared/vocabulary.js';
import { removeLeftoverFolders } from '../ci/ci-folder.js';
import { removeLeftovers } from '../workspace/attempt-folder.js';
import { endLeftAgents } from '../workspace/left-agents.js';
import { AttemptQuota } from './attempt-quota.js';
import { ClaimLoop, type LoopEnd } from './claim-loop.js';
import type { LeaseEnd, LeaseTools } from './lease-work.js';

export interface WorkerOptions extends LeaseTools {
  readonly roles: readonly WorkerRole[];
  readonly projectId: string | null;
  readonly runId: string | null;
  /** Leases at a time, for each role. */
  readonly concurrency: number;
  /** 0 to 30: how long one claim waits for work. */
  readonly waitSeconds: number;
  /** Each loop claims once, and works on what it gets. */
  readonly once: boolean;
  /** null: no end. */
  readonly maxAttempts: number | null;
}

export interface WorkerEnd {
  /** By how they ended. */
  readonly attempts: Readonly<Record<LeaseEnd, number>>;
  /** Why the worker could not go on; null: it ended as it should. */
  readonly fault: Extract<LoopEnd, { readonly why: string }> | null;
}

/** Throws only if its folder cannot be made. */
export async function runWorker(options: WorkerOptions): Promise<WorkerEnd> {
  const { workerId, workRoot, tell, roles, concurrency, stop } = options;
  await cleanUp(workerId, workRoot, tell);
  const quota = new AttemptQuota(options.maxAttempts ?? Infinity);
  const halt = new AbortController();
  const onStop = (): void => {
    halt.abort();
    quota.close();
  };
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  const attempts: Record<LeaseEnd, number> = { done: 0, environment: 0, released: 0, lost: 0 };
  const loopOptions = {
    projectId: options.projectId,
    runId: options.runId,
    waitSeconds: options.waitSeconds,
    once: options.once,
    quota,
    claiming: halt.signal,
    onEnd: (end: LeaseEnd): void => void (attempts[end] += 1),
  };
  tell({ event: 'ready', message: `worker ${workerId} claims as ${roles.map((role) => role.toLowerCase()).join(', ')}` });
  const places = roles.flatMap((role) => Array.from({ length: concurrency }, () => role));
  const ends = await Promise.all(
    places.map(async (role) => {
      const end = await new ClaimLoop(role, loopOptions, options).run();
      // What stops one loop for good stops all; who is at work finishes it.
      if (end.end === 'refused' || end.end === 'run-ended') onStop();
      return end;
    }),
  );
  stop.removeEventListener('abort', onStop);
  const fault = ends.find((end): end is Extract<LoopEnd, { readonly why: string }> => 'why' in end) ?? null;
  const { done, environment, released, lost } = attempts;
  tell({ event: 'ended', message: `${done} handed in, ${environment} failed by their surroundings, ${released} released, ${lost} lost` });
  return { attempts, fault };
}

/** What workers left that were killed: of the same name, or in the same folder (A5). Processes first: they may still write. */
async function cleanUp(workerId: string, workRoot: string, tell: LeaseTools['tell']): Promise<void> {
  await mkdir(workRoot, { recursive: true, mode: 0o700 });
  const processes = (await killOrphans(workerId)) + (await endLeftAgents(workRoot));
  const folders = (await removeLeftovers(workRoot)) + (await removeLeftoverFolders(workRoot, workerId));
  if (processes + folders === 0) return;
  tell({ event: 'cleaned', message: `of an earlier life ${processes} processes were ended and ${folders} folders removed` });
}
