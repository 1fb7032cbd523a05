import { Field, ObjectType } from '@nestjs/graphql';

import { connectionOf } from '../graphql/paging/connection.js';
import { Payload } from '../graphql/payload.js';
import { RunModel } from '../runs/run.model.js';
import type { PhaseFilter } from './phase.inputs.js';
import { PhaseModel } from './phase.model.js';

@ObjectType('PhasePayload', { description: 'The answer of a command on a phase.' })
export class PhasePayload extends Payload {
  @Field(() => PhaseModel, { nullable: true, description: 'The phase as it is now; null if there is none.' })
  phase: PhaseModel | null;
  @Field(() => RunModel, { nullable: true, description: 'Its run as it is now; null if there is none.' })
  run: RunModel | null;
}

@ObjectType('PhaseConnection', { description: 'A page of phases.' })
export class PhaseConnection extends connectionOf<PhaseModel>('Phase', () => PhaseModel) {
  /** What the list was filtered by, for the count. */
  filter: PhaseFilter;
}
