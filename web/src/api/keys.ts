/** Names of what is cached. Everything of a run is below `keyOfRun`, so that one event makes all of it be asked for again. */
export const RUNS = ['runs'] as const;
export const SHELL = ['shell'] as const;
export const PROJECTS = ['projects'] as const;
export const WORKERS = ['workers'] as const;
export const keyOfRun = (runId: string) => ['run', runId] as const;
export const keyOfProject = (projectId: string) => ['projects', projectId] as const;
/** Files of attempts never change: events leave them alone. */
export const keyOfFile = (runId: string, sha256: string) => ['file', runId, sha256] as const;
/** What the server sends anew by itself after changes of the run; it is below `keyOfRun` too, for acts that want all of it now. */
export const keyOfPushed = (runId: string) => [...keyOfRun(runId), 'pushed'] as const;
