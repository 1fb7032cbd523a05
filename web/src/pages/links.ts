/** Addresses of screens, below /ui. Every id may hold any sign. */
const part = encodeURIComponent;

export const runLink = (runId: string): string => `/runs/${part(runId)}`;
export const phaseLink = (runId: string, phaseId: string): string => `/runs/${part(runId)}/phases/${part(phaseId)}`;
export const promotionLink = (runId: string): string => `/runs/${part(runId)}/promotion`;
export const projectLink = (projectId: string): string => `/projects/${part(projectId)}`;
export const backlogLink = (projectId: string): string => `/backlog/${part(projectId)}`;
export const foresightLink = (projectId: string): string => `/foresight/${part(projectId)}`;
export const runsOfProjectLink = (projectId: string): string => `/runs?project=${part(projectId)}`;
