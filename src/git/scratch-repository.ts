/**
 * A quarantine: an own, bare repository in a private folder that reads the objects of another one and writes none there. Patches are applied
 * and objects are made here, under no configuration but ours; the wanted objects are then transferred as a pack. Whatever a patch does, the
 * repository of the user stays as it was, byte for byte (G2). A crash leaves a folder `autopack-git-*` among the temporary files,
 * no more, and the next start takes it away (scratch-leftovers.ts).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { failureOf } from './git-errors.js';
import { writeGitFolder } from './git-folder.js';
import { bring } from './held-objects.js';
import { LooseObjects } from './loose-objects.js';
import { Layered, type ObjectSource } from './object-source.js';
import { OnceReader } from './once-reader.js';
import type { RepositoryPlace } from './repository-place.js';
import { type Git, gitIn } from './run-git.js';
import { scratchName } from './scratch-owner.js';

/** Names are bytes here, whatever the file system makes of them. */
const CORE = ['ignoreCase = false', 'precomposeUnicode = false'];

export class ScratchRepository {
  /** Objects that were made here. */
  readonly own: LooseObjects;
  /** Those that git finds here: made here, or of the repository. */
  readonly objects: ObjectSource;

  private constructor(
    /** Its git folder, which holds nothing else. */
    readonly folder: string,
    readonly place: RepositoryPlace,
    readonly git: Git,
  ) {
    this.own = new LooseObjects(join(folder, 'objects'), place.objectFormat);
    // git itself reads what it does not store as single files.
    this.objects = new Layered(this.own, new Layered(place.reader, new OnceReader(git)));
  }

  static async over(place: RepositoryPlace): Promise<ScratchRepository> {
    let folder: string | null = null;
    try {
      folder = await mkdtemp(join(place.scratchFolder, scratchName()));
      const { objectFormat, objects, commonFolder } = place;
      const shallow = join(commonFolder, 'shallow');
      await writeGitFolder(folder, { objectFormat, bare: true, core: CORE, alternate: objects, shallow });
    } catch (error) {
      if (folder !== null) await rm(folder, { recursive: true, force: true });
      const fault = error as NodeJS.ErrnoException;
      throw failureOf(`No quarantine could be made below the temporary folder (${fault.code ?? 'unknown'}).`, fault);
    }
    const git = gitIn(folder, { use: 'quarantine', env: { GIT_INDEX_FILE: join(folder, 'index') } });
    return new ScratchRepository(folder, place, git);
  }

  /** Copies what the tip needs and `have` does not have, held for a run if one is named (G9); a repeat changes nothing. */
  async bring(tip: string, have: readonly string[], target: Git, heldFor: string | null): Promise<void> {
    await this.bringPacked(['--revs'], [tip, ...have.map((id) => `^${id}`)], tip, target, heldFor);
  }

  /** The same with exactly these objects, the tip among them. Each is packed whole: to look for what large ones have in common takes git long, and much memory. */
  async bringThese(ids: readonly string[], tip: string, target: Git, heldFor: string | null): Promise<void> {
    await this.bringPacked(['--window=0'], ids, tip, target, heldFor);
  }

  /** The pack is a file here, so that this process holds none of it, however large it is. */
  private async bringPacked(
    options: readonly string[],
    wanted: readonly string[],
    tip: string,
    target: Git,
    heldFor: string | null,
  ): Promise<void> {
    const begin = join(this.folder, 'brought');
    const args = ['pack-objects', ...options, '-q', '--delta-base-offset', begin];
    const name = await this.git.text(args, { input: wanted.map((line) => `${line}\n`).join('') });
    await bring(target, this.place, { pack: { file: `${begin}-${name}.pack` }, tip }, heldFor);
  }

  /** The index of git's calls here. */
  get index(): string {
    return join(this.folder, 'index');
  }

  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
