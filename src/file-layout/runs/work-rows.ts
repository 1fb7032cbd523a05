/** What the statements about work answer, and the values that documents and incident packs are rendered from. */
import { type JsonRow, partFromJson, phaseFromJson, runFromJson, tierFromJson } from '../../database/rows.js';
import { endedAsFailed, type IncidentView, type OpenIssue } from '../../domain/documents/incident/incident-view.js';
import type { RenderedEvent } from '../../domain/documents/parts/event-words.js';
import {
  NOTHING_DONE,
  type RenderedAttempt,
  type RenderedFile,
  type RenderedSnapshot,
  type RenderedTry,
  wasWorkedOn,
  workByPhase,
  type WorkRows,
} from '../../domain/documents/parts/work-view.js';
import type { LayoutView } from '../../domain/documents/run/documents.js';
import type { PhaseStrategy } from '../../domain/rules/strategy/strategy.js';

/** A phase of a document; the strategy's part is null as long as there is none. */
export interface PhaseRow {
  readonly phase: JsonRow;
  readonly strategy: PhaseStrategy | null;
}

/** The columns of `workOf`. */
export interface WorkColumns {
  readonly attempts: readonly JsonRow[];
  readonly tries: readonly JsonRow[];
  readonly files: readonly JsonRow[];
  readonly snapshots: readonly JsonRow[];
}

export interface RenderedWorkRow extends WorkColumns {
  readonly run_id: string;
  readonly phases: readonly PhaseRow[];
}

export interface IncidentRow extends WorkColumns {
  readonly run_id: string;
  readonly run: JsonRow;
  readonly phase: JsonRow | null;
  readonly tier: JsonRow | null;
  readonly events: readonly JsonRow[];
  readonly skipped_by_end: number;
  readonly issues: readonly JsonRow[];
  readonly open_issues: number;
  readonly snapshot: JsonRow | null;
}

export const workFromJson = ({ attempts, tries, files, snapshots }: WorkColumns): WorkRows => ({
  attempts: attempts.map((row) => partFromJson<RenderedAttempt>(row)),
  tries: tries.map((row) => partFromJson<RenderedTry>(row)),
  files: files.map((row) => partFromJson<RenderedFile>(row)),
  snapshots: snapshots.map((row) => partFromJson<RenderedSnapshot>(row)),
});

export function incidentFromJson(row: IncidentRow): IncidentView {
  return {
    run: runFromJson(row.run),
    phase: row.phase && phaseFromJson(row.phase),
    tier: row.tier && tierFromJson(row.tier),
    work: workFromJson(row),
    events: row.events.map((event) => partFromJson<RenderedEvent>(event)),
    skippedByEnd: row.skipped_by_end,
    issues: row.issues.map((issue) => partFromJson<OpenIssue>(issue)),
    openIssues: row.open_issues,
    snapshot: row.snapshot && partFromJson<RenderedSnapshot>(row.snapshot),
  };
}

/** A phase as its document shows it before any work on it. */
export function untouched({ phase: row, strategy }: PhaseRow): LayoutView['phases'][number] {
  const phase = phaseFromJson(row);
  return { phase, strategy, work: workByPhase(NOTHING_DONE)(phase) };
}

/** The parameters of READ_WORK: phases of the view that have work. */
export function workWanted(runId: string, { phases }: LayoutView): object[] {
  const phase_ids = phases.filter(({ phase }) => wasWorkedOn(phase)).map(({ phase }) => phase.phaseId);
  return phase_ids.length > 0 ? [{ run_id: runId, phase_ids }] : [];
}

/**
 * The view with the work of those phases: their rows as they were when the work was read, so that a document never
 * shows two moments.
 */
export function withWork(view: LayoutView, row: RenderedWorkRow | undefined): LayoutView {
  if (!row) return view;
  const workOf = workByPhase(workFromJson(row));
  const read = new Map(
    row.phases.map(untouched).map((each) => [each.phase.phaseId, { ...each, work: workOf(each.phase) }]),
  );
  return { ...view, phases: view.phases.map((each) => read.get(each.phase.phaseId) ?? each) };
}

/** Has the run a pack? */
export const incidentWanted = ({ run }: LayoutView): boolean => endedAsFailed(run.run.state);
