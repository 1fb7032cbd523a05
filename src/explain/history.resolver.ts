import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { OperationContext } from '../graphql/request/operation-context.js';
import { RunModel } from '../runs/run.model.js';
import { BurnDownModel, SpanModel } from './history.model.js';
import { HistoryService } from './history.service.js';

/** What a run shows of its past. */
@Resolver(() => RunModel)
export class RunHistoryResolver {
  constructor(private readonly histories: HistoryService) {}

  @ResolveField(() => [SpanModel], {
    description: 'What happened when, from its events: at most 1,000 spans, thinned evenly beyond.',
  })
  async timeline(@Parent() { runId }: RunModel, @Context() context: OperationContext): Promise<readonly SpanModel[]> {
    return (await context.loader(this.histories.ofRuns).load(runId)).spans;
  }

  @ResolveField(() => BurnDownModel, { description: 'Its tokens and minutes over time against their caps.' })
  async burnDown(@Parent() { facts }: RunModel, @Context() context: OperationContext): Promise<BurnDownModel> {
    const { points } = await context.loader(this.histories.ofRuns).load(facts.runId);
    const { tokenCap, maxDurationMinutes: minuteCap, deadlineAt } = facts;
    return { tokenCap, minuteCap, deadlineAt, points };
  }
}
