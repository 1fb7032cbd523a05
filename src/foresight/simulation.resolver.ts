import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { OperationContext } from '../graphql/request/operation-context.js';
import { SimulatePlanInput } from './simulation.inputs.js';
import { SimulationModel } from './simulation.model.js';
import { SimulationService } from './simulation.service.js';

@Resolver(() => SimulationModel)
export class SimulationResolver {
  constructor(private readonly simulations: SimulationService) {}

  @Query(() => SimulationModel, {
    description:
      'Plays a plan many times before it is paid for: its odds, its cost, and what would change them. Nothing is stored.',
  })
  simulatePlan(
    @Args('input', { description: 'The plan, the policy and the model.' }) input: SimulatePlanInput,
    @Context() context: OperationContext,
  ): Promise<SimulationModel> {
    return this.simulations.simulate(input, context.abandoned);
  }
}
