/**
 * Names of a run's spans (O9): ids in the form of W3C Trace Context, derived from the ids of run, tier, phase and
 * attempt. Every server and worker derives the same ones, so that a run is one trace whoever reports a part of it.
 */
import { createHash } from 'node:crypto';

/** What a span of a run is about. */
export type TracedPart =
  | { readonly kind: 'run' }
  | { readonly kind: 'tier'; readonly tierId: string }
  | { readonly kind: 'phase'; readonly phaseId: string }
  /** An attempt of any role, also of CI. */
  | { readonly kind: 'attempt'; readonly phaseId: string; readonly attempt: number }
  /** Work on a phase, or CI on it, that no lease holds: an operator or a program outside does it. */
  | { readonly kind: 'outside'; readonly phaseId: string; readonly seq: number }
  /** CI on the commit that the run starts from. */
  | { readonly kind: 'base' };

/** 32 hexadecimal digits, not all zero. */
export const traceIdOf = (runId: string): string => digest(['trace', runId], 16);

/** 16 hexadecimal digits, not all zero. */
export function spanIdOf(runId: string, part: TracedPart): string {
  const { kind, ...ids } = part;
  return digest(['span', runId, kind, ...Object.values(ids)], 8);
}

/** The work of a lease as a worker knows it. */
export interface TracedWork {
  readonly runId: string;
  readonly phaseId: string | null;
  readonly attempt: number;
  /** What CI on a commit without a phase is for; null: the work is a phase's. */
  readonly check: 'BASE' | 'MERGE' | null;
}

/**
 * `TRACEPARENT` for what a worker starts: its spans become children of the attempt's. CI on a merge is no part of the
 * run's time: its parent is the run. Always marked as sampled: a worker does not know whether a server exports.
 */
export function traceparentOf({ runId, phaseId, attempt, check }: TracedWork): string {
  const part: TracedPart =
    phaseId !== null ? { kind: 'attempt', phaseId, attempt } : check === 'BASE' ? { kind: 'base' } : { kind: 'run' };
  return `00-${traceIdOf(runId)}-${spanIdOf(runId, part)}-01`;
}

function digest(parts: readonly (string | number)[], bytes: number): string {
  const hex = createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .slice(0, bytes * 2);
  // All zeros are no id to anybody.
  return /^0+$/.test(hex) ? `${hex.slice(1)}1` : hex;
}
