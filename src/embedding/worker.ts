/** `autopack/worker`: a worker inside another program. It claims, works and submits as `autopack worker` does, by the same code. */
import { hostname } from 'node:os';

import { defaultCacheFolder, defaultWorkFolder } from '../cli/worker/default-folders.js';
import { GraphqlSupervisor } from '../cli/worker/graphql-supervisor.js';
import { driverFor } from '../worker/agents/agent-choice.js';
import { runWorker } from '../worker/loop/worker.js';
import type { AgentOfWorker, WorkerOptions, WorkerReport, WorkerRole, WorkerSummary } from './worker-options.js';

export type { AgentOfWorker, WorkerOptions, WorkerReport, WorkerRole, WorkerSummary };

const MEBIBYTE = 1_048_576;

/**
 * Works until the signal is aborted, the run that it is bound to has ended, or it has done what was asked. Nothing is left when it answers: no process, no
 * folder, no lease. Rejects for options that cannot work; what goes wrong later is `fault` of its answer.
 */
export async function startWorker(options: WorkerOptions): Promise<WorkerSummary> {
  const { url, token, roles, agent, workerId = nameOf(roles), passEnvironment = [] } = options;
  const needsAgent = roles.some((role) => role !== 'CI');
  if (roles.length === 0) throw new TypeError('Name what the worker does: roles must have BUILDER, AUDITOR or CI.');
  if (needsAgent !== (agent !== undefined))
    throw new TypeError(
      needsAgent ? 'A Builder or an Auditor needs an agent.' : 'A worker for CI alone needs no agent.',
    );
  const settings = {
    passEnvironment,
    owner: workerId,
    ...(options.model === undefined ? {} : { model: options.model }),
  };
  return runWorker({
    api: new GraphqlSupervisor({ url: url.replace(/\/(graphql\/?)?$/, ''), token }),
    driver: agent === undefined ? null : driverFor(agent, settings),
    workerId,
    workRoot: options.workFolder ?? defaultWorkFolder(),
    cache:
      options.cacheLimitMiB === 0
        ? null
        : {
            root: options.cacheFolder ?? defaultCacheFolder(),
            limitBytes: (options.cacheLimitMiB ?? 10_240) * MEBIBYTE,
          },
    // An agent's secrets are not for the code that it wrote.
    ciEnvironment: agent === undefined ? passEnvironment : [],
    stop: options.signal ?? new AbortController().signal,
    report: options.onEvent ?? (() => undefined),
    roles: [...new Set(roles)],
    projectId: options.projectId ?? null,
    runId: options.runId ?? null,
    concurrency: options.concurrency ?? 1,
    waitSeconds: options.waitSeconds ?? 30,
    once: options.once ?? false,
    maxAttempts: options.maxAttempts ?? null,
  });
}

const nameOf = (roles: readonly WorkerRole[]): string =>
  `${hostname()}-${roles.map((role) => role.toLowerCase()).join('-')}`.slice(-100);
