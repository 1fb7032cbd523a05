/** Refs: read by their full name alone, and moved by compare-and-swap (G3). Only the refs of runs are moved, and on promotion a branch (C3, M2). */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { isRunRef } from '../domain/model/ref-names.js';
import { GitFailure, RefLocked } from './git-errors.js';
import { objectId } from './git-objects.js';
import type { RefSessions } from './ref-session.js';
import type { RepositoryPlace } from './repository-place.js';
import { type Git, refused } from './run-git.js';

export interface RefMove {
  /** In full: `refs/heads/…` or `refs/tags/…`. */
  readonly ref: string;
  /** Where the ref must stand; null: it must not exist. */
  readonly old: string | null;
  /** Null: the ref goes away. */
  readonly next: string | null;
  /** `promotion`: any branch (M2). Default: only refs of runs (C3). */
  readonly allow?: 'run' | 'promotion';
  /** A word for the reflog. */
  readonly note?: string;
  /** All or nothing of it happens with the move; see moveRef. */
  readonly along?: Along;
}

/** What belongs to a move, in one step of git. */
export interface Along {
  /** Refs that must stand where they are said to, else nothing moves. */
  readonly current: readonly { readonly ref: string; readonly id: string }[];
  /** Full names of refs of ours that hold objects until the move; they go, those that are not there included (G9). */
  readonly released: readonly string[];
}

/** A lock that is older was left by a git that was killed: no git of ours holds one for longer than its time limit. */
const STALE_LOCK_MS = 5 * 60_000;

/** What the ref names, a tag's object included; null if there is no such ref. No short names, no following of other refs' rules. */
export async function readRef(git: Git, ref: string): Promise<string | null> {
  if (!ref.startsWith('refs/')) throw new GitFailure(`${JSON.stringify(ref)} is not the full name of a ref.`);
  const answer = await git.ask(['show-ref', '--verify', '--hash', '--', ref]);
  return answer.exitCode === 0 ? answer.stdout.toString('utf8').trim() : null;
}

/**
 * Moves a ref if it is where it must be. `elsewhere`: it, or a ref that must hold as well, is not, and nothing was changed. Throws RefLocked if another process locks it, and
 * GitFailure if git cannot do it for another reason, such as a branch `autonomous` that leaves no room for `autonomous/…`.
 */
export async function moveRef(
  git: Git,
  place: Pick<RepositoryPlace, 'commonFolder' | 'sessions'>,
  move: RefMove,
): Promise<'moved' | 'elsewhere'> {
  const { ref, old, next, allow = 'run', note = 'autopack', along } = move;
  const mayMove = isRunRef(ref) || (allow === 'promotion' && /^refs\/heads\/./.test(ref) && next !== null);
  if (!mayMove) throw new GitFailure(`${JSON.stringify(ref)} is not a ref that a run may move.`);
  if (old === null && next === null) throw new GitFailure(`${ref} can not be made to go from nowhere to nowhere.`);
  if (along !== undefined) return (await movedTogether(git, place.sessions, move, along)) ? 'moved' : 'elsewhere';
  const before = old === null ? '0'.repeat(next!.length) : objectId(old);
  const args =
    next === null
      ? ['update-ref', '--no-deref', '-m', note, '-d', ref, before]
      : ['update-ref', '--no-deref', '-m', note, ref, objectId(next), before];
  const answer = await git.ask(args);
  if (answer.exitCode === 0) return 'moved';
  if ((await readRef(git, ref)) !== old) return 'elsewhere';
  const lock = await lockInTheWay(place.commonFolder, ref);
  if (lock) throw new RefLocked(lock.message, lock.isStale);
  throw refused(args, answer, [...git.folders, place.commonFolder]);
}

/**
 * False: git did nothing of it, whatever stood in its way. Tried first is the session, where a ref of ours must still hold the object: it could take an object
 * for present that is gone. A git of its own looks itself.
 */
async function movedTogether(
  git: Git,
  sessions: RefSessions,
  { ref, old, next, note = 'autopack' }: RefMove,
  { current: current, released }: Along,
): Promise<boolean> {
  const none = '0'.repeat((next ?? old)!.length);
  const moves = [
    ...current.map((each) => `verify ${each.ref} ${objectId(each.id)}`),
    next === null
      ? `delete ${ref} ${objectId(old!)}`
      : `update ${ref} ${objectId(next)} ${old === null ? none : objectId(old)}`,
  ];
  const holds = released.filter((name) => next !== null && name.endsWith(`/${next}`));
  if (holds.length > 0) {
    const steps = [...moves, ...released.map((name) => `delete ${name}${holds.includes(name) ? ` ${next}` : ''}`)];
    if (await sessions.of(note).changed(steps)) return true;
  }
  const input = [...moves, ...released.map((name) => `delete ${name}`)]
    .map((step) => `option no-deref\n${step}\n`)
    .join('');
  return (await git.ask(['update-ref', '--stdin', '-m', note], { input })).exitCode === 0;
}

/** A lock of git that is in the way. */
export interface LockInTheWay {
  /** Which one, and what to do about it. */
  readonly message: string;
  /** It is so old that nobody will take it away; a person has to look. */
  readonly isStale: boolean;
}

/** The lock without which no ref can be taken away. Other refs move all the same. */
export const lockOfPackedRefs = (commonFolder: string): Promise<LockInTheWay | null> =>
  firstLock(commonFolder, ['packed-refs.lock']);

const lockInTheWay = (commonFolder: string, ref: string): Promise<LockInTheWay | null> =>
  firstLock(commonFolder, [`${ref}.lock`, 'packed-refs.lock']);

async function firstLock(commonFolder: string, names: readonly string[]): Promise<LockInTheWay | null> {
  for (const name of names) {
    const since = await stat(join(commonFolder, name)).catch(() => null);
    if (!since) continue;
    const age = Date.now() - since.mtimeMs;
    const isStale = age > STALE_LOCK_MS;
    const words = isStale
      ? `It is ${Math.floor(age / 60_000)} minutes old: a git that was stopped left it there. Remove it when no git is at work in the repository.`
      : 'Another git is at work in the repository.';
    return { message: `The lock ${name} is in the way. ${words}`, isStale };
  }
  return null;
}

/** The branch that the repository's HEAD names, without `refs/heads/`; null: HEAD names none. */
export async function headBranch(git: Git): Promise<string | null> {
  const answer = await git.ask(['symbolic-ref', '--quiet', 'HEAD']);
  const ref = answer.stdout.toString('utf8').trim();
  return answer.exitCode === 0 && ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;
}

/** Of a repository whose HEAD may be detached; null: it has none of the branches that could be meant. */
export async function fixedBranch(git: Git): Promise<string | null> {
  const head = await headBranch(git);
  if (head !== null) return head;
  const answer = await git.ask(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD']);
  const remote =
    answer.exitCode === 0 ? answer.stdout.toString('utf8').trim().slice('refs/remotes/origin/'.length) : '';
  for (const branch of [remote, 'main', 'master']) {
    if (branch !== '' && (await readRef(git, `refs/heads/${branch}`)) !== null) return branch;
  }
  return null;
}
