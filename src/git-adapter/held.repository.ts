/** Reads for the sweep of held objects (G9). */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';

const REPOSITORIES = statement({
  name: 'repositories_of_ended_runs',
  text: `select distinct repository_path as path from run where repository_path is not null and completed_at is not null`,
});
/** $1 runs. */
const NOBODY_WAITS = statement({
  name: 'runs_that_wait_for_no_ref',
  text: `select r.run_id from run r where r.run_id = any($1) and r.completed_at is not null and r.ref_intent is null
    and not exists (select 1 from promotion p where p.run_id = r.run_id and p.promoted_at is null)
    and not exists (select 1 from commit_check c where c.run_id = r.run_id and c.kind = 'MERGE'
      and (c.state in ('DUE', 'LEASED') or (c.state = 'DONE' and c.followed_at is null)))`,
});

@Injectable()
export class HeldRepository {
  constructor(private readonly database: Database) {}

  /** Paths of repositories in which a run has ended. */
  async repositories(): Promise<readonly string[]> {
    return (await this.database.read<{ path: string }>(REPOSITORIES, [])).map(({ path }) => path);
  }

  /** Of these runs those that have ended and have nothing left to do with refs. */
  async waitForNothing(runIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.database.read<{ run_id: string }>(NOBODY_WAITS, [runIds])).map((row) => row.run_id));
  }
}
