/** Reads of workers: who has claimed work within the last day, on any server, and what each holds. */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import type { WorkerRole } from '../domain/model/vocabulary.js';
import { THERE_SECONDS } from '../lifecycle/claims/worker-presence.js';

export interface SeenWorker {
  readonly workerId: string;
  readonly role: WorkerRole;
  readonly lastSeenAt: Date;
  readonly waiting: boolean;
  /** For which it asked for work within a day, up to 100; null: for all. */
  readonly projectIds: readonly string[] | null;
  /** The phase that it holds; null: none. */
  readonly runId: string | null;
  readonly phaseId: string | null;
}

const MOST_WORKERS = 500;
const MOST_PROJECTS = 100;

/** $1 a project or null, $2 a role or null, $3 a worker or null. */
const WORKERS = statement({
  name: 'workers_seen',
  text: `select w.worker_id as "workerId", w.role, w.last_seen_at as "lastSeenAt", w.projects as "projectIds", l.run_id as "runId", l.phase_id as "phaseId",
    l.run_id is null and w.last_seen_at > autopack_now() - interval '${THERE_SECONDS} seconds'
      and not (w.role = 'CI' and exists (select from commit_check k join commit_check_try c on c.check_id = k.check_id and c.number = k.try_number
        where k.state = 'LEASED' and c.worker_id = w.worker_id)) as waiting
  from (select k.role, k.worker_id, max(k.last_seen_at) as last_seen_at, bool_or($1::text is null or k.project_id in ('', $1)) as is_for,
      case when bool_or(k.project_id = '') then null else (array_agg(k.project_id order by k.project_id))[1:${MOST_PROJECTS}] end as projects
    from worker k where ($2::text is null or k.role = $2) and ($3::text is null or k.worker_id = $3) group by k.role, k.worker_id) w
  left join lateral (
    select l.run_id, l.phase_id, l.project_id from lease l where l.role = w.role and l.worker_id = w.worker_id
    order by l.run_id limit 1) l on true
  where $1::text is null or l.project_id = $1 or (l.project_id is null and w.is_for)
  order by w.last_seen_at desc, w.role, w.worker_id limit ${MOST_WORKERS}`,
});

@Injectable()
export class WorkersRepository {
  constructor(private readonly database: Database) {}

  /** Seen last first, up to 500. Of a project: those that hold work of it, and those that hold none and ask for it. */
  seen(projectId: string | null): Promise<SeenWorker[]> {
    return this.read([projectId, null, null]);
  }

  /** Null: it was not seen within a day. */
  async byKey(role: string, workerId: string): Promise<SeenWorker | null> {
    return (await this.read([null, role, workerId]))[0] ?? null;
  }

  private read(values: readonly (string | null)[]): Promise<SeenWorker[]> {
    return this.database.read<SeenWorker & Record<string, unknown>>(WORKERS, values);
  }
}
