/** Whether this server can do its work now. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { ServerStop } from '../common/server-stop.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { Database, type Statement } from '../database/database.js';
import { MIGRATIONS } from '../database/migrations/all-migrations.js';
import { ServerInfo } from './server-info.js';

/** How long the database may take to answer before it counts as away. */
const PATIENCE_MS = 2_000;

const APPLIED: Statement = { name: 'health.migrations', text: 'select name from autopack_migration' };

/**
 * `ok`: everything works. `degraded`: commands work, files of runs cannot be written (F2: they are written later). `unavailable`: the
 * database is away or not migrated, or the server is stopping.
 */
export type HealthStatus = 'ok' | 'degraded' | 'unavailable';

export interface HealthReport {
  readonly status: HealthStatus;
  readonly version: string;
  readonly databaseId: string;
  readonly startedAt: string;
  readonly checks: {
    readonly stopping: boolean;
    readonly database: { readonly reachable: boolean; readonly latencyMs: number | null };
    readonly migrations: { readonly applied: number; readonly missing: readonly string[] };
    readonly runsRoot: { readonly writable: boolean };
  };
}

@Injectable()
export class HealthService {
  constructor(
    private readonly database: Database,
    private readonly info: ServerInfo,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly stop: ServerStop,
  ) {}

  async report(): Promise<HealthReport> {
    const began = performance.now();
    const [applied, writable] = await Promise.all([this.appliedMigrations(), isWritable(this.settings.runsRoot)]);
    const latencyMs = applied ? Math.round((performance.now() - began) * 10) / 10 : null;
    const missing = MIGRATIONS.map((migration) => migration.name).filter((name) => !applied?.includes(name));
    const usable = applied !== null && missing.length === 0 && !this.stop.isStopping;
    return {
      status: !usable ? 'unavailable' : writable ? 'ok' : 'degraded',
      version: this.info.version,
      databaseId: this.info.databaseId,
      startedAt: this.info.startedAt.toISOString(),
      checks: {
        stopping: this.stop.isStopping,
        database: { reachable: applied !== null, latencyMs },
        migrations: { applied: applied?.length ?? 0, missing: applied ? missing : [] },
        runsRoot: { writable },
      },
    };
  }

  /** The names of the migrations in the database; null if it does not answer in time. */
  private async appliedMigrations(): Promise<string[] | null> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PATIENCE_MS)));
    const answer = this.database.write<{ name: string }>(APPLIED, []).then(
      (rows) => rows.map((row) => row.name),
      () => null,
    );
    return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
  }
}

/** Whether files can be made in a folder, or in the nearest one above it that exists. */
async function isWritable(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return (await stat(folder)).isDirectory();
  } catch (error) {
    const parent = dirname(folder);
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder && isWritable(parent);
  }
}
