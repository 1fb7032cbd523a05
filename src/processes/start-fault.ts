/** Why a command could not be started, in words of ours: the system's own (ENOENT) says the same of a missing program and a missing folder. */
import { statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import type { ProcessSpec, StartFault } from './process-contract.js';

export function faultBeforeStart({ argv, cwd }: Pick<ProcessSpec, 'argv' | 'cwd'>): StartFault | null {
  if (argv[0] === '') return 'missing-program';
  try {
    return statSync(cwd).isDirectory() ? null : 'missing-folder';
  } catch {
    return 'missing-folder';
  }
}

export function faultOf(error: unknown, spec: Pick<ProcessSpec, 'argv' | 'env'>): StartFault {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing-program';
  if (code === 'EACCES' || code === 'EPERM' || code === 'ENOEXEC')
    return isNowhere(spec) ? 'missing-program' : 'not-executable';
  if (code === 'EAGAIN' || code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM') return 'no-resources';
  return 'bad-arguments';
}

/** One folder of PATH that we may not enter is enough for the system to say "permission denied" of a program that is in none of the others. */
const isNowhere = ({ argv: [program], env }: Pick<ProcessSpec, 'argv' | 'env'>): boolean =>
  !isInPath(program, env.PATH ?? '');

/** Whether a folder of `path`, a value of PATH, holds a file of this name. Of a name with a slash nothing is known: true. */
export const isInPath = (program: string, path: string): boolean =>
  program.includes('/') || path.split(delimiter).some((folder) => isFile(join(folder, program)));

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
