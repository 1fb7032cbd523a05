/**
 * What the decisions about work read: the phase with its surroundings, what its strategy says, and the rows of its
 * work.
 */
import type { AttemptFacts, CiTryFacts, LeaseFacts } from '../../model/attempt.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import type { KnownIssue } from '../../rules/issue/merge.js';
import type { IssueRules } from '../../rules/issue/severity.js';
import type { PhaseStrategy, Policies } from '../../rules/strategy/strategy.js';
import type { OpenRows } from '../change/decision.js';
import type { ClosingFacts } from '../change/phase-step.js';

export interface WorkFacts {
  readonly run: RunFacts;
  readonly phase: PhaseFacts;
  readonly tier: TierFacts;
  readonly head: Pick<PhaseFacts, 'phaseId'> | null;
  readonly behindHeadIndex: number | null;
  readonly closing: ClosingFacts | null;
  /** What the frozen strategy says of the phase, and of all of them. */
  readonly strategy: Pick<PhaseStrategy, 'autoApply' | 'ciProfile' | 'auditorProfile' | 'mayRemoveTests'>;
  readonly policies: Policies;
  readonly lease: LeaseFacts | null;
  /** The attempt that the command is about; null: it names none. */
  readonly attempt: AttemptFacts | null;
  /** The attempt that submitted the present candidate. */
  readonly candidate: AttemptFacts | null;
  /** Tries of the commit under CI, in order. */
  readonly tries: readonly CiTryFacts[];
  /** What is known of the issues that the command reports. */
  readonly known: ReadonlyMap<string, KnownIssue>;
  readonly rules: IssueRules;
  /** Present when the decision asked for them. */
  readonly open: OpenRows | null;
}
