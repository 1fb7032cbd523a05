-- archive_runs_behind
-- src/archive/archive.repository.ts: BEHIND
--
-- $1 the run: those that are linked behind it or continue it, each with those behind it.

with recursive behind (run_id) as (
    select $1::text
    union
    select n.run_id from behind b join run r on r.run_id = b.run_id
      join lateral (select r.next_run_id as run_id where r.next_run_id is not null
        union all select c.run_id from run c where c.continues_run_id = r.run_id) n on true)
  select b.run_id from behind b join run r on r.run_id = b.run_id where b.run_id <> $1;
