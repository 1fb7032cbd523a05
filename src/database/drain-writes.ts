/** The write of the drain of all servers (A9), one statement that lands whole, with the idempotency record. */
import type { DrainFacts } from '../domain/rules/project/dispatch.js';
import { json, type RecordRow, rememberWith } from './change-parts.js';
import { statement } from './database.js';
import { settled } from './dispatch-sql.js';

/** No lease lands any more at the answer of one that begins a drain. $1 record of the key, $2 draining, $3 change, $4 write. */
export const WRITE_DRAIN = statement({
  name: 'write_drain',
  text: `with ${settled()},
  written as (update drain set draining = $2::boolean, change = $3::jsonb, write_id = $4::uuid returning one_row),
  remembered as (${rememberWith('written', '$1')})
  select one_row, (select count(*) from settled) from written`,
});

export const drainValues = ({ draining, change }: DrainFacts, writeId: string, record: RecordRow): unknown[] => [
  record && json(record),
  draining,
  json(change),
  writeId,
];

/** $1 write. */
export const DRAIN_LANDED = statement({
  name: 'drain_landed',
  text: 'select 1 as landed from drain where write_id = $1',
});
