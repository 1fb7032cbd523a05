import { Query, ResolveField, Resolver } from '@nestjs/graphql';

import { DateTime } from '../graphql/types/scalars.js';
import { ServerModel } from '../graphql/types/server.model.js';
import { ServerInfo } from './server-info.js';

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
