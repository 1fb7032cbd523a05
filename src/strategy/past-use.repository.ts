/**
 * What the completed phases of a project used, by kind (P12): one statement over its newest runs, whatever the number
 * of runs that are stored.
 */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import { type PastUse, RUNS_LOOKED_AT } from '../domain/rules/strategy/past-use.js';

/** $1 project. */
const PAST_USE = statement({
  name: 'past_use_of_project',
  text: `
with newest as (select r.run_id from run r where r.project_id = $1 order by r.created_at desc, r.run_id desc limit ${RUNS_LOOKED_AT})
select f.task_category as "taskCategory", f.complexity, count(*)::int as phases,
  (percentile_disc(0.9) within group (order by f.tokens_used))::float8 as p90
from newest join phase f on f.run_id = newest.run_id where f.state = 'COMPLETE' group by f.task_category, f.complexity`,
});

@Injectable()
export class PastUseRepository {
  constructor(private readonly database: Database) {}

  ofProject(projectId: string): Promise<PastUse[]> {
    return this.database.read<PastUse>(PAST_USE, [projectId]);
  }
}
