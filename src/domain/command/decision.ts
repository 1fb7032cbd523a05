/** What a decision can answer. Decisions are pure: facts and a command in, one of these out (C5). */
import type { Refusal } from '../shared/refusal.js';
import type { RunChange } from './change.js';
import type { PhaseFacts, TierFacts } from '../run/facts.js';

/** The phases and tiers of a run that have not ended, by index: needed only when a run ends as failed (S6). */
export interface OpenRows {
  readonly phases: readonly PhaseFacts[];
  readonly tiers: readonly TierFacts[];
}

export type Decision<Change = RunChange> =
  | { readonly outcome: 'accepted'; readonly change: Change }
  | { readonly outcome: 'refused'; readonly errors: readonly Refusal[] }
  /** The run would end as failed: decide again with the open rows among the facts. */
  | { readonly outcome: 'needs-open-rows' };

export const accepted = <Change>(change: Change): Decision<Change> => ({ outcome: 'accepted', change });
export const refused = (...errors: Refusal[]): Decision<never> => ({ outcome: 'refused', errors });
export const needsOpenRows: Decision<never> = { outcome: 'needs-open-rows' };
