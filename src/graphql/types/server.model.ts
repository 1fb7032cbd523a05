import { Field, ObjectType } from '@nestjs/graphql';

import { DateTime } from './scalars.js';

@ObjectType('Server', { description: 'The server that answers.' })
export class ServerModel {
  @Field({ description: 'Its version.' })
  version: string;
  @Field({
    description:
      'Which database it works on: the same for every server on that database, another one for every other database.',
  })
  databaseId: string;
  @Field(() => DateTime, { description: 'When it started, by the database’s clock.' })
  startedAt: Date;
}
