/** Timelines and burn-downs of runs from their stored events (O7), read in pages and folded one by one. */
import { Injectable } from '@nestjs/common';

import { HistoryFold, type RunHistory } from '../domain/rules/explain/history.js';
import { EventsRepository } from '../events/events.repository.js';
import type { Batch } from '../graphql/request/operation-context.js';

/** Events in memory at once, of all runs of a list together, and at least of each. */
const MOST_AT_ONCE = 2_000;
const LEAST_OF_EACH = 20;

@Injectable()
export class HistoryService {
  /** The histories of runs; those of a list are read together, page by page. A run without events has an empty one. */
  readonly ofRuns: Batch<string, RunHistory> = {
    load: async (runIds) => {
      const folds = new Map([...new Set(runIds)].map((runId) => [runId, new HistoryFold()]));
      const first = Math.max(LEAST_OF_EACH, Math.floor(MOST_AT_ONCE / folds.size));
      let due = [...folds.keys()].map((runId) => ({ runId, after: 0, first }));
      while (due.length > 0) {
        const pages = await this.events.ofRun.load(due);
        due = due.flatMap(({ runId }, i) => {
          const page = pages[i]!;
          for (const event of page) folds.get(runId)!.add(event);
          return page.length < first ? [] : [{ runId, after: page.at(-1)!.seq, first }];
        });
      }
      const histories = new Map([...folds].map(([runId, fold]) => [runId, fold.history()]));
      return runIds.map((runId) => histories.get(runId)!);
    },
  };

  constructor(private readonly events: EventsRepository) {}
}
