/**
 * The default branch of a project is fixed when its repository is set (M2): a later checkout in a work tree changes no
 * project.
 */
import type { ProjectChange } from '../domain/decisions/project/project-commands.js';
import type { ProjectFacts } from '../domain/rules/project/project.js';
import { GitFailure, GitUnavailable } from '../git/git-errors.js';
import { GitRepository } from '../git/git-repository.js';

type Present = Pick<ProjectFacts, 'repositoryPath' | 'defaultBranch'> | null;

/**
 * The change, with the branch that the repository names now: where it names a repository and no branch, or takes the
 * branch away. A branch that the new repository has too stays. A repository that cannot be read yet fixes nothing: then
 * HEAD is asked with each run.
 */
export async function withFixedBranch(change: ProjectChange, present: Present): Promise<ProjectChange> {
  const path = change.repositoryPath ?? (change.defaultBranch === null ? present?.repositoryPath : null) ?? null;
  if (path === null || change.repositoryPath === null || change.defaultBranch != null) return change;
  const wanted = change.defaultBranch === undefined ? (present?.defaultBranch ?? null) : null;
  const branch = await branchOf(path, wanted);
  return branch === null ? change : { ...change, defaultBranch: branch };
}

async function branchOf(path: string, wanted: string | null): Promise<string | null> {
  try {
    const repository = await GitRepository.open(path);
    if (wanted !== null && (await repository.readRef(`refs/heads/${wanted}`)) !== null) return wanted;
    return await repository.fixedBranch();
  } catch (error) {
    if (error instanceof GitUnavailable || error instanceof GitFailure) return null;
    throw error;
  }
}
