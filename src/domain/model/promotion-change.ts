/** The change that brings a run's work to its target by way of a forge: a pull request or merge request (M3). Pure data. */
import { FORGE_FAULTS, type ForgeCheckState } from './forge.js';
import type { ForgeKind } from './remote.js';

/** How a run's work comes onto its target: the Supervisor merges it, or people do on the forge. */
export const PROMOTION_KINDS = ['MERGE', 'PULL_REQUEST'] as const;
export type PromotionKind = (typeof PROMOTION_KINDS)[number];

/**
 * `REQUESTED`: not opened yet. `GIVEN_UP`: the forge refused it for a day, or the project's remote is no longer that one;
 * or it was open, and nothing but faults came back for a week, of a remote that is no longer that one for a day.
 */
export const CHANGE_STATES = ['REQUESTED', 'OPEN', 'MERGED', 'CLOSED', 'GIVEN_UP'] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

/**
 * Why a change is not where it should be: the forge's fault, the branch is not on the remote yet, or the project's remote
 * is no longer the one that it was requested for.
 */
export const CHANGE_FAULTS = [...FORGE_FAULTS, 'NOT_PUSHED', 'NO_REMOTE'] as const;
export type ChangeFault = (typeof CHANGE_FAULTS)[number];

/** What a forge says about a commit. Instants are ISO texts: they are kept as they are. */
export interface StoredCheck {
  readonly name: string;
  readonly state: ForgeCheckState;
  readonly url: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** A run has one; asked for again after it was closed, it is another one of a higher round. */
export interface PromotionChangeFacts {
  readonly runId: string;
  readonly projectId: string;
  /** The remote's address when it was requested, and whose API is spoken there. */
  readonly remote: string;
  readonly forge: ForgeKind;
  /** Branches, without `refs/heads/`. */
  readonly head: string;
  readonly base: string;
  /** The base's commit in the server's repository when it was requested. */
  readonly baseCommit: string;
  /** The run's last snapshot: the commit whose checks count. */
  readonly headCommit: string;
  /** Who requested it. */
  readonly actor: string;
  readonly requestedAt: Date;
  readonly round: number;
  readonly state: ChangeState;
  /** From here on: as the forge has it; null: it was not opened. */
  readonly number: number | null;
  readonly url: string | null;
  readonly draft: boolean | null;
  readonly openedAt: Date | null;
  readonly forgeUpdatedAt: Date | null;
  /** What tells the text that the forge has from another. */
  readonly contentKey: string | null;
  readonly mergedBy: string | null;
  readonly mergeCommit: string | null;
  /** When it was merged, closed or given up. */
  readonly endedAt: Date | null;
  readonly checks: readonly StoredCheck[];
  /** The forge has more checks than were read. */
  readonly checksCut: boolean;
  /** Null: they were not read yet. */
  readonly checksReadAt: Date | null;
  /** When something about it changed last, by the database's clock. */
  readonly changedAt: Date;
  /** Not looked at before then. */
  readonly nextAt: Date;
  /** Tries in a row that failed, and since when; later by what was waited for, and by long times without a try. */
  readonly failures: number;
  readonly triedSince: Date;
  readonly fault: ChangeFault | null;
  readonly faultMessage: string | null;
}

/** Longest message of a fault that is kept. */
export const LONGEST_FAULT = 1_000;
/** So many checks of a commit are kept. */
export const MOST_CHECKS = 300;
