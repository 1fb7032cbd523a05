/** Inputs of the commands and queries on tiers. */
import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsDefined, ValidateNested } from 'class-validator';

import { RunCommandInput } from '../graphql/types/command.inputs.js';
import { IsId } from '../graphql/types/validation.js';
import { TierInput } from '../runs/plan.inputs.js';
import { RunIdArgs } from '../runs/run.inputs.js';

@InputType('AddTierInput', { description: 'A tier to append to a draft.' })
export class AddTierInput extends RunCommandInput {
  @IsDefined()
  @ValidateNested()
  @Type(() => TierInput)
  @Field(() => TierInput, { description: 'The tier with its phases.' })
  tier: TierInput;
}

@ArgsType()
export class TierArgs extends RunIdArgs {
  @IsId()
  @Field(() => ID, { description: 'The tier.' })
  tierId: string;
}
