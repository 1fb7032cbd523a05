/**
 * Reads of backlogs: oldest first, most often seen first. Whether an entry is resolved is computed for the entries that
 * are looked at.
 */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import { isAged, isResolved } from '../database/issue-sql.js';
import { backlogEntryFromJson, type JsonRow } from '../database/rows.js';
import { backlogStatus } from '../domain/rules/issue/backlog-status.js';
import { decodeCursor, encodeCursor } from '../graphql/paging/cursor.js';
import type { BacklogRequested, JudgedEntry } from './backlog.model.js';

const LIST = 'issueBacklog';

/** $1 project, $2 runs after which an issue is resolved, $3 and $4 thresholds of age, $5 states or null. */
const JUDGED = `(select e.*, ${isResolved('e', '$2::int')} as resolved from backlog_entry e where e.project_id = $1) as b
  where ($5::text[] is null or case when b.resolved then 'RESOLVED'
    when ${isAged('b', '$3::int', '$4::int')} then 'NEEDS_CLEANUP' else 'OPEN' end = any($5::text[]))`;

/**
 * In the order of the index on age, backwards, so that a page reads no more than it returns. $6 to $8: the entry after
 * which to continue. $9 the limit.
 */
const PAGE = statement({
  name: 'backlog_page',
  text: `select to_jsonb(b) as entry from ${JUDGED}
    and ($6::int is null or (b.age_in_runs, b.occurrence_count, b.issue_key) < ($6::int, $7::int, $8::text))
  order by b.age_in_runs desc, b.occurrence_count desc, b.issue_key desc limit $9::int`,
});
/** $6 key. */
const ONE = statement({ name: 'backlog_one', text: `select to_jsonb(b) as entry from ${JUDGED} and b.issue_key = $6` });
const COUNT = statement({ name: 'backlog_count', text: `select count(*)::int as amount from ${JUDGED}` });

@Injectable()
export class BacklogRepository {
  constructor(private readonly database: Database) {}

  /** A page with one entry to spare. */
  async page(requested: BacklogRequested, size: number, after: string | null): Promise<JudgedEntry[]> {
    const behind = after === null ? [null, null, null] : decodeCursor(LIST, after, ['int', 'int', 'text']);
    const rows = await this.database.read<{ entry: JsonRow }>(PAGE, [...judgedBy(requested), ...behind, size + 1]);
    return rows.map((row) => judged(row, requested));
  }

  /** The entry of a key; null if there is none. */
  async one(requested: BacklogRequested, issueKey: string): Promise<JudgedEntry | null> {
    const [row] = await this.database.read<{ entry: JsonRow }>(ONE, [...judgedBy(requested), issueKey]);
    return row ? judged(row, requested) : null;
  }

  cursorOf({ entry }: JudgedEntry): string {
    return encodeCursor(LIST, [entry.ageInRuns, entry.occurrenceCount, entry.issueKey]);
  }

  async count(requested: BacklogRequested): Promise<number> {
    const [row] = await this.database.read<{ amount: number }>(COUNT, judgedBy(requested));
    return row!.amount;
  }
}

const judgedBy = ({ projectId, status, aging }: BacklogRequested) => [
  projectId,
  aging.resolvedAfterRuns,
  aging.runs,
  aging.tiers,
  status,
];

export function judged(
  { entry: { resolved, ...json } }: { readonly entry: JsonRow },
  { aging }: BacklogRequested,
): JudgedEntry {
  const entry = backlogEntryFromJson(json);
  return { entry, status: backlogStatus({ ...entry, resolved: resolved as boolean }, aging) };
}
