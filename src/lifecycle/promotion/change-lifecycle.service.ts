/**
 * Promotion by way of a forge (M3): the request, which is the outbox row from which a server opens the change, and the
 * record of a change that was merged there. The forge itself is asked by the feature that knows it.
 */
import { Injectable } from '@nestjs/common';

import { currentActor } from '../../common/acting.js';
import { Database } from '../../database/database.js';
import {
  lookedAtJson,
  MERGED_LANDED,
  REQUEST_CHANGE,
  REQUEST_LANDED,
  requestValues,
  SETTLE_MERGED,
} from '../../database/promotion-change-writes.js';
import type { LookedAt } from '../../domain/decisions/promotion/read-change.js';
import {
  type ChangeRequest,
  requestChange,
  type RequestedRemote,
} from '../../domain/decisions/promotion/request-change.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { PromotionChangeFacts } from '../../domain/model/promotion-change.js';
import type { RepositoryView } from '../../domain/rules/promotion/obstacles.js';
import { PromotionFactsStore, type SeenPromotion } from '../facts/promotion-facts.store.js';
import { CommitHooks } from '../pipeline/commit-hooks.js';
import { Pipeline } from '../pipeline/pipeline.js';
import type { PromotionAnswer, PromotionGit, PromotionTarget } from './promotion-lifecycle.service.js';

/** A look at a change that this server has the lease for. */
export interface ChangeLook {
  readonly change: PromotionChangeFacts;
  /** The request that the look is about. */
  readonly writeId: string;
  readonly pollId: string;
}

interface SeenChange extends SeenPromotion {
  readonly remote: RequestedRemote | null;
  readonly view?: RepositoryView | null;
}

@Injectable()
export class ChangeLifecycleService {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly database: Database,
    private readonly facts: PromotionFactsStore,
    private readonly hooks: CommitHooks,
  ) {}

  async request(
    { runId, key, expectedRunVersion, targetBranch }: PromotionTarget,
    git: Pick<PromotionGit, 'look'>,
  ): Promise<PromotionAnswer> {
    const { result, errors } = await this.pipeline.run<SeenChange, ChangeRequest, RunFacts | null>({
      name: 'promoteRun',
      key,
      expectedRunVersion,
      load: async () => {
        const [seen, remote] = await Promise.all([this.facts.one(runId, key), this.facts.remoteOf(runId)]);
        return { ...seen, remote };
      },
      decide: (seen) => requestChange(runId, targetBranch, seen),
      supply: async (need, seen) => {
        if (need.what !== 'repository-view') throw new Error(`A request of a change needs ${need.what}`);
        return { facts: { ...seen, view: await git.look(seen.rows!, targetBranch) } };
      },
      persist: (request, { rows }) => ({
        runId,
        statement: REQUEST_CHANGE,
        values: (writeId, record) => requestValues(request, currentActor(), rows!.run.version, writeId, record),
        landed: (writeId) => ({ statement: REQUEST_LANDED, values: [runId, writeId] }),
      }),
      respond: ({ run }) => run,
      follow: async (run) => {
        await this.hooks.committed(runId);
        return run;
      },
    });
    return { run: result, errors };
  }

  /**
   * Records that a change was merged on its forge, and with it the promotion of the run if that succeeded. False: the
   * change was requested anew meanwhile, or another server has seen it.
   */
  async recordMerged({ change, writeId, pollId }: ChangeLook, seen: LookedAt): Promise<boolean> {
    const { runId, round, forge } = change;
    const by = `${forge.toLowerCase()}/${seen.mergedBy ?? 'unknown'}`;
    const values = [runId, round, writeId, pollId, lookedAtJson(seen), by];
    const landed = (await this.database.read(SETTLE_MERGED, values)).length > 0;
    // The answer to the write may have been lost.
    const isRecorded = landed || (await this.database.read(MERGED_LANDED, [runId, round])).length > 0;
    if (isRecorded) await this.hooks.committed(runId);
    return isRecorded;
  }
}
