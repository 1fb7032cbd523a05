/** What a command answers: the rows that it names, as they are afterwards, and why it was refused if it was. */
import type { PhaseFacts, RunFacts, TierFacts } from '../domain/run/facts.js';
import type { Refusal } from '../domain/shared/refusal.js';

export interface Rows {
  readonly run: RunFacts | null;
  readonly tier: TierFacts | null;
  readonly phase: PhaseFacts | null;
}

export interface Answer extends Rows {
  readonly errors: readonly Refusal[];
}

export const noRows: Rows = { run: null, tier: null, phase: null };
