import { Args, Query, Resolver } from '@nestjs/graphql';

import { CheckPatchArgs } from './patch-check.inputs.js';
import { PatchCheckModel } from './patch-check.model.js';
import { PatchChecksService } from './patch-checks.service.js';

@Resolver(() => PatchCheckModel)
export class PatchCheckResolver {
  constructor(private readonly service: PatchChecksService) {}

  @Query(() => PatchCheckModel, {
    description: 'What the gate would say of a patch under a lease. It costs no attempt and writes nothing.',
  })
  checkPatch(@Args() args: CheckPatchArgs): Promise<PatchCheckModel> {
    return this.service.check(args);
  }
}
