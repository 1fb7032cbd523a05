/** What the list of runs shows of each run besides its row (O1). */
import { Context, Float, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { PHASE_STATES } from '../domain/model/phase-state.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { PhaseCountModel } from './phase-count.model.js';
import { RunModel } from './run.model.js';
import { RunsRepository } from './runs.repository.js';

@Resolver(() => RunModel)
export class RunFiguresResolver {
  constructor(private readonly repository: RunsRepository) {}

  @ResolveField(() => [PhaseCountModel], {
    description: 'Its phases by state; states without a phase are left out.',
  })
  async phaseCounts(@Parent() { runId }: RunModel, @Context() context: OperationContext): Promise<PhaseCountModel[]> {
    const counts = await context.loader(this.repository.phaseCounts).load(runId);
    return PHASE_STATES.flatMap((state) => counts.filter((each) => each.state === state));
  }

  @ResolveField(() => Int, { description: 'How many tiers it has.' })
  tierCount(@Parent() { facts }: RunModel): number {
    return facts.tierCount;
  }

  @ResolveField(() => Float, { description: 'Tokens used over the token cap: 1 is all of it.' })
  tokenUtilisation(@Parent() { facts }: RunModel): number {
    return facts.tokensUsed / facts.tokenCap;
  }

  @ResolveField(() => Float, {
    nullable: true,
    description: 'From its start to its end, or to now while it lives; null: it has not started.',
  })
  async durationSeconds(@Parent() { facts }: RunModel, @Context() context: OperationContext): Promise<number | null> {
    if (facts.startedAt === null) return null;
    const until = facts.completedAt ?? (await context.loader(this.repository.clock).load('now'))!.now;
    return Math.max(0, until.getTime() - facts.startedAt.getTime()) / 1_000;
  }
}
