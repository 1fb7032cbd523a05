-- insert_check
-- src/database/check-writes.ts: INSERT_CHECK
--
-- A new check, once for its run, kind and commit. $1 the row.

insert into commit_check (check_id, kind, run_id, project_id, commit, steps_hash, state, version, ready_at, wait_until, avoid_worker,
    environment_failures, try_number, verdict, executed, failing, more_failing, reasons, summary, tested_for, target, created_at, ended_at,
    followed_at)
    select n.check_id, n.kind, n.run_id, n.project_id, n.commit, n.steps_hash, n.state, n.version, n.ready_at, n.wait_until, n.avoid_worker,
        n.environment_failures, n.try_number, n.verdict, n.executed, n.failing, n.more_failing, n.reasons, n.summary, n.tested_for,
        n.target, n.created_at, n.ended_at, n.followed_at
    from jsonb_to_record($1::jsonb) as n (check_id text, kind text, run_id text, project_id text, commit text, steps_hash text, state text,
        version int, ready_at timestamptz(3), wait_until timestamptz(3), avoid_worker text, environment_failures int, try_number int,
        verdict text, executed int, failing jsonb, more_failing int, reasons jsonb, summary text, tested_for text, target jsonb,
        created_at timestamptz(3), ended_at timestamptz(3), followed_at timestamptz(3)) join run r on r.run_id = n.run_id
    on conflict on constraint pk_commit_check do nothing returning check_id;
