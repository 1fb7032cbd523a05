import { Args, ArgsType, Field, ObjectType, Query, Resolver } from '@nestjs/graphql';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { Payload } from '../graphql/payload.js';
import { IsLeaseToken, IsPatch } from '../graphql/types/validation.js';
import { PatchCheckService } from '../lifecycle/work/patch-check.service.js';
import { GateDecisionModel } from './attempt.model.js';

@ObjectType('PatchCheck', { description: 'What the gate would say of a patch.' })
export class PatchCheckModel extends Payload {
  @Field(() => GateDecisionModel, {
    description:
      'Its verdict on the patch alone, as the run stands now; with errors: REJECT, the patch was not looked at.',
  })
  gate: GateDecisionModel;
}

@ArgsType()
export class CheckPatchArgs {
  @IsLeaseToken()
  @Field({ description: 'The token of a live lease.' })
  leaseToken: string;
  @IsPatch()
  @Field({ description: 'The patch, as it would be submitted.' })
  patch: string;
}

@Resolver(() => PatchCheckModel)
export class PatchCheckResolver {
  constructor(private readonly service: PatchCheckService) {}

  @Query(() => PatchCheckModel, {
    description: 'What the gate would say of a patch under a lease. It costs no attempt and writes nothing.',
  })
  async checkPatch(@Args() { leaseToken, patch }: CheckPatchArgs): Promise<PatchCheckModel> {
    const { gate, errors } = await this.service.check(leaseToken, patch);
    return { gate: GateDecisionModel.of(gate)!, errors: errors.map(toCommandError) };
  }
}
