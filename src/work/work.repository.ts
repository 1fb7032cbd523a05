/** Reads of work: attempts with their tries and attachments, leases, late results. */
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';

import { AttachmentEntity } from '../database/entities/attachment.entity.js';
import { AttemptEntity } from '../database/entities/attempt.entity.js';
import { CiTryEntity } from '../database/entities/ci-try.entity.js';
import { LateResultEntity } from '../database/entities/late-result.entity.js';
import { LeaseEntity } from '../database/entities/lease.entity.js';
import type { AttachmentFacts, AttemptFacts, CiTryFacts, LeaseFacts } from '../domain/model/attempt.js';
import { all, type Batch, batchOf, first } from '../graphql/request/operation-context.js';
import type { PhaseKey } from '../phases/phases.repository.js';

const phaseName = ({ runId, phaseId }: PhaseKey) => `${runId}/${phaseId}`;
const pairs = (keys: readonly PhaseKey[]) => ({
  runIds: keys.map((key) => key.runId),
  phaseIds: keys.map((key) => key.phaseId),
});
const IN_PAIRS = (alias: string) =>
  `(${alias}.run_id, ${alias}.phase_id) in (select * from unnest(:runIds::text[], :phaseIds::text[]))`;
/** So many of each run. */
const NEWEST_LATE = `select newest.id from unnest(:runIds::text[], :mosts::int[]) as requested (run_id, most) cross join lateral (
  select n.id from late_result n where n.run_id = requested.run_id order by n.received_at desc, n.id desc limit requested.most) newest`;

export interface LateResultsKey {
  readonly runId: string;
  readonly most: number;
}

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
    (keys) =>
      this.tryRows
        .createQueryBuilder('t')
        .where(IN_PAIRS('t'), pairs(keys))
        .orderBy('t.at')
        .addOrderBy('t.number')
        .getMany(),
    phaseName,
    all,
  );
  /** The files of attempts, tries and late results of a phase. */
  readonly attachments = batchOf<PhaseKey, AttachmentFacts, readonly AttachmentFacts[]>(
    phaseName,
    (keys) => this.attachmentRows.createQueryBuilder('f').where(IN_PAIRS('f'), pairs(keys)).orderBy('f.path').getMany(),
    phaseName,
    all,
  );
  /** Results of a run that arrived too late, newest first (W4). */
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
  /** The live lease of a run; null: no worker holds one. */
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
    @InjectRepository(AttachmentEntity) private readonly attachmentRows: Repository<AttachmentEntity>,
    @InjectRepository(LeaseEntity) private readonly leaseRows: Repository<LeaseEntity>,
    @InjectRepository(LateResultEntity) private readonly lateRows: Repository<LateResultEntity>,
  ) {}

  /** By its id; null if there is none. */
  lateResult(id: string): Promise<LateResultEntity | null> {
    return this.lateRows.findOneBy({ id });
  }

  /** The patch that an attempt submitted. */
  patchOf(runId: string, phaseId: string, attempt: number): Promise<AttachmentFacts | null> {
    return this.attachmentRows
      .createQueryBuilder('f')
      .where('f.run_id = :runId and f.phase_id = :phaseId and f.attempt = :attempt', { runId, phaseId, attempt })
      .andWhere(`f.kind = 'patch' and f.late_result_id is null`)
      .getOne();
  }
}
