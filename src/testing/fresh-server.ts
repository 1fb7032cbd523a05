/** A server with a database of its own that was made from the template: used for one test, then dropped. */
import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';

import { IdSource } from '../common/ids.js';
import { type Environment, readSettings } from '../config/settings.js';
import { CheckSweeper } from '../lifecycle/checks/check.sweeper.js';
import { DeadlineSweeper } from '../lifecycle/runs/deadline.sweeper.js';
import { WorkSweeper } from '../lifecycle/work/work.sweeper.js';
import { type OpenServer, openServer } from '../main.js';
import { countIds } from './counted-ids.js';
import type { CopiedDatabase, TestCluster } from './test-cluster.js';
import type { TestServerOptions } from './test-server.js';

/** What ends something because the clock says so. */
const CLOCKS = [DeadlineSweeper, WorkSweeper, CheckSweeper];

export class FreshServer {
  private movedSeconds = 0;

  private constructor(
    private readonly server: OpenServer,
    private readonly database: CopiedDatabase,
    private readonly files: string,
  ) {}

  static async open(cluster: TestCluster, options: TestServerOptions, settings: Environment): Promise<FreshServer> {
    const database = await cluster.copy();
    try {
      const server = await openServer(readSettings({ ...settings, DATABASE_URL: database.url }, process.cwd()), true);
      if (options.predictableIds !== false) countIds(server.app.get(IdSource, { strict: false }));
      await server.app.getHttpAdapter().getInstance().ready();
      return new FreshServer(server, database, settings.AUTONOMOUS_RUNS_DIR!);
    } catch (error) {
      await database.drop();
      throw error;
    }
  }

  /** Takes requests and upgrades as events. */
  get http(): Server {
    return this.server.app.getHttpServer() as Server;
  }

  now(): Promise<string> {
    return this.database.now();
  }

  async advance(seconds: number): Promise<string> {
    this.movedSeconds += seconds;
    await this.database.moveClock(this.movedSeconds);
    for (const clock of CLOCKS) await this.server.app.get(clock, { strict: false }).tick();
    return this.now();
  }

  async close(): Promise<void> {
    await this.server.close().finally(() => this.database.drop());
    await rm(this.files, { recursive: true, force: true, maxRetries: 5 });
  }
}
