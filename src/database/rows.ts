/**
 * Rows as the database hands them out in JSON (`to_jsonb(r)`), and as decisions take them. Our own SQL fetches whole rows in this
 * form, so that one statement can bring rows of several tables.
 */
import type { CheckTry, CommitCheck } from '../domain/ci/commit-check.js';
import type { BacklogEntry, IssueSighting, PhaseIssue } from '../domain/issue/issue.js';
import type { ProjectFacts } from '../domain/project/project.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../domain/run/facts.js';
import type { RunEvent } from '../domain/run/run-event.js';
import type { AttemptFacts, CiTryFacts, LeaseFacts } from '../domain/work/attempt.js';

/** A row with snake_case columns; instants are text. */
export type JsonRow = Readonly<Record<string, unknown>>;

const INSTANTS = new Set([
  ...['created_at', 'started_at', 'completed_at', 'deadline_at', 'changed_at', 'shown_at', 'at', 'written_at'],
  ...['issues_at', 'first_seen_at', 'last_seen_at', 'resolved_at', 'not_before', 'wait_until', 'ready_at'],
  ...['ended_at', 'expires_at', 'hard_deadline_at', 'received_at', 'followed_at'],
]);
const camelNames = new Map<string, string>();

function camel(column: string): string {
  let name = camelNames.get(column);
  if (name === undefined) {
    name = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    camelNames.set(column, name);
  }
  return name;
}

function fromJson<Facts>(row: JsonRow): Facts {
  const facts: Record<string, unknown> = {};
  for (const column in row) {
    const value = row[column];
    facts[camel(column)] = value !== null && INSTANTS.has(column) ? new Date(value as string) : value;
  }
  return facts as Facts;
}

export const runFromJson = (row: JsonRow): RunFacts => fromJson<RunFacts>(row);
export const tierFromJson = (row: JsonRow): TierFacts => fromJson<TierFacts>(row);
export const phaseFromJson = (row: JsonRow): PhaseFacts => fromJson<PhaseFacts>(row);
export const projectFromJson = (row: JsonRow): ProjectFacts => fromJson<ProjectFacts>(row);
export const phaseIssueFromJson = (row: JsonRow): PhaseIssue => fromJson<PhaseIssue>(row);
export const backlogEntryFromJson = (row: JsonRow): BacklogEntry => fromJson<BacklogEntry>(row);
export const sightingFromJson = (row: JsonRow): IssueSighting => fromJson<IssueSighting>(row);

export const leaseFromJson = (row: JsonRow): LeaseFacts => fromJson<LeaseFacts>(row);
export const attemptFromJson = (row: JsonRow): AttemptFacts => fromJson<AttemptFacts>(row);
export const ciTryFromJson = (row: JsonRow): CiTryFacts => fromJson<CiTryFacts>(row);
export const commitCheckFromJson = (row: JsonRow): CommitCheck => fromJson<CommitCheck>(row);
export const checkTryFromJson = (row: JsonRow): CheckTry => fromJson<CheckTry>(row);

/** An event with the run that it belongs to. */
export type StoredEvent = RunEvent & { readonly runId: string };
export const eventFromJson = (row: JsonRow): StoredEvent => fromJson<StoredEvent>(row);

/** The other way: columns in snake_case, for `jsonb_to_recordset`. */
export function toJson(facts: object): JsonRow {
  const row: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(facts)) row[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value;
  return row;
}
