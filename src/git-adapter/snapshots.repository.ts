/** Reads of snapshots, and of what a strategy says about patches. */
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';

import { SnapshotEntity } from '../database/entities/snapshot.entity.js';
import { StrategyEntity } from '../database/entities/strategy.entity.js';
import type { SnapshotFacts } from '../domain/decisions/work/work-change.js';
import { snapshotRef } from '../domain/model/ref-names.js';
import type { Policies } from '../domain/rules/strategy/strategy.js';
import { all, batchOf } from '../graphql/request/operation-context.js';

@Injectable()
export class SnapshotsRepository {
  /** Snapshots of a run, in the order in which they were made. */
  readonly ofRun = batchOf<string, SnapshotFacts, readonly SnapshotFacts[]>(
    (runId) => runId,
    (runIds) => this.snapshots.find({ where: { runId: In([...runIds]) }, order: { at: 'ASC', phaseId: 'ASC' } }),
    (snapshot) => snapshot.runId,
    all,
  );

  constructor(@InjectRepository(SnapshotEntity) private readonly snapshots: Repository<SnapshotEntity>) {}

  /** Annotated tags of a run, by their full names. */
  async tagsOf(runId: string): Promise<readonly { readonly ref: string; readonly id: string }[]> {
    const rows = await this.snapshots.find({
      where: { runId },
      select: { runId: true, phaseId: true, tagObject: true },
    });
    return rows.flatMap(({ phaseId, tagObject }) =>
      tagObject === null ? [] : [{ ref: snapshotRef(runId, phaseId), id: tagObject }],
    );
  }

  async policies(runId: string): Promise<Policies> {
    const strategy = await this.snapshots.manager.findOneOrFail(StrategyEntity, {
      where: { runId },
      select: { runId: true, policies: true },
    });
    return strategy.policies;
  }
}
