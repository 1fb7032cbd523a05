/** Arguments of the event field and of the subscriptions. */
import { ArgsType, Field, ID, Int } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import { IsId, IsWhole } from '../graphql/validation.js';
import { RunIdArgs } from '../runs/run.inputs.js';

const MAX_INT = 2 ** 31 - 1;

@ArgsType()
export class EventsArgs {
  @IsOptional()
  @IsWhole(0, MAX_INT)
  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Only events behind this seq.' })
  after?: number | null;
  @IsOptional()
  @IsWhole(0, 1_000)
  @Field(() => Int, { nullable: true, defaultValue: 100, description: 'How many at most; up to 1,000.' })
  first?: number | null;
}

@ArgsType()
export class RunEventsArgs extends RunIdArgs {
  @IsOptional()
  @IsWhole(0, MAX_INT)
  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Replay behind this seq, then go live.' })
  after?: number | null;
}

@ArgsType()
export class RunsEventsArgs {
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Only runs of this project.' })
  projectId?: string | null;
}
