/** SQL that several rooms share about issues: when a backlog entry counts as resolved, and as grown old (Q4, Q6). */

/**
 * Whether the entry is resolved: by a debt-cleanup phase, or because enough runs of the project ended DONE_SUCCESS
 * after it was last seen without seeing it again. Computed at each read, so that a successful run touches no entry.
 * `entry` is the alias of a `backlog_entry` row.
 */
export const isResolved = (entry: string, afterRuns: string): string => `(${entry}.resolved_at is not null or (
    select count(*) from (
      select from successful_run s where s.project_id = ${entry}.project_id and s.ended_at > ${entry}.last_seen_at
        and not exists (select from issue_sighting g where g.project_id = ${entry}.project_id and g.issue_key = ${entry}.issue_key
          and g.episode = ${entry}.episode and g.run_id = s.run_id)
      limit ${afterRuns}) as quiet) >= ${afterRuns})`;

/** Has the entry reached a threshold of age: that of runs, or that of tiers? */
export const isAged = (entry: string, runs: string, tiers: string): string =>
  `(${entry}.age_in_runs >= ${runs} or ${entry}.age_in_tiers >= ${tiers})`;

/**
 * The issues that close when the phase completes by its present round, and those that are open in its tier and run
 * afterwards (Q8), as JSON. `phase` is the alias of a `phase` row. MAJOR sorts first among severities, so that the
 * minimum is the highest severity.
 */
export const closingOfPhase = (phase: string): string => `(
    select jsonb_build_object('closes', exists (select from phase_issue i where i.run_id = ${phase}.run_id and i.phase_id = ${phase}.phase_id and i.open
        and i.reported_attempt <> ${phase}.round),
      'openInTier', jsonb_build_object('minor', count(*) filter (where in_tier = 'MINOR'), 'major', count(*) filter (where in_tier = 'MAJOR')),
      'openInRun', jsonb_build_object('minor', count(*) filter (where in_run = 'MINOR'), 'major', count(*) filter (where in_run = 'MAJOR')))
    from (select min(i.effective_severity) as in_run, min(i.effective_severity) filter (where i.tier_id = ${phase}.tier_id) as in_tier
      from phase_issue i where i.run_id = ${phase}.run_id and i.open and not i.expected_fail
        and not (i.phase_id = ${phase}.phase_id and i.reported_attempt <> ${phase}.round)
      group by i.issue_key) as remaining)`;

/** Can completing the phase close or resolve anything: it has issues, or aged ones to clean up. */
export const hasClosing = (phase: string): string => `(${phase}.issues_version > 0 or exists (select from aged_issue a
      where a.run_id = ${phase}.run_id and a.debt_phase_id = ${phase}.phase_id))`;

/** Aged keys that the phase was to clean up and that were not reported again since it began (Q6). */
export const resolvedKeysOfPhase = (phase: string, run: string): string => `array(select a.issue_key from aged_issue a
      where a.run_id = ${phase}.run_id and a.debt_phase_id = ${phase}.phase_id and not exists (select from phase_issue i
        where i.run_id = ${phase}.run_id and i.phase_id = ${phase}.phase_id and i.issue_key = a.issue_key and i.reported_attempt = ${phase}.round)
        and not exists (select from phase_issue i where i.run_id = ${phase}.run_id and i.issue_key = a.issue_key and i.phase_id <> ${phase}.phase_id
          and i.last_seen_at >= ${phase}.started_at)
        and not exists (select from issue_sighting g where g.project_id = ${run}.project_id and g.issue_key = a.issue_key
          and g.run_id <> ${phase}.run_id and g.last_seen_at >= ${phase}.started_at)
      order by a.issue_key)`;
