/**
 * Under which key a folder is kept (V7): its path, the contents of its key files and of all that the set-up reads, the steps of the set-up, and the kind
 * of machine. What is not committed has no part in it.
 */

import { sha256 } from '../../common/sha256.js';
import { readBy, someOf } from '../../domain/rules/ci/setup-reads.js';
import type { Preparation } from './preparation.js';
import { isSubmodule, type TrackedFile } from './tracked-files.js';

export interface KeyedFolder {
  readonly path: string;
  /** Of 64 hexadecimal digits. */
  readonly key: string;
}

/** Another number where kept folders are written in another way. */
const FORM = 1;

export function keyedFolders({ cache, setup, submodules }: Preparation, files: readonly TrackedFile[]): KeyedFolder[] {
  const reads = setup.map((step) => readBy(step, []));
  const common = files.filter((file) => (submodules && isSubmodule(file)) || reads.some((isRead) => isRead(file.path)));
  const machine = [process.platform, process.arch, process.version];
  return cache.map(({ path, key }) => {
    const isKey = someOf(key);
    const contents = [...new Set([...files.filter((file) => isKey(file.path)), ...common])].map((file) => [
      file.path,
      file.mode,
      file.id,
    ]);
    return {
      path,
      key: sha256(JSON.stringify([FORM, machine, path, key, setup, contents.map((each) => each.join(' ')).sort()])),
    };
  });
}
