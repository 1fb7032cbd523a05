import { Module } from '@nestjs/common';

import { PlaygroundController } from './playground.controller.js';

/** The playground: GraphiQL at GET /graphql from local files. */
@Module({ controllers: [PlaygroundController] })
export class PlaygroundModule {}
