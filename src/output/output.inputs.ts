/** Arguments of the subscription to live output. */
import { ArgsType, Field, ID, Int } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';

import { SafeInt } from '../graphql/types/scalars.js';
import { IsId, IsWhole } from '../graphql/types/validation.js';
import { RunIdArgs } from '../runs/run.inputs.js';

@ArgsType()
export class AttemptOutputArgs extends RunIdArgs {
  @IsId()
  @Field(() => ID, { description: 'The phase.' })
  phaseId: string;
  @IsWhole(1, 2 ** 31 - 1)
  @Field(() => Int, { description: 'Number of the attempt.' })
  attempt: number;
  @IsOptional()
  @IsWhole(0, Number.MAX_SAFE_INTEGER)
  @Field(() => SafeInt, {
    nullable: true,
    defaultValue: 0,
    description: 'Replay what is kept from this byte on, then go live: the `to` that was received last.',
  })
  from?: number | null;
}
