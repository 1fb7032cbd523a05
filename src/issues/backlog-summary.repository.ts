/** The backlog of a project in a few numbers, and its entries that weigh most (O3). Reads this project's entries only. */
import { Injectable } from '@nestjs/common';

import { Database, type Statement, statement } from '../database/database.js';
import type { JsonRow } from '../database/rows.js';
import type { BacklogRequested, JudgedEntry } from './backlog.model.js';
import { JUDGED, judged, judgedBy } from './backlog.repository.js';

/** Entries of each list. */
const LISTED = 10;

/** $1 project, $2 runs after which an issue is resolved, $3 and $4 thresholds of age, $5 states or null. */
const COUNTS = statement({
  name: 'backlog_counts',
  text: `select count(*)::int as total, count(*) filter (where not b.resolved)::int as live,
    count(*) filter (where not b.resolved and (b.age_in_runs >= $3::int or b.age_in_tiers >= $4::int))::int as aged from ${JUDGED}`,
});

/** $1 project, $2 runs after which an issue is resolved, $3 and $4 thresholds of age, $5 states or null. */
const top = (name: string, order: string): Statement =>
  statement({
    name,
    text: `select to_jsonb(b) as entry from ${JUDGED} and not b.resolved order by ${order} limit ${LISTED}`,
  });
const TOP_BY_RUNS = top('backlog_top_by_runs', 'b.age_in_runs desc, b.occurrence_count desc, b.issue_key desc');
const TOP_BY_TIERS = top('backlog_top_by_tiers', 'b.age_in_tiers desc, b.issue_key desc');
const TOP_BY_OCCURRENCES = top('backlog_top_by_occurrences', 'b.occurrence_count desc, b.issue_key desc');

export interface BacklogFigures {
  readonly total: number;
  readonly open: number;
  readonly needsCleanup: number;
}

@Injectable()
export class BacklogSummaryRepository {
  constructor(private readonly database: Database) {}

  async counts(requested: BacklogRequested): Promise<BacklogFigures> {
    const [row] = await this.database.read<{ total: number; live: number; aged: number }>(COUNTS, judgedBy(requested));
    const { total, live, aged } = row!;
    return { total, open: live - aged, needsCleanup: aged };
  }

  /** The ten unresolved entries with the greatest age in runs, age in tiers, or number of occurrences. */
  async top(requested: BacklogRequested, by: 'runs' | 'tiers' | 'occurrences'): Promise<JudgedEntry[]> {
    const statements = { runs: TOP_BY_RUNS, tiers: TOP_BY_TIERS, occurrences: TOP_BY_OCCURRENCES };
    const rows = await this.database.read<{ entry: JsonRow }>(statements[by], judgedBy(requested));
    return rows.map((row) => judged(row, requested));
  }
}
