import type { RunCommandInput } from '../graphql/types/command.inputs.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import type { RunTarget } from '../lifecycle/pipeline/on-run.js';

/** The run that an input names, at the version and under the key that it carries. */
export function targetOf(mutation: string, input: RunCommandInput): RunTarget {
  const { runId, expectedRunVersion, idempotencyKey } = input;
  return { runId, expectedRunVersion: expectedRunVersion ?? null, key: commandKey(mutation, idempotencyKey, input) };
}
