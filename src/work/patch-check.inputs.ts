import { ArgsType, Field } from '@nestjs/graphql';

import { IsLeaseToken, IsPatch } from '../graphql/types/validation.js';

@ArgsType()
export class CheckPatchArgs {
  @IsLeaseToken()
  @Field({ description: 'The token of a live lease.' })
  leaseToken: string;
  @IsPatch()
  @Field({ description: 'The patch, as it would be submitted.' })
  patch: string;
}
