import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { RunModel } from '../runs/run.model.js';
import { PromotionModel } from './promotion.model.js';

@ObjectType('PromotionPayload', { description: 'The answer of promoteRun.' })
export class PromotionPayload extends Payload {
  @Field(() => PromotionModel, {
    nullable: true,
    description:
      'The promotion as it is now, with the text of a pull request if it was refused; null if there is no such run.',
  })
  promotion: PromotionModel | null;
  @Field(() => RunModel, { nullable: true, description: 'The run as it is now; null if there is none.' })
  run: RunModel | null;
}
