/** Ids that count from 1, for tests that compare whole answers. */
import type { IdSource } from '../common/ids.js';

const UUID_DIGITS = 12;

/** From now on the source counts. Secrets, such as the tokens of leases, stay random. */
export function countIds(ids: IdSource): void {
  let uuids = 0;
  let runs = 0;
  ids.uuid = () => `00000000-0000-7000-8000-${String((uuids += 1)).padStart(UUID_DIGITS, '0')}`;
  ids.runId = () => `run-${(runs += 1)}`;
}
