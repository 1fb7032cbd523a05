/**
 * What is recorded of ended runs, to be played again (X4). Rows are read in pages; a run with more than `MOST_ROWS` of a
 * kind is not read to its end.
 */
import { Injectable } from '@nestjs/common';

import { Database, type Statement, statement } from '../database/database.js';
import { attemptFromJson, ciTryFromJson, eventFromJson, type JsonRow } from '../database/rows.js';
import type { RunState } from '../domain/model/run-state.js';
import type { RecordedRun } from '../domain/replay/recorded-run.js';
import type { Strategy } from '../domain/rules/strategy/strategy.js';

const PAGE = 500;
/** Events of a run, or attempts, or tries. */
export const MOST_ROWS = 20_000;

/** What is known of a run that was named. */
export interface NamedRun {
  readonly runId: string;
  /** Null: it was deleted. */
  readonly projectId: string | null;
  readonly state: RunState | null;
  readonly ended: boolean;
}

export interface EndedRun {
  readonly runId: string;
  readonly completedAt: Date;
}

/** $1 project or null, $2 and $3 the run before, $4 how many. Newest first; drafts that were never sealed have no strategy. */
const ENDED = statement({
  name: 'ended_runs_to_replay',
  text: `select r.run_id as "runId", r.completed_at as "completedAt" from run r
    where r.completed_at is not null and ($1::text is null or r.project_id = $1)
      and ($2::timestamptz is null or (r.completed_at, r.run_id) < ($2::timestamptz, $3::text))
      and exists (select from strategy s where s.run_id = r.run_id)
    order by r.completed_at desc, r.run_id desc limit $4`,
});

/** $1 runs; those that were never there are left out. */
const NAMED = statement({
  name: 'runs_to_replay_by_id',
  text: `select i.run_id as "runId", r.project_id as "projectId", r.state, r.completed_at is not null as ended
    from unnest($1::text[]) as n(run_id) join run_id i on i.run_key = lower(n.run_id) and i.run_id = n.run_id
      left join run r on r.run_id = n.run_id`,
});

/** $1 run. */
const STRATEGY = statement({
  name: 'strategy_to_replay',
  text: 'select r.state, s.document from run r left join strategy s on s.run_id = r.run_id where r.run_id = $1',
});

/** $1 run, $2 the rows that were read, $3 how many more. */
const EVENTS = statement({
  name: 'events_to_replay',
  text: `select to_jsonb(e) - 'write_id' as row from run_event e where e.run_id = $1 and e.seq > $2 order by e.seq limit $3`,
});
/** $1 run, $2 the rows that were read, $3 how many more. */
const ATTEMPTS = statement({
  name: 'attempts_to_replay',
  text: `select to_jsonb(a) as row from attempt a where a.run_id = $1 order by a.phase_id, a.number limit $3 offset $2`,
});
/** $1 run, $2 the rows that were read, $3 how many more. */
const TRIES = statement({
  name: 'tries_to_replay',
  text: `select to_jsonb(c) as row from ci_try c where c.run_id = $1 order by c.phase_id, c.attempt, c.round, c.number limit $3 offset $2`,
});

@Injectable()
export class RecordedRunsRepository {
  constructor(private readonly database: Database) {}

  /** Ended runs behind one, the newest first. */
  ended(projectId: string | null, after: EndedRun | null, limit: number): Promise<EndedRun[]> {
    const values = [projectId, after?.completedAt ?? null, after?.runId ?? null, limit];
    return this.database.read<EndedRun & Record<string, unknown>>(ENDED, values);
  }

  named(runIds: readonly string[]): Promise<NamedRun[]> {
    return this.database.read<NamedRun & Record<string, unknown>>(NAMED, [runIds]);
  }

  /** Null: there is no such run any more. `tooLong`: its state; it has more rows than are played. */
  async recorded(runId: string): Promise<RecordedRun | { readonly tooLong: RunState } | null> {
    const [found] = await this.database.read<{ state: RunState; document: string | null }>(STRATEGY, [runId]);
    if (!found) return null;
    const events = await this.rows(EVENTS, runId);
    const attempts = await this.rows(ATTEMPTS, runId);
    const tries = await this.rows(TRIES, runId);
    if ([events, attempts, tries].some((rows) => rows.length > MOST_ROWS)) return { tooLong: found.state };
    return {
      runId,
      events: events.map(eventFromJson),
      strategy: found.document === null ? null : (JSON.parse(found.document) as Strategy),
      attempts: attempts.map(attemptFromJson),
      tries: tries.map(ciTryFromJson),
    };
  }

  private async rows(statement: Statement, runId: string): Promise<JsonRow[]> {
    const all: JsonRow[] = [];
    while (all.length <= MOST_ROWS) {
      const page = await this.database.read<{ row: JsonRow }>(statement, [runId, all.length, PAGE]);
      all.push(...page.map(({ row }) => row));
      if (page.length < PAGE) break;
    }
    return all;
  }
}
