/**
 * The lifecycle's view of git: which paths a patch touches, and refs that move. The feature that knows git registers
 * its adapter here at startup (as for CommitHooks); nothing is called for a run without a repository (G6).
 */
import { Injectable } from '@nestjs/common';

import type { RefOutcome } from '../../domain/decisions/work/settle-refs.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { RefIntent } from '../../domain/model/ref-intent.js';
import type { Refusal } from '../../domain/model/refusal.js';
import type { PatchFacts } from '../../domain/rules/gate/patch-facts.js';
import type { StartingPoint } from '../../domain/rules/work/starting-point.js';
import type { ProjectRepository } from '../facts/facts.store.js';

/** A patch as git read it against the run's last snapshot. Nothing of it is in the repository until it is kept. */
export interface InspectedPatch {
  readonly patch: PatchFacts;
  /**
   * Moves the commit that contains it into the repository, and returns its id; no ref moves. A repeat gives the same
   * commit.
   */
  keep(): Promise<string>;
  /** Must be called at the end, whatever the outcome. */
  discard(): Promise<void>;
}

/** The repository, or git, is out of reach: a failure of the environment (B6). The message shows no path. */
export class RepositoryUnreachable extends Error {
  override readonly name = 'RepositoryUnreachable';
}

/** The author of a patch, for the trailers of its commit (G3). */
export interface PatchOrigin {
  readonly phaseId: string;
  readonly phaseName: string;
  readonly tierId: string;
  readonly attempt: number;
  /** Program and version of the agent, as its worker reported them; null: it did not. */
  readonly agent: string | null;
  readonly strategyHash: string | null;
  readonly at: Date;
}

export interface SnapshotOrigin {
  readonly phaseId: string;
  readonly phaseName: string;
  readonly commit: string;
  /** The phase's issue file, which travels with the tag (G4). */
  readonly issues: string;
  readonly at: Date;
}

/** Where runs start, or why they cannot; null: without a repository. */
export type Start = { readonly start: StartingPoint | null } | { readonly refusal: Refusal };

/**
 * Every method but `perform` and `startingPoint` throws RepositoryUnreachable, or a ServerOutage while a disk under git
 * takes nothing.
 */
export interface RepositoryAdapter {
  /** The commit `from`, else the tip of the default branch, if a run of this id can start there (G3). */
  startingPoint(
    repository: ProjectRepository,
    runId: string,
    from?: string | null,
  ): Promise<{ readonly start: StartingPoint } | { readonly refusal: Refusal }>;
  /** Reads a patch against the run's last snapshot, leaving the repository as it is. */
  inspect(run: RunFacts, patch: string, origin: PatchOrigin): Promise<InspectedPatch>;
  /** The annotated tag of a snapshot as an object without a ref, its message carrying the phase's issue file (G4). */
  makeTag(run: RunFacts, origin: SnapshotOrigin): Promise<string>;
  /** Files that differ between the run's last snapshot and a commit (V4). */
  changedFiles(run: RunFacts, commit: string): Promise<readonly string[]>;
  /** Does what an intent says, or finds that it is done (G7). */
  perform(run: RunFacts, intent: RefIntent): Promise<RefOutcome>;
}

@Injectable()
export class Repositories {
  private adapter: RepositoryAdapter | null = null;

  use(adapter: RepositoryAdapter): void {
    this.adapter = adapter;
  }

  get(): RepositoryAdapter {
    if (!this.adapter) throw new Error('A run has a repository, and this server has no git adapter');
    return this.adapter;
  }
}
