/** Reads of events. */
import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';

import { Database, statement } from '../database/database.js';
import { eventFromJson, type JsonRow, type StoredEvent } from '../database/rows.js';
import type { RunEventType } from '../domain/model/run-event.js';
import { batchOf, first } from '../graphql/request/operation-context.js';

/** Events of a run after a seq, up to a limit. */
export interface EventsKey {
  readonly runId: string;
  readonly after: number;
  readonly first: number;
  /** Of these types alone; left out: of all. */
  readonly types?: readonly RunEventType[] | null;
}

interface EventRow extends Omit<EventsKey, 'types'> {
  readonly types: string | null;
  readonly event: JsonRow;
}

/** $1 runs, $2 the seq after which to begin, $3 the limit, $4 types with commas between them or null, one of each per read. */
const EVENTS = statement({
  name: 'events_after',
  text: `select q.run_id as "runId", q.after, q.first, q.types, to_jsonb(e) - 'write_id' as event
  from unnest($1::text[], $2::int[], $3::int[], $4::text[]) as q(run_id, after, first, types),
    lateral (select * from run_event e
      where e.run_id = q.run_id and e.seq > q.after and (q.types is null or e.type = any(string_to_array(q.types, ',')))
      order by e.seq limit q.first) e
  order by e.seq`,
});
/** $1 runs. */
const VERSIONS_OF_RUNS = statement({
  name: 'versions_of_runs',
  text: 'select run_id as "runId", version, completed_at is not null as ended from run where run_id = any($1::text[])',
});
/** $1 run. */
const PROJECT = statement({ name: 'project_of_run', text: 'select project_id from run where run_id = $1' });
/** Live runs, and those that ended a moment ago: their last events may not have reached every subscriber yet. */
const VERSIONS = statement({
  name: 'run_versions',
  text: `select run_id as "runId", version
  from run where completed_at is null or completed_at > autopack_now() - interval '60 seconds'`,
});

/**
 * $1 an instant, $2 projects or null: runs with events since then, and the seq before the first of these. An event's
 * instant is read before the commit, in a request that may spend time on git: the instant of an event committed since
 * then may be older by that time.
 */
const CHANGED_SINCE = statement({
  name: 'runs_changed_since',
  text: `with bound as (select $1::timestamptz - interval '2 minutes' as at)
  select r.run_id as "runId", first.seq - 1 as seq
  from bound, run r, lateral (select min(e.seq) as seq from run_event e where e.run_id = r.run_id and e.at >= bound.at) as first
  where (r.completed_at is null or r.completed_at >= bound.at) and r.changed_at >= bound.at and ($2::text[] is null or r.project_id = any($2::text[]))
    and first.seq is not null
  order by r.changed_at, r.run_id`,
});

interface StoredVersion {
  readonly runId: string;
  readonly version: number;
  readonly ended: boolean;
}

export interface RunVersion {
  readonly runId: string;
  readonly version: number;
}

const typesText = ({ types }: EventsKey): string | null => types?.join() ?? null;
const nameOf = ({ runId, after, first }: Omit<EventsKey, 'types'>, types: string | null) =>
  `${runId} ${after} ${first} ${types ?? '*'}`;
const nameOfKey = (key: EventsKey) => nameOf(key, typesText(key));

@Injectable()
export class EventsRepository {
  /** Events of a run in order of their seq. */
  readonly ofRun = batchOf<EventsKey, EventRow, readonly StoredEvent[]>(
    nameOfKey,
    (keys) => this.rows(keys),
    (row) => nameOf(row, row.types),
    (rows) => rows.map((row) => eventFromJson(row.event)),
  );

  /**
   * Reads that many subscribers of a run request at the same signal are sent once, for all of them; nothing is cached.
   */
  private readonly shared = new DataLoader<EventsKey, readonly StoredEvent[], string>((keys) => this.ofRun.load(keys), {
    cache: false,
    maxBatchSize: 1_000,
  });
  private readonly currentVersions = new DataLoader<string, StoredVersion | null, string>(
    (runIds) => this.versionOf.load(runIds),
    {
      cache: false,
      maxBatchSize: 1_000,
    },
  );
  private readonly versionOf = batchOf<string, StoredVersion, StoredVersion | null>(
    (runId) => runId,
    (runIds) => this.database.read<StoredVersion & Record<string, unknown>>(VERSIONS_OF_RUNS, [runIds]),
    ({ runId }) => runId,
    first,
  );

  constructor(private readonly database: Database) {}

  async after(runId: string, after: number, first: number): Promise<readonly StoredEvent[]> {
    return this.shared.load({ runId, after, first });
  }

  /** Version of a run and whether it has ended; null if there is no such run. */
  runVersion(runId: string): Promise<{ version: number; ended: boolean } | null> {
    return this.currentVersions.load(runId);
  }

  async projectOf(runId: string): Promise<string | null> {
    const [row] = await this.database.read<{ project_id: string }>(PROJECT, [runId]);
    return row?.project_id ?? null;
  }

  /** Live runs, and those that ended within the last minute. */
  versions(): Promise<RunVersion[]> {
    return this.database.read<RunVersion & Record<string, unknown>>(VERSIONS, []);
  }

  /**
   * Runs, of these projects or of all, with events that were committed since an instant, and the seq after which these
   * begin. Some that were committed before it may be among them.
   */
  changedSince(
    since: Date,
    projectIds: readonly string[] | null,
  ): Promise<{ readonly runId: string; readonly seq: number }[]> {
    return this.database.read<{ runId: string; seq: number }>(CHANGED_SINCE, [since, projectIds]);
  }

  private rows(keys: readonly EventsKey[]): Promise<EventRow[]> {
    const values = [
      keys.map((key) => key.runId),
      keys.map((key) => key.after),
      keys.map((key) => key.first),
      keys.map(typesText),
    ];
    return this.database.read<EventRow & Record<string, unknown>>(EVENTS, values);
  }
}
