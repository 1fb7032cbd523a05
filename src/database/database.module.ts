import { Module } from '@nestjs/common';

import { CommonModule } from '../common/common.module.js';
import { Database } from './database.js';

/** The named-statement gateway on the TypeORM connection that the composition root opens. */
@Module({ imports: [CommonModule], providers: [Database], exports: [Database] })
export class DatabaseModule {}
