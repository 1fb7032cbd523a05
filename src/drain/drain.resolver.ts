import { Args, Context, Mutation, ResolveField, Resolver } from '@nestjs/graphql';

import { OperationContext } from '../graphql/request/operation-context.js';
import { ServerModel } from '../graphql/types/server.model.js';
import { SetDrainInput } from './drain.inputs.js';
import { DrainModel } from './drain.model.js';
import { DrainPayload } from './drain.payloads.js';
import { DrainService } from './drain.service.js';

@Resolver(() => ServerModel)
export class DrainResolver {
  constructor(private readonly service: DrainService) {}

  @ResolveField(() => DrainModel, {
    nullable: true,
    description: 'The drain of all servers on this database, since when and by whom; null: work is dispatched.',
  })
  draining(@Context() { caller }: OperationContext): Promise<DrainModel | null> {
    return this.service.now(caller.projectIds);
  }

  @Mutation(() => DrainPayload, {
    description:
      'Begins or ends a drain, for a deploy: no server on this database gives new leases, in any project. Live leases, results, CI and clocks go on. When this answers, no lease is given any more.',
  })
  setDrain(
    @Args('input', { description: 'Whether the servers drain, and why.' }) input: SetDrainInput,
  ): Promise<DrainPayload> {
    return this.service.set(input);
  }
}
