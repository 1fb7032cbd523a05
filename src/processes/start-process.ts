/** Starts a foreign command that is talked to while it runs, such as an agent (A5): see process-contract.ts for what is promised. */
import { contain } from './contained-process.js';
import type { ProcessSpec, RunningProcess } from './process-contract.js';

/** Never throws: a command that could not be started ends as `not-started`, with streams that have ended. */
export function startProcess(spec: ProcessSpec): RunningProcess {
  return contain(spec, 'read-by-caller');
}
