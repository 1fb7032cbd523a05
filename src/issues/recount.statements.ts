/**
 * Everything that is counted about issues, counted again: counters of phases, tiers and runs from the issues of phases
 * (Q3, Q8), the backlog from its sightings (Q4), sightings from the issues of those runs that are still there. Each
 * answers what differs. Of the severities MAJOR comes first, so that the least is the highest.
 */
import { type Statement, statement } from '../database/database.js';

/** What differs between two sides of one row, a line for each value. $1 project or null, $2 how many lines at most. */
const differing = (subject: string, values: readonly string[], from: string): string => `
select ${subject} as subject, value.name, value.stored, value.recounted from ${from}
cross join lateral (values ${values.map((name) => `('${name}', stored.${name}::text, counted.${name}::text)`).join(', ')}) as value (name, stored, recounted)
where value.stored is distinct from value.recounted order by 1, 2 limit $2::int`;

const PHASE_VALUES = ['minor_issues_count', 'major_issues_count'];
const SCOPE_VALUES = [...PHASE_VALUES, 'open_minor_issues', 'open_major_issues'];

const ofProject = (run: string): string =>
  `($1::text is null or ${run} in (select run_id from run where project_id = $1))`;

/** Distinct keys of a scope by the highest effective severity among what counts (and is open) there. */
const countedIn = (scope: string): string => `(select ${scope},
    count(*) filter (where severity = 'MINOR')::int as minor_issues_count, count(*) filter (where severity = 'MAJOR')::int as major_issues_count,
    count(*) filter (where open_severity = 'MINOR')::int as open_minor_issues, count(*) filter (where open_severity = 'MAJOR')::int as open_major_issues
  from (select ${scope}, issue_key, min(effective_severity) as severity, min(effective_severity) filter (where open) as open_severity
    from phase_issue where not expected_fail group by ${scope}, issue_key) as keys group by ${scope})`;

const zeros = (values: readonly string[]): string =>
  values.map((name) => `coalesce(c.${name}, 0) as ${name}`).join(', ');

const scopes = (
  table: string,
  key: readonly string[],
  values: readonly string[],
  subject: string,
  name: string,
): Statement =>
  statement({
    name,
    text: differing(
      subject,
      values,
      `${table} stored left join ${countedIn(key.join(', '))} as c on ${key.map((part) => `c.${part} = stored.${part}`).join(' and ')}
    cross join lateral (select ${zeros(values)}) as counted`,
    ).replace('where value', `where ${ofProject('stored.run_id')} and value`),
  });

const ENTRY_VALUES = [
  ...['base_severity', 'occurrence_count', 'age_in_runs', 'age_in_tiers', 'episode'],
  ...['first_seen_at', 'last_seen_at', 'first_seen_run_id', 'last_seen_run_id'],
];

/** $1 project or null, $2 how many lines at most. */
export const RECOUNTS: readonly Statement[] = [
  scopes(
    'phase',
    ['run_id', 'phase_id'],
    PHASE_VALUES,
    `'phase ' || stored.run_id || '/' || stored.phase_id`,
    'recount_phases',
  ),
  scopes(
    'tier',
    ['run_id', 'tier_id'],
    SCOPE_VALUES,
    `'tier ' || stored.run_id || '/' || stored.tier_id`,
    'recount_tiers',
  ),
  scopes('run', ['run_id'], SCOPE_VALUES, `'run ' || stored.run_id`, 'recount_runs'),
  statement({
    name: 'recount_backlog',
    text: differing(
      `'backlog ' || stored.project_id || '/' || stored.issue_key`,
      ENTRY_VALUES,
      `backlog_entry stored left join (select g.project_id, g.issue_key, min(g.severity) as base_severity, sum(g.occurrences)::int as occurrence_count,
      max(g.episode) as episode, min(g.first_seen_at) as first_seen_at, max(g.last_seen_at) as last_seen_at,
      (array_agg(g.run_id order by g.first_seen_at, g.episode))[1] as first_seen_run_id,
      (array_agg(g.run_id order by g.last_seen_at desc, g.episode desc))[1] as last_seen_run_id
    from issue_sighting g group by 1, 2) as seen on seen.project_id = stored.project_id and seen.issue_key = stored.issue_key
    cross join lateral (select count(distinct g.run_id)::int as age_in_runs, count(*)::int as age_in_tiers from issue_sighting g
      where g.project_id = stored.project_id and g.issue_key = stored.issue_key and g.episode = seen.episode and g.counted) as age
    cross join lateral (select seen.*, age.*) as counted`,
    ).replace('where value', 'where ($1::text is null or stored.project_id = $1) and value'),
  }),
  statement({
    name: 'recount_sightings',
    text: `select 'sightings ' || k.run_id || '/' || k.tier_id || '/' || k.issue_key as subject, 'occurrences' as name,
      k.seen::text as stored, k.reported::text as recounted
    from (select run_id, tier_id, issue_key, sum(seen)::int as seen, sum(reported)::int as reported from (
        select g.run_id, g.tier_id, g.issue_key, g.occurrences as seen, 0 as reported from issue_sighting g join run r using (run_id)
          where $1::text is null or g.project_id = $1
        union all
        select i.run_id, i.tier_id, i.issue_key, 0, i.occurrence_count from phase_issue i where ${ofProject('i.run_id')}
      ) as both_sides group by 1, 2, 3) as k
    where k.seen <> k.reported order by 1 limit $2::int`,
  }),
];

/** $1 project or null: how much was looked at. */
export const RECOUNTED = statement({
  name: 'recounted',
  text: `select (select count(*)::int from run where $1::text is null or project_id = $1) as runs,
    (select count(*)::int from backlog_entry where $1::text is null or project_id = $1) as entries,
    (select count(*)::int from issue_sighting where $1::text is null or project_id = $1) as sightings`,
});
