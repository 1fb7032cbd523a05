/** Reads of the runs before a linked run (P10), one statement for all runs of an operation. */
import { Injectable } from '@nestjs/common';

import type { Predecessor } from '../domain/rules/promotion/promotion.js';
import type { Batch } from '../graphql/request/operation-context.js';
import { PromotionFactsStore } from '../lifecycle/facts/promotion-facts.store.js';

@Injectable()
export class PredecessorsRepository {
  /** The nearest first, up to the first that is promoted. */
  readonly ofRun: Batch<string, readonly Predecessor[]> = {
    load: async (runIds) => {
      const chains = await this.facts.predecessors([...new Set(runIds)]);
      return runIds.map((runId) => chains.get(runId) ?? []);
    },
  };

  constructor(private readonly facts: PromotionFactsStore) {}
}
