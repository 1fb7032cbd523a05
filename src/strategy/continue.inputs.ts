import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { IsBoolean, IsOptional } from 'class-validator';

import { BUDGET_MAXIMA } from '../domain/model/limits.js';
import { RunCommandInput } from '../graphql/types/command.inputs.js';
import { SafeInt } from '../graphql/types/scalars.js';
import { IsId, IsWhole } from '../graphql/types/validation.js';

@InputType('ContinueRunInput', { description: 'A run that ended as failed and is continued as a new run.' })
export class ContinueRunInput extends RunCommandInput {
  @IsOptional()
  @IsId()
  @Field(() => ID, {
    nullable: true,
    description: 'Id of the new run; left out: the next free one of `{id}-r2`, `{id}-r3`, …',
  })
  newRunId?: string | null;
  @IsOptional()
  @IsWhole(1, BUDGET_MAXIMA.tokenCap)
  @Field(() => SafeInt, {
    nullable: true,
    description: 'Of each new run, as in startRun: what the failed run used or was given does not count.',
  })
  tokenCap?: number | null;
  @IsOptional()
  @IsWhole(1, BUDGET_MAXIMA.minutes)
  @Field(() => Int, { nullable: true, description: 'Of each new run, as in startRun.' })
  maxDurationMinutes?: number | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'True: linked runs that were cancelled with it are continued too, as `{newId}-2`, ….',
  })
  withFollowers?: boolean | null;
}
