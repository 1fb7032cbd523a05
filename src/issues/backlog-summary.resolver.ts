/** `backlogSummary`: the backlog of a project in numbers (O3). */
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { BacklogEntryModel, type JudgedEntry } from './backlog.model.js';
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
    const { total, open, needsCleanup, ...tops } = await this.repository.summary(requested);
    return { total, open, needsCleanup, tops };
  }

  @ResolveField(() => [BacklogEntryModel], { description: 'The ten that were seen in most runs, not resolved.' })
  topByRuns(@Parent() { tops }: BacklogSummaryModel): BacklogEntryModel[] {
    return modelsOf(tops.byRuns);
  }

  @ResolveField(() => [BacklogEntryModel], { description: 'The ten that were seen in most tiers, not resolved.' })
  topByTiers(@Parent() { tops }: BacklogSummaryModel): BacklogEntryModel[] {
    return modelsOf(tops.byTiers);
  }

  @ResolveField(() => [BacklogEntryModel], { description: 'The ten that were reported most often, not resolved.' })
  topByOccurrences(@Parent() { tops }: BacklogSummaryModel): BacklogEntryModel[] {
    return modelsOf(tops.byOccurrences);
  }
}

const modelsOf = (entries: readonly JudgedEntry[]): BacklogEntryModel[] =>
  entries.map((entry) => new BacklogEntryModel(entry));
