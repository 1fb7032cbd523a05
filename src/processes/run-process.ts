/** Runs a foreign command to its end (A5): see process-contract.ts for what is promised. */
import { contain } from './contained-process.js';
import type { ProcessEnd, ProcessSpec } from './process-contract.js';

/** Never rejects: whatever happens to the command is told by the answer. */
export function runProcess(spec: ProcessSpec): Promise<ProcessEnd> {
  return contain(spec, 'read-by-us').ended;
}
