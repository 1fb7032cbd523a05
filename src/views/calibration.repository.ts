/**
 * The ended phases of a project as calibration takes them (O5): those of its newest ended runs, found by an index,
 * whatever the number of runs that are stored.
 */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import type { EndedPhase } from '../domain/rules/calibration/calibrate.js';

/** Runs that are looked at unless the caller names a number, and the most that can be named. */
const DEFAULT_RUNS = 200;

/** $1 project, $2 runs that ended at this instant or later, or null; $3 how many runs at most, the newest. */
const ENDED_PHASES = statement({
  name: 'ended_phases_of_project',
  text: `with ended as materialized (select r.run_id from run r
    where r.project_id = $1 and r.completed_at is not null and ($2::timestamptz is null or r.completed_at >= $2)
    order by r.completed_at desc, r.run_id desc limit $3::int),
  judged as (select a.run_id, a.phase_id,
      count(*) filter (where a.role <> 'CI' and a.ci_verdict in ('GREEN', 'FLAKY', 'RED', 'MISSING'))::int as decided,
      count(*) filter (where a.role <> 'CI' and a.ci_verdict = 'FLAKY')::int as flaky,
      jsonb_agg(a.audit_verdict order by a.number) filter (where a.audit_verdict is not null) as audits,
      jsonb_agg(a.gate -> 'reasons') filter (where a.gate ->> 'verdict' = 'REJECT') as rejections
    from ended join attempt a on a.run_id = ended.run_id group by a.run_id, a.phase_id),
  tested as (select c.run_id, c.phase_id, count(distinct (c.attempt, c.round))::int as commits
    from ended join ci_try c on c.run_id = ended.run_id group by c.run_id, c.phase_id)
  select p.task_category as "taskCategory", p.complexity, p.state = 'COMPLETE' as "isComplete", p.builder_attempts as "builderAttempts",
    p.tokens_used::float8 as "tokensUsed", p.incident_token_cap::float8 as "incidentTokenCap",
    (extract(epoch from p.completed_at - p.started_at) / 60)::float8 as minutes, p.completed_at as "endedAt",
    coalesce(t.commits, 0) as "ciRuns", coalesce(j.decided, 0) as "ciJudged", coalesce(j.flaky, 0) as "ciFlaky",
    coalesce(j.audits, '[]') as "auditVerdicts", coalesce(j.rejections, '[]') as rejections
  from ended join phase p on p.run_id = ended.run_id
    left join judged j on j.run_id = p.run_id and j.phase_id = p.phase_id
    left join tested t on t.run_id = p.run_id and t.phase_id = p.phase_id
  where p.state in ('COMPLETE', 'FAILED')`,
});

type Row = Omit<EndedPhase, 'gateRejections'> & {
  readonly rejections: readonly (readonly { readonly code: string }[])[];
};

@Injectable()
export class CalibrationRepository {
  constructor(private readonly database: Database) {}

  /** Phases that ended COMPLETE or FAILED, of the newest `last` ended runs of the project, no older than `since`. */
  async endedPhases(projectId: string, since: Date | null, last: number | null): Promise<EndedPhase[]> {
    const rows = await this.database.read<Row>(ENDED_PHASES, [projectId, since, last ?? DEFAULT_RUNS]);
    return rows.map(({ rejections, ...phase }) => ({ ...phase, gateRejections: rejections.flatMap(codesOf) }));
  }
}

const codesOf = (reasons: readonly { readonly code: string }[]): string[] => [
  ...new Set(reasons.map(({ code }) => code)),
];
