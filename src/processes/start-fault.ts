/** Why a command could not be started, in words of ours: the system's own (ENOENT) says the same of a missing program and a missing folder. */
import { statSync } from 'node:fs';
import type { ProcessSpec, StartFault } from './process-contract.js';

export function faultBeforeStart({ argv, cwd }: Pick<ProcessSpec, 'argv' | 'cwd'>): StartFault | null {
  if (argv[0] === '') return 'missing-program';
  try {
    return statSync(cwd).isDirectory() ? null : 'missing-folder';
  } catch {
    return 'missing-folder';
  }
}

export function faultOf(error: unknown): StartFault {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing-program';
  if (code === 'EACCES' || code === 'EPERM' || code === 'ENOEXEC') return 'not-executable';
  if (code === 'EAGAIN' || code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM') return 'no-resources';
  return 'bad-arguments';
}
