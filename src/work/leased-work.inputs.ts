import { ArgsType, Field } from '@nestjs/graphql';

import { IsLeaseToken } from '../graphql/types/validation.js';

@ArgsType()
export class LeasedWorkArgs {
  @IsLeaseToken()
  @Field({ description: 'The token of a live lease of a phase.' })
  leaseToken: string;
}
