/** Runs a foreign command to its end (A5): see process-contract.ts for what is promised. */
import { contain } from './contained-process.js';
import type { ProcessEnd, ProcessSpec } from './process-contract.js';

/** Never rejects: the answer reports everything that happens to the command. */
export function runProcess(spec: ProcessSpec): Promise<ProcessEnd> {
  return contain(spec, 'read-by-us').ended;
}
