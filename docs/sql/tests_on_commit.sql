-- tests_on_commit
-- src/lifecycle/work/ci-evidence.statements.ts: ON_COMMIT
--
-- Tests that the same steps ran on one of these commits: when it became a snapshot, in any run, or when CI judged it as a base or a merge
-- (V6, M2). Results that a check copied from elsewhere are counted at their source. $1 the commits, $2 the steps, $3 the project.

select max(executed) as executed from (select executed from snapshot where commit = any($1::text[]) and ci_steps = $2
    union all select executed from commit_check where project_id = $3 and commit = any($1::text[]) and steps_hash = $2 and state = 'DONE'
      and verdict in ('GREEN', 'FLAKY', 'RED') and tested_for = run_id) as found;
