/** Arguments of the event field and of the subscriptions. */
import { ArgsType, Field, ID, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsArray, IsEnum, IsOptional } from 'class-validator';

import type { RunEventType } from '../domain/model/run-event.js';
import { RunEventTypeEnum } from '../graphql/types/enums.js';
import { DateTime } from '../graphql/types/scalars.js';
import { IsId, IsWhole } from '../graphql/types/validation.js';
import { RunIdArgs } from '../runs/run.inputs.js';
import { DEFAULT_PER_SECOND, MOST_PER_SECOND } from './pace.js';

const MAX_INT = 2 ** 31 - 1;
const MOST_TYPES = 100;

@ArgsType()
export class EventsArgs {
  @IsOptional()
  @IsWhole(0, MAX_INT)
  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Only events after this seq.' })
  after?: number | null;
  @IsOptional()
  @IsWhole(0, 1_000)
  @Field(() => Int, { nullable: true, defaultValue: 100, description: 'How many at most; up to 1,000.' })
  first?: number | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_TYPES)
  @IsEnum(RunEventTypeEnum, { each: true })
  @Field(() => [RunEventTypeEnum], {
    nullable: true,
    description:
      'Only events of these types; left out: all, an empty list finds none. To go on, pass the `seq` of the last one as `after`.',
  })
  types?: RunEventType[] | null;
}

@ArgsType()
export class RunEventsArgs extends RunIdArgs {
  @IsOptional()
  @IsWhole(0, MAX_INT)
  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Replay after this seq, then go live.' })
  after?: number | null;
}

@ArgsType()
export class RunChangedArgs extends RunIdArgs {
  @IsOptional()
  @IsWhole(1, MOST_PER_SECOND)
  @Field(() => Int, {
    nullable: true,
    defaultValue: DEFAULT_PER_SECOND,
    description: `How often at most; 1 to ${MOST_PER_SECOND}. Null is ${DEFAULT_PER_SECOND}.`,
  })
  maxPerSecond?: number | null;
}

@ArgsType()
export class RunsEventsArgs {
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Only runs of this project.' })
  projectId?: string | null;
  @IsOptional()
  @Field(() => DateTime, {
    nullable: true,
    description:
      'Replay what was committed since this instant, then go live: no event is skipped, and some may arrive twice; drop events whose `id` is known.',
  })
  since?: Date | null;
}
