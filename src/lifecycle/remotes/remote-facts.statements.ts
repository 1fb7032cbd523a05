/** The SQL of what commands on remotes read (M3). */
import { statement } from '../../database/database.js';
import { REMEMBERED } from '../facts/requested-facts.statements.js';

/** $1 and $2 mutation and key, $3 project. */
export const REMOTE_FACTS = statement({
  name: 'remote_facts',
  text: `select autopack_now() as now, ${REMEMBERED('$1', '$2')}, exists (select from project p where p.project_id = $3) as has_project,
    (select to_jsonb(r) - 'write_id' from project_remote r where r.project_id = $3) as remote`,
});
