import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { RunModel } from '../runs/run.model.js';
import { TierModel } from './tier.model.js';

@ObjectType('TierPayload', { description: 'The answer of a command on a tier.' })
export class TierPayload extends Payload {
  @Field(() => TierModel, { nullable: true, description: 'The tier as it is now; null if there is none.' })
  tier: TierModel | null;
  @Field(() => RunModel, { nullable: true, description: 'Its run as it is now; null if there is none.' })
  run: RunModel | null;
}
