/** Reads of frozen strategies. */
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';

import { StrategyEntity } from '../database/entities/strategy.entity.js';
import type { Strategy } from '../domain/rules/strategy/strategy.js';
import { batchOf, first } from '../graphql/request/operation-context.js';
import type { StrategyView } from './strategy.model.js';

@Injectable()
export class StrategiesRepository {
  /** The strategy of a run; null for a draft, and for runs older than strategies. */
  readonly ofRun = batchOf<string, StrategyView & { readonly runId: string }, StrategyView | null>(
    (runId) => runId,
    async (runIds) => (await this.strategies.findBy({ runId: In([...runIds]) })).map(viewOf),
    (view) => view.runId,
    first,
  );

  constructor(@InjectRepository(StrategyEntity) private readonly strategies: Repository<StrategyEntity>) {}
}

const viewOf = ({ runId, hash, document }: StrategyEntity) => ({
  runId,
  hash,
  strategy: JSON.parse(document) as Strategy,
});
