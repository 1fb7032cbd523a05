/** The command that archives runs: what it takes and what it answers (O10). */
import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsArray, IsBoolean, IsOptional } from 'class-validator';

import { ARCHIVE_OUTCOMES, type ArchiveOutcome } from '../domain/model/vocabulary.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { Payload } from '../graphql/payload.js';
import { CommandInput } from '../graphql/types/command.inputs.js';
import { graphqlEnum } from '../graphql/types/graphql-enum.js';
import { DateTime } from '../graphql/types/scalars.js';
import { IsId, IsShortText, IsWhole } from '../graphql/types/validation.js';

const MOST_RETENTION_DAYS = 36_500;
const MOST_ARCHIVED_AT_ONCE = 50;

const ArchiveOutcomeEnum = graphqlEnum<ArchiveOutcome>(
  'ArchiveOutcome',
  'What became of a run that is old enough to be archived.',
  ARCHIVE_OUTCOMES,
  {
    ARCHIVED: 'It is in the archive, and nowhere else.',
    ARCHIVABLE: 'It would be archived; this was a dry run.',
    KEPT: 'It stays as it is, for the reason.',
    FAILED: 'It could not be archived, for the reason, and is as it was.',
  },
);

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
  @Field(() => String, { nullable: true, description: 'The endCursor of the call before, to go on behind it.' })
  after?: string | null;
}

@ObjectType('ArchivedRun', { description: 'A run that is old enough to be archived, and what became of it.' })
export class ArchivedRunModel {
  @Field(() => ID, { description: 'The run.' })
  runId: string;
  @Field(() => ID, { description: 'Its project.' })
  projectId: string;
  @Field(() => DateTime, { description: 'When it ended, by the database’s clock.' })
  completedAt: Date;
  @Field(() => ArchiveOutcomeEnum, { description: 'What became of it.' })
  outcome: ArchiveOutcome;
  @Field(() => ReasonModel, { nullable: true, description: 'Why it was kept, or what failed; null: neither.' })
  reason: ReasonModel | null;
  @Field({ description: 'The archive, relative to the runs root.' })
  path: string;
}

@ObjectType('ArchiveRunsPayload', { description: 'The answer of archiveRuns.' })
export class ArchiveRunsPayload extends Payload {
  @Field(() => [ArchivedRunModel], { description: 'The runs that were looked at, in the order in which they ended.' })
  runs: ArchivedRunModel[];
  @Field(() => String, { nullable: true, description: 'Where the next call goes on; null: there are no more.' })
  endCursor: string | null;
}
