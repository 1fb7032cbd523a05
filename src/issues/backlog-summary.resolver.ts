/** `backlogSummary`: the backlog of a project in numbers (O3). */
import { Args, ArgsType, Field, ID, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { IsId } from '../graphql/types/validation.js';
import { BacklogEntryModel, type JudgedEntry } from './backlog.model.js';
import { type BacklogFigures, BacklogSummaryRepository, type BacklogTops } from './backlog-summary.repository.js';
import { IssuesService } from './issues.service.js';

@ObjectType('BacklogSummary', { description: 'The backlog of a project in numbers, and what weighs most.' })
export class BacklogSummaryModel implements BacklogFigures {
  @Field(() => Int, { description: 'Entries, resolved ones included.' })
  total: number;
  @Field(() => Int, { description: 'Entries that are OPEN.' })
  open: number;
  @Field(() => Int, { description: 'Entries that have reached a threshold of age: NEEDS_CLEANUP.' })
  needsCleanup: number;
  readonly tops: BacklogTops;
}

@ArgsType()
export class BacklogSummaryArgs {
  @IsId()
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
}

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
