/** Reads of work: attempts with their tries and artefacts, leases, late results, and why there is nothing to claim. */
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Database, statement, type Statement } from '../database/database.js';
import { AttemptArtefactEntity } from '../database/entities/attempt-artefact.entity.js';
import { AttemptEntity } from '../database/entities/attempt.entity.js';
import { CiTryEntity } from '../database/entities/ci-try.entity.js';
import { LateResultEntity } from '../database/entities/late-result.entity.js';
import { LeaseEntity } from '../database/entities/lease.entity.js';
import type { WorkerRole } from '../domain/shared/vocabulary.js';
import type { AttemptArtefact, AttemptFacts, CiTryFacts, LeaseFacts } from '../domain/work/attempt.js';
import { all, batchOf, first, type Batch } from '../graphql/operation-context.js';
import type { PhaseKey } from '../phases/phases.repository.js';

const phaseName = ({ runId, phaseId }: PhaseKey) => `${runId}/${phaseId}`;
const pairs = (keys: readonly PhaseKey[]) => ({ runIds: keys.map((key) => key.runId), phaseIds: keys.map((key) => key.phaseId) });
const IN_PAIRS = (alias: string) => `(${alias}.run_id, ${alias}.phase_id) in (select * from unnest(:runIds::text[], :phaseIds::text[]))`;
/** So many of each run. */
const NEWEST_LATE = `select newest.id from unnest(:runIds::text[], :mosts::int[]) as asked (run_id, most) cross join lateral (
  select n.id from late_result n where n.run_id = asked.run_id order by n.received_at desc, n.id desc limit asked.most) newest`;

export interface LateResultsKey {
  readonly runId: string;
  readonly most: number;
}

const MOST_COUNTED = 100;
/** The entry of the queue belongs to a project whose work is handed out (A9). */
const DISPATCHED = 'not exists (select from project s where s.project_id = q.project_id and not s.dispatching)';
/** $1 roles. */
const READY = statement({
  name: 'ready_work',
  text: `select asked.role, (select count(*)::int from (select from work_queue q where q.role = asked.role and q.ready_at <= autopack_now() and ${DISPATCHED} limit ${MOST_COUNTED}) r)
      + case when asked.role = 'CI' then (select count(*)::int from (select from commit_check q where q.state = 'DUE' and q.ready_at <= autopack_now()
        and ${DISPATCHED} limit ${MOST_COUNTED}) d) else 0 end as ready
    from unnest($1::text[]) as asked (role)`,
});

/** $1 runs. */
const ENDED = statement({
  name: 'ended_runs',
  text: `select id as run_id from unnest($1::text[]) as id where not exists (select from run where run_id = id and completed_at is null)`,
});

/** What a claim finds in the queue: `within` has the conditions on where it may look. */
const queueOf = (name: string, within: readonly string[]): Statement => {
  const where = (...more: string[]): string => [...within, ...more].map((one, i) => `${i === 0 ? 'where' : 'and'} ${one}`).join(' ');
  const upTo100 = (from: string): string => `(select count(*)::int from (select from ${from} limit ${MOST_COUNTED}) r)`;
  const paused = where('role = $1', 'ready_at > autopack_now()');
  return statement({
    name,
    text: `select ${upTo100(`work_queue q ${where('role = $1', 'ready_at <= autopack_now()', DISPATCHED)}`)} as ready,
    (select q.project_id from work_queue q ${where('role = $1', `not ${DISPATCHED}`)} limit 1) as stopped,
    ${upTo100(`work_queue ${paused}`)} as paused, (select min(ready_at) from work_queue ${paused}) as "nextAt",
    (select count(*)::int from lease ${where()})
      + (select count(*)::int from commit_check ${where("state = 'LEASED'")}) as leased,
    exists (select from commit_check ${where("state in ('DUE', 'LEASED')", "kind = 'BASE'")}) as "baseChecks",
    ${upTo100(`run ${where('completed_at is null')}`)} as "liveRuns"`,
  });
};
// Only what is asked for is a condition: one plan for all cases would read the whole queue for a claim in one run.
/** $1 role. */
const QUEUE = queueOf('queue_state', []);
/** $1 role, $2 project. */
const QUEUE_OF_PROJECT = queueOf('queue_state_of_project', ['project_id = $2']);
/** $1 role, $2 run. */
const QUEUE_OF_RUN = queueOf('queue_state_of_run', ['run_id = $2']);
/** $1 role, $2 project, $3 run. */
const QUEUE_OF_RUN_IN_PROJECT = queueOf('queue_state_of_run_in_project', ['project_id = $2', 'run_id = $3']);

/** Work of a role that is offered, paused or taken, where a claim may look. */
export interface QueueState {
  readonly ready: number;
  /** A project that has work for the role and is not dispatched (A9). */
  readonly stopped: string | null;
  readonly paused: number;
  readonly nextAt: Date | null;
  readonly leased: number;
  /** A run there waits for CI on its base commit (V6). */
  readonly baseChecks: boolean;
  readonly liveRuns: number;
}

const queueStatement = (projectId: string | null, runId: string | null): Statement => {
  if (runId === null) return projectId === null ? QUEUE : QUEUE_OF_PROJECT;
  return projectId === null ? QUEUE_OF_RUN : QUEUE_OF_RUN_IN_PROJECT;
};

@Injectable()
export class WorkRepository {
  /** Attempts of a phase, by number. */
  readonly attempts = batchOf<PhaseKey, AttemptFacts, readonly AttemptFacts[]>(
    phaseName,
    (keys) => this.attemptRows.createQueryBuilder('a').where(IN_PAIRS('a'), pairs(keys)).orderBy('a.number').getMany(),
    phaseName,
    all,
  );
  /** CI tries of a phase, in the order in which they were made. */
  readonly tries = batchOf<PhaseKey, CiTryFacts, readonly CiTryFacts[]>(
    phaseName,
    (keys) => this.tryRows.createQueryBuilder('t').where(IN_PAIRS('t'), pairs(keys)).orderBy('t.at').addOrderBy('t.number').getMany(),
    phaseName,
    all,
  );
  /** What attempts, tries and late results of a phase left as files. */
  readonly artefacts = batchOf<PhaseKey, AttemptArtefact, readonly AttemptArtefact[]>(
    phaseName,
    (keys) => this.artefactRows.createQueryBuilder('f').where(IN_PAIRS('f'), pairs(keys)).orderBy('f.path').getMany(),
    phaseName,
    all,
  );
  /** Results of a run that came too late, newest first (W4). */
  readonly lateResults: Batch<LateResultsKey, readonly LateResultEntity[]> = {
    load: async (keys) => {
      const rows = await this.lateRows
        .createQueryBuilder('l')
        .where(`l.id in (${NEWEST_LATE})`, { runIds: keys.map((key) => key.runId), mosts: keys.map((key) => key.most) })
        .orderBy('l.receivedAt', 'DESC')
        .addOrderBy('l.id', 'DESC')
        .getMany();
      return keys.map(({ runId, most }) => rows.filter((row) => row.runId === runId).slice(0, most));
    },
  };
  /** The live lease of a run; null: nobody is at work. */
  readonly leaseOfRun = batchOf<string, LeaseFacts, LeaseFacts | null>(
    (runId) => runId,
    (runIds) =>
      this.leaseRows
        .createQueryBuilder('l')
        .where('l.run_id = any(:runIds)', { runIds: [...runIds] })
        .getMany(),
    (lease) => lease.runId,
    first,
  );

  constructor(
    @InjectRepository(AttemptEntity) private readonly attemptRows: Repository<AttemptEntity>,
    @InjectRepository(CiTryEntity) private readonly tryRows: Repository<CiTryEntity>,
    @InjectRepository(AttemptArtefactEntity) private readonly artefactRows: Repository<AttemptArtefactEntity>,
    @InjectRepository(LeaseEntity) private readonly leaseRows: Repository<LeaseEntity>,
    @InjectRepository(LateResultEntity) private readonly lateRows: Repository<LateResultEntity>,
    private readonly database: Database,
  ) {}

  /** By its id; null if there is none. */
  lateResult(id: string): Promise<LateResultEntity | null> {
    return this.lateRows.findOneBy({ id });
  }

  /** The patch that an attempt brought. */
  patchOf(runId: string, phaseId: string, attempt: number): Promise<AttemptArtefact | null> {
    return this.artefactRows
      .createQueryBuilder('f')
      .where('f.run_id = :runId and f.phase_id = :phaseId and f.attempt = :attempt', { runId, phaseId, attempt })
      .andWhere(`f.kind = 'patch' and f.late_result_id is null`)
      .getOne();
  }

  /** How much work is ready for each of the roles, up to 100. */
  readyWork(roles: readonly WorkerRole[]): Promise<{ role: WorkerRole; ready: number }[]> {
    return this.database.read(READY, [roles]);
  }

  /** Which of these runs have ended, or are not there. */
  async endedRuns(runIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.read<{ run_id: string }>(ENDED, [runIds]);
    return new Set(rows.map((row) => row.run_id));
  }

  /** Why a claim found nothing. */
  async queueState(role: WorkerRole, projectId: string | null, runId: string | null): Promise<QueueState> {
    const values = [role, projectId, runId].filter((value) => value !== null);
    const [row] = await this.database.read<QueueState & Record<string, unknown>>(queueStatement(projectId, runId), values);
    return row!;
  }
}
