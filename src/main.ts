/** Starts the server: the database, the schema, the application, the door. No decisions. */
import 'reflect-metadata';

import { setTimeout as delay } from 'node:timers/promises';

import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

import { AppModule } from './app.module.js';
import { EDGE_OPTIONS, installEdge } from './auth/edge.js';
import { LoginAttempts } from './auth/login-attempts.js';
import { watchIdleMemory } from './common/idle-memory.js';
import { createLogger } from './common/logger.js';
import { outageOf } from './common/outages.js';
import { ServerStop } from './common/server-stop.js';
import { TrustedProxies } from './common/trusted-proxies.js';
import {
  isLoopbackAddress,
  NOBODY_CAN_LOG_IN,
  ownTokenFault,
  type Settings,
  SettingsError,
} from './config/settings.js';
import { Database } from './database/database.js';
import { migrate } from './database/migrate.js';
import { acquireEmbeddedDatabase } from './embedded-postgres/embedded-database.js';
import { StoredLogins } from './tokens/stored-logins.js';
import { TokensRepository } from './tokens/tokens.repository.js';

export interface RunningServer {
  /** Where it listens, e.g. http://127.0.0.1:8000. */
  readonly url: string;
  /** Settles, with the reason, when the server cannot go on: its embedded database is lost. Close it then. */
  readonly lost: Promise<Error>;
  /** Stops taking requests, finishes those in flight, leaves the database. */
  close(): Promise<void>;
}

/** A server that is complete and does not listen yet. */
export interface OpenServer extends Pick<RunningServer, 'lost' | 'close'> {
  readonly app: NestFastifyApplication;
  /** Where it listens, from now on. */
  listen(): Promise<string>;
}

export async function startServer(settings: Settings): Promise<RunningServer> {
  const { lost, close, listen } = await openServer(settings);
  try {
    return { url: await listen(), lost, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Everything but the door: somebody else may take the requests, as `autopack/testing` does. `isMigrated`: the database is known to have the present schema. */
export async function openServer(settings: Settings, isMigrated = false): Promise<OpenServer> {
  const fault = ownTokenFault(settings.token);
  if (fault !== null) throw new SettingsError([fault]);
  const logger = createLogger(settings);
  for (const warning of settings.warnings) logger.warn(warning, 'Settings');
  const database = await databaseOf(settings, logger);
  let app: NestFastifyApplication | undefined;
  try {
    for (const patience = performance.now() + START_PATIENCE_MS; ;) {
      try {
        if (!isMigrated) await migrate(database.url());
        app = await applicationOn(database.url(), settings, logger);
        break;
      } catch (error) {
        if (!database.comesBack || !outageOf(error) || performance.now() > patience) throw error;
        logger.warn('The database went away during the start; it is tried again.', 'Database');
        await delay(START_PAUSE_MS);
      }
    }
    const gateway = app.get(Database, { strict: false });
    database.onMove((url) => gateway.moveTo(url));
    const running = app;
    const stopWatching = watchIdleMemory();
    return {
      app: running,
      lost: database.lost,
      listen: async () => {
        // Fastify's own listen: Nest's would log a taken port in a form of its own before it throws.
        const fastify = running.getHttpAdapter().getInstance();
        return urlOf(await fastify.listen({ port: settings.port, host: settings.host }), settings.host);
      },
      close: async () => {
        stopWatching();
        // Before connections are drained: waiting claims are answered, so that they do not delay the stop.
        running.get(ServerStop, { strict: false }).begin();
        // A database that is frozen does not end its connections: it is left all the same.
        await Promise.race([running.close(), delay(CLOSE_MS, undefined, { ref: false })]);
        await database.release();
      },
    };
  } catch (error) {
    await app?.close().catch(() => undefined);
    await database.release();
    throw error;
  }
}

/** How long a start is tried again while an embedded database dies under it. */
const START_PATIENCE_MS = 60_000;
const START_PAUSE_MS = 250;
/** No statement takes longer, and so no request. */
const CLOSE_MS = 30_000;

async function applicationOn(url: string, settings: Settings, logger: LoggerService): Promise<NestFastifyApplication> {
  const attempts = new LoginAttempts(new TrustedProxies(settings.trustedProxies));
  const adapter = new FastifyAdapter({ ...EDGE_OPTIONS, forceCloseConnections: 'idle', trustProxy: false });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(url, settings, attempts), adapter, {
    logger,
    abortOnError: false,
  });
  try {
    await installEdge(app, settings, { logins: app.get(StoredLogins, { strict: false }), attempts });
    if (
      settings.token === undefined &&
      !isLoopbackAddress(settings.host) &&
      !(await app.get(TokensRepository, { strict: false }).hasOperator())
    )
      throw new SettingsError([NOBODY_CAN_LOG_IN]);
    const stop = app.get(ServerStop, { strict: false });
    const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    // A connection whose request was under way when the stop began is not kept alive: the drain would wait for it.
    fastify.addHook('onSend', async (_request, reply) => void (stop.isStopping && reply.header('connection', 'close')));
    await app.init();
    return app;
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}

interface ServerDatabase {
  /** Where it is now. */
  readonly url: () => string;
  readonly comesBack: boolean;
  readonly lost: Promise<Error>;
  readonly onMove: (moved: (url: string) => void) => void;
  readonly release: () => Promise<void>;
}

async function databaseOf({ databaseUrl, dataDir }: Settings, logger: LoggerService): Promise<ServerDatabase> {
  if (databaseUrl) {
    const nothing = () => undefined;
    return {
      url: () => databaseUrl,
      comesBack: false,
      lost: new Promise(nothing),
      onMove: nothing,
      release: async () => undefined,
    };
  }
  const database = await acquireEmbeddedDatabase({ dataDir, log: (message) => logger.log(message, 'Database') });
  let url = database.url;
  let report = (_url: string): void => undefined;
  const lost = new Promise<Error>((failed) => {
    const moved = (now: string): void => report((url = now));
    database.watch({ moved, failed });
  });
  const onMove = (moved: (url: string) => void): void => (report = moved)(url);
  return { url: () => url, comesBack: true, lost, onMove, release: () => database.release() };
}

/** The address as the caller named the host, with the port that was taken. */
function urlOf(address: string, host: string): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${new URL(address).port || 80}`;
}
