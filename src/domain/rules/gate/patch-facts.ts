/**
 * What git says of a patch, as plain values: the gate judges these and never reads the text of a patch (G1, G2). The
 * room `git` makes them.
 */
import type { PathFault } from './path-forms.js';

/** Modes as git writes them; others do not occur in a tree. */
export const MODE = { file: '100644', executable: '100755', link: '120000', submodule: '160000' } as const;

/** One path of the tree that is not as it was. A file that moved is two of them, the old path and the new one. */
export interface PatchChange {
  readonly path: string;
  /** Null: the path is new. */
  readonly oldMode: string | null;
  /** Null: the path was removed. */
  readonly newMode: string | null;
  /** Size of the present file in bytes; 0 if there is none. */
  readonly size: number;
  /** Null: lines do not count, the content is binary. */
  readonly addedLines: number | null;
  /** As addedLines; a file that moved unchanged has lost no line. */
  readonly deletedLines: number | null;
  /** Where a symlink leads; null for everything else, and for a symlink whose target is no readable text. */
  readonly linkTarget: string | null;
  /** The other path of a file that moved unchanged. */
  readonly movedWith: string | null;
}

/** The limits that are judged before git writes anything. */
export type PatchLimit = 'maxBytes' | 'maxUnpackedBytes' | 'maxFiles';

/**
 * No tree takes such a path, or no common file system does: it leads out of the tree or into git's own folder, is too
 * long, or unreadable.
 */
export interface ImpossiblePath {
  readonly path: string;
  readonly why: PathFault;
}

/** Two paths of the new tree, at least one of them new, that are one path on macOS and Windows. */
export type PathCollision = readonly [introduced: string, other: string];

export interface AppliedPatchFacts {
  readonly outcome: 'applies';
  readonly changes: readonly PatchChange[];
  /** Size of the patch as text. */
  readonly bytes: number;
  /** Size of what it writes: what its binary parts unpack to, or what the tree grows by, whichever is more. */
  readonly unpackedBytes: number;
  /** Default: none. */
  readonly collisions?: readonly PathCollision[];
  /** Why it is not clear what the patch means, although git could apply it; a sentence. Default: it is clear. */
  readonly fault?: string | null;
  /** Why `git add` in a clean clone would not store what the patch writes (G8). Default: it would. */
  readonly addFault?: AddFault | null;
}

/**
 * `large-files`: content of files that belong into Git LFS, which the project does not allow, or the server has no
 * git-lfs for. `attributes`: git itself refuses, in its own words, such as a text that has no form in the encoding that
 * the attributes name.
 */
export type AddFault =
  | { readonly kind: 'large-files'; readonly why: 'not-allowed' | 'no-program'; readonly paths: readonly string[] }
  | { readonly kind: 'attributes'; readonly message: string };

export type RefusedPatchFacts =
  /** The text is blank, or the tree that it leads to is the one that it started from. */
  | { readonly outcome: 'empty' }
  | { readonly outcome: 'does-not-apply'; readonly message: string }
  /** Not a patch that git can read, or one that says more than a patch may. */
  | { readonly outcome: 'malformed'; readonly message: string }
  | { readonly outcome: 'impossible-paths'; readonly paths: readonly ImpossiblePath[] }
  /** Files that would be written where a symlink leads. */
  | { readonly outcome: 'through-symlink'; readonly paths: readonly string[] }
  | { readonly outcome: 'too-large'; readonly limit: PatchLimit; readonly allowed: number; readonly value: number };

/** The project has no repository (G6): only what the text itself shows is known. */
export interface UnreadPatchFacts {
  readonly outcome: 'not-read';
  readonly bytes: number;
  readonly isBlank: boolean;
}

export type PatchFacts = AppliedPatchFacts | RefusedPatchFacts | UnreadPatchFacts;

/** Files that a patch touches; one that moved unchanged is one file. */
export function touchedFiles(changes: readonly PatchChange[]): number {
  const moved = changes.filter((change) => change.movedWith !== null).length;
  return changes.length - moved / 2;
}

export const deletedLines = (changes: readonly PatchChange[]): number =>
  changes.reduce((sum, change) => sum + (change.deletedLines ?? 0), 0);
