import { Field, ID, ObjectType } from '@nestjs/graphql';

import { connectionOf } from '../graphql/paging/connection.js';
import { Payload } from '../graphql/payload.js';
import type { RunFilter } from './run.inputs.js';
import { RunModel } from './run.model.js';
import type { RunOrder } from './run-order.js';

@ObjectType('RunPayload', { description: 'The answer of a command on a run.' })
export class RunPayload extends Payload {
  @Field(() => RunModel, { nullable: true, description: 'The run as it is now; null if there is none.' })
  run: RunModel | null;
}

@ObjectType('DeleteRunPayload', { description: 'The answer of deleteRun.' })
export class DeleteRunPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The id of the deleted run; null if the command was refused.' })
  deletedRunId: string | null;
}

@ObjectType('RunConnection', { description: 'A page of runs.' })
export class RunConnection extends connectionOf<RunModel>('Run', () => RunModel) {
  /** What the list was filtered by, for the count. */
  filter: RunFilter;
  order: RunOrder;
}
