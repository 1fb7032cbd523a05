/** Whether this server can do its work now. */
import { Injectable } from '@nestjs/common';

import { type DiskState, LEAST_FREE_BYTES, ServerDisk } from '../artefacts/server-disk.js';
import { ServerStop } from '../common/server-stop.js';
import { Database, statement } from '../database/database.js';
import { MIGRATIONS } from '../database/migrations/all-migrations.js';
import { ServerInfo } from './server-info.js';

/** How long the database may take to answer before it counts as away. */
const PATIENCE_MS = 2_000;

const APPLIED = statement({ name: 'health.migrations', text: 'select name from autopack_migration' });

/**
 * `ok`: everything works. `degraded`: commands work, files of runs cannot be written (F2: they are written later), or
 * space for them runs out; then no work is assigned (B6). `unavailable`: the database is away or not migrated, or the
 * server is stopping.
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
    /** `reason` says why nothing can be written, or that space runs out. */
    readonly runsRoot: {
      readonly writable: boolean;
      readonly freeBytes: number | null;
      readonly reason: string | null;
    };
  };
}

@Injectable()
export class HealthService {
  constructor(
    private readonly database: Database,
    private readonly info: ServerInfo,
    private readonly disk: ServerDisk,
    private readonly stop: ServerStop,
  ) {}

  async report(): Promise<HealthReport> {
    const began = performance.now();
    const [applied, disk] = await Promise.all([this.appliedMigrations(), this.disk.look()]);
    const runsRoot = rootOf(disk);
    const latencyMs = applied ? Math.round((performance.now() - began) * 10) / 10 : null;
    const missing = MIGRATIONS.map((migration) => migration.name).filter((name) => !applied?.includes(name));
    const usable = applied !== null && missing.length === 0 && !this.stop.isStopping;
    return {
      status: !usable ? 'unavailable' : runsRoot.reason === null ? 'ok' : 'degraded',
      version: this.info.version,
      databaseId: this.info.databaseId,
      startedAt: this.info.startedAt.toISOString(),
      checks: {
        stopping: this.stop.isStopping,
        database: { reachable: applied !== null, latencyMs },
        migrations: { applied: applied?.length ?? 0, missing: applied ? missing : [] },
        runsRoot,
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

function rootOf({ outage, freeBytes }: DiskState): HealthReport['checks']['runsRoot'] {
  const little = freeBytes !== null && freeBytes < LEAST_FREE_BYTES;
  const reason = outage?.message ?? (little ? `Only ${freeBytes} bytes are free below AUTONOMOUS_RUNS_DIR.` : null);
  return { writable: outage === null, freeBytes, reason };
}
