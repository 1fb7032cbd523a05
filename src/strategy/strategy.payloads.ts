import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { RunModel } from '../runs/run.model.js';

@ObjectType('RunsPayload', { description: 'The answer of startRunFromPlan.' })
export class RunsPayload extends Payload {
  @Field(() => [RunModel], { description: 'The runs that the plan became, in order; empty if it was refused.' })
  runs: RunModel[];
}

@ObjectType('ContinueRunPayload', { description: 'The answer of continueRun.' })
export class ContinueRunPayload extends Payload {
  @Field(() => [RunModel], {
    description: 'The new run, then those of its followers, in order; empty if it was refused.',
  })
  runs: RunModel[];
}
