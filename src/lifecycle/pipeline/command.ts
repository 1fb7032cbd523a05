/**
 * A command, from its caller to its answer: one definition for moves, plans, work, CI, promotion, projects and issues. The pipeline (pipeline.ts) runs the
 * steps in the order in which they stand here.
 */
import type { CommandContext } from '../../domain/decisions/change/change.js';
import type { Decision, DecisionNeed } from '../../domain/decisions/change/decision.js';
import type { Refusal } from '../../domain/model/refusal.js';
import type { Actor } from '../../domain/model/run-event.js';
import type { CommandKey } from '../facts/idempotency.js';
import type { Seen } from '../facts/seen.js';
import type { GuardedWrite } from './guarded-write.js';

/**
 * What a decision can need besides what was loaded. It is supplied, and the command is decided again on the same facts. What only the domain needs stands with it;
 * what is read or done for a single command is listed here, so that all of it can be seen in one place.
 */
export type Need =
  | DecisionNeed
  /** The facts are behind the times: load them again. */
  | { readonly what: 'newer-facts' }
  /** Git reads the patch that would be applied (G1). */
  | { readonly what: 'inspection' }
  /** A result that came too late is kept (W4). */
  | { readonly what: 'late-result' }
  /** What git and earlier snapshots say of a commit under CI (V2, V4). */
  | { readonly what: 'evidence' }
  /** Ruleset, backlog and starting point of a new run (P1, G3). */
  | { readonly what: 'policy' }
  /** A new id, because the one that was made up is taken (I1). */
  | { readonly what: 'run-id' }
  /** The run that waits for this one begins, or ends (P10). */
  | { readonly what: 'release' }
  /** The clock ends the lease of a commit check that has run out (W3). */
  | { readonly what: 'check-expiry' }
  /** Steps of a promotion (M2): its open intent is brought to an end; the repository is looked at; a commit is made; the target moves. */
  | { readonly what: 'settled-promotion' }
  | { readonly what: 'repository-view' }
  | { readonly what: 'commit-to-promote' }
  | { readonly what: 'moved-target' };

/** What became of a need: facts that hold it; or the command is refused; or something was done that the facts do not know of. */
export type Supplied<Facts> = { readonly facts: Facts } | { readonly refused: readonly Refusal[] } | 'load-again';

/** What is done before a command is decided, and what becomes of it if that cannot be done. */
export interface Preconditions {
  /** `ends`: the clock ends a run that is past its deadline first (B5); `decided`: the decision looks at the deadline itself. */
  readonly deadline: 'ends' | 'decided';
  /** `ends`: a lease that has run out is ended first (W3); `decided`: the command is what ends leases. */
  readonly lease: 'ends' | 'decided';
  /**
   * Refs that wait to be moved (G7). `settle`: they are moved first, and the command is refused while that cannot be done; `try`: it goes on without, because it ends
   * the run (S6); `leave`: it touches neither the phases of the run nor its refs.
   */
  readonly refs: 'settle' | 'try' | 'leave';
}

export const ALL_FIRST: Preconditions = { deadline: 'ends', lease: 'ends', refs: 'settle' };

export interface Command<Facts extends Seen, Change, Result> {
  /** The cause that events show, and the label of metrics. */
  readonly name: string;
  readonly key: CommandKey | null;
  /** Who acts; left out: an operator. */
  readonly actor?: Actor | ((facts: Facts) => Actor);
  /** The version of the run that the caller looked at; another one is a conflict (C4). */
  readonly expectedRunVersion?: number | null;
  /** Left out: nothing of the run has to be done first. */
  readonly first?: Preconditions;
  /** Called before something is done first, which has files and refs of its own and may take long. */
  setAside?(): void;
  /** Reads everything at one instant. Called again whenever the write did not land. */
  load(): Promise<Facts>;
  /** Pure: it may be called any number of times, and nothing happens. */
  decide(facts: Facts, context: CommandContext): Decision<Change, Need>;
  /** What the decision needs, where it is not among what the pipeline itself supplies (open rows). */
  supply?(need: Need, facts: Facts): Promise<Supplied<Facts>>;
  /** The write of an accepted change. What has to stand before it, such as files that rows will name, is made here. */
  persist(change: Change, facts: Facts): GuardedWrite | Promise<GuardedWrite>;
  /** The answer from rows in hand; without a change: refused, or nothing to do. */
  respond(facts: Facts, change: Change | null): Result;
  /** The answer for a key that was used before, where it is not simply what was loaded. */
  replay?(facts: Facts): Promise<Result>;
  /** After the commit: refs settle, then subscribers, files and waiting claims are told. Answers the result as it is then. */
  follow?(result: Result, change: Change): Promise<Result>;
}

export interface CommandAnswer<Result> {
  readonly result: Result;
  readonly errors: readonly Refusal[];
  /** A change of the run was written now; the command was answered without one; or it was answered from memory (W5). */
  readonly by: 'write' | 'answer' | 'memory';
}
