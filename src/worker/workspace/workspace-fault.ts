/** Why there is no workspace, or no diff of it: a kind to act on and a sentence to show, without paths of the machine (A4). */

/**
 * `no-repository`, `no-commit`, `git`: the surroundings failed (B6). `patch`: the patch that was to be applied does not apply.
 * `setup`: the project's set-up failed in the clone. `too-large`: the agent's changes are larger than any patch we pass on. `spoilt`: the agent removed or replaced its workspace.
 */
export type WorkspaceFaultKind =
  'no-repository' | 'no-commit' | 'git' | 'patch' | 'setup' | 'too-large' | 'spoilt' | 'stopped';

export class WorkspaceFault extends Error {
  override readonly name = 'WorkspaceFault';

  constructor(
    readonly kind: WorkspaceFaultKind,
    message: string,
  ) {
    super(message);
  }
}
