/**
 * Announces commits to the subscriptions: of this process at once, of other servers on the same database through
 * NOTIFY, some milliseconds after the commit and for many runs at a time. A notification can be lost; a check of the
 * versions of the runs, every two seconds while there are subscriptions, makes up for it (E2). Claims that wait on other
 * servers hear of work by the same notifications (W1).
 */
import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';

import { IdSource } from '../common/ids.js';
import { outageOf } from '../common/outages.js';
import { Sweep } from '../common/sweep.js';
import { Database, statement } from '../database/database.js';
import { type CommitHook, CommitHooks } from '../lifecycle/pipeline/commit-hooks.js';
import { EventsRepository } from './events.repository.js';
import { SubscriptionHub } from './subscription-hub.js';

const CHANNEL = 'autopack_events';
/** $1 channel, $2 the id of the sending server and the runs that have changed. */
const NOTIFY = statement({ name: 'notify', text: 'select pg_notify($1, $2)' });
/** Beside the ids of runs, none of which holds a colon: there may be work that no change of a run announces. */
const WORK = 'work:';
const COALESCE_MS = 10;
const LOOK_EVERY_MS = 2_000;
/** A notification may carry 8,000 bytes; an id has at most 100. */
const IDS_PER_NOTIFICATION = 60;

@Injectable()
export class EventExchange implements CommitHook, OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('EventExchange');
  private readonly self: string;
  private readonly looks = new Sweep(
    LOOK_EVERY_MS,
    () => this.look(),
    (error) => this.report(`The check of the runs failed: ${error}`, error),
  );
  private readonly toPublish = new Set<string>();
  private known = new Map<string, number>();
  private client: pg.Client | null = null;
  private flushed: Promise<void> = Promise.resolve();
  private flushing: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly hooks: CommitHooks,
    private readonly hub: SubscriptionHub,
    private readonly repository: EventsRepository,
    ids: IdSource,
  ) {
    this.self = ids.uuid();
  }

  onModuleInit(): void {
    this.hooks.add(this);
    this.hub.relay = (signal) => this.publish(signal);
    this.looks.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.hub.relay = null;
    await this.looks.stop();
    await this.flushInTurn();
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  committed(runId: string): void {
    this.hub.signal([runId]);
    this.publish(runId);
  }

  deleted(runId: string): void {
    this.hub.signal([runId]);
  }

  /** Its dispatch may have been resumed. */
  projectChanged(): void {
    this.publish(WORK);
  }

  workDue(where: 'here' | 'elsewhere'): void {
    if (where === 'here') this.publish(WORK);
  }

  /** One check of the versions of the runs, and of the connection that listens to other servers. */
  async look(): Promise<void> {
    if (!this.client) await this.listen();
    if (this.hub.count === 0) {
      this.known.clear();
      return;
    }
    const versions = await this.repository.versions();
    this.hub.signal(versions.filter((run) => this.known.get(run.runId) !== run.version).map((run) => run.runId));
    this.known = new Map(versions.map((run) => [run.runId, run.version]));
  }

  private publish(signal: string): void {
    this.toPublish.add(signal);
    this.flushing ??= setTimeout(() => void this.flushInTurn(), COALESCE_MS);
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.database.url,
      application_name: 'autopack events',
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
    });
    client.on('error', () => this.lose(client));
    client.on('end', () => this.lose(client));
    client.on('notification', ({ payload }) => {
      const [sender, ...signals] = (payload ?? '').split(' ');
      if (sender !== this.self) this.heard(signals);
    });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      // A connection without LISTEN would stay open after every check that fails.
      await client.end().catch(() => undefined);
      throw error;
    }
    this.client = client;
    this.known.clear();
  }

  /** What another server relayed. Signals that are not about runs hold a colon; output is no work. */
  private heard(signals: readonly string[]): void {
    this.hub.signal(signals.filter((signal) => signal !== WORK));
    if (signals.some((signal) => signal === WORK || !signal.includes(':'))) this.hooks.workDue('elsewhere');
  }

  private lose(client: pg.Client): void {
    if (this.client === client) this.client = null;
  }

  /** One after the other: the connection takes one query at a time. */
  private flushInTurn(): Promise<void> {
    if (this.flushing) clearTimeout(this.flushing);
    this.flushing = null;
    this.flushed = this.flushed.then(() => this.flush());
    return this.flushed;
  }

  /** Never throws. */
  private async flush(): Promise<void> {
    const runIds = [...this.toPublish];
    this.toPublish.clear();
    try {
      for (let from = 0; from < runIds.length; from += IDS_PER_NOTIFICATION) {
        const payload = [this.self, ...runIds.slice(from, from + IDS_PER_NOTIFICATION)].join(' ');
        await this.client?.query({ ...NOTIFY, values: [CHANNEL, payload] });
      }
    } catch (error) {
      this.report(`Other servers get the changes of ${runIds.length} runs later: ${String(error)}`, error);
    }
  }

  /** An unreachable database is logged once, elsewhere. */
  private report(message: string, error: unknown): void {
    if (outageOf(error)) this.logger.debug(message);
    else this.logger.warn(message);
  }
}
