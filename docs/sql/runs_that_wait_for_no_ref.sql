-- runs_that_wait_for_no_ref
-- src/git-adapter/held.repository.ts: NOBODY_WAITS
--
-- $1 runs.

select r.run_id from run r where r.run_id = any($1) and r.completed_at is not null and r.ref_intent is null
    and not exists (select 1 from promotion p where p.run_id = r.run_id and p.promoted_at is null)
    and not exists (select 1 from commit_check c where c.run_id = r.run_id and c.kind = 'MERGE'
      and (c.state in ('DUE', 'LEASED') or (c.state = 'DONE' and c.followed_at is null)));
