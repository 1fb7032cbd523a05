/** What a change says on its forge, and the mark by which it is found again (M3). */

/** Not seen by people. A change that was opened by a server that died is known by it. */
export const changeMarker = (runId: string, round: number): string => `<!-- autopack:change ${runId} ${round} -->`;

export const changeTitle = (runId: string): string => `Run ${runId}`;

export const changeBody = (text: string, runId: string, round: number): string =>
  `${text}\n\n${changeMarker(runId, round)}\n`;
