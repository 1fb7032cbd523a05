/** Reads of events. */
import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../database/database.js';
import { eventFromJson, type JsonRow, type StoredEvent } from '../database/rows.js';
import { batchOf } from '../graphql/operation-context.js';

/** Events of a run behind a seq, at most so many. */
export interface EventsKey {
  readonly runId: string;
  readonly after: number;
  readonly first: number;
}

interface EventRow extends EventsKey {
  readonly event: JsonRow;
}

const EVENTS: Statement = {
  name: 'events_after',
  text: `select q.run_id as "runId", q.after, q.first, to_jsonb(e) - 'write_id' as event
  from unnest($1::text[], $2::int[], $3::int[]) as q(run_id, after, first),
    lateral (select * from run_event e where e.run_id = q.run_id and e.seq > q.after order by e.seq limit q.first) e
  order by e.seq`,
};
const STANDING: Statement = {
  name: 'run_standing',
  text: 'select version, completed_at is not null as ended from run where run_id = $1',
};
const PROJECT: Statement = { name: 'project_of_run', text: 'select project_id from run where run_id = $1' };
/** Live runs, and those that ended a moment ago: their last events may still have to reach a listener. */
const VERSIONS: Statement = {
  name: 'run_versions',
  text: `select run_id as "runId", version
  from run where completed_at is null or completed_at > autopack_now() - interval '60 seconds'`,
};

export interface RunVersion {
  readonly runId: string;
  readonly version: number;
}

const nameOf = ({ runId, after, first }: EventsKey) => `${runId} ${after} ${first}`;

@Injectable()
export class EventsRepository {
  /** Events of a run in order of their seq. */
  readonly ofRun = batchOf<EventsKey, EventRow, readonly StoredEvent[]>(
    nameOf,
    (keys) => this.rows(keys),
    nameOf,
    (rows) => rows.map((row) => eventFromJson(row.event)),
  );

  constructor(private readonly database: Database) {}

  async after(runId: string, after: number, first: number): Promise<StoredEvent[]> {
    return (await this.rows([{ runId, after, first }])).map((row) => eventFromJson(row.event));
  }

  /** Version of a run and whether it has ended; null if there is no such run. */
  async standing(runId: string): Promise<{ version: number; ended: boolean } | null> {
    const [row] = await this.database.read<{ version: number; ended: boolean }>(STANDING, [runId]);
    return row ?? null;
  }

  async projectOf(runId: string): Promise<string | null> {
    const [row] = await this.database.read<{ project_id: string }>(PROJECT, [runId]);
    return row?.project_id ?? null;
  }

  /** Runs that live, and those that ended within the last minute. */
  versions(): Promise<RunVersion[]> {
    return this.database.read<RunVersion & Record<string, unknown>>(VERSIONS, []);
  }

  private rows(keys: readonly EventsKey[]): Promise<EventRow[]> {
    const values = [keys.map((key) => key.runId), keys.map((key) => key.after), keys.map((key) => key.first)];
    return this.database.read<EventRow & Record<string, unknown>>(EVENTS, values);
  }
}
