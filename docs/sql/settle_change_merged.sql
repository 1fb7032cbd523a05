-- settle_change_merged
-- src/database/promotion-change-writes.ts: SETTLE_MERGED
--
-- The same for one that was merged, and the record of the promotion if the run succeeded: a promotion that was intended besides is this one
-- then. $1 to $5 as in settle_change_look, $6 by whom.

with merged as (update promotion_change c set state = n.state, base = n.base, number = n.number, url = n.url, draft = n.draft,
    opened_at = n.opened_at, forge_updated_at = n.forge_updated_at, content_key = n.content_key, merged_by = n.merged_by,
    merge_commit = n.merge_commit, ended_at = n.ended_at, checks = n.checks, checks_cut = n.checks_cut, checks_read_at = n.checks_read_at,
    changed_at = n.changed_at, next_at = n.next_at, failures = n.failures, fault = n.fault, fault_message = n.fault_message
    from jsonb_to_record($5::jsonb) as n (state text, base text, number int, url text, draft boolean, opened_at timestamptz(3),
    forge_updated_at timestamptz(3), content_key text, merged_by text, merge_commit text, ended_at timestamptz(3), checks jsonb,
    checks_cut boolean, checks_read_at timestamptz(3), changed_at timestamptz(3), next_at timestamptz(3), failures int, fault text,
    fault_message text)
    where c.run_id = $1 and c.round = $2 and c.write_id = $3 and c.state in ('REQUESTED', 'OPEN')
      and exists (select from forge_poll f where f.project_id = c.project_id and f.poll_id = $4) returning c.run_id, c.base, c.base_commit,
          c.merge_commit, c.requested_at, c.ended_at),
  written as (insert into promotion (run_id, target_branch, from_commit, commit, actor, kind, intended_at, promoted_at)
    select m.run_id, m.base, m.base_commit, m.merge_commit, $6, 'PULL_REQUEST', m.requested_at, m.ended_at
    from merged m join run r on r.run_id = m.run_id where r.state = 'DONE_SUCCESS'
    on conflict on constraint pk_promotion do update set target_branch = excluded.target_branch, from_commit = excluded.from_commit,
        commit = excluded.commit,
      actor = excluded.actor, kind = excluded.kind, intended_at = excluded.intended_at, promoted_at = excluded.promoted_at
    where promotion.promoted_at is null
    returning run_id),
  retold as (insert into run_outbox (run_id, first_seq, last_seq, written_at)
    select r.run_id, r.version, r.version, autopack_now() from written join run r on r.run_id = written.run_id
    on conflict on constraint pk_run_outbox do update set written_at = greatest(excluded.written_at,
        run_outbox.written_at + interval '1 millisecond'))
  select run_id from merged;
