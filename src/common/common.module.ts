import { Module } from '@nestjs/common';

import { IdSource } from './ids.js';
import { ServerStop } from './server-stop.js';

/** What every room may use: the source of ids, and word of a stop. */
@Module({ providers: [IdSource, ServerStop], exports: [IdSource, ServerStop] })
export class CommonModule {}
