/** Arguments of the views. */
import { ArgsType, Field, ID, Int } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';

import { DateTime } from '../graphql/types/scalars.js';
import { IsId, IsWhole } from '../graphql/types/validation.js';

@ArgsType()
export class CalibrationArgs {
  @IsId()
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
  @IsOptional()
  @Field(() => DateTime, { nullable: true, description: 'Only runs that ended at this instant or later.' })
  since?: Date | null;
  @IsOptional()
  @IsWhole(1, 1_000)
  @Field(() => Int, { nullable: true, description: 'Only the newest ended runs: 1 to 1,000; left out: 200.' })
  last?: number | null;
}
