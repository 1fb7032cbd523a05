/** What a command answers: the rows that it names, as they are afterwards. */
import type { RunChange } from '../../domain/decisions/change/change.js';
import type { WorkFacts } from '../../domain/decisions/work/facts.js';
import type { WorkChange } from '../../domain/decisions/work/work-change.js';
import type { AttemptFacts, LeaseFacts } from '../../domain/model/attempt.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../../domain/model/facts.js';

export interface Rows {
  readonly run: RunFacts | null;
  readonly tier: TierFacts | null;
  readonly phase: PhaseFacts | null;
}

/** The rows that the answer of a command about work names. */
export interface WorkRows extends Rows {
  readonly attempt: AttemptFacts | null;
  readonly lease: LeaseFacts | null;
}

/** What became of refs that were to move (G7). */
export interface Settled {
  /** False: it cannot be done now. Then the next command of the run, or the sweeper, tries again. */
  readonly done: boolean;
  /** A change of the run was committed with it, and what follows that is done. */
  readonly reported: boolean;
  /** The rows after it, where it was a step of a phase; null: read them. */
  readonly rows: WorkRows | null;
}

export const noRows: Rows = { run: null, tier: null, phase: null };
export const noWorkRows: WorkRows = { ...noRows, attempt: null, lease: null };

/** The run, tier and phase after a change, where it touched them. */
export function rowsAfter(change: RunChange, before: Rows): Rows {
  return {
    run: change.run,
    tier: change.tiers.find(({ tierId }) => tierId === before.tier?.tierId) ?? before.tier,
    phase: change.phases.find(({ phaseId }) => phaseId === before.phase?.phaseId) ?? before.phase,
  };
}

/** The phase's lease only as the attempt's own: another worker's token is not for this one's eyes (W2). */
export const workRowsOf = ({ run, tier, phase, attempt, lease }: Omit<WorkFacts, 'open'>): WorkRows => ({
  run,
  tier,
  phase,
  attempt,
  lease: lease !== null && lease.attempt === attempt?.number ? lease : null,
});

export const workRowsAfter = (
  change: WorkChange,
  before: Omit<WorkFacts, 'open'>,
  attempt = before.attempt,
): WorkRows => ({
  ...rowsAfter(change, before),
  attempt: change.attempts.find(({ number }) => number === attempt?.number) ?? attempt,
  lease: change.lease,
});
