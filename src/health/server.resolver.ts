import { Field, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { DateTime } from '../graphql/types/scalars.js';
import { ServerInfo } from './server-info.js';

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

@Resolver(() => ServerModel)
export class ServerResolver {
  constructor(private readonly info: ServerInfo) {}

  @Query(() => ServerModel, { description: 'Who answers: version and database.' })
  server(): ServerModel {
    const { version, databaseId, startedAt } = this.info;
    return { version, databaseId, startedAt };
  }

  @ResolveField(() => DateTime, {
    description: 'What time it is, by the database’s clock, which all deadlines go by.',
  })
  now(): Promise<Date> {
    return this.info.now();
  }
}
