/**
 * What was tried in the ended phases of a project, as a model is learned from it (X2): one statement over its newest
 * ended runs, whatever the number of runs that are stored.
 */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import type { PastPhase } from '../domain/foresight/model/past-phase.js';

const MOST_RUNS = 200;
const MOST_PHASES = 2_000;

/** $1 project. */
const PAST_PHASES = statement({
  name: 'past_phases_of_project',
  text: `with ended as materialized (select r.run_id, r.completed_at from run r
    where r.project_id = $1 and r.completed_at is not null order by r.completed_at desc, r.run_id desc limit ${MOST_RUNS}),
  phases as materialized (select p.run_id, p.phase_id, p.task_category, p.complexity, ended.completed_at, p.phase_index
    from ended join phase p on p.run_id = ended.run_id where p.state in ('COMPLETE', 'FAILED')
    order by ended.completed_at desc, p.run_id desc, p.phase_index limit ${MOST_PHASES}),
  tried as (select a.run_id, a.phase_id, jsonb_agg(jsonb_build_object('number', a.number, 'role', a.role, 'state', a.state,
      'givenBack', a.given_back, 'status', a.status, 'gate', a.gate ->> 'verdict',
      'gateCodes', coalesce(jsonb_path_query_array(a.gate, '$.reasons[*].code'), '[]'), 'auditVerdict', a.audit_verdict,
      'ciVerdict', a.ci_verdict, 'patchHash', a.patch_hash, 'tokensUsed', a.tokens_used,
      'minutes', extract(epoch from a.ended_at - a.started_at) / 60,
      'newIssues', coalesce((select jsonb_agg(distinct i.severity) from phase_issue i where a.role = 'BUILDER' and i.run_id = a.run_id
        and i.phase_id = a.phase_id and not i.expected_fail and i.first_seen_at > a.started_at and i.first_seen_at <= a.ended_at), '[]'))
      order by a.number) as attempts
    from phases join attempt a on a.run_id = phases.run_id and a.phase_id = phases.phase_id group by a.run_id, a.phase_id),
  tested as (select c.run_id, c.phase_id, jsonb_agg(jsonb_build_object('attempt', c.attempt, 'verdict', c.verdict,
      'ran', c.ci_attempt is not null, 'failed', coalesce(jsonb_path_query_array(c.judged, '$.failed[*].testId'), '[]'))
      order by c.attempt, c.round, c.number) as tries
    from phases join ci_try c on c.run_id = phases.run_id and c.phase_id = phases.phase_id group by c.run_id, c.phase_id)
  select p.task_category as "taskCategory", p.complexity, coalesce(t.attempts, '[]') as attempts, coalesce(c.tries, '[]') as tries
  from phases p left join tried t on t.run_id = p.run_id and t.phase_id = p.phase_id
    left join tested c on c.run_id = p.run_id and c.phase_id = p.phase_id
  order by p.completed_at desc, p.run_id desc, p.phase_index`,
});

@Injectable()
export class PastPhasesRepository {
  constructor(private readonly database: Database) {}

  /** Phases that ended COMPLETE or FAILED, of the newest ended runs. */
  ofProject(projectId: string): Promise<PastPhase[]> {
    return this.database.read<PastPhase>(PAST_PHASES, [projectId]);
  }
}
