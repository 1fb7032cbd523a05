import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { type ChecksVerdict, checksVerdict } from '../domain/rules/forge/checks-verdict.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { PromotionModel } from '../promotion/promotion.model.js';
import { ChecksVerdictEnum, ForgeCheckModel, PromotionChangeModel } from './forge.model.js';
import { ForgePollRepository } from './forge-poll.repository.js';

@Resolver(() => PromotionModel)
export class PromotionChangeResolver {
  constructor(private readonly repository: ForgePollRepository) {}

  @ResolveField(() => PromotionChangeModel, {
    nullable: true,
    description: 'The pull request or merge request that proposes it; null: none was requested.',
  })
  change(@Parent() { rows: { change } }: PromotionModel): PromotionChangeModel | null {
    return change && new PromotionChangeModel(change);
  }

  @ResolveField(() => [ForgeCheckModel], {
    description:
      'What others say about the commit that is proposed, as it was read last; up to 300, first of all those that failed.',
  })
  checks(@Parent() { rows: { change } }: PromotionModel): ForgeCheckModel[] {
    return (change?.checks ?? []).map((check) => new ForgeCheckModel(check));
  }

  @ResolveField(() => Boolean, {
    description: 'The forge has more checks than are read: they are never GREEN then.',
  })
  checksCut(@Parent() { rows: { change } }: PromotionModel): boolean {
    return change?.checksCut ?? false;
  }

  @ResolveField(() => ChecksVerdictEnum, {
    nullable: true,
    description: 'What they amount to now; null: nothing is proposed, or not yet.',
  })
  async checksVerdict(
    @Parent() { rows: { change } }: PromotionModel,
    @Context() context: OperationContext,
  ): Promise<ChecksVerdict | null> {
    if (!change?.openedAt) return null;
    const now = await context.loader(this.repository.clock).load('now');
    return checksVerdict(change, change.openedAt, now);
  }
}
