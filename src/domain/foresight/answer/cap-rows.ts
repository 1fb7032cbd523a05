/** The smallest caps as rows: what the API and the command line show of them (X3). */
import type { BudgetScope } from '../../model/vocabulary.js';
import type { CapAdvice } from './caps-wanted.js';

export interface CapRow {
  readonly scope: BudgetScope;
  readonly name: string;
  /** Null: a cap of each phase, see `factor`. */
  readonly present: number | null;
  readonly smallest: number | null;
  /** The smallest cap as a multiple of the present one. */
  readonly factor: number;
}

export interface CapRows {
  readonly wanted: number;
  readonly reachable: number;
  readonly reached: number | null;
  /** Empty: the wanted probability is out of reach. */
  readonly caps: CapRow[];
}

export function capRows({ wanted, reachable, reached, caps, present }: CapAdvice): CapRows {
  if (!caps) return { wanted, reachable, reached, caps: [] };
  const ofRun = (name: string, now: number, smallest: number): CapRow => ({
    scope: 'RUN',
    name,
    present: now,
    smallest,
    factor: smallest / now,
  });
  return {
    wanted,
    reachable,
    reached,
    caps: [
      ofRun('token_cap', present.tokenCap, caps.tokenCap),
      ofRun('max_duration_minutes', present.maxDurationMinutes, caps.maxDurationMinutes),
      ofRun('max_minor_issues_total', present.maxMinorIssuesTotal, caps.maxMinorIssuesTotal),
      { scope: 'PHASE', name: 'incident_token_cap', present: null, smallest: null, factor: caps.incidentFactor },
    ],
  };
}
