/**
 * What documents show of the work on a phase: its attempts, the CI tries of their commits, the files that they left,
 * its snapshot. All of it is written together with an event of the phase, which stamps the version that the phase's
 * document shows (F3). Leases are left out, because heartbeats renew them without an event, and so are late results:
 * they come without one (W4).
 */
import type { SnapshotFacts } from '../../decisions/work/work-change.js';
import type { AttachmentFacts, AttemptFacts, CiTryFacts } from '../../model/attempt.js';
import type { PhaseFacts } from '../../model/facts.js';
import type { Reason } from '../../model/refusal.js';
import type { GateVerdict } from '../../model/vocabulary.js';
import { LIST_LINES, type Window } from './window.js';

/** The number of a phase's newest attempts whose details are displayed. */
export const DETAILED_ATTEMPTS = 20;
/** The number of characters displayed of what a worker or an operator wrote. */
export const RENDERED_CHARACTERS = 1_000;
export const RENDERED_REASONS = 10;
export const RENDERED_FAILED_TESTS = 5;
/** The number of reasons displayed of a CI try. */
export const RENDERED_TRY_REASONS = 3;
/** The number of files displayed of an attempt, those of its tries included. */
export const RENDERED_FILES = 10;

export type RenderedAttempt = Pick<
  AttemptFacts,
  | 'phaseId'
  | 'number'
  | 'role'
  | 'workerId'
  | 'state'
  | 'tokensUsed'
  | 'tokensEstimated'
  | 'givenBack'
  | 'commit'
  | 'status'
  | 'auditVerdict'
  | 'confidence'
  | 'ciVerdict'
  | 'notes'
> & { readonly gate: RenderedGate | null };

export interface RenderedGate {
  readonly verdict: GateVerdict;
  /** The first of them. */
  readonly reasons: readonly Reason[];
  readonly moreReasons: number;
}

export type RenderedTry = Pick<
  CiTryFacts,
  'phaseId' | 'attempt' | 'round' | 'number' | 'verdict' | 'commit' | 'summary'
> & {
  /** Tests; null: none ran. */
  readonly executed: number | null;
  /** Ids of the first tests that failed. */
  readonly failed: readonly string[];
  readonly moreFailed: number;
  /** The first sentences that say why it is no GREEN; none: it did not run, or there is nothing to say. */
  readonly reasons: readonly string[];
};

export type RenderedFile = Pick<
  AttachmentFacts,
  'phaseId' | 'attempt' | 'tryNumber' | 'path' | 'kind' | 'sizeBytes' | 'sha256' | 'runVersion' | 'at'
> & {
  /** How many files its attempt has, tries included. */
  readonly ofAttempt: number;
};

export type RenderedSnapshot = Pick<SnapshotFacts, 'phaseId' | 'commit' | 'tag' | 'executed'>;

/** Rows of some phases, in their order: attempts and tries as they were made. */
export interface WorkRows {
  readonly attempts: readonly RenderedAttempt[];
  readonly tries: readonly RenderedTry[];
  readonly files: readonly RenderedFile[];
  readonly snapshots: readonly RenderedSnapshot[];
}

export const NOTHING_DONE: WorkRows = { attempts: [], tries: [], files: [], snapshots: [] };

/** The same of one phase. */
export interface WorkView {
  readonly attempts: Window<RenderedAttempt>;
  readonly tries: readonly RenderedTry[];
  readonly files: readonly RenderedFile[];
  readonly snapshot: RenderedSnapshot | null;
}

/**
 * Has anybody worked on the phase, so that there are rows of it? Phases that only manual transitions move have none.
 */
export const wasWorkedOn = ({ work }: Pick<PhaseFacts, 'work'>): boolean => work.attempts > 0 || work.ciTries > 0;

/** Takes the rows of phases apart, once for all of them. */
export function workByPhase(rows: WorkRows): (phase: Pick<PhaseFacts, 'phaseId' | 'work'>) => WorkView {
  const attempts = byPhase(rows.attempts);
  const tries = byPhase(rows.tries);
  const files = byPhase(rows.files);
  const snapshots = byPhase(rows.snapshots);
  return ({ phaseId, work }) => {
    const newest = (attempts.get(phaseId) ?? []).slice(-LIST_LINES);
    return {
      // The phase counts its attempts; those that are not among the newest were not even read (F4).
      attempts: { rows: newest, before: work.attempts - newest.length, after: 0 },
      tries: tries.get(phaseId) ?? [],
      files: files.get(phaseId) ?? [],
      snapshot: snapshots.get(phaseId)?.[0] ?? null,
    };
  };
}

function byPhase<Row extends { readonly phaseId: string }>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const mine = found.get(row.phaseId);
    if (mine) mine.push(row);
    else found.set(row.phaseId, [row]);
  }
  return found;
}
