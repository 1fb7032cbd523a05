/** Who this server is and which database it works on: two servers with one `databaseId` share their runs. */
import { createHash } from 'node:crypto';

import { Injectable, type OnModuleInit } from '@nestjs/common';

import { PACKAGE_VERSION } from '../common/package-root.js';
import { Database, statement } from '../database/database.js';

/** The cluster's own number and the database's in it: they outlive renames and restarts, and a copy has others. */
const IDENTITY = statement({
  name: 'server-info.identity',
  text: `select control.system_identifier::text as cluster, own.oid::text as database, current_schema() as schema
    from pg_control_system() control, pg_database own where own.datname = current_database()`,
});
/** Where a provider keeps the cluster's number to itself: its address and name stand in for it. */
const IDENTITY_BY_ADDRESS = statement({
  name: 'server-info.identity-by-address',
  text: `select concat(inet_server_addr(), ':', inet_server_port(), '/', own.datname) as cluster, own.oid::text as database, current_schema() as schema
    from pg_database own where own.datname = current_database()`,
});
const NOW = statement({ name: 'server-info.now', text: 'select autopack_now() as now' });

interface IdentityRow {
  readonly cluster: string;
  readonly database: string;
  readonly schema: string;
}

const INSUFFICIENT_PRIVILEGE = '42501';

@Injectable()
export class ServerInfo implements OnModuleInit {
  readonly version = PACKAGE_VERSION;
  private known: { readonly databaseId: string; readonly startedAt: Date } | null = null;

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    const [row] = await this.database.read<{ now: Date }>(NOW, []);
    this.known = { startedAt: row!.now, databaseId: await this.identify() };
  }

  /** A short text that is the same for every server on this database, for as long as the database lives. */
  get databaseId(): string {
    return this.whenStarted().databaseId;
  }

  /** The instant of the start, by the database's clock (B5). */
  get startedAt(): Date {
    return this.whenStarted().startedAt;
  }

  /** The database's clock (B5). */
  async now(): Promise<Date> {
    const [row] = await this.database.read<{ now: Date }>(NOW, []);
    return row!.now;
  }

  private async identify(): Promise<string> {
    const [row] = await this.database.read<IdentityRow>(IDENTITY, []).catch((error: unknown) => {
      if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
      return this.database.read<IdentityRow>(IDENTITY_BY_ADDRESS, []);
    });
    const { cluster, database, schema } = row!;
    return createHash('sha256')
      .update(JSON.stringify([cluster, database, schema]))
      .digest('hex')
      .slice(0, 16);
  }

  private whenStarted(): { readonly databaseId: string; readonly startedAt: Date } {
    if (!this.known) throw new Error('The server has not started yet');
    return this.known;
  }
}
