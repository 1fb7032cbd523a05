/** What the inputs of commands have in common. */
import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';

import { IsId, IsIdempotencyKey, IsWhole } from './validation.js';

@InputType({ isAbstract: true })
export abstract class CommandInput {
  @IsIdempotencyKey()
  @Field(() => String, {
    nullable: true,
    description:
      'Your own key for this command, 1 to 200 characters: sent again with the same input, it is not run again.',
  })
  idempotencyKey?: string | null;
}

@InputType({ isAbstract: true })
export abstract class RunCommandInput extends CommandInput {
  @IsId()
  @Field(() => ID, { description: 'The run.' })
  runId: string;
  @IsOptional()
  @IsWhole(0, 2 ** 31 - 1)
  @Field(() => Int, { nullable: true, description: 'Refuse with VERSION_CONFLICT unless the run is at this version.' })
  expectedRunVersion?: number | null;
}
