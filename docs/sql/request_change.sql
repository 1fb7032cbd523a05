-- request_change
-- src/database/promotion-change-writes.ts: REQUEST_CHANGE
--
-- Lands only while the run is not promoted: a promotion does not change the
-- run's version. An open change gets another base; one that was closed, or is not on the project's remote of now, is followed by a new one;
-- one that was given up is looked for again. $1 record of the key, $2 run, $3 the version that was read, $4 write, $5 remote, $6 forge, $7
-- head, $8 base, $9 the base's commit, $10 the run's commit, $11 actor, $12 host of the API.

with clock as materialized (select autopack_now() as now),
  written as (insert into promotion_change (run_id, project_id, remote, forge, head, base, base_commit, head_commit, actor, requested_at,
      round, state, checks,
      changed_at, next_at, failures, tried_since, write_id)
    select r.run_id, r.project_id, $5, $6, $7, $8, $9, $10, $11, clock.now, 1, 'REQUESTED', '[]', clock.now, clock.now, 0, clock.now, $4
    from clock, run r where r.run_id = $2 and r.version = $3 and r.completed_at is not null
      and not exists (select from promotion p where p.run_id = r.run_id and p.promoted_at is not null)
    on conflict on constraint pk_promotion_change do update set remote = excluded.remote, forge = excluded.forge, head = excluded.head,
        base = excluded.base,
      base_commit = excluded.base_commit, head_commit = excluded.head_commit, actor = excluded.actor, requested_at = excluded.requested_at,
      number = case when promotion_change.state = 'GIVEN_UP' or promotion_change.state = 'CLOSED'
          or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge then null
          else promotion_change.number end, url = case when promotion_change.state = 'GIVEN_UP' or promotion_change.state = 'CLOSED'
          or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge then null else promotion_change.url end,
          draft = case when promotion_change.state = 'GIVEN_UP' or promotion_change.state = 'CLOSED'
          or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge then null
          else promotion_change.draft end, opened_at = case when promotion_change.state = 'GIVEN_UP' or promotion_change.state = 'CLOSED'
          or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge then null
          else promotion_change.opened_at end, forge_updated_at = case when promotion_change.state = 'GIVEN_UP'
          or promotion_change.state = 'CLOSED' or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge
          then null else promotion_change.forge_updated_at end, merged_by = case when promotion_change.state = 'GIVEN_UP'
          or promotion_change.state = 'CLOSED' or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge
          then null else promotion_change.merged_by end, merge_commit = case when promotion_change.state = 'GIVEN_UP'
          or promotion_change.state = 'CLOSED' or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge
          then null else promotion_change.merge_commit end, ended_at = case when promotion_change.state = 'GIVEN_UP'
          or promotion_change.state = 'CLOSED' or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge
          then null else promotion_change.ended_at end, checks_read_at = case when promotion_change.state = 'GIVEN_UP'
          or promotion_change.state = 'CLOSED' or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge
          then null else promotion_change.checks_read_at end, checks = case when promotion_change.state = 'GIVEN_UP'
          or promotion_change.state = 'CLOSED' or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge
          then '[]'::jsonb else promotion_change.checks end, checks_cut = case when promotion_change.state = 'GIVEN_UP'
          or promotion_change.state = 'CLOSED' or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge
          then false else promotion_change.checks_cut end, round = case when promotion_change.state = 'CLOSED'
          or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge then promotion_change.round + 1
          else promotion_change.round end, state = case when promotion_change.state = 'GIVEN_UP' or promotion_change.state = 'CLOSED'
          or promotion_change.remote <> excluded.remote or promotion_change.forge <> excluded.forge then 'REQUESTED'
          else promotion_change.state end,
      content_key = null, next_at = excluded.next_at, changed_at = excluded.changed_at, failures = 0, tried_since = excluded.tried_since,
          fault = null, fault_message = null,
      write_id = excluded.write_id
    where promotion_change.state <> 'MERGED'
    returning run_id, project_id),
  polled as (insert into forge_poll (project_id, host, leased_until, blocked_until) select w.project_id, $12, clock.now, clock.now
      from clock, written w
    on conflict on constraint pk_forge_poll do update set host = excluded.host),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select run_id from written;
