import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { isRunTerminal } from '../domain/model/run-state.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { ProjectIdArgs } from '../projects/project.inputs.js';
import type { RunModel } from '../runs/run.model.js';
import { RunPayload } from '../runs/run.payloads.js';
import { StrategyPreviewModel } from './preview.model.js';
import { StrategiesRepository } from './strategies.repository.js';
import { ContinueRunPayload, RunsPayload } from './strategy.payloads.js';
import { ProjectCheckModel, WarningModel } from './warning.model.js';
import { WarningsService } from './warnings.service.js';

const FIELD = {
  description: 'What is worth knowing before tokens are spent; it refuses nothing. Computed only when selected.',
};

/**
 * Warnings of runs as they were compiled; of a run that has ended, or waits as a draft, there is nothing to say, unless
 * it ended at once because its base is known to be red.
 */
async function ofRuns(
  runs: readonly RunModel[],
  context: OperationContext,
  strategies: StrategiesRepository,
  warnings: WarningsService,
): Promise<WarningModel[]> {
  const live = runs.filter((run) => !isRunTerminal(run.state) || run.facts.failure?.rule === 'V6');
  if (live.length === 0) return [];
  const views = await Promise.all(live.map((run) => context.loader(strategies.ofRun).load(run.runId)));
  const compiled = views.flatMap((view) => (view ? [view.strategy] : []));
  return (await warnings.ofStrategies(live[0]!.projectId, compiled, live[0]!.facts.baseCommit)).map(WarningModel.of);
}

@Resolver(() => RunPayload)
export class RunPayloadWarningsResolver {
  constructor(
    private readonly strategies: StrategiesRepository,
    private readonly service: WarningsService,
  ) {}

  @ResolveField(() => [WarningModel], FIELD)
  warnings(@Parent() { run }: RunPayload, @Context() context: OperationContext): Promise<WarningModel[]> {
    return ofRuns(run ? [run] : [], context, this.strategies, this.service);
  }
}

@Resolver(() => RunsPayload)
export class RunsPayloadWarningsResolver {
  constructor(
    private readonly strategies: StrategiesRepository,
    private readonly service: WarningsService,
  ) {}

  @ResolveField(() => [WarningModel], FIELD)
  warnings(@Parent() { runs }: RunsPayload, @Context() context: OperationContext): Promise<WarningModel[]> {
    return ofRuns(runs, context, this.strategies, this.service);
  }
}

@Resolver(() => ContinueRunPayload)
export class ContinueRunWarningsResolver {
  constructor(
    private readonly strategies: StrategiesRepository,
    private readonly service: WarningsService,
  ) {}

  @ResolveField(() => [WarningModel], FIELD)
  warnings(@Parent() { runs }: ContinueRunPayload, @Context() context: OperationContext): Promise<WarningModel[]> {
    return ofRuns(runs, context, this.strategies, this.service);
  }
}

@Resolver(() => StrategyPreviewModel)
export class PreviewWarningsResolver {
  constructor(private readonly service: WarningsService) {}

  @ResolveField(() => [WarningModel], FIELD)
  async warnings(@Parent() { projectId, strategies }: StrategyPreviewModel): Promise<WarningModel[]> {
    const compiled = strategies.map(({ view }) => view.strategy);
    return (await this.service.ofStrategies(projectId, compiled)).map(WarningModel.of);
  }
}

@Resolver(() => ProjectCheckModel)
export class ProjectCheckResolver {
  constructor(private readonly service: WarningsService) {}

  @Query(() => ProjectCheckModel, {
    description:
      'What would prevent a run of a project, before one starts: its repository, its CI, its promotion. Changes nothing.',
  })
  async projectCheck(@Args() { projectId }: ProjectIdArgs): Promise<ProjectCheckModel> {
    const missing = {
      code: 'no_project',
      message: `There is no project "${projectId}": createProject makes one.`,
      path: ['projectId'],
    };
    return ProjectCheckModel.of((await this.service.ofProject(projectId)) ?? [missing]);
  }
}
