import { Field, ID, ObjectType } from '@nestjs/graphql';

import { ARCHIVE_OUTCOMES, type ArchiveOutcome } from '../domain/model/vocabulary.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { graphqlEnum } from '../graphql/types/graphql-enum.js';
import { DateTime } from '../graphql/types/scalars.js';

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
