/** Is it the machine, or the repository, that git complains about, and not what it was given? */
import { GitDiskFault, type GitFailure } from './git-errors.js';
import { type Git, type GitAnswer, refused } from './run-git.js';

/** Ends of lines that speak of the machine, or of the repository. */
const NOT_THE_PATCH =
  /(Permission denied|Input\/output error|Cannot allocate memory|Out of memory.*|Too many open files|unable to read tree \S+|bad object \S+|^(error|fatal): unable to write [^':]*)$/m;

/** The failure to throw; null: what git was given is to blame. */
export function machineFailure(args: readonly string[], answer: GitAnswer, git: Git): GitFailure | null {
  const failure = refused(args, answer, git.folders);
  return failure instanceof GitDiskFault || NOT_THE_PATCH.test(answer.stderr) ? failure : null;
}
