/**
 * A worker: what an earlier life left is removed, then one loop for each role and each place claims, works and submits until the worker is stopped or has
 * done what was requested. Nothing is left when it returns: no process, no folder, no lease.
 */
import type { WorkerRole } from '../../domain/model/vocabulary.js';
import { killOrphans } from '../../processes/kill-orphans.js';
import { leftoverCiFolders } from '../ci/ci-folder.js';
import { housekeeping } from '../housekeeping.js';
import { leftoverAttempts } from '../workspace/attempt-folder.js';
import { Histories } from '../workspace/histories.js';
import { endLeftAgents } from '../workspace/left-agents.js';
import { clearLeftovers } from '../workspace/leftovers.js';
import { openWorkFolder } from '../workspace/work-folder.js';
import { AttemptQuota } from './attempt-quota.js';
import { ClaimLoop, type LoopEnd } from './claim-loop.js';
import type { LeaseEnd, LeaseTools } from './lease-work.js';

export interface WorkerOptions extends Omit<LeaseTools, 'histories'> {
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
  /** Why the worker could not continue; null: it ended as it should. */
  readonly fault: Extract<LoopEnd, { readonly why: string }> | null;
}

/** Throws a WorkFolderFault if its folder cannot be used, and nothing else. */
export async function runWorker(options: WorkerOptions): Promise<WorkerEnd> {
  const { workerId, workRoot, report, roles, concurrency, stop } = options;
  const sweeping = new AbortController();
  await openWorkFolder(workRoot);
  await cleanUp(workerId, workRoot, report, AbortSignal.any([stop, sweeping.signal]));
  const quota = new AttemptQuota(options.maxAttempts ?? Infinity);
  const histories = new Histories(workRoot);
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
  report({
    event: 'ready',
    message: `worker ${workerId} claims as ${roles.map((role) => role.toLowerCase()).join(', ')}`,
  });
  const places = roles.flatMap((role) => Array.from({ length: concurrency }, () => role));
  const ends = await Promise.all(
    places.map(async (role) => {
      const end = await new ClaimLoop(role, loopOptions, { ...options, histories }).run();
      // What stops one loop for good stops all; who is at work finishes it.
      if (end.end === 'refused' || end.end === 'run-ended') onStop();
      return end;
    }),
  );
  stop.removeEventListener('abort', onStop);
  sweeping.abort();
  await housekeeping(histories.close());
  const fault = ends.find((end): end is Extract<LoopEnd, { readonly why: string }> => 'why' in end) ?? null;
  const { done, environment, released, lost } = attempts;
  report({
    event: 'ended',
    message: `${done} submitted, ${environment} failed by their surroundings, ${released} released, ${lost} lost`,
  });
  return { attempts, fault };
}

/** What workers left that were killed: of the same name, or in the same folder (A5). Processes first: they may still write. What cannot be ended or removed is reported. */
async function cleanUp(
  workerId: string,
  workRoot: string,
  report: LeaseTools['report'],
  stop: AbortSignal,
): Promise<void> {
  const unseen = (error: unknown): number => {
    report({ event: 'trouble', message: `processes of an earlier life could not be looked for (${codeOf(error)})` });
    return 0;
  };
  const processes = (await killOrphans(workerId).catch(unseen)) + (await endLeftAgents(workRoot).catch(unseen));
  const folders = [...(await leftoverAttempts(workRoot)), ...(await leftoverCiFolders(workRoot, workerId))];
  const { removed, messages: reported } = await clearLeftovers(workRoot, folders, { signal: stop });
  for (const message of reported) report({ event: 'trouble', message });
  if (processes + removed === 0) return;
  report({
    event: 'cleaned',
    message: `of an earlier life ${processes} processes were ended and ${removed} folders removed`,
  });
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';
