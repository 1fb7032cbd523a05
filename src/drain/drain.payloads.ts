import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { DrainModel } from './drain.model.js';

@ObjectType('DrainPayload', { description: 'The answer of setDrain.' })
export class DrainPayload extends Payload {
  @Field(() => DrainModel, { nullable: true, description: 'The drain as it is now; null: work is dispatched.' })
  draining: DrainModel | null;
}
