/** Starts the server: the database, the schema, the application, the door. No decisions. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { EDGE_OPTIONS, installEdge } from './auth/edge.js';
import { createLogger } from './common/logger.js';
import type { Settings } from './config/settings.js';
import { acquireEmbeddedDatabase } from './database/embedded/embedded-database.js';
import { migrate } from './database/migrate.js';

export interface RunningServer {
  /** Where it listens, e.g. http://127.0.0.1:8000. */
  readonly url: string;
  /** Stops taking requests, finishes those in flight, leaves the database. */
  close(): Promise<void>;
}

export async function startServer(settings: Settings): Promise<RunningServer> {
  const logger = createLogger(settings);
  for (const warning of settings.warnings) logger.warn(warning, 'Settings');
  const database = settings.databaseUrl
    ? { url: settings.databaseUrl, release: async () => undefined }
    : await acquireEmbeddedDatabase({ dataDir: settings.dataDir, log: (message) => logger.log(message, 'Database') });
  let app: NestFastifyApplication | undefined;
  try {
    await migrate(database.url);
    const adapter = new FastifyAdapter({ ...EDGE_OPTIONS, forceCloseConnections: 'idle', trustProxy: false });
    app = await NestFactory.create<NestFastifyApplication>(AppModule.on(database.url, settings), adapter, { logger, abortOnError: false });
    installEdge(app, settings);
    await app.init();
    // Fastify's own listen: Nest's would log a taken port in a form of its own before it throws.
    const address = await app.getHttpAdapter().getInstance().listen({ port: settings.port, host: settings.host });
    const running = app;
    return {
      url: urlOf(address, settings.host),
      close: async () => {
        await running.close();
        await database.release();
      },
    };
  } catch (error) {
    await app?.close().catch(() => undefined);
    await database.release();
    throw error;
  }
}

/** The address as the caller named the host, with the port that was taken. */
function urlOf(address: string, host: string): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${new URL(address).port || 80}`;
}
