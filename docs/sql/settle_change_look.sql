-- settle_change_look
-- src/database/promotion-change-writes.ts: SETTLE_LOOK
--
-- What a look saw. $1 run, $2 round, $3 the request, $4 the look, $5 the columns.

update promotion_change c set state = n.state, base = n.base, number = n.number, url = n.url, draft = n.draft, opened_at = n.opened_at,
    forge_updated_at = n.forge_updated_at, content_key = n.content_key, merged_by = n.merged_by, merge_commit = n.merge_commit,
    ended_at = n.ended_at, checks = n.checks, checks_cut = n.checks_cut, checks_read_at = n.checks_read_at, changed_at = n.changed_at,
    next_at = n.next_at, failures = n.failures, fault = n.fault, fault_message = n.fault_message
    from jsonb_to_record($5::jsonb) as n (state text, base text, number int, url text, draft boolean, opened_at timestamptz(3),
    forge_updated_at timestamptz(3), content_key text, merged_by text, merge_commit text, ended_at timestamptz(3), checks jsonb,
    checks_cut boolean, checks_read_at timestamptz(3), changed_at timestamptz(3), next_at timestamptz(3), failures int, fault text,
    fault_message text)
    where c.run_id = $1 and c.round = $2 and c.write_id = $3 and c.state in ('REQUESTED', 'OPEN')
      and exists (select from forge_poll f where f.project_id = c.project_id and f.poll_id = $4) returning c.run_id;
