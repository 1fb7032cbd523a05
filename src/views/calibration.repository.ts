/**
 * The ended phases of a project as calibration takes them (O5): those of its newest ended runs, found by an index,
 * whatever the number of runs that are stored.
 */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import type { EndedPhase } from '../domain/rules/calibration/calibrate.js';

/** Runs that are looked at unless the caller names a number, and the most that can be named. */
const DEFAULT_RUNS = 200;
/** Phases that are looked at, those of the newest runs first: runs may have very many. */
const MOST_PHASES = 20_000;
/** Runs whose times are added up at once. */
export const TIMED_AT_ONCE = 200;

/**
 * $1 project, $2 runs that ended at this instant or later, or null; $3 how many runs at most, the newest. One plan serves
 * every $3, and PostgreSQL takes a parameter of `limit` for a tenth of all rows: joins by value would scan the phases of
 * all runs. So the rows of each run are looked up by the run, and `offset 0` keeps the planner from undoing that.
 */
const ENDED_PHASES = statement({
  name: 'ended_phases_of_project',
  text: `with ended as materialized (select r.run_id, r.completed_at, coalesce(e.phase_times, autopack_phase_times(r.run_id)) as times
    from run r left join ended_run e on e.run_id = r.run_id
    where r.project_id = $1 and r.completed_at is not null and r.completed_at >= coalesce($2::timestamptz, '-infinity')
    order by r.completed_at desc, r.run_id desc limit $3::int),
  phases as materialized (select p.*, ended.times -> p.phase_id as times
    from ended cross join lateral (select p.* from phase p where p.run_id = ended.run_id and p.state in ('COMPLETE', 'FAILED') offset 0) p
    order by ended.completed_at desc, ended.run_id desc, p.phase_index limit ${MOST_PHASES})
  select p.task_category as "taskCategory", p.complexity, p.state = 'COMPLETE' as "isComplete", p.builder_attempts as "builderAttempts",
    p.tokens_used::float8 as "tokensUsed", p.incident_token_cap::float8 as "incidentTokenCap",
    (extract(epoch from p.completed_at - p.started_at) / 60)::float8 as minutes, coalesce(p.times, '{}') as times, p.completed_at as "endedAt",
    coalesce(t.commits, 0) as "ciRuns", coalesce(j.decided, 0) as "ciJudged", coalesce(j.flaky, 0) as "ciFlaky",
    coalesce(j.verdicts, '[]') as "ciVerdicts", coalesce(j.audits, '[]') as "auditVerdicts", coalesce(j.rejections, '[]') as rejections
  from phases p
    left join lateral (select
        count(*) filter (where a.role <> 'CI' and a.ci_verdict in ('GREEN', 'FLAKY', 'RED', 'MISSING'))::int as decided,
        count(*) filter (where a.role <> 'CI' and a.ci_verdict = 'FLAKY')::int as flaky,
        jsonb_agg(a.ci_verdict order by a.number) filter (where a.role <> 'CI' and a.ci_verdict is not null) as verdicts,
        jsonb_agg(a.audit_verdict order by a.number) filter (where a.audit_verdict is not null) as audits,
        jsonb_agg(a.gate -> 'reasons') filter (where a.gate ->> 'verdict' = 'REJECT') as rejections
      from attempt a where a.run_id = p.run_id and a.phase_id = p.phase_id) j on true
    left join lateral (select count(distinct (c.attempt, c.round))::int as commits
      from ci_try c where c.run_id = p.run_id and c.phase_id = p.phase_id) t on true`,
});

/** Adds up the times of ended runs, once for each; runs that another server adds up are left to it. $1 how many at most. */
const ADD_UP_TIMES = statement({
  name: 'add_up_phase_times',
  text: `with taken as materialized (select run_id from ended_run where phase_times is null order by run_id limit $1::int for update skip locked),
  added as (update ended_run e set phase_times = autopack_phase_times(e.run_id) from taken t where e.run_id = t.run_id returning e.run_id)
  select count(*)::int as amount from added`,
});

type Row = Omit<EndedPhase, 'gateRejections'> & {
  readonly rejections: readonly (readonly { readonly code: string }[])[];
};

@Injectable()
export class CalibrationRepository {
  constructor(private readonly database: Database) {}

  /**
   * Phases that ended COMPLETE or FAILED, of the newest `last` ended runs of the project, no older than `since`: up to
   * 20,000.
   */
  async endedPhases(projectId: string, since: Date | null, last: number | null): Promise<EndedPhase[]> {
    const rows = await this.database.read<Row>(ENDED_PHASES, [projectId, since, last ?? DEFAULT_RUNS]);
    return rows.map(({ rejections, ...phase }) => ({ ...phase, gateRejections: rejections.flatMap(codesOf) }));
  }

  /** What is not added up yet is read from events: this only keeps it fast. Answers how many runs it took. */
  async addUpTimes(): Promise<number> {
    const [row] = await this.database.write<{ amount: number }>(ADD_UP_TIMES, [TIMED_AT_ONCE]);
    return row!.amount;
  }
}

const codesOf = (reasons: readonly { readonly code: string }[]): string[] => [
  ...new Set(reasons.map(({ code }) => code)),
];
