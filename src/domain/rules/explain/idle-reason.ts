/** Why a worker finds nothing to claim (W1, O6). */
import type { Reason } from '../../model/reason.js';
import type { WorkerRole } from '../../model/vocabulary.js';

/** `changesAt`: when it changes by itself, as far as that is known. */
export type IdleReason = Reason & { readonly changesAt?: Date | null };

/** Work of a role in the scope of a claim: ready, paused or leased. */
export interface QueueState {
  readonly ready: number;
  /** Ready work that had an environment failure with the claiming worker (B6). */
  readonly kept: number;
  /** A project that has work for the role and is not dispatched (A9). */
  readonly stopped: string | null;
  readonly paused: number;
  readonly nextAt: Date | null;
  /** Leased to workers of the role. */
  readonly leased: number;
  /** A run there waits for CI on its base commit (V6). */
  readonly baseChecks: boolean;
  readonly liveRuns: number;
}

export const because = (code: string, message: string): IdleReason => ({ code, message, source: 'W1' });

/** The nearest reason. `stop`: why the project is not dispatched; null: it is. */
export function idleReasonOf(role: WorkerRole, state: QueueState, stop: Reason | null): IdleReason {
  const { ready, kept, paused, nextAt, leased, liveRuns, baseChecks } = state;
  if (kept > 0)
    return because(
      'kept_for_another',
      `Work for ${role} waits for another worker: this one had a failure of the environment with it.`,
    );
  if (stop) return stop;
  if (paused > 0)
    return { ...because('paused', `Work for ${role} pauses until ${nextAt?.toISOString()}.`), changesAt: nextAt };
  if (baseChecks && role !== 'CI')
    return because(
      'base_check',
      'CI runs on the base commit of a run first: none of its phases is assigned before. It needs a CI worker.',
    );
  // Work that is ready and was not offered is being assigned to another worker just now.
  if (leased > 0 || ready > 0) return because('all_leased', 'All work is leased to workers.');
  if (liveRuns > 0) return because('nothing_due', `Nothing is due for ${role} now.`);
  return because('no_runs', 'No run is under way.');
}
