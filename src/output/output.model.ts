/** Live output as the API shows it (O8). */
import { Field, Int, ObjectType } from '@nestjs/graphql';

import { SafeInt } from '../graphql/types/scalars.js';

@ObjectType('AttemptOutput', {
  description:
    'What agent or CI print while an attempt lives: the newest 64 kB, secrets taken out, kept for a minute after its end. It is no evidence: the logs of the attempt are.',
})
export class AttemptOutputModel {
  @Field(() => Int, { description: 'Number of the attempt.' })
  attempt: number;
  @Field(() => String, { description: 'The bytes from `from` to `to`, as text.' })
  text: string;
  @Field(() => SafeInt, { description: 'Byte of all its output, as it was kept, at which the text begins.' })
  from: number;
  @Field(() => SafeInt, { description: 'The byte after the text: subscribe with it as `from` to continue.' })
  to: number;
  @Field(() => Boolean, { description: 'The attempt is live: more may follow.' })
  isLive: boolean;
}
