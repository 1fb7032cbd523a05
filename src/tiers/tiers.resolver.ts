import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import type { DebtStatus } from '../domain/model/vocabulary.js';
import { debtStatus } from '../domain/rules/budget/budgets.js';
import { isPromotionEligible } from '../domain/rules/promotion/blockers.js';
import type { Predecessor } from '../domain/rules/promotion/promotion.js';
import { present } from '../graphql/errors/top-level.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { DebtStatusEnum } from '../graphql/types/enums.js';
import { RunIdArgs } from '../runs/run.inputs.js';
import { RunModel } from '../runs/run.model.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { PredecessorsRepository } from './predecessors.repository.js';
import { AddTierInput, TierArgs } from './tier.inputs.js';
import { TierModel } from './tier.model.js';
import { TierPayload } from './tier.payloads.js';
import { TiersRepository } from './tiers.repository.js';
import { TiersService } from './tiers.service.js';

@Resolver(() => TierModel)
export class TiersResolver {
  constructor(
    private readonly service: TiersService,
    private readonly repository: TiersRepository,
    private readonly runs: RunsRepository,
    nodes: NodeRegistry,
  ) {
    nodes.serve('tier', 2, async ([runId, tierId], context) => this.tier({ runId: runId!, tierId: tierId! }, context));
  }

  @Query(() => TierModel, { nullable: true, description: 'A tier; null if there is none.' })
  async tier(@Args() { runId, tierId }: TierArgs, @Context() context: OperationContext): Promise<TierModel | null> {
    const tier = await context.loader(this.repository.byKey).load({ runId, tierId });
    return tier && new TierModel(tier);
  }

  @Query(() => [TierModel], { description: 'The tiers of a run in plan order; empty if there is no such run.' })
  async tiers(@Args() { runId }: RunIdArgs, @Context() context: OperationContext): Promise<TierModel[]> {
    return toTiers(await context.loader(this.repository.ofRun).load(runId));
  }

  @ResolveField(() => RunModel, { description: 'The run it belongs to.' })
  async run(@Parent() tier: TierModel, @Context() context: OperationContext): Promise<RunModel> {
    const run = await context.loader(this.runs.byId).load(tier.runId);
    return new RunModel(present(run, tier.runId));
  }

  @Mutation(() => TierPayload, { description: 'Appends a tier with its phases to a draft.' })
  addTier(@Args('input', { description: 'The draft and the tier.' }) input: AddTierInput): Promise<TierPayload> {
    return this.service.add(input);
  }
}

/** What a run shows of its tiers, and what follows from them. */
@Resolver(() => RunModel)
export class RunTiersResolver {
  constructor(
    private readonly repository: TiersRepository,
    private readonly predecessors: PredecessorsRepository,
  ) {}

  @ResolveField(() => [TierModel], { description: 'Its tiers, in plan order.' })
  async tiers(@Parent() run: RunModel, @Context() context: OperationContext): Promise<TierModel[]> {
    return toTiers(await context.loader(this.repository.ofRun).load(run.runId));
  }

  @ResolveField(() => DebtStatusEnum, { description: 'What the run still owes.' })
  async debtStatus(@Parent() run: RunModel, @Context() context: OperationContext): Promise<DebtStatus> {
    return debtStatus(run.facts, await context.loader(this.repository.ofRun).load(run.runId));
  }

  @ResolveField(() => Boolean, {
    description:
      'May the result be promoted? By what is stored alone: a run before it counts once its promotion is recorded; `promotion` also looks at the repository.',
  })
  async promotionEligibleToMain(
    @Parent() { runId, facts: run }: RunModel,
    @Context() context: OperationContext,
  ): Promise<boolean> {
    const [tiers, predecessors] = await Promise.all([
      context.loader(this.repository.ofRun).load(runId),
      this.before(run, context),
    ]);
    return isPromotionEligible({ run, tiers, predecessors });
  }

  /** Read only where they decide. */
  private async before(run: RunModel['facts'], context: OperationContext): Promise<readonly Predecessor[]> {
    if (run.previousRunId === null || run.state !== 'DONE_SUCCESS') return [];
    return context.loader(this.predecessors.ofRun).load(run.runId);
  }
}

const toTiers = (tiers: readonly ConstructorParameters<typeof TierModel>[0][]) =>
  tiers.map((tier) => new TierModel(tier));
