import { Args, Context, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { nextPhaseStates } from '../domain/decisions/run/manual-transition.js';
import type { PhaseState } from '../domain/model/phase-state.js';
import { badUserInput, present } from '../graphql/errors/top-level.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';
import { pageOf } from '../graphql/paging/connection.js';
import { pageRequested } from '../graphql/paging/page.inputs.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { PhaseStateEnum } from '../graphql/types/enums.js';
import { RunIdArgs } from '../runs/run.inputs.js';
import { RunModel } from '../runs/run.model.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { TierModel } from '../tiers/tier.model.js';
import { TiersRepository } from '../tiers/tiers.repository.js';
import { AddPhaseInput, PhaseArgs, PhasesArgs, UpdatePhaseStatusInput } from './phase.inputs.js';
import { PhaseModel } from './phase.model.js';
import { PhaseConnection, PhasePayload } from './phase.payloads.js';
import { PhasesRepository } from './phases.repository.js';
import { PhasesService } from './phases.service.js';

@Resolver(() => PhaseModel)
export class PhasesResolver {
  constructor(
    private readonly service: PhasesService,
    private readonly repository: PhasesRepository,
    private readonly runs: RunsRepository,
    private readonly tiers: TiersRepository,
    nodes: NodeRegistry,
  ) {
    nodes.serve('phase', 2, async ([runId, phaseId], context) =>
      this.phase({ runId: runId!, phaseId: phaseId! }, context),
    );
  }

  @Query(() => PhaseModel, { nullable: true, description: 'A phase; null if there is none.' })
  async phase(@Args() { runId, phaseId }: PhaseArgs, @Context() context: OperationContext): Promise<PhaseModel | null> {
    const phase = await context.loader(this.repository.byKey).load({ runId, phaseId });
    return phase && new PhaseModel(phase);
  }

  @Query(() => PhaseConnection, { description: 'Phases: newest run first, then in plan order.' })
  async phases(@Args() args: PhasesArgs): Promise<PhaseConnection> {
    const requested = pageRequested(args);
    const filter = args.filter ?? {};
    if (filter.tierId != null && filter.runId == null) {
      throw badUserInput([
        { path: 'filter.tierId', message: 'tierId needs runId: tier ids are unique in their run only' },
      ]);
    }
    const rows = await this.repository.page(filter, requested.first, requested.after);
    const page = pageOf(rows, requested, {
      cursor: (row) => this.repository.cursorOf(row),
      node: ({ phase }) => new PhaseModel(phase),
    });
    return { ...page, filter };
  }

  @Query(() => PhaseModel, { nullable: true, description: 'The phase that would be leased now; null with none.' })
  async nextPhase(@Args() { runId }: RunIdArgs, @Context() context: OperationContext): Promise<PhaseModel | null> {
    const phase = await context.loader(this.repository.headOfRun).load(runId);
    if (!phase) return null;
    const model = new PhaseModel(phase);
    return (await this.nextStates(model, context)).includes('EXECUTING') ? model : null;
  }

  @ResolveField(() => [PhaseStateEnum], {
    description: 'What updatePhaseStatus would accept now, given order, guards and budgets.',
  })
  async nextStates(
    @Parent() { facts: phase }: PhaseModel,
    @Context() context: OperationContext,
  ): Promise<PhaseState[]> {
    const runAndHead = await context.loader(this.repository.runAndHead).load(phase.runId);
    if (!runAndHead) return [];
    const { run, head } = runAndHead;
    // Head and run are of one moment; the phase may be older.
    return nextPhaseStates({ run, phase: head?.phaseId === phase.phaseId ? head : phase, head });
  }

  @ResolveField(() => RunModel, { description: 'The run it belongs to.' })
  async run(@Parent() phase: PhaseModel, @Context() context: OperationContext): Promise<RunModel> {
    const run = await context.loader(this.runs.byId).load(phase.runId);
    return new RunModel(present(run, phase.runId));
  }

  @ResolveField(() => TierModel, { description: 'The tier it belongs to.' })
  async tier(@Parent() { runId, tierId }: PhaseModel, @Context() context: OperationContext): Promise<TierModel> {
    const tier = await context.loader(this.tiers.byKey).load({ runId, tierId });
    return new TierModel(present(tier, runId));
  }

  @Mutation(() => PhasePayload, { description: 'Appends a phase to a tier of a draft; later phases are renumbered.' })
  addPhase(
    @Args('input', { description: 'The draft, the tier and the phase.' }) input: AddPhaseInput,
  ): Promise<PhasePayload> {
    return this.service.add(input);
  }

  @Mutation(() => PhasePayload, {
    description:
      'Moves one phase by the table, in plan order, and charges tokens. Its files follow; those of a run that it ends are in place when it answers.',
  })
  updatePhaseStatus(
    @Args('input', { description: 'The phase and where it shall go.' }) input: UpdatePhaseStatusInput,
  ): Promise<PhasePayload> {
    return this.service.updateStatus(input);
  }
}

@Resolver(() => PhaseConnection)
export class PhaseConnectionResolver {
  constructor(private readonly repository: PhasesRepository) {}

  @ResolveField(() => Int, { description: 'How many phases the filter finds; counted only when selected.' })
  totalCount(@Parent() connection: PhaseConnection): Promise<number> {
    return this.repository.count(connection.filter);
  }
}
