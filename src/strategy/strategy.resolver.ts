import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { NodeRegistry } from '../graphql/node/node-registry.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { PhaseModel } from '../phases/phase.model.js';
import { RunIdArgs } from '../runs/run.inputs.js';
import { RunModel } from '../runs/run.model.js';
import { PlanImportService } from './plan-import.service.js';
import { StrategyPreviewModel } from './preview.model.js';
import { StrategiesRepository } from './strategies.repository.js';
import { PreviewStrategyInput, StartRunFromPlanInput } from './strategy.inputs.js';
import { PhaseStrategyModel, StrategyModel } from './strategy.model.js';
import { RunsPayload } from './strategy.payloads.js';
import { StrategyPreviewService } from './strategy-preview.service.js';

@Resolver(() => StrategyModel)
export class StrategyResolver {
  constructor(
    private readonly repository: StrategiesRepository,
    private readonly previews: StrategyPreviewService,
    private readonly imports: PlanImportService,
    nodes: NodeRegistry,
  ) {
    nodes.serve('strategy', 1, async ([runId], context) => this.strategy({ runId: runId! }, context));
  }

  @Query(() => StrategyModel, {
    nullable: true,
    description: 'The frozen strategy of a run; null for a draft, and if there is no such run.',
  })
  async strategy(@Args() { runId }: RunIdArgs, @Context() context: OperationContext): Promise<StrategyModel | null> {
    const view = await context.loader(this.repository.ofRun).load(runId);
    return view && new StrategyModel(view);
  }

  @Query(() => StrategyPreviewModel, {
    description: 'A dry run: what a plan would become under a ruleset. Nothing is stored.',
  })
  previewStrategy(
    @Args('input', { description: 'The plan and the policy.' }) input: PreviewStrategyInput,
  ): Promise<StrategyPreviewModel> {
    return this.previews.preview(input);
  }

  @Mutation(() => RunsPayload, {
    description:
      'Starts a plan that is written in Markdown. More phases than fit, or several tiers in a SINGLE_TIER run, become linked runs.',
  })
  startRunFromPlan(@Args('input', { description: 'The plan.' }) input: StartRunFromPlanInput): Promise<RunsPayload> {
    return this.imports.start(input);
  }
}

@Resolver(() => RunModel)
export class RunStrategyResolver {
  constructor(private readonly repository: StrategiesRepository) {}

  @ResolveField(() => StrategyModel, { nullable: true, description: 'Its frozen strategy; null for a draft.' })
  async strategy(@Parent() { runId }: RunModel, @Context() context: OperationContext): Promise<StrategyModel | null> {
    const view = await context.loader(this.repository.ofRun).load(runId);
    return view && new StrategyModel(view);
  }
}

@Resolver(() => PhaseModel)
export class PhaseStrategyResolver {
  constructor(private readonly repository: StrategiesRepository) {}

  @ResolveField(() => PhaseStrategyModel, {
    nullable: true,
    description: 'What the strategy says of it, with reasons; null in a draft.',
  })
  async strategy(
    @Parent() { runId, phaseId }: PhaseModel,
    @Context() context: OperationContext,
  ): Promise<PhaseStrategyModel | null> {
    const view = await context.loader(this.repository.ofRun).load(runId);
    const compiled = view?.strategy.phases.find((phase) => phase.phaseId === phaseId);
    return compiled ? new PhaseStrategyModel(compiled) : null;
  }
}
