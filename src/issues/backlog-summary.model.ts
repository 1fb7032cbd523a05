import { Field, Int, ObjectType } from '@nestjs/graphql';

import type { BacklogFigures, BacklogTops } from './backlog-summary.repository.js';

@ObjectType('BacklogSummary', { description: 'The backlog of a project in numbers, and what weighs most.' })
export class BacklogSummaryModel implements BacklogFigures {
  @Field(() => Int, { description: 'Entries, resolved ones included.' })
  total: number;
  @Field(() => Int, { description: 'Entries that are OPEN.' })
  open: number;
  @Field(() => Int, { description: 'Entries that have reached a threshold of age: NEEDS_CLEANUP.' })
  needsCleanup: number;
  readonly tops: BacklogTops;
}
