/** Reads of remotes and of the refs that are to be on them (M3). */
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';

import { Database, statement } from '../database/database.js';
import { ProjectRemoteEntity } from '../database/entities/project-remote.entity.js';
import { type JsonRow, remoteRefFromJson } from '../database/rows.js';
import type { RemoteFacts, RemoteRefFacts } from '../domain/model/remote.js';
import { all, batchOf, first } from '../graphql/request/operation-context.js';
import type { PendingRefs } from './remote.model.js';

const MOST_COUNTED = 1_000;
const MOST_OF_RUN = 200;

/** $1 projects. */
const PENDING = statement({
  name: 'remote_pending',
  text: `select p.project_id as "projectId", autopack_now() as now, due.count as due, due.next_at as "nextAt", due.failing as failing, conflicts.count as conflicts
  from unnest($1::text[]) as p (project_id)
    cross join lateral (select count(*)::int as count, min(f.next_attempt_at) as next_at, bool_or(f.last_fault is not null) is true as failing
      from (select f.next_attempt_at, f.last_fault from remote_ref f where f.project_id = p.project_id and f.state = 'DUE' order by f.next_attempt_at limit ${MOST_COUNTED}) as f) as due
    cross join lateral (select count(*)::int as count
      from (select from remote_ref f where f.project_id = p.project_id and f.state = 'CONFLICT' limit ${MOST_COUNTED}) as f) as conflicts`,
});

/** Those that are not pushed first. $1 runs. */
const OF_RUNS = statement({
  name: 'remote_refs_of_runs',
  text: `select to_jsonb(f) as ref from unnest($1::text[]) as asked (run_id) cross join lateral (
    select * from remote_ref f where f.run_id = asked.run_id order by (f.state = 'PUSHED'), f.ref limit ${MOST_OF_RUN}) as f`,
});

type Pending = PendingRefs & { readonly projectId: string };

@Injectable()
export class RemotesRepository {
  readonly ofProjects = batchOf<string, RemoteFacts, RemoteFacts | null>(
    (projectId) => projectId,
    (projectIds) => this.remotes.find({ where: { projectId: In([...projectIds]) } }),
    ({ projectId }) => projectId,
    first,
  );
  readonly pending = batchOf<string, Pending, Pending | null>(
    (projectId) => projectId,
    (projectIds) => this.database.read<Pending & Record<string, unknown>>(PENDING, [[...projectIds]]),
    ({ projectId }) => projectId,
    first,
  );
  readonly refsOfRuns = batchOf<string, RemoteRefFacts, readonly RemoteRefFacts[]>(
    (runId) => runId,
    async (runIds) => {
      const rows = await this.database.read<{ ref: JsonRow }>(OF_RUNS, [[...runIds]]);
      return rows.map(({ ref }) => remoteRefFromJson(ref));
    },
    ({ runId }) => runId,
    all,
  );

  constructor(
    @InjectRepository(ProjectRemoteEntity) private readonly remotes: Repository<ProjectRemoteEntity>,
    private readonly database: Database,
  ) {}

  /** Null: the project has none. */
  remoteOf(projectId: string): Promise<RemoteFacts | null> {
    return this.remotes.findOneBy({ projectId });
  }
}
