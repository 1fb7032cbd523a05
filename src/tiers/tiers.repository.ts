/** Reads of tiers. */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import { readRows, rowOf } from '../database/read-rows.js';
import { TIER } from '../database/rows.js';
import type { TierFacts } from '../domain/model/facts.js';
import { all, batchOf, first } from '../graphql/request/operation-context.js';

export interface TierKey {
  readonly runId: string;
  readonly tierId: string;
}

const nameOf = ({ runId, tierId }: TierKey) => `${runId}/${tierId}`;

/** $1 runs. */
const OF_RUNS = statement({
  name: 'tiers_of_runs',
  text: `select ${rowOf('t')} from tier t where t.run_id = any($1::text[]) order by t.run_id, t.tier_index`,
});
/** $1 runs and $2 tiers, pair by pair. */
const BY_KEY = statement({
  name: 'tiers_by_key',
  text: `select ${rowOf('t')} from tier t where (t.run_id, t.tier_id) in (select * from unnest($1::text[], $2::text[]))`,
});

@Injectable()
export class TiersRepository {
  /** The tiers of a run, in plan order. */
  readonly ofRun = batchOf<string, TierFacts, readonly TierFacts[]>(
    (runId) => runId,
    (runIds) => readRows(this.database, TIER, OF_RUNS, [runIds]),
    (tier) => tier.runId,
    all,
  );
  /** A tier by its key; null where there is none. */
  readonly byKey = batchOf<TierKey, TierFacts, TierFacts | null>(
    nameOf,
    (keys) => readRows(this.database, TIER, BY_KEY, [keys.map(({ runId }) => runId), keys.map(({ tierId }) => tierId)]),
    nameOf,
    first,
  );

  constructor(private readonly database: Database) {}
}
