import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { ContinueRunInput } from './continue.inputs.js';
import { ContinueService } from './continue.service.js';
import { ContinueRunPayload } from './strategy.payloads.js';

@Resolver(() => ContinueRunPayload)
export class ContinueRunResolver {
  constructor(private readonly service: ContinueService) {}

  @Mutation(() => ContinueRunPayload, {
    description:
      'Continues a run that ended as failed: a new run of the phases that are not COMPLETE, from its last snapshot, with budgets and a strategy of its own.',
  })
  continueRun(@Args('input', { description: 'The run.' }) input: ContinueRunInput): Promise<ContinueRunPayload> {
    return this.service.continueRun(input);
  }
}
