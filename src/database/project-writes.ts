/**
 * Writes of projects and rulesets, each in one statement that lands whole or not at all, with the idempotency record.
 */
import type { ProjectFacts } from '../domain/rules/project/project.js';
import { type RecordRow, rememberWith } from './change-parts.js';
import { statement } from './database.js';
import { settled } from './dispatch-sql.js';
import { PROJECT } from './rows.js';

const REMEMBER = rememberWith('written', '$1');

/** The columns that callers set; publishing assigns the numbers of rulesets. */
const CHANGEABLE = PROJECT.changing.filter((column) => !['ruleset_version', 'write_id'].includes(column));
/** Concurrent changes of different columns both take effect. */
const given = (column: string): string =>
  `${column} = case when $2::jsonb ? '${column}' then n.${column} else p.${column} end`;

/** Returns a row if there was no project with the id, ignoring case. $1 record of the key, $2 the project. */
export const INSERT_PROJECT = statement({
  name: 'insert_project',
  text: `with written as (${PROJECT.insert({ rows: '$2', one: true })}
    where not exists (select from project p where lower(p.project_id) = lower(n.project_id)) returning project_id),
  remembered as (${REMEMBER})
  select project_id from written`,
});

/** Changes the given columns only. No lease of the project lands any more at the answer of one that stops its dispatch (A9). $1 record of the key, $2 the columns of the project. */
export const UPDATE_PROJECT = statement({
  name: 'update_project',
  text: `with ${settled(`$2::jsonb ? 'dispatching'`)},
  written as (update project p set ${CHANGEABLE.map(given).join(', ')}, write_id = n.write_id
    from ${PROJECT.recordset({ rows: '$2', one: true }, 'n')} where p.project_id = n.project_id returning p.project_id),
  remembered as (${REMEMBER})
  select project_id, (select count(*) from settled) from written`,
});

const projectRow = PROJECT.writer(PROJECT.names);

export const projectValues = (project: Partial<ProjectFacts>, writeId: string, record: RecordRow): unknown[] => [
  record && JSON.stringify(record),
  JSON.stringify(projectRow({ ...project, writeId })),
];

/**
 * $2 project, $3 the newest version that the decision read, $4 document, $5 instant, $6 write. Lands only on that
 * version (P1). $1 record of the key.
 */
export const PUBLISH_RULESET = statement({
  name: 'publish_ruleset',
  text: `with written as (update project set ruleset_version = $3::int + 1 where project_id = $2 and ruleset_version = $3::int
    returning project_id, ruleset_version),
  published as (insert into ruleset (project_id, version, document, created_at, write_id)
    select project_id, ruleset_version, $4::json, $5::timestamptz, $6::uuid from written),
  outbox_row as (insert into project_outbox (project_id, write_id, written_at) select project_id, $6::uuid, $5::timestamptz from written),
  remembered as (${REMEMBER})
  select project_id from written`,
});

/** $1 project, $2 write. */
export const PROJECT_LANDED = statement({
  name: 'project_landed',
  text: 'select 1 as landed from project where project_id = $1 and write_id = $2',
});

/** $1 project, $2 version, $3 write. */
export const RULESET_LANDED = statement({
  name: 'ruleset_landed',
  text: 'select 1 as landed from ruleset where project_id = $1 and version = $2 and write_id = $3',
});
