import { Module } from '@nestjs/common';

import { IdSource } from './ids.js';
import { ServerStop } from './server-stop.js';

/** Shared services: the source of ids, and the notification of a stop. */
@Module({ providers: [IdSource, ServerStop], exports: [IdSource, ServerStop] })
export class CommonModule {}
