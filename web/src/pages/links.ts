/** Addresses of screens, below /ui. Every id may hold any sign. */
const part = encodeURIComponent;

export const runLink = (runId: string): string => `/runs/${part(runId)}`;
export const phaseLink = (runId: string, phaseId: string): string => `/runs/${part(runId)}/phases/${part(phaseId)}`;
/** `part`: as pages/phase/selection.ts names it; left out: the summary. */
export const attemptLink = (runId: string, phaseId: string, attempt: number, attemptPart?: string): string =>
  `${phaseLink(runId, phaseId)}?attempt=${attempt}${attemptPart === undefined ? '' : `&part=${attemptPart}`}`;
export const promotionLink = (runId: string): string => `/runs/${part(runId)}/promotion`;
export const projectLink = (projectId: string): string => `/projects/${part(projectId)}`;
export const backlogLink = (projectId: string): string => `/backlog/${part(projectId)}`;
export const foresightLink = (projectId: string): string => `/foresight/${part(projectId)}`;
export const runsOfProjectLink = (projectId: string): string => `/runs?project=${part(projectId)}`;
