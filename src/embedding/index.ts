/** `autopack`: a server inside another program. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { SettingsError } from '../config/setting-names.js';
import { type Environment, readSettings } from '../config/settings.js';
import { startServer as start } from '../main.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import type { AutopackServer, ServerOptions } from './server-options.js';

export type { AutopackServer, ServerOptions };

/** Starts a server in this process. Rejects with a sentence that says what to do; then nothing is left. It listens to no signal: ending is yours. */
export async function startServer(options: ServerOptions = {}): Promise<AutopackServer> {
  const settings = environmentOf(options);
  const place = options.temporary === true ? await temporaryFolder('autopack-server') : null;
  const inPlace =
    place === null ? {} : { AUTOPACK_DATA_DIR: join(place, 'data'), AUTONOMOUS_RUNS_DIR: join(place, 'runs') };
  const remove = async (): Promise<void> => {
    if (place !== null) await rm(place, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const server = await start(readSettings({ ...settings, ...inPlace }, process.cwd()));
    let closed: Promise<void> | undefined;
    const close = (): Promise<void> => (closed ??= server.close().finally(remove));
    return { url: server.url, lost: server.lost, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The options under the names of the settings, so that one place checks them. */
function environmentOf(options: ServerOptions): Environment {
  const { temporary, databaseUrl, dataFolder, runsFolder } = options;
  if (temporary === true && (databaseUrl ?? dataFolder ?? runsFolder) !== undefined)
    throw new SettingsError(['temporary goes with none of databaseUrl, dataFolder and runsFolder']);
  return {
    ...options.settings,
    HOST: options.host,
    PORT: String(options.port ?? 0),
    DATABASE_URL: databaseUrl,
    AUTOPACK_DATA_DIR: dataFolder,
    AUTONOMOUS_RUNS_DIR: runsFolder,
    AUTOPACK_TOKEN: options.token,
    AUTOPACK_ALLOWED_HOSTS: options.allowedHosts?.join(','),
    AUTOPACK_REPOSITORY_ROOTS: options.repositoryRoots?.join(','),
    AUTOPACK_LOG_LEVEL: options.logLevel ?? 'warn',
    AUTOPACK_POOL_SIZE: options.poolSize === undefined ? undefined : String(options.poolSize),
  };
}
