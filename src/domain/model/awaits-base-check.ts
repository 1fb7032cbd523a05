/** Whether a run waits for CI on its base commit (V6). */
import type { RunFacts } from './facts.js';
import { isRunTerminal } from './run-state.js';

/** The run has begun, and no phase of it is assigned before CI has judged its base commit. */
export const awaitsBaseCheck = (run: Pick<RunFacts, 'baseCheck' | 'baseCommit' | 'state'>): boolean =>
  run.baseCheck !== null && run.baseCheck.outcome === null && run.baseCommit !== null && !isRunTerminal(run.state);
