/**
 * Objects that wait for their ref (G9): a ref of our own holds them from the moment in which they come into the repository until the ref that they
 * are for has moved or was given up, so that no `git gc --prune=now` takes them away. These refs are no branches and no tags, and no push takes
 * them along unless everything is mirrored.
 */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { HELD_SPACE, heldRef } from '../domain/model/ref-names.js';
import type { Input } from '../processes/captured-program.js';
import { GitFailure } from './git-errors.js';
import { isObjectId } from './git-objects.js';
import { type LockInTheWay, lockOfPackedRefs } from './refs.js';
import type { RepositoryPlace } from './repository-place.js';
import type { Git } from './run-git.js';

/** Begins the note in the `.keep` file of a pack that is being imported. */
const KEEP_NOTE = 'autopack';
/** No git of ours works longer on one pack. */
const STALE_KEEP_MS = 10 * 60_000;

/** A prune takes also the temporary file away into which git writes a pack: then it is written again. */
const MOST_TRIES = 10;

export interface HeldObject {
  readonly ref: string;
  readonly runId: string;
  readonly id: string;
  /** What the object says itself. */
  readonly madeAt: Date;
}

/** A pack with objects that come into a repository. */
export interface Load {
  readonly pack: Input;
  /** The object that the others are for. */
  readonly tip: string;
  /** git made none of it: it looks at each object, and whether what it names is there. */
  readonly isStrict?: boolean;
}

/** Where they come in. */
export type Target = Pick<RepositoryPlace, 'objects' | 'sessions'>;

/** Imports objects. They are held for the run if one is named; otherwise a prune may remove them. A repeat changes nothing. */
export async function bring(
  git: Git,
  place: Target,
  { pack, tip, isStrict = false }: Load,
  heldFor: string | null,
): Promise<void> {
  const strict = isStrict ? ['--strict'] : [];
  if (heldFor === null) await git.read(['unpack-objects', '-q', ...strict], { input: pack });
  else await bringHeld(git, place, pack, { runId: heldFor, id: tip }, strict);
}

/**
 * Imports a pack and holds its tip for the run. There is no moment in which a prune could take the objects: the pack is kept by git's own mark
 * until the ref exists. A crash leaves the mark, which the next one to hold something takes away, or the ref (see heldObjects). A repeat changes nothing.
 */
export async function bringHeld(
  git: Git,
  place: Target,
  pack: Input,
  held: Pick<HeldObject, 'runId' | 'id'>,
  strict: readonly string[] = [],
): Promise<void> {
  await removeStaleMarks(place.objects);
  for (let left = MOST_TRIES - 1; ; left -= 1) {
    try {
      return await importedOnce(git, place, pack, held, strict);
    } catch (error) {
      if (!(error instanceof GitFailure) || left === 0) throw error;
    }
  }
}

async function importedOnce(
  git: Git,
  place: Target,
  pack: Input,
  held: Pick<HeldObject, 'runId' | 'id'>,
  strict: readonly string[],
): Promise<void> {
  const answer = await git.text(['index-pack', '--stdin', `--keep=${KEEP_NOTE}`, ...strict], { input: pack });
  const [, report, name] = /^(keep|pack)\s+([0-9a-f]+)$/m.exec(answer) ?? [];
  if (name === undefined) throw new GitFailure('git index-pack did not say which pack it made.');
  try {
    const ref = heldRef(held.runId, held.id);
    // The mark of the pack keeps the object for the session.
    const isHeld = await place.sessions.of('autopack: hold').changed([`update ${ref} ${held.id}`]);
    if (!isHeld) await git.read(['update-ref', '--no-deref', ref, held.id]);
  } finally {
    // `pack`: another one at work on the same objects made the mark, and takes it away.
    if (report === 'keep') await rm(join(place.objects, 'pack', `pack-${name}.keep`), { force: true });
  }
}

/** What is held, for one run or for all. */
export async function heldObjects(git: Git, runId: string | null): Promise<readonly HeldObject[]> {
  const space = runId === null ? HELD_SPACE : `${HELD_SPACE}/${runId}`;
  const lines = await git.text(['for-each-ref', '--format=%(creatordate:unix) %(refname)', `${space}/`]);
  return lines.split('\n').flatMap((line) => {
    const [at = '', ref = ''] = line.split(' ');
    const [, run, id] = ref.startsWith(`${HELD_SPACE}/`)
      ? (/^\/([^/]+)\/([^/]+)$/.exec(ref.slice(HELD_SPACE.length)) ?? [])
      : [];
    return run !== undefined && id !== undefined && isObjectId(id)
      ? [{ ref, runId: run, id, madeAt: new Date(Number(at) * 1_000) }]
      : [];
  });
}

/** Held no longer: their ref has moved, or nobody waits for it. What is held no longer already is passed by. */
export async function release(git: Git, held: readonly HeldObject[]): Promise<void> {
  if (held.length === 0) return;
  await git.read(['update-ref', '--stdin'], {
    input: held.map(({ ref, id }) => `option no-deref\ndelete ${ref} ${id}\n`).join(''),
  });
}

/**
 * The same for those of these objects that are held for the run, in one step. A lock in the way of all is waited for once, and one that nobody will take away
 * not at all. Answers the lock for which they stay held; a sweep finds them when the run has ended. Throws GitFailure.
 */
export async function releaseAll(
  git: Git,
  commonFolder: string,
  runId: string,
  ids: readonly string[],
): Promise<LockInTheWay | null> {
  if (ids.length === 0) return null;
  const before = await lockOfPackedRefs(commonFolder);
  if (before?.isStale) return before;
  const input = ids.map((id) => `option no-deref\ndelete ${heldRef(runId, id)}\n`).join('');
  if ((await git.ask(['update-ref', '--stdin'], { input })).exitCode === 0) return null;
  const lock = await lockOfPackedRefs(commonFolder);
  if (lock !== null) return lock;
  // Somebody releases them at the same time, or a lock is in the way of one.
  await release(
    git,
    (await heldObjects(git, runId)).filter(({ id }) => ids.includes(id)),
  );
  return null;
}

/** Marks that servers left which were killed amid a pack; those of other programs stay. */
async function removeStaleMarks(objects: string): Promise<void> {
  const folder = join(objects, 'pack');
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith('.keep')) continue;
    const mark = join(folder, name);
    const age = await stat(mark).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age < STALE_KEEP_MS) continue;
    const note = await readFile(mark, 'utf8').catch(() => '');
    if (note.trim() === KEEP_NOTE) await rm(mark, { force: true }).catch(() => undefined);
  }
}
