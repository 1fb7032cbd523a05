import { Module } from '@nestjs/common';
import { Database } from './database.js';

/** The named-statement gateway on the TypeORM connection that the composition root opens. */
@Module({ providers: [Database], exports: [Database] })
export class DatabaseModule {}
