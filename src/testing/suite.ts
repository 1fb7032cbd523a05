/**
 * One suite: an address that stays, and behind it a server as new after every reset. The next server is made while the test runs, so a reset is a change of hands; nothing
 * of an earlier test is in the memory, the database or the files of the next one.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

import { type Environment } from '../config/settings.js';
import { FreshServer } from './fresh-server.js';
import { suiteFolder } from './suite-folder.js';
import { TestCluster } from './test-cluster.js';
import type { TestServerOptions } from './test-server.js';

export class Suite {
  private next: Promise<FreshServer> | null = null;
  /** Servers that are on their way out. */
  private readonly leaving = new Set<Promise<void>>();
  private made = 0;

  private constructor(
    private readonly place: string,
    private readonly cluster: TestCluster,
    private readonly options: TestServerOptions,
    private readonly door: Server,
    private current: FreshServer,
  ) {}

  static async open(options: TestServerOptions): Promise<Suite> {
    const place = await suiteFolder();
    const undo: (() => Promise<void>)[] = [() => rm(place, { recursive: true, force: true, maxRetries: 5 })];
    try {
      await mkdir(join(place, 'files'));
      const cluster = await TestCluster.open(options);
      undo.push(() => cluster.close());
      const door = createServer();
      await new Promise<void>((listening, failed) => {
        door.once('error', failed).listen(0, '127.0.0.1', listening);
      });
      undo.push(() => closed(door));
      const first = await FreshServer.open(cluster, options, settingsOf(options, place, 0));
      const suite = new Suite(place, cluster, options, door, first);
      door.on('request', (request, response) => suite.current.http.emit('request', request, response));
      door.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        suite.current.http.emit('upgrade', request, socket, head);
      });
      suite.prepare();
      return suite;
    } catch (error) {
      for (const step of undo.reverse()) await step().catch(() => undefined);
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${(this.door.address() as AddressInfo).port}`;
  }

  get folder(): string {
    return join(this.place, 'files');
  }

  async reset(): Promise<void> {
    const fresh = await this.next!;
    const old = this.current;
    this.current = fresh;
    this.leave(old);
    this.prepare();
    for (const name of await readdir(this.folder)) {
      await rm(join(this.folder, name), { recursive: true, force: true, maxRetries: 5 });
    }
  }

  now(): Promise<string> {
    return this.current.now();
  }

  advance(seconds: number): Promise<string> {
    return this.current.advance(seconds);
  }

  async close(): Promise<void> {
    this.leave(this.current);
    const spare = await this.next?.catch(() => null);
    if (spare) this.leave(spare);
    await Promise.all(this.leaving);
    await closed(this.door);
    await this.cluster.close();
    await rm(this.place, { recursive: true, force: true, maxRetries: 5 });
  }

  private prepare(): void {
    this.made += 1;
    this.next = FreshServer.open(this.cluster, this.options, settingsOf(this.options, this.place, this.made));
    // Whoever resets next hears of a failure.
    this.next.catch(() => undefined);
  }

  private leave(server: FreshServer): void {
    const gone: Promise<void> = server
      .close()
      .catch(() => undefined)
      .finally(() => this.leaving.delete(gone));
    this.leaving.add(gone);
  }
}

const settingsOf = (options: TestServerOptions, place: string, number: number): Environment => ({
  AUTOPACK_POOL_SIZE: '4',
  ...options.settings,
  PORT: '0',
  HOST: '127.0.0.1',
  AUTONOMOUS_RUNS_DIR: join(place, `runs-${number}`),
  AUTOPACK_TOKEN: options.token,
  AUTOPACK_LOG_LEVEL: options.logLevel ?? 'silent',
});

function closed(door: Server): Promise<void> {
  return new Promise((done) => {
    door.close(() => done());
    door.closeAllConnections();
  });
}
