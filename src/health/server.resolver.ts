import { Query, Resolver } from '@nestjs/graphql';

import { ServerModel } from './server.model.js';
import { ServerInfo } from './server-info.js';

@Resolver()
export class ServerResolver {
  constructor(private readonly info: ServerInfo) {}

  @Query(() => ServerModel, { description: 'Who answers: version and database.' })
  server(): ServerModel {
    const { version, databaseId, startedAt } = this.info;
    return { version, databaseId, startedAt };
  }
}
