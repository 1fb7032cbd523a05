import { Args, Context, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { runBudgets } from '../domain/rules/budget/budgets.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';
import { pageOf } from '../graphql/paging/connection.js';
import { pageRequested } from '../graphql/paging/page.inputs.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { BudgetModel, toBudgets } from '../graphql/types/budget.model.js';
import { CancelRunInput, DeleteRunInput, RunIdArgs, RunsArgs, SealPlanInput, StartRunInput } from './run.inputs.js';
import { RunModel } from './run.model.js';
import { DeleteRunPayload, RunConnection, RunPayload } from './run.payloads.js';
import { RunListRepository } from './run-list.repository.js';
import { RunsRepository } from './runs.repository.js';
import { RunsService } from './runs.service.js';

@Resolver(() => RunModel)
export class RunsResolver {
  constructor(
    private readonly service: RunsService,
    private readonly repository: RunsRepository,
    private readonly list: RunListRepository,
    nodes: NodeRegistry,
  ) {
    nodes.serve('run', 1, async ([runId], context) => this.byId(runId!, context));
  }

  @Query(() => RunModel, { nullable: true, description: 'A run; null if there is none.' })
  run(@Args() { runId }: RunIdArgs, @Context() context: OperationContext): Promise<RunModel | null> {
    return this.byId(runId, context);
  }

  @ResolveField(() => RunModel, {
    nullable: true,
    description: 'Of linked runs: the run before this one; null if it was deleted.',
  })
  async previousRun(
    @Parent() { previousRunId }: RunModel,
    @Context() context: OperationContext,
  ): Promise<RunModel | null> {
    return previousRunId === null ? null : this.byId(previousRunId, context);
  }

  @ResolveField(() => RunModel, { nullable: true, description: 'Of linked runs: the run after this one.' })
  async nextRun(@Parent() { nextRunId }: RunModel, @Context() context: OperationContext): Promise<RunModel | null> {
    return nextRunId === null ? null : this.byId(nextRunId, context);
  }

  @ResolveField(() => ID, { nullable: true, description: 'The newest run that continues its plan; null: none does.' })
  async continuedByRunId(@Parent() { runId }: RunModel, @Context() context: OperationContext): Promise<string | null> {
    return (await context.loader(this.repository.continuation).load(runId))?.runId ?? null;
  }

  @Query(() => RunConnection, { description: 'Runs, newest first unless another order is requested.' })
  async runs(@Args() args: RunsArgs): Promise<RunConnection> {
    const requested = pageRequested(args);
    const filter = args.filter ?? {};
    const order = args.orderBy ?? 'NEWEST';
    const rows = await this.list.page(filter, order, requested.first, requested.after);
    const page = pageOf(rows, requested, {
      cursor: (run) => this.list.cursorOf(run, order),
      node: (run) => new RunModel(run),
    });
    return { ...page, filter, order };
  }

  @ResolveField(() => [BudgetModel], {
    description: 'Its budgets as used and limit; minutes are those begun since the start.',
  })
  async budgets(@Parent() run: RunModel, @Context() context: OperationContext): Promise<BudgetModel[]> {
    const clock = await context.loader(this.repository.clock).load('now');
    return toBudgets(runBudgets(run.facts, clock!.now));
  }

  @Mutation(() => RunPayload, {
    description: 'Starts a run from a plan, or opens a draft. Its files follow.',
  })
  startRun(@Args('input', { description: 'The plan and its budgets.' }) input: StartRunInput): Promise<RunPayload> {
    return this.service.start(input);
  }

  @Mutation(() => RunPayload, { description: 'Freezes the plan of a draft and starts its clock.' })
  sealPlan(@Args('input', { description: 'The draft.' }) input: SealPlanInput): Promise<RunPayload> {
    return this.service.seal(input);
  }

  @Mutation(() => RunPayload, { description: 'Ends a run as DONE_FAILED_CANCELLED. An end, not a pause.' })
  cancelRun(@Args('input', { description: 'The run and the reason.' }) input: CancelRunInput): Promise<RunPayload> {
    return this.service.cancel(input);
  }

  @Mutation(() => DeleteRunPayload, {
    description: 'Deletes a run that has ended: its rows cascade, its files go too, its id stays taken.',
  })
  deleteRun(@Args('input', { description: 'The run.' }) input: DeleteRunInput): Promise<DeleteRunPayload> {
    return this.service.delete(input);
  }

  private async byId(runId: string, context: OperationContext): Promise<RunModel | null> {
    const run = await context.loader(this.repository.byId).load(runId);
    return run && new RunModel(run);
  }
}

@Resolver(() => RunConnection)
export class RunConnectionResolver {
  constructor(private readonly list: RunListRepository) {}

  @ResolveField(() => Int, { description: 'How many runs the filter finds; counted only when selected.' })
  totalCount(@Parent() connection: RunConnection): Promise<number> {
    return this.list.count(connection.filter, connection.order);
  }
}
