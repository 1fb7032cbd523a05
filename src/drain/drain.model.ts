import { Field, Int, ObjectType } from '@nestjs/graphql';

import { DateTime } from '../graphql/types/scalars.js';

@ObjectType('Drain', {
  description:
    'A drain of the installation: no server on the database gives new leases for any project. It survives restarts.',
})
export class DrainModel {
  @Field(() => DateTime, { description: 'When it began, by the database’s clock.' })
  since: Date;
  @Field(() => String, { description: 'Who asked for it last: `operator`, or a token’s name and role.' })
  by: string;
  @Field(() => String, { nullable: true, description: 'Why, as it was given last.' })
  reason: string | null;
  @Field(() => Int, {
    description:
      'Leases that still live, of phases and of commits that CI checks; of the projects that the caller reaches.',
  })
  leases: number;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the last of these leases ends at the latest, independent of heartbeats; null: none lives.',
  })
  leasesUntil: Date | null;
}
