/** The SQL of merge checks (M2). */
import { statement } from '../../database/database.js';
import { PROFILES_OF_RUN } from './check-facts.store.js';

const MOST_CHECKS = 20;

/** $1 the run. */
export const MERGE_FACTS = statement({
  name: 'merge_check_facts',
  text: `select s.policies, ${PROFILES_OF_RUN}, (select jsonb_agg(to_jsonb(c)) from (select * from commit_check c where c.run_id = r.run_id and c.kind = 'MERGE'
      and c.state <> 'STOPPED' order by c.created_at desc limit ${MOST_CHECKS}) as c) as checks
    from run r join strategy s on s.run_id = r.run_id where r.run_id = $1`,
});
