/** The backlog of a project in a few numbers, and its entries that weigh most (O3). Reads this project's entries only. */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import { isAged, isResolved } from '../database/issue-sql.js';
import type { JsonRow } from '../database/rows.js';
import type { BacklogRequested, JudgedEntry } from './backlog.model.js';
import { judged } from './backlog.repository.js';

/** Entries of each list. */
const LISTED = 10;
/** More runs of one project than live at a time. */
const MOST_LIVE_RUNS = 1_000;

/** The end of the n-th newest successful run of the project; null: there are fewer. */
const endOfSuccess = (n: string): string =>
  `(select s.ended_at from successful_run s where s.project_id = $1 order by s.ended_at desc offset ${n} - 1 limit 1)`;

/** The lists, by what they are ordered by, most first. */
const ORDERS = {
  byRuns: 'b.age_in_runs desc, b.occurrence_count desc, b.issue_key desc',
  byTiers: 'b.age_in_tiers desc, b.issue_key desc',
  byOccurrences: 'b.occurrence_count desc, b.issue_key desc',
} as const;
type List = keyof typeof ORDERS;
const LISTS = Object.keys(ORDERS) as readonly List[];

/**
 * $1 project, $2 runs after which an issue is resolved, $3 and $4 thresholds of age. One pass over the entries that are
 * not resolved. Whether an entry is resolved depends on successful runs that ended after it was seen last: with fewer
 * than $2 of them it is not; with $2 and as many more as could have seen it, it is. Only the entries between are judged
 * one by one.
 */
const SUMMARY = statement({
  name: 'backlog_summary',
  text: `with ends as materialized (select ${endOfSuccess('$2::int')} as enough, ${endOfSuccess(`($2::int + ${MOST_LIVE_RUNS})`)} as certain),
  live as materialized (select e.issue_key, e.age_in_runs, e.age_in_tiers, e.occurrence_count from ends, backlog_entry e
    where e.project_id = $1 and e.resolved_at is null and e.last_seen_at >= coalesce(ends.certain, '-infinity')
      and (ends.enough is null or e.last_seen_at >= ends.enough or not ${isResolved('e', '$2::int')})),
  top as materialized (select ${LISTS.map((list) => `array(select b.issue_key from live b order by ${ORDERS[list]} limit ${LISTED}) as "${list}"`).join(',\n    ')})
  select (select count(*)::int from backlog_entry e where e.project_id = $1) as total,
    (select count(*)::int from live) as live, (select count(*)::int from live b where ${isAged('b', '$3::int', '$4::int')}) as aged, top.*,
    array(select to_jsonb(e) from backlog_entry e where e.project_id = $1 and e.issue_key = any(${LISTS.map((list) => `top."${list}"`).join(' || ')})) as entries
  from top`,
});

interface SummaryRow extends Readonly<Record<List, readonly string[]>> {
  readonly [column: string]: unknown;
  readonly total: number;
  readonly live: number;
  readonly aged: number;
  readonly entries: readonly JsonRow[];
}

export interface BacklogFigures {
  readonly total: number;
  readonly open: number;
  readonly needsCleanup: number;
}

/** The ten unresolved entries with the greatest age in runs, age in tiers, or number of occurrences. */
export type BacklogTops = Readonly<Record<List, readonly JudgedEntry[]>>;

@Injectable()
export class BacklogSummaryRepository {
  constructor(private readonly database: Database) {}

  /** All of one moment. */
  async summary(requested: BacklogRequested): Promise<BacklogFigures & BacklogTops> {
    const { projectId, aging } = requested;
    const values = [projectId, aging.resolvedAfterRuns, aging.runs, aging.tiers];
    const [row] = await this.database.read<SummaryRow>(SUMMARY, values);
    const { total, live, aged, entries } = row!;
    const byKey = new Map(
      entries.map((entry) => [entry.issue_key as string, judged({ entry: { ...entry, resolved: false } }, requested)]),
    );
    const top = (list: List): JudgedEntry[] => row![list].flatMap((key) => byKey.get(key) ?? []);
    return {
      ...{ total, open: live - aged, needsCleanup: aged },
      ...{ byRuns: top('byRuns'), byTiers: top('byTiers'), byOccurrences: top('byOccurrences') },
    };
  }
}
