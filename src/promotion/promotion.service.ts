/** Promotions: from inputs to the lifecycle and back to payloads, and what is computed when one is read. */
import { Injectable, type OnModuleInit } from '@nestjs/common';

import { pullRequestBody } from '../domain/documents/run/pull-request.js';
import type { RunFacts } from '../domain/model/facts.js';
import type { Reason } from '../domain/model/reason.js';
import { blockers, commitsToFind } from '../domain/rules/promotion/blockers.js';
import { obstacles, type RepositoryView } from '../domain/rules/promotion/obstacles.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import type { Batch, OperationContext } from '../graphql/request/operation-context.js';
import type { FoundCheck } from '../lifecycle/checks/check-facts.store.js';
import { CheckFollowers } from '../lifecycle/checks/check-followers.js';
import { ChangeLifecycleService } from '../lifecycle/promotion/change-lifecycle.service.js';
import { PromotionLifecycleService } from '../lifecycle/promotion/promotion-lifecycle.service.js';
import { RunModel } from '../runs/run.model.js';
import { targetOf } from '../runs/run-target.js';
import type { PromoteRunInput } from './promotion.inputs.js';
import { PromotionModel } from './promotion.model.js';
import type { PromotionPayload } from './promotion.payloads.js';
import { PromotionRepository } from './promotion.repository.js';
import { PromotionGitAdapter } from './promotion-git-adapter.js';

@Injectable()
export class PromotionService implements OnModuleInit {
  /** One repository after the other, however many runs an operation reads: each inspection starts several processes. */
  private readonly views: Batch<PromotionModel, RepositoryView | null> = {
    load: async (models) => {
      const views = new Map<PromotionModel, RepositoryView | null>();
      for (const model of models) {
        if (!views.has(model)) views.set(model, await this.git.look(model.rows, model.targetBranch));
      }
      return models.map((model) => views.get(model) ?? null);
    },
  };

  constructor(
    private readonly lifecycle: PromotionLifecycleService,
    private readonly changes: ChangeLifecycleService,
    private readonly repository: PromotionRepository,
    private readonly git: PromotionGitAdapter,
    private readonly followers: CheckFollowers,
  ) {}

  onModuleInit(): void {
    this.followers.use('MERGE', (found) => this.mergeTested(found));
  }

  /**
   * CI has judged a merge commit (M2): if it was green, the requested promotion is performed now. If the target has
   * moved again, the new merge commit is tested; a refusal is visible in the promotion.
   */
  private async mergeTested({ check, checkedRun }: FoundCheck): Promise<RunFacts | null> {
    const green = check.verdict === 'GREEN' || check.verdict === 'FLAKY';
    if (green && check.target !== null) {
      const target = { runId: check.runId, expectedRunVersion: null, key: null, targetBranch: check.target.branch };
      await this.lifecycle.promote(target, this.git);
    }
    return checkedRun;
  }

  async promote(input: PromoteRunInput): Promise<PromotionPayload> {
    const targetBranch = input.targetBranch ?? null;
    const kind = input.kind ?? 'MERGE';
    // A key that was used before there were kinds stands for the same request.
    const stated = { ...input, kind: kind === 'MERGE' ? null : kind };
    const target = { ...targetOf('promoteRun', stated), targetBranch };
    const { errors } = await (kind === 'PULL_REQUEST'
      ? this.changes.request(target, this.git)
      : this.lifecycle.promote(target, this.git));
    const [rows] = await this.repository.byRun.load([input.runId]);
    return {
      promotion: rows ? new PromotionModel(rows, errors.length > 0 ? targetBranch : null) : null,
      run: rows ? new RunModel(rows.run) : null,
      errors: errors.map(toCommandError),
    };
  }

  /** The blockers of the run (M1); its repository is inspected only if a run before it is not known to be promoted. */
  async blockers(model: PromotionModel, context: OperationContext): Promise<Reason[]> {
    const { rows } = model;
    const wantsLook = rows.run.repositoryPath !== null && commitsToFind(rows).length > 0;
    const view = wantsLook ? await context.loader(this.views).load(model) : null;
    return blockers(rows, view?.kind === 'seen' ? view.contained : undefined);
  }

  /** What keeps the Supervisor from promoting it itself (M2). */
  async obstacles(model: PromotionModel, context: OperationContext): Promise<Reason[]> {
    return obstacles(model.rows, await context.loader(this.views).load(model));
  }

  async pullRequestBody(model: PromotionModel, context: OperationContext): Promise<string> {
    const { run, tiers } = model.rows;
    const [against, parts] = await Promise.all([
      this.blockers(model, context),
      context.loader(this.repository.pullRequest).load(run.runId),
    ]);
    return pullRequestBody({ ...parts!, run, tiers, blockers: against });
  }
}
