/** Reads of runs. */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import { readRows, rowOf } from '../database/read-rows.js';
import { RUN } from '../database/rows.js';
import type { RunFacts } from '../domain/model/facts.js';
import type { PhaseState } from '../domain/model/phase-state.js';
import { all, batchOf, first } from '../graphql/request/operation-context.js';

/** $1 runs. */
const BY_ID = statement({
  name: 'runs_by_id',
  text: `select ${rowOf('r')} from run r where r.run_id = any($1::text[])`,
});
/** $1 runs that other runs may continue. */
const CONTINUATIONS = statement({
  name: 'runs_that_continue',
  text: `select ${rowOf('r')} from run r where r.continues_run_id = any($1::text[]) order by r.created_at desc, r.run_id desc`,
});
/** $1 runs. */
const PHASE_COUNTS = statement({
  name: 'phase_counts_of_runs',
  text: `select run_id as "runId", state, count(*)::int as count from phase where run_id = any($1::text[]) group by run_id, state`,
});
const CLOCK = statement({ name: 'clock_of_runs', text: 'select autopack_now() as now' });

type PhaseCountRow = { readonly runId: string; readonly state: PhaseState; readonly count: number };

@Injectable()
export class RunsRepository {
  /** Runs by id; null where there is none. */
  readonly byId = batchOf<string, RunFacts, RunFacts | null>(
    (runId) => runId,
    (runIds) => readRows(this.database, RUN, BY_ID, [runIds]),
    (run) => run.runId,
    first,
  );
  /** The newest run that continues each run (P11). */
  readonly continuation = batchOf<string, RunFacts, RunFacts | null>(
    (runId) => runId,
    (runIds) => readRows(this.database, RUN, CONTINUATIONS, [runIds]),
    (run) => run.continuesRunId!,
    first,
  );
  /** The phases of each run by state. */
  readonly phaseCounts = batchOf<string, PhaseCountRow, readonly PhaseCountRow[]>(
    (runId) => runId,
    (runIds) => this.database.read<PhaseCountRow>(PHASE_COUNTS, [runIds]),
    ({ runId }) => runId,
    all,
  );
  /** The database's clock, once for an operation. The key is always the same. */
  readonly clock = batchOf<'now', { now: Date }, { now: Date } | null>(
    () => 'now',
    () => this.database.read<{ now: Date }>(CLOCK, []),
    () => 'now',
    first,
  );

  constructor(private readonly database: Database) {}
}
