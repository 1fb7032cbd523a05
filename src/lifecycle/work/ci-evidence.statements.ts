/** The SQL of the evidence about a commit under CI (V2, V4). */
import { statement } from '../../database/database.js';

/**
 * Tests that the same steps ran on one of these commits: when it became a snapshot, in any run, or when CI judged it as
 * a base or a merge (V6, M2). Results that a check copied from elsewhere are counted at their source. $1 the commits,
 * $2 the steps, $3 the project.
 */
export const ON_COMMIT = statement({
  name: 'tests_on_commit',
  text: `select max(executed) as executed from (select executed from snapshot where commit = any($1::text[]) and ci_steps = $2
    union all select executed from commit_check where project_id = $3 and commit = any($1::text[]) and steps_hash = $2 and state = 'DONE'
      and verdict in ('GREEN', 'FLAKY', 'RED') and tested_for = run_id) as found`,
});

/** The run's snapshots up to the newest of the same steps. $1 run. */
export const EARLIER = statement({
  name: 'earlier_snapshots',
  text: 'select phase_id as "phaseId", executed, ci_steps as "ciSteps" from snapshot where run_id = $1 order by at desc, phase_id desc',
});

/** Phases of the run that may remove tests. $1 run. */
export const REMOVERS = statement({
  name: 'phases_that_may_remove_tests',
  text: `select phase_id as "phaseId" from phase_strategy where run_id = $1 and document->>'mayRemoveTests' = 'true'`,
});

/** $1 run, $2 phase. */
export const PHASE_ISSUES = statement({
  name: 'issues_of_phase_for_tag',
  text: 'select to_jsonb(i) as issue from phase_issue i where i.run_id = $1 and i.phase_id = $2 order by i.issue_key',
});
