/**
 * The `.git` of an agent's clone, written by hand: a branch of its own at the base commit, no remote, no hooks. It names nothing of this machine but
 * the copy of the history that it reads, if the attempts of its worker share one.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { alternateLine, writeGitFolder } from '../../git/git-folder.js';
import { LEFT_OUT } from './own-repository.js';
import { writeShallow } from './packed-history.js';

const BRANCH = 'autopack-work';
const AGENT = '[user]\n\tname = Autopack agent\n\temail = agent@autopack.invalid\n';

export interface AgentClone {
  readonly gitDir: string;
  readonly index: string;
  /** Where packs of its own stand. */
  readonly packs: string;
}

/** Makes the clone at `path`, which must not be there: no history yet, and no files. */
export async function makeClone(path: string, base: string, format: string): Promise<AgentClone> {
  const gitDir = join(path, '.git');
  const head = `refs/heads/${BRANCH}`;
  const core = ['logAllRefUpdates = true'];
  const info = { exclude: LEFT_OUT };
  await writeGitFolder(gitDir, {
    objectFormat: format,
    bare: false,
    head,
    refs: { [head]: base },
    core,
    config: AGENT,
    info,
  });
  return { gitDir, index: join(gitDir, 'index'), packs: join(gitDir, 'objects/pack') };
}

/** Records in the clone where its history ends and, if that is not in packs of its own, where it is. */
export async function giveHistory(
  { gitDir }: AgentClone,
  shallow: readonly string[],
  objects: string | null,
): Promise<void> {
  await writeShallow({ gitDir }, shallow);
  if (objects !== null) await writeFile(join(gitDir, 'objects/info/alternates'), alternateLine(objects));
}
