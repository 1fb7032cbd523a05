/** `backlogSummary`: the backlog of a project in numbers (O3). */
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { BacklogEntryModel, type BacklogRequested } from './backlog.model.js';
import { BacklogSummaryModel } from './backlog-summary.model.js';
import { BacklogSummaryRepository } from './backlog-summary.repository.js';
import { BacklogSummaryArgs } from './issue.inputs.js';
import { IssuesService } from './issues.service.js';

@Resolver(() => BacklogSummaryModel)
export class BacklogSummaryResolver {
  constructor(
    private readonly service: IssuesService,
    private readonly repository: BacklogSummaryRepository,
  ) {}

  @Query(() => BacklogSummaryModel, {
    description: 'The backlog of a project in numbers; zeros if there is no such project.',
  })
  async backlogSummary(@Args() { projectId }: BacklogSummaryArgs): Promise<BacklogSummaryModel> {
    const requested = { projectId, status: null, aging: await this.service.agingOf(projectId) };
    return { ...(await this.repository.counts(requested)), requested };
  }

  @ResolveField(() => [BacklogEntryModel], { description: 'The ten that were seen in most runs, not resolved.' })
  topByRuns(@Parent() { requested }: BacklogSummaryModel): Promise<BacklogEntryModel[]> {
    return this.top(requested, 'runs');
  }

  @ResolveField(() => [BacklogEntryModel], { description: 'The ten that were seen in most tiers, not resolved.' })
  topByTiers(@Parent() { requested }: BacklogSummaryModel): Promise<BacklogEntryModel[]> {
    return this.top(requested, 'tiers');
  }

  @ResolveField(() => [BacklogEntryModel], { description: 'The ten that were reported most often, not resolved.' })
  topByOccurrences(@Parent() { requested }: BacklogSummaryModel): Promise<BacklogEntryModel[]> {
    return this.top(requested, 'occurrences');
  }

  private async top(requested: BacklogRequested, by: 'runs' | 'tiers' | 'occurrences'): Promise<BacklogEntryModel[]> {
    return (await this.repository.top(requested, by)).map((entry) => new BacklogEntryModel(entry));
  }
}
