-- push_look
-- src/remotes/pushing.statements.ts: LOOK_FOR_PUSHES
--
-- What a server asks every second: it writes nothing and takes no lock. $1 projects that this server pushes already.

with clock as materialized (select autopack_now() as now)
  select exists (select from project_remote r where r.collect_until is not null) as has_new,
    exists (select from project_remote r where r.project_id <> all($1::text[]) and r.next_attempt_at <= (select now from clock) and exists (
    select from remote_ref f where f.project_id = r.project_id and f.state = 'DUE'
        and f.next_attempt_at <= (select now from clock))) as has_due;
