/** What a decision can answer. Decisions are pure: facts and a command in, one of these out (C5). */
import type { PhaseFacts, TierFacts } from '../../model/facts.js';
import type { PhaseIssue } from '../../model/issue.js';
import type { Refusal } from '../../model/refusal.js';
import type { RunChange } from './change.js';

/** The phases and tiers of a run that have not ended, by index: needed only when a run ends as failed (S6). */
export interface OpenRows {
  readonly phases: readonly PhaseFacts[];
  readonly tiers: readonly TierFacts[];
}

/** The facts that a decision lacks. The pipeline adds them and decides again; nothing was written in between. */
export type DecisionNeed =
  /** The run would end as failed: the rows that end with it. */
  | { readonly what: 'open-rows' }
  /** The patch is to be applied: the commit that holds it (G2). */
  | { readonly what: 'commit' }
  /**
   * The phase is to complete: the tag of its snapshot, whose message carries the phase's issues as this decision leaves
   * them (G4).
   */
  | { readonly what: 'tag'; readonly phase: PhaseFacts; readonly issues: readonly PhaseIssue[] };

interface Accepted<Change> {
  readonly outcome: 'accepted';
  readonly change: Change;
}
interface Refused {
  readonly outcome: 'refused';
  readonly errors: readonly Refusal[];
}
/** Nothing is to be written. */
interface Unchanged {
  readonly outcome: 'unchanged';
  /** The same command may find something else next time: its answer is not remembered (W5). */
  readonly passing?: true;
}
interface Needs<Need> {
  readonly outcome: 'needs';
  readonly need: Need;
}

export type Decision<Change = RunChange, Need = DecisionNeed> = Accepted<Change> | Refused | Unchanged | Needs<Need>;

export const accepted = <Change>(change: Change): Accepted<Change> => ({ outcome: 'accepted', change });
export const refused = (...errors: Refusal[]): Refused => ({ outcome: 'refused', errors });
export const unchanged: Unchanged = { outcome: 'unchanged' };
export const needs = <Need>(need: Need): Needs<Need> => ({ outcome: 'needs', need });
export const needsOpenRows = needs({ what: 'open-rows' } as const);
