/**
 * Objects of a tree that a repository lacks: those that a partial clone left out, and nothing is fetched during a run, or those that a damaged one lost.
 * The history is not checked: no phase needs it.
 */
import { objectId } from './git-objects.js';
import type { Git } from './run-git.js';

export interface Lack {
  readonly kind: 'partial' | 'damaged';
  /** A sentence that says what to do. */
  readonly message: string;
}

/** `branch`: whose commit it is, for the message. */
export async function lackAt(git: Git, commit: string, branch: string | null): Promise<Lack | null> {
  const walk = await git.text(['rev-list', '--quiet', '--objects', '--no-walk', '--missing=print', objectId(commit)]);
  const missing = walk.split('\n').filter((line) => line.startsWith('?')).length;
  if (missing === 0) return null;
  const what = `${missing} ${missing === 1 ? 'object' : 'objects'} of ${branch === null ? `commit ${commit}` : `"${branch}"`}`;
  const { exitCode } = await git.ask([
    'config',
    '--get-regexp',
    '^(extensions\\.partialclone|remote\\..*\\.promisor)$',
  ]);
  if (exitCode === 0) {
    const message = `The repository is a partial clone: ${what} are not in it, and nothing is fetched during a run. Fetch them (git fetch --refetch --no-filter), or name a full clone.`;
    return { kind: 'partial', message: missing === 1 ? message.replace(' are not in it', ' is not in it') : message };
  }
  return {
    kind: 'damaged',
    message: `The repository is damaged: it lacks ${what}. See what git fsck says, and fetch or copy them from a whole clone.`,
  };
}
