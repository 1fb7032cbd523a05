import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { PhaseModel } from '../phases/phase.model.js';
import { WorkBriefModel } from './lease.model.js';

@ObjectType('LeasedWork', { description: 'What a lease is for.' })
export class LeasedWorkModel extends Payload {
  @Field(() => PhaseModel, { nullable: true, description: 'The phase; null with errors.' })
  phase: PhaseModel | null;
  @Field(() => WorkBriefModel, { nullable: true, description: 'The brief, as the claim got it; null with errors.' })
  brief: WorkBriefModel | null;
}
