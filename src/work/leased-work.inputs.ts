import { ArgsType, Field, Int } from '@nestjs/graphql';

import { IsLeaseToken, IsWhole } from '../graphql/types/validation.js';
import { PhaseArgs } from '../phases/phase.inputs.js';

@ArgsType()
export class LeasedWorkArgs {
  @IsLeaseToken()
  @Field({ description: 'The token of a live lease of a phase.' })
  leaseToken: string;
}

@ArgsType()
export class AttemptBriefArgs extends PhaseArgs {
  @IsWhole(1, 2 ** 31 - 1)
  @Field(() => Int, { description: 'Number of the attempt.' })
  attempt: number;
}
