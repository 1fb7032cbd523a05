/** The SQL of what commands on the drain read. */
import { statement } from '../../database/database.js';

/** $1 and $2 mutation and key. */
export const DRAIN_FACTS = statement({
  name: 'drain_facts',
  text: `select autopack_now() as now, d.draining, d.change, to_jsonb(k) as remembered
    from drain d left join idempotency_record k on k.mutation = $1 and k.key = $2`,
});
