import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import type { Reason } from '../domain/model/reason.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { present } from '../graphql/errors/top-level.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { RunIdArgs } from '../runs/run.inputs.js';
import { RunModel } from '../runs/run.model.js';
import { PromoteRunInput } from './promotion.inputs.js';
import { PromotionModel } from './promotion.model.js';
import { PromotionPayload } from './promotion.payloads.js';
import { PromotionRepository } from './promotion.repository.js';
import { PromotionService } from './promotion.service.js';

@Resolver(() => PromotionModel)
export class PromotionResolver {
  constructor(
    private readonly service: PromotionService,
    private readonly repository: PromotionRepository,
  ) {}

  @Query(() => PromotionModel, {
    nullable: true,
    description: 'The promotion of a run, done or not; null if there is no such run.',
  })
  async promotion(@Args() { runId }: RunIdArgs, @Context() context: OperationContext): Promise<PromotionModel | null> {
    const rows = await context.loader(this.repository.byRun).load(runId);
    return rows && new PromotionModel(rows);
  }

  @ResolveField(() => Boolean, {
    description:
      'No blocker: the run’s result is good enough. Whether promoteRun would be accepted now depends on the obstacles too. Looks at the repository if a run before it is not known to be promoted.',
  })
  async eligible(@Parent() promotion: PromotionModel, @Context() context: OperationContext): Promise<boolean> {
    return (await this.service.blockers(promotion, context)).length === 0;
  }

  @ResolveField(() => [ReasonModel], {
    description: 'Every reason in the run and in those before it that blocks the promotion.',
  })
  blockers(@Parent() promotion: PromotionModel, @Context() context: OperationContext): Promise<Reason[]> {
    return this.service.blockers(promotion, context);
  }

  @ResolveField(() => [ReasonModel], {
    description:
      'What else prevents the Supervisor from promoting it: the project, the repository, the target branch. Looks at the repository; a person with a pull request may still do it.',
  })
  obstacles(@Parent() promotion: PromotionModel, @Context() context: OperationContext): Promise<Reason[]> {
    return this.service.obstacles(promotion, context);
  }

  @ResolveField(() => String, {
    description:
      'Markdown for a pull request, up to 20 kB: what the run did, how it was verified, what is open. Each sentence from records.',
  })
  pullRequestBody(@Parent() promotion: PromotionModel, @Context() context: OperationContext): Promise<string> {
    return this.service.pullRequestBody(promotion, context);
  }

  @Mutation(() => PromotionPayload, {
    description:
      'Merges a run’s work into a branch, by fast-forward or merge commit, if it is eligible now and the project allows it; else NOT_ELIGIBLE with every reason. Work that is merged already is recorded as promoted. Asked again for the same branch, it changes nothing. With `kind: PULL_REQUEST` it is proposed on the forge of the project’s remote instead, by a server in the background: `change` shows what became of it.',
  })
  promoteRun(
    @Args('input', { description: 'The run and the branch.' }) input: PromoteRunInput,
  ): Promise<PromotionPayload> {
    return this.service.promote(input);
  }
}

@Resolver(() => RunModel)
export class RunPromotionResolver {
  constructor(private readonly repository: PromotionRepository) {}

  @ResolveField(() => PromotionModel, {
    description: 'Its promotion, done or not. Several of its fields look at the repository.',
  })
  async promotion(@Parent() { runId }: RunModel, @Context() context: OperationContext): Promise<PromotionModel> {
    const rows = await context.loader(this.repository.byRun).load(runId);
    return new PromotionModel(present(rows, runId));
  }
}
