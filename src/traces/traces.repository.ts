/** How far the traces of runs were delivered, and which server is at which (O9). */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';

/** After an hour nothing that was not delivered is looked for: a collector that is away for longer misses it. */
const LOOKED_FOR = '1 hour';

/**
 * Runs with events whose spans were not delivered, and at which no server is, the newest first. Only live runs and those
 * that ended within the time are read, by index.
 */
const DUE = statement({
  name: 'traces_due',
  text: `select r.run_id as "runId", r.version from run r left join run_trace t on t.run_id = r.run_id
  where (r.completed_at is null or r.completed_at > autopack_now() - interval '${LOOKED_FOR}')
    and r.changed_at > autopack_now() - interval '${LOOKED_FOR}'
    and r.version > coalesce(t.seq, 0) and (t.claim is null or t.claimed_until < autopack_now())
  order by r.changed_at desc limit 10000`,
});
/** $1 runs, $2 this server: claims those that no other server has. */
const CLAIM = statement({
  name: 'traces_claim',
  text: `insert into run_trace (run_id, seq, claim, claimed_until)
  select r.run_id, 0, $2::uuid, autopack_now() + interval '120 seconds'
  from run r where r.run_id = any($1::text[]) order by r.run_id for key share of r
  on conflict (run_id) do update set claim = excluded.claim, claimed_until = excluded.claimed_until
    where run_trace.claim is null or run_trace.claim = excluded.claim or run_trace.claimed_until < autopack_now()
  returning run_id as "runId", seq`,
});
/** $1 runs, $2 up to which event each was delivered, $3 this server. */
const SETTLE = statement({
  name: 'traces_settle',
  text: `update run_trace t set seq = greatest(t.seq, d.seq), claim = null, claimed_until = null
  from unnest($1::text[], $2::int[]) as d(run_id, seq) where t.run_id = d.run_id and t.claim = $3::uuid`,
});

export interface TraceCursor {
  readonly runId: string;
  /** The spans that events up to this one ended were delivered. */
  readonly seq: number;
}

@Injectable()
export class TracesRepository {
  constructor(private readonly database: Database) {}

  due(): Promise<{ readonly runId: string; readonly version: number }[]> {
    return this.database.write<{ runId: string; version: number }>(DUE, []);
  }

  /** Of these runs, those that this server may deliver now, for two minutes. */
  claim(runIds: readonly string[], server: string): Promise<TraceCursor[]> {
    return this.database.write<{ runId: string; seq: number }>(CLAIM, [runIds, server]);
  }

  /** Gives the claims up; `seq` 0: nothing was delivered. */
  async settle(cursors: readonly TraceCursor[], server: string): Promise<void> {
    const values = [cursors.map(({ runId }) => runId), cursors.map(({ seq }) => seq), server];
    await this.database.write(SETTLE, values);
  }
}
