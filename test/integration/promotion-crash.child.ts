/**
 * A process that promotes runs and kills itself at a named point of the next promotion. promotion-crash.spec.ts compiles and starts it; its parent
 * says which run and where to die: no part of the product knows of this. As it starts, it completes open promotions like any server.
 */
import 'reflect-metadata';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';

import { readSettings } from '../../src/config/settings.js';
import { SettingsModule } from '../../src/config/settings.module.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { GitRepository } from '../../src/git/git-repository.js';
import { PromotionModule } from '../../src/promotion/promotion.module.js';
import { PromotionService } from '../../src/promotion/promotion.service.js';

export type CrashPoint = 'before the intent' | 'after the intent' | 'after the ref' | 'after the outcome';
export interface Order {
  readonly runId: string;
  readonly point: CrashPoint;
  readonly key: string;
}

let armed: CrashPoint | null = null;
const crashAt = (point: CrashPoint): void => {
  if (armed === point) process.kill(process.pid, 'SIGKILL');
};

const { write } = Database.prototype;
Database.prototype.write = async function (this: Database, statement, values) {
  if (statement.name === 'intend_promotion') crashAt('before the intent');
  const rows = await write.call(this, statement, values);
  if (statement.name === 'intend_promotion') crashAt('after the intent');
  if (statement.name === 'confirm_promotion') crashAt('after the outcome');
  return rows;
} as typeof write;

const { moveRef } = GitRepository.prototype;
GitRepository.prototype.moveRef = async function (this: GitRepository, move) {
  const moved = await moveRef.call(this, move);
  crashAt('after the ref');
  return moved;
};

const settings = readSettings(process.env, process.cwd());

@Module({
  imports: [
    SettingsModule.of(settings),
    TypeOrmModule.forRoot({ ...dataSourceOptions(settings.databaseUrl!, { poolSize: 4 }), retryAttempts: 1 }),
    PromotionModule,
  ],
})
class PromotingModule {}

process.on('disconnect', () => process.exit());
const app = await NestFactory.createApplicationContext(PromotingModule, { logger: false });
process.on('message', ({ runId, point, key }: Order) => {
  armed = point;
  void app.get(PromotionService).promote({ runId, idempotencyKey: key });
});
process.send!('ready');
