import { Module } from '@nestjs/common';
import { IdSource } from './ids.js';

/** What every room may use: the source of ids. */
@Module({ providers: [IdSource], exports: [IdSource] })
export class CommonModule {}
