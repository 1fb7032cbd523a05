/** What runs and tiers show of their phases. */
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { nextRunStates } from '../domain/decisions/run/next-states.js';
import type { PhaseFacts } from '../domain/model/facts.js';
import { isAtWork } from '../domain/model/phase-state.js';
import { isDraft, isRunTerminal, type RunState } from '../domain/model/run-state.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { RunStateEnum } from '../graphql/types/enums.js';
import { RunModel } from '../runs/run.model.js';
import { TierModel } from '../tiers/tier.model.js';
import { TiersRepository } from '../tiers/tiers.repository.js';
import { PhaseModel } from './phase.model.js';
import { PhasesRepository } from './phases.repository.js';

@Resolver(() => RunModel)
export class RunPhasesResolver {
  constructor(
    private readonly repository: PhasesRepository,
    private readonly tiers: TiersRepository,
  ) {}

  @ResolveField(() => [PhaseModel], { description: 'Its phases, in plan order.' })
  async phases(@Parent() run: RunModel, @Context() context: OperationContext): Promise<PhaseModel[]> {
    return toPhases(await context.loader(this.repository.ofRun).load(run.runId));
  }

  @ResolveField(() => PhaseModel, {
    nullable: true,
    description: 'The phase at work (EXECUTING, GATE, CI_RUNNING); null between phases.',
  })
  async currentPhase(@Parent() run: RunModel, @Context() context: OperationContext): Promise<PhaseModel | null> {
    const head = await context.loader(this.repository.headOfRun).load(run.runId);
    return head && isAtWork(head.state) ? new PhaseModel(head) : null;
  }

  @ResolveField(() => [RunStateEnum], {
    description: 'What one command or the clock can bring next; empty when the run has ended.',
  })
  async nextStates(@Parent() { facts: seen }: RunModel, @Context() context: OperationContext): Promise<RunState[]> {
    if (isRunTerminal(seen.state)) return [];
    const runAndHead = await context.loader(this.repository.runAndHead).load(seen.runId);
    // Deleted meanwhile, and so it had ended.
    if (!runAndHead) return [];
    const { run, head: phase, tier, closing } = runAndHead;
    if (isDraft(run.state)) {
      const tiers = await context.loader(this.tiers.ofRun).load(run.runId);
      return nextRunStates(
        run,
        null,
        tiers.some((one) => one.phaseCount === 0),
      );
    }
    return nextRunStates(run, phase && tier ? { phase, tier, behindHeadIndex: null, closing } : null, false);
  }
}

@Resolver(() => TierModel)
export class TierPhasesResolver {
  constructor(private readonly repository: PhasesRepository) {}

  @ResolveField(() => [PhaseModel], { description: 'Its phases, in plan order.' })
  async phases(@Parent() { runId, tierId }: TierModel, @Context() context: OperationContext): Promise<PhaseModel[]> {
    return toPhases(await context.loader(this.repository.ofTier).load({ runId, tierId }));
  }
}

const toPhases = (phases: readonly PhaseFacts[]) => phases.map((phase) => new PhaseModel(phase));
