/** How a program sets up a worker, and what it hears of it. */
export type WorkerRole = 'BUILDER' | 'AUDITOR' | 'CI';

/** A preset of docs/agents.md by its name, or a command of your own, one that speaks ACP included. Words of a command may hold `{promptFile}` and the like. */
export type AgentOfWorker =
  | { readonly preset: string; readonly over?: 'command' | 'acp' }
  | { readonly command: readonly string[] }
  | { readonly acp: readonly string[] };

export interface WorkerOptions {
  /** The server's address. */
  readonly url: string;
  readonly token?: string | undefined;
  readonly roles: readonly WorkerRole[];
  /** Needed for BUILDER and AUDITOR. */
  readonly agent?: AgentOfWorker;
  /** The model that the agent is asked to use. */
  readonly model?: string;
  /** Its name; the same again after a restart, never two at once. Default: host and roles. */
  readonly workerId?: string;
  /** Only this work. */
  readonly projectId?: string;
  /** Only this work; the worker ends as soon as the run ends. */
  readonly runId?: string;
  /** Leases at a time, for each role. Default: 1. */
  readonly concurrency?: number;
  /** How long one claim waits for work: 0 to 30. Default: 30. */
  readonly waitSeconds?: number;
  /** One claim for each role and place. */
  readonly once?: boolean;
  readonly maxAttempts?: number;
  /** Absolute: where clones are made and removed again. Default: `~/autopack/work`. */
  readonly workFolder?: string;
  /** Absolute: where folders of `ci.cache` are kept. Default: `~/.cache/autopack/cache`. */
  readonly cacheFolder?: string;
  /** 0: nothing is kept. Default: 10,240. */
  readonly cacheLimitMiB?: number;
  /** Variables by name, for the agent; for the steps if the worker plays CI alone. */
  readonly passEnvironment?: readonly string[];
  /** Aborted: it claims no more, ends what it does, and answers. */
  readonly signal?: AbortSignal;
  /** What it does, one event a line. Contains no token. */
  readonly onEvent?: (event: WorkerReport) => void;
}

export interface WorkerReport {
  readonly event: string;
  /** For people. */
  readonly message: string;
  readonly role?: WorkerRole;
  readonly runId?: string;
  readonly phaseId?: string;
  readonly attempt?: number;
  readonly tokensUsed?: number;
}

export interface WorkerSummary {
  /** Leases by how they ended. `environment`: what the work depends on failed. `lost`: nothing could be submitted. */
  readonly attempts: Readonly<Record<'done' | 'environment' | 'released' | 'lost', number>>;
  /** Why the worker could not continue; null: it ended as it should. */
  readonly fault: { readonly end: 'unreachable' | 'refused'; readonly why: string } | null;
}
