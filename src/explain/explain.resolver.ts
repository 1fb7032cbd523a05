import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { reachesProject } from '../domain/model/caller.js';
import { attentionOf } from '../domain/rules/explain/attention.js';
import { nextDeadline } from '../domain/rules/explain/next-deadline.js';
import { runWaitsFor } from '../domain/rules/explain/run-waits.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { PhaseModel } from '../phases/phase.model.js';
import { PhasesRepository } from '../phases/phases.repository.js';
import { RunModel } from '../runs/run.model.js';
import { OfProjectArgs } from '../work/work.inputs.js';
import { DeadlineModel, WorkerViewModel } from './explain.model.js';
import { ExplainRepository } from './explain.repository.js';
import { type SeenWorker, WorkersRepository } from './workers.repository.js';

/** What a run says of its present and its next moment. */
@Resolver(() => RunModel)
export class RunExplainResolver {
  constructor(private readonly repository: ExplainRepository) {}

  @ResolveField(() => [ReasonModel], {
    description:
      'What needs an operator, the most urgent first; for a run that has ended, only what keeps it from the remote.',
  })
  async attention(@Parent() { runId }: RunModel, @Context() context: OperationContext): Promise<ReasonModel[]> {
    const facts = await context.loader(this.repository.ofRun).load(runId);
    return facts ? attentionOf(facts) : [];
  }

  @ResolveField(() => ReasonModel, { nullable: true, description: 'Why nothing of it moves; null: it has ended.' })
  async waitingFor(@Parent() { runId }: RunModel, @Context() context: OperationContext): Promise<ReasonModel | null> {
    const facts = await context.loader(this.repository.ofRun).load(runId);
    return facts && runWaitsFor(facts);
  }

  @ResolveField(() => DeadlineModel, {
    nullable: true,
    description: 'The instant that ends or changes it next by itself; null: there is none.',
  })
  async nextDeadline(
    @Parent() { runId }: RunModel,
    @Context() context: OperationContext,
  ): Promise<DeadlineModel | null> {
    const facts = await context.loader(this.repository.ofRun).load(runId);
    return facts && nextDeadline(facts);
  }
}

/** Which projects a worker asks for is shown as far as the caller reaches them (A2). */
const within = (worker: SeenWorker, { caller }: OperationContext): SeenWorker => ({
  ...worker,
  projectIds:
    caller.projectIds === null
      ? worker.projectIds
      : (worker.projectIds?.filter((id) => reachesProject(caller, id)) ?? null),
});

@Resolver(() => WorkerViewModel)
export class WorkersResolver {
  constructor(
    private readonly repository: WorkersRepository,
    private readonly phases: PhasesRepository,
    nodes: NodeRegistry,
  ) {
    nodes.serve(
      'worker',
      2,
      async ([role, workerId], context) => {
        const worker = await this.repository.byKey(role!, workerId!);
        return worker && new WorkerViewModel(within(worker, context));
      },
      ({ facts }: WorkerViewModel) => ({ runId: facts.runId }),
    );
  }

  @Query(() => [WorkerViewModel], {
    description:
      'Workers that claimed work within the last day, seen last first, up to 500. Of a project: those that hold work of it, and those that hold none and ask for work of it.',
  })
  async workers(
    @Args() { projectId }: OfProjectArgs,
    @Context() context: OperationContext,
  ): Promise<WorkerViewModel[]> {
    // Whoever is bound to projects sees those at work on them: the others may be anybody's.
    const seen =
      context.caller.projectIds === null
        ? await this.repository.seen(projectId ?? null)
        : await this.repository.atWorkOn(context.projectsOf(projectId) ?? []);
    return seen.map((worker) => new WorkerViewModel(within(worker, context)));
  }

  @ResolveField(() => PhaseModel, { nullable: true, description: 'The phase whose lease it holds; null: none.' })
  async holds(
    @Parent() { facts: { runId, phaseId } }: WorkerViewModel,
    @Context() context: OperationContext,
  ): Promise<PhaseModel | null> {
    if (runId === null || phaseId === null) return null;
    const phase = await context.loader(this.phases.byKey).load({ runId, phaseId });
    return phase && new PhaseModel(phase);
  }
}
