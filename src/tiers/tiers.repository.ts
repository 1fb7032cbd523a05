/** Reads of tiers. */
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { TierEntity } from '../database/entities/tier.entity.js';
import type { TierFacts } from '../domain/run/facts.js';
import { all, batchOf, first } from '../graphql/operation-context.js';

export interface TierKey {
  readonly runId: string;
  readonly tierId: string;
}

const nameOf = ({ runId, tierId }: TierKey) => `${runId}/${tierId}`;

@Injectable()
export class TiersRepository {
  /** The tiers of a run, in plan order. */
  readonly ofRun = batchOf<string, TierFacts, readonly TierFacts[]>(
    (runId) => runId,
    (runIds) => this.tiers.find({ where: { runId: In([...runIds]) }, order: { runId: 'ASC', tierIndex: 'ASC' } }),
    (tier) => tier.runId,
    all,
  );
  /** A tier by its key; null where there is none. */
  readonly byKey = batchOf<TierKey, TierFacts, TierFacts | null>(
    nameOf,
    (keys) =>
      this.tiers
        .createQueryBuilder('tier')
        .where('(tier.runId, tier.tierId) in (select * from unnest(:runIds::text[], :tierIds::text[]))', {
          runIds: keys.map((key) => key.runId),
          tierIds: keys.map((key) => key.tierId),
        })
        .getMany(),
    nameOf,
    first,
  );

  constructor(@InjectRepository(TierEntity) private readonly tiers: Repository<TierEntity>) {}
}
