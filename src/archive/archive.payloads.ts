import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { ArchivedRunModel } from './archive.model.js';

@ObjectType('ArchiveRunsPayload', { description: 'The answer of archiveRuns.' })
export class ArchiveRunsPayload extends Payload {
  @Field(() => [ArchivedRunModel], { description: 'The runs that were looked at, in the order in which they ended.' })
  runs: ArchivedRunModel[];
  @Field(() => String, { nullable: true, description: 'Where the next call goes on; null: there are no more.' })
  endCursor: string | null;
}
