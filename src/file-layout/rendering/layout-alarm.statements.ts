/** The SQL that records for webhooks that files cannot be written (A7). */
import { statement } from '../../database/database.js';

/**
 * One entry in the outbox of webhooks for each project that has such places and a webhook that is told of them, once an
 * hour whichever server finds them. $1 runs, $2 projects, $3 the code of the operating system or null.
 */
export const RAISE_LAYOUT_ALARM = statement({
  name: 'layout_raise_alarm',
  text: `with failing as (
    select r.project_id, r.run_id from run r where r.run_id = any($1::text[])
    union all select p.project_id, null from project p where p.project_id = any($2::text[])),
  grouped as materialized (select f.project_id, count(*)::int as places, coalesce(jsonb_agg(f.run_id) filter (where f.run_id is not null and f.place <= 10), '[]') as run_ids
    from (select project_id, run_id, row_number() over (partition by project_id order by run_id) as place from failing) f
    group by f.project_id having autopack_has_webhook(f.project_id, 'LAYOUT_FAILING')),
  due as (insert into layout_alarm (project_id, reported_at) select project_id, autopack_now() from grouped order by project_id
    on conflict on constraint pk_layout_alarm do update set reported_at = excluded.reported_at where layout_alarm.reported_at <= excluded.reported_at - interval '1 hour'
    returning layout_alarm.project_id, layout_alarm.reported_at)
  insert into webhook_event (event_id, project_id, type, at, facts)
  select gen_random_uuid()::text, g.project_id, 'LAYOUT_FAILING', d.reported_at,
    jsonb_build_object('projectId', g.project_id, 'count', g.places, 'runIds', g.run_ids, 'reason', $3::text)
  from due d join grouped g on g.project_id = d.project_id`,
});
