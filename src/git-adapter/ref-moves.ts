/** Performs the ref intent of a run (G7), in one git transaction if nothing interferes, and otherwise ref by ref. */
import type { FoundRef, RefOutcome } from '../domain/decisions/work/settle-refs.js';
import type { RefIntent, RefMove } from '../domain/model/ref-intent.js';
import { heldRef, snapshotRef } from '../domain/model/ref-names.js';
import type { GitRepository } from '../git/git-repository.js';
import type { LockInTheWay } from '../git/refs.js';

/** A ref that another program moved between two reads is read again; more repetitions mean that it keeps changing. */
const MOST_LOOKS = 5;
/** git locks each ref that it is to verify. */
const MOST_VERIFIED = 200;

/** The tag of an earlier snapshot, by its full name. */
export interface SnapshotTag {
  readonly ref: string;
  readonly id: string;
}

export interface Performed {
  readonly outcome: RefOutcome;
  /** The objects that were held for it stay held (G9). */
  readonly lock: LockInTheWay | null;
}

/** `tags`: those that should stand besides; one that is missing is put back (G9). Throws GitFailure. */
export async function performed(
  repository: GitRepository,
  runId: string,
  intent: RefIntent,
  tags: readonly SnapshotTag[],
): Promise<Performed> {
  // Moved or given up: refs that an intent which this one replaced was waiting for, too.
  const ids = intent.moves.flatMap(({ from, to }) => [...from, to]);
  // Without this lock nothing is removed, and everything else continues: git would wait for it, and then abort the
  // whole transaction.
  const isLocked = (await repository.lockOfPackedRefs()) !== null;
  const released = isLocked ? [] : [...new Set(ids)].flatMap((id) => (id === null ? [] : [heldRef(runId, id)]));
  if (await movedAsUsual(repository, intent, tags, released)) {
    const lock = isLocked ? await repository.releaseMoved(runId, ids) : null;
    return { outcome: { at: 'moved', putBack: [], lost: [] }, lock };
  }
  const elsewhere: FoundRef[] = [];
  const putBack: string[] = [];
  for (const move of intent.moves) {
    const became = await moved(repository, intent, move);
    if (became === 'put back') putBack.push(move.ref);
    if (typeof became === 'string') continue;
    elsewhere.push(became);
    // Forward, a later move rests on the one before it; what a run leaves behind is put away one by one (S6).
    if (intent.purpose !== 'RESTORE') break;
  }
  const lock = await repository.releaseMoved(runId, ids);
  if (elsewhere.length > 0) return { outcome: { at: 'elsewhere', refs: elsewhere }, lock };
  const missing = await missingTags(repository, runId, tags);
  return { outcome: { at: 'moved', putBack: [...putBack, ...missing.putBack], lost: missing.lost }, lock };
}

/**
 * All of an intent in one step of git, as it goes unless something went wrong: one ref moves from where it usually
 * stands, every other stands where it shall, no tag of an earlier snapshot is missing, and what was held is released.
 * False: nothing was done, and each is looked at.
 */
async function movedAsUsual(
  repository: GitRepository,
  intent: RefIntent,
  tags: readonly SnapshotTag[],
  released: readonly string[],
): Promise<boolean> {
  const { purpose, moves } = intent;
  const [move, ...others] = moves.filter(({ from, to }) => from[0] !== to);
  if (purpose === 'RESTORE' || move === undefined || others.length > 0) return false;
  const [old] = move.from;
  if (old === undefined) return false;
  const current = [
    ...tags,
    ...moves.flatMap(({ ref, to }) => (ref === move.ref || to === null ? [] : [{ ref, id: to }])),
  ];
  if (current.length > MOST_VERIFIED) return false;
  const along = { current, released };
  return (await repository.moveRef({ ref: move.ref, old, next: move.to, note: noteOf(intent), along })) === 'moved';
}

const noteOf = ({ purpose }: RefIntent): string => `autopack: ${purpose.toLowerCase()}`;

/** Tags of earlier snapshots that somebody deleted are put back (G9); looked at once for each phase. */
async function missingTags(
  repository: GitRepository,
  runId: string,
  tags: readonly SnapshotTag[],
): Promise<{ readonly putBack: readonly string[]; readonly lost: readonly string[] }> {
  const [putBack, lost]: [string[], string[]] = [[], []];
  if (tags.length === 0) return { putBack, lost };
  const current = await repository.refsBelow(snapshotRef(runId, ''));
  for (const { ref, id } of tags) {
    if (current.has(ref)) continue;
    if ((await repository.taggedCommit(id)) === null) lost.push(ref);
    else if ((await repository.moveRef({ ref, old: null, next: id, note: 'autopack: put back' })) === 'moved')
      putBack.push(ref);
  }
  return { putBack, lost };
}

/**
 * Moves a ref from one of the places where it may stand to where it shall; there already, it is done. One that is
 * missing, while the commit that it is to name is there, was deleted and not moved: it is put there (G9). Else: where
 * it was found. Tried first is the place where it stands unless something went wrong.
 */
async function moved(
  repository: GitRepository,
  intent: RefIntent,
  { ref, from, to }: RefMove,
): Promise<'done' | 'put back' | FoundRef> {
  const note = noteOf(intent);
  const [usual] = from;
  if (
    usual !== undefined &&
    usual !== to &&
    (await repository.moveRef({ ref, old: usual, next: to, note })) === 'moved'
  )
    return 'done';
  let found: string | null = null;
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    found = await repository.readRef(ref);
    if (found === to) return 'done';
    const isMissing = found === null && to !== null && intent.purpose !== 'RESTORE' && !from.includes(null);
    if (isMissing ? !(await repository.commitExists(to)) : !from.includes(found)) break;
    if ((await repository.moveRef({ ref, old: found, next: to, note })) === 'moved')
      return isMissing ? 'put back' : 'done';
  }
  return { ref, found };
}
