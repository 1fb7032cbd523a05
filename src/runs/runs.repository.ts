/** Reads of runs. */
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';

import { Database, statement } from '../database/database.js';
import { RunEntity } from '../database/entities/run.entity.js';
import { readRows, rowOf } from '../database/read-rows.js';
import { RUN } from '../database/rows.js';
import type { RunFacts } from '../domain/model/facts.js';
import { decodeCursor, encodeCursor } from '../graphql/paging/cursor.js';
import { batchOf, first } from '../graphql/request/operation-context.js';
import type { RunFilter } from './run.inputs.js';

const LIST = 'runs';

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
const CLOCK = statement({ name: 'clock_of_runs', text: 'select autopack_now() as now' });

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
  /** The database's clock, once for an operation. The key is always the same. */
  readonly clock = batchOf<'now', { now: Date }, { now: Date } | null>(
    () => 'now',
    () => this.database.read<{ now: Date }>(CLOCK, []),
    () => 'now',
    first,
  );

  constructor(
    @InjectRepository(RunEntity) private readonly runs: Repository<RunEntity>,
    private readonly database: Database,
  ) {}

  /** A page of runs, newest first, with one row to spare. */
  async page(filter: RunFilter, size: number, after: string | null): Promise<RunFacts[]> {
    const query = this.filtered(filter)
      .orderBy('run.createdAt', 'DESC')
      .addOrderBy('run.runId', 'DESC')
      .take(size + 1);
    if (after !== null) {
      const [at, runId] = decodeCursor(LIST, after, ['instant', 'text']);
      query.andWhere('(run.createdAt, run.runId) < (:at, :runId)', { at, runId });
    }
    return query.getMany();
  }

  cursorOf(run: RunFacts): string {
    return encodeCursor(LIST, [run.createdAt.toISOString(), run.runId]);
  }

  count(filter: RunFilter): Promise<number> {
    return this.filtered(filter).getCount();
  }

  private filtered(filter: RunFilter): SelectQueryBuilder<RunEntity> {
    const query = this.runs.createQueryBuilder('run');
    const { projectId, states, terminal, createdAfter, createdBefore } = filter;
    if (projectId != null) query.andWhere('run.projectId = :projectId', { projectId });
    if (states != null) query.andWhere('run.state = any(:states)', { states });
    if (terminal != null) query.andWhere(terminal ? 'run.completedAt is not null' : 'run.completedAt is null');
    if (createdAfter != null) query.andWhere('run.createdAt > :createdAfter', { createdAfter });
    if (createdBefore != null) query.andWhere('run.createdAt < :createdBefore', { createdBefore });
    return query;
  }
}
