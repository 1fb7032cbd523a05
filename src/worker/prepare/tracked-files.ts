/** The files of a commit as git holds them: names and ids, without a look into the work tree. */
import { git, type GitCall } from '../workspace/run-git.js';

export interface TrackedFile {
  readonly path: string;
  readonly mode: string;
  readonly id: string;
}

export const isSubmodule = ({ mode }: TrackedFile): boolean => mode === '160000';

/** In the repository at `cwd`. Throws a WorkspaceFault. */
export async function trackedFiles(
  cwd: string,
  commit: string,
  call: Pick<GitCall, 'signal'> = {},
): Promise<readonly TrackedFile[]> {
  const { out } = await git(['ls-tree', '-r', '-z', '--full-tree', commit], { cwd, ...call });
  return records(out).map((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
    return { path: line.slice(tab + 1), mode, id };
  });
}

/** Paths that differ between two commits, those that are gone included. */
export async function touchedBetween(cwd: string, from: string, to: string): Promise<readonly string[]> {
  const { out } = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to], { cwd });
  return records(out);
}

const records = (out: string): string[] => out.split('\0').filter((each) => each !== '');
