-- known_base_verdict
-- src/strategy/known-bases.repository.ts: KNOWN
--
-- $1 project, $2 commit, $3 names of steps.

select verdict, failing, more_failing as "moreFailing", summary, commit from commit_check
    where project_id = $1 and commit = $2 and steps_hash = any($3::text[]) and state = 'DONE' and verdict <> 'ENVIRONMENT'
        order by ended_at desc limit 1;
