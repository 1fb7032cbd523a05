/** Reads of the drain, and of the leases that it waits for (A9). */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import type { DrainFacts } from '../domain/rules/project/dispatch.js';
import { batchOf, first } from '../graphql/request/operation-context.js';

const DRAIN = statement({ name: 'drain', text: `select 'drain' as name, draining, change from drain` });

const reached = (alias: string): string => `($1::text[] is null or ${alias}.project_id = any($1::text[]))`;
/** $1 projects; null: all. */
const LEASES = statement({
  name: 'drain_leases',
  text: `select count(*)::int as count, max(live.until) as until from (
    select l.hard_deadline_at as until from lease l where ${reached('l')}
    union all
    select t.hard_deadline_at from commit_check c join commit_check_try t on t.check_id = c.check_id and t.number = c.try_number
      where c.state = 'LEASED' and ${reached('c')}) as live`,
});

interface LiveLeases {
  readonly count: number;
  readonly until: Date | null;
}

@Injectable()
export class DrainRepository {
  /** The drain, read once for an operation. */
  readonly once = batchOf<string, DrainFacts & { readonly name: string }, DrainFacts | null>(
    (name) => name,
    () => this.database.read<DrainFacts & { readonly name: string }>(DRAIN, []),
    ({ name }) => name,
    first,
  );

  constructor(private readonly database: Database) {}

  async now(): Promise<DrainFacts> {
    const [row] = await this.database.read<DrainFacts>(DRAIN, []);
    return row!;
  }

  /** Leases that live, of the named projects or, null, of all. */
  async leases(projectIds: readonly string[] | null): Promise<LiveLeases> {
    const [row] = await this.database.read<LiveLeases>(LEASES, [projectIds]);
    return row!;
  }
}
