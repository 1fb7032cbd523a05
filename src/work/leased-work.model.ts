import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { PhaseModel } from '../phases/phase.model.js';
import { WorkBriefModel } from './lease.model.js';

@ObjectType('AttemptBrief', { description: 'What the worker of an attempt was asked to do.' })
export class AttemptBriefModel {
  @Field({ description: 'The brief as Markdown, at most 28,000 bytes.' })
  markdown: string;
  @Field({
    description:
      'The attempt is at work, and this is what its claim got. Else it is made again from the records: issues are those that are open now, and tokens those of the phase.',
  })
  isExact: boolean;
}

@ObjectType('LeasedWork', { description: 'What a lease is for.' })
export class LeasedWorkModel extends Payload {
  @Field(() => PhaseModel, { nullable: true, description: 'The phase; null with errors.' })
  phase: PhaseModel | null;
  @Field(() => WorkBriefModel, { nullable: true, description: 'The brief, as the claim got it; null with errors.' })
  brief: WorkBriefModel | null;
}
