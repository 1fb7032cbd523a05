/** What forges know about a run's work (M3): changes that are proposed to a branch, and checks of a commit. Pure data. */

/** A pull request or merge request, as its forge shows it. */
export interface ForgeChange {
  /** As people name it: the number within its repository. */
  readonly number: number;
  /** The page for people. */
  readonly url: string;
  readonly state: 'OPEN' | 'MERGED' | 'CLOSED';
  readonly draft: boolean;
  /** The branch that it brings, and that branch's commit as the forge sees it; null: the forge does not say. */
  readonly head: string;
  readonly headCommit: string | null;
  /** The branch that it is for. */
  readonly base: string;
  readonly updatedAt: Date;
  readonly title: string;
  readonly body: string;
  /** Null: it is not merged. */
  readonly merged: { readonly by: string | null; readonly commit: string | null; readonly at: Date | null } | null;
}

/** `NEUTRAL`: it ended and says nothing (skipped, neutral, allowed to fail). */
export const FORGE_CHECK_STATES = ['PENDING', 'SUCCESS', 'FAILURE', 'NEUTRAL'] as const;
export type ForgeCheckState = (typeof FORGE_CHECK_STATES)[number];

/** One check of a commit: a check run, a job or a commit status. */
export interface ForgeCheck {
  readonly name: string;
  readonly state: ForgeCheckState;
  /** The page for people; null: there is none. */
  readonly url: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** What was read of the checks of a commit. */
export interface ForgeChecks {
  readonly checks: readonly ForgeCheck[];
  /** There may be others that were not read. */
  readonly isCut: boolean;
}

/** What a call of a forge's API can end with besides its answer. */
export const FORGE_FAULTS = [
  'UNREACHABLE',
  'BROKEN',
  'RATE_LIMITED',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'MOVED',
  'EXISTS',
  'REFUSED',
  'NO_CREDENTIALS',
] as const;
export type ForgeFaultCode = (typeof FORGE_FAULTS)[number];
