/**
 * A command from input to answer: one definition for transitions, plans, work, CI, promotion, projects and issues. The
 * pipeline (pipeline.ts) runs the steps in the order of the fields below.
 */
import type { CommandContext } from '../../domain/decisions/change/change.js';
import type { Decision, DecisionNeed } from '../../domain/decisions/change/decision.js';
import type { Refusal } from '../../domain/model/refusal.js';
import type { Actor } from '../../domain/model/run-event.js';
import type { CommandKey } from '../facts/idempotency.js';
import type { Seen } from '../facts/seen.js';
import type { GuardedWrite } from './guarded-write.js';

/**
 * What a decision can need besides the loaded facts. The pipeline supplies it and decides again. Needs of the domain
 * are defined there; needs that a single command reads or performs are listed here, so that one type shows all of them.
 */
export type Need =
  | DecisionNeed
  /** The facts are outdated: load them again. */
  | { readonly what: 'newer-facts' }
  /** Git reads the patch that would be applied (G1). */
  | { readonly what: 'inspection' }
  /** A result after the end of its lease is kept (W4). */
  | { readonly what: 'late-result' }
  /** What git and earlier snapshots contain about a commit under CI (V2, V4). */
  | { readonly what: 'evidence' }
  /** Ruleset, backlog and starting point of a new run (P1, G3). */
  | { readonly what: 'policy' }
  /** A new id, because the one that was made up is taken (I1). */
  | { readonly what: 'run-id' }
  /** The run that waits for this one begins, or ends (P10). */
  | { readonly what: 'release' }
  /** The clock ends the lease of a commit check that has run out (W3). */
  | { readonly what: 'check-expiry' }
  /** Steps of a promotion (M2): settle its open intent, inspect the repository, make a commit, move the target. */
  | { readonly what: 'settled-promotion' }
  | { readonly what: 'repository-view' }
  | { readonly what: 'commit-to-promote' }
  | { readonly what: 'moved-target' };

/** The outcome of a need: facts that contain it; a refusal; or a change that the loaded facts do not include. */
export type Supplied<Facts> = { readonly facts: Facts } | { readonly refused: readonly Refusal[] } | 'load-again';

/** What is done before a command is decided, and what becomes of it if that cannot be done. */
export interface Preconditions {
  /**
   * `ends`: the clock first ends a run that is past its deadline (B5); `decided`: the decision checks the deadline
   * itself.
   */
  readonly deadline: 'ends' | 'decided';
  /** `ends`: a lease that has run out is ended first (W3); `decided`: the command is what ends leases. */
  readonly lease: 'ends' | 'decided';
  /**
   * Pending moves of refs (G7). `settle`: they are performed first, and the command is refused while that is
   * impossible; `try`: the command continues without them, because it ends the run (S6); `leave`: the command touches
   * neither the phases of the run nor its refs.
   */
  readonly refs: 'settle' | 'try' | 'leave';
}

export const ALL_FIRST: Preconditions = { deadline: 'ends', lease: 'ends', refs: 'settle' };

export interface Command<Facts extends Seen, Change, Result> {
  /** The cause that events show, and the label of metrics. */
  readonly name: string;
  readonly key: CommandKey | null;
  /** The actor; absent: the caller, see common/acting.ts. */
  readonly actor?: Actor | ((facts: Facts) => Actor);
  /** The version of the run that the caller read; a different version is a conflict (C4). */
  readonly expectedRunVersion?: number | null;
  /** Absent: the command has no preconditions on its run. */
  readonly first?: Preconditions;
  /** Called before preconditions are performed, which write files and refs of their own and may take long. */
  setAside?(): void;
  /** Reads everything at one instant. Called again whenever the write did not land. */
  load(): Promise<Facts>;
  /** Pure: it may be called any number of times and has no side effects. */
  decide(facts: Facts, context: CommandContext): Decision<Change, Need>;
  /** What the decision needs, where it is not among what the pipeline itself supplies (open rows). */
  supply?(need: Need, facts: Facts): Promise<Supplied<Facts>>;
  /** The write of an accepted change. What must exist before it, such as files that rows refer to, is created here. */
  persist(change: Change, facts: Facts): GuardedWrite | Promise<GuardedWrite>;
  /** The answer from the loaded rows; without a change: the command was refused or had nothing to do. */
  respond(facts: Facts, change: Change | null): Result;
  /** The answer for a key that was used before, where it is not simply what was loaded. */
  replay?(facts: Facts): Promise<Result>;
  /**
   * After the commit: refs settle, then subscribers, files and waiting claims are notified. Returns the result as it is
   * then.
   */
  follow?(result: Result, change: Change): Promise<Result>;
}

export interface CommandAnswer<Result> {
  readonly result: Result;
  readonly errors: readonly Refusal[];
  /**
   * A change of the run was written now; the command was answered without a change; or a recorded answer was returned
   * (W5).
   */
  readonly by: 'write' | 'answer' | 'memory';
}
