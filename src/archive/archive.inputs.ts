import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsArray, IsBoolean, IsOptional } from 'class-validator';

import { CommandInput } from '../graphql/types/command.inputs.js';
import { IsId, IsShortText, IsWhole } from '../graphql/types/validation.js';

const MOST_RETENTION_DAYS = 36_500;
const MOST_ARCHIVED_AT_ONCE = 50;

@InputType('ArchiveRunsInput', { description: 'Which runs shall be archived and deleted.' })
export class ArchiveRunsInput extends CommandInput {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_ARCHIVED_AT_ONCE)
  @IsId({ each: true })
  @Field(() => [ID], {
    nullable: true,
    description: 'Only these runs, up to 50; their age counts only if olderThanDays is given.',
  })
  runIds?: string[] | null;
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Only runs of this project; left out: of all.' })
  projectId?: string | null;
  @IsOptional()
  @IsWhole(0, MOST_RETENTION_DAYS)
  @Field(() => Int, {
    nullable: true,
    description: 'Runs that ended longer ago than so many days; left out: than their project’s retentionDays.',
  })
  olderThanDays?: number | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, { nullable: true, description: 'Only say what would be done; default: false.' })
  dryRun?: boolean | null;
  @IsOptional()
  @IsWhole(1, MOST_ARCHIVED_AT_ONCE)
  @Field(() => Int, { nullable: true, description: 'How many runs are looked at, 1 to 50; default: 10.' })
  first?: number | null;
  @IsOptional()
  @IsShortText(1_000)
  @Field(() => String, { nullable: true, description: 'The endCursor of the previous call, to continue after it.' })
  after?: string | null;
}
