/** CI of one commit, as a worker runs it, in folders of its own for each test of the file. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { CiHooks, CiOrder, CiOutcome, CiStep } from '../../src/worker/ci/ci-order.js';
import { runCi } from '../../src/worker/ci/run-ci.js';
import { useCiRepository } from '../support/git/use-ci-repository.js';
import { within } from '../support/waiting.js';

export let root: string;
export let repository: string;
/** Where the worker checks commits out. */
export let workRoot: string;

export const { git, commit } = useCiRepository((folders) => {
  ({ root, repository } = folders);
  workRoot = join(root, 'work');
});

export const shell = (script: string, more: Partial<CiStep> = {}): CiStep => ({
  name: 'test',
  argv: ['/bin/sh', '-c', script],
  timeoutSeconds: 20,
  ...more,
});

export const orderOf = (id: string, steps: readonly CiStep[], more: Partial<CiOrder> = {}): CiOrder => ({
  repositoryPath: repository,
  commit: id,
  steps,
  workRoot,
  owner: 'ci-1',
  runId: 'run-1',
  phaseId: 'F1.1',
  ...more,
});

/** Runs the steps to their end. No checkout may be left afterwards. */
export async function ci(
  id: string,
  steps: readonly CiStep[],
  more: Partial<CiOrder> = {},
  hooks: CiHooks = {},
): Promise<CiOutcome> {
  const outcome = await within('CI to end', runCi(orderOf(id, steps, more), hooks), 25_000);
  expect(existsSync(workRoot) ? readdirSync(workRoot) : []).toEqual([]);
  return outcome;
}
