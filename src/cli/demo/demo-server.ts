/** The demo's server in this process: on PORT, or on a free port where that is taken, so that a demo can be started beside anything else. */
import { connect } from 'node:net';

import { isLoopbackAddress, type Settings } from '../../config/settings.js';
import type { RunningServer } from '../../main.js';
import { isPortTaken } from '../shared/explain-error.js';
import type { Output } from '../shared/output.js';

/** Of two that start at once, the slower one finds out only when it listens. */
export async function startSomewhere(settings: Settings, output: Output): Promise<RunningServer> {
  const { startServer } = await import('../../main.js');
  const elsewhere = (): Promise<RunningServer> => {
    output.line(`Port ${settings.port} is taken; taking a free one.`);
    return startServer({ ...settings, port: 0 });
  };
  if (await isTaken(settings)) return elsewhere();
  try {
    return await startServer(settings);
  } catch (error) {
    if (!isPortTaken(error)) throw error;
    return elsewhere();
  }
}

/**
 * The server's log would run through the picture; it contains faults only, unless more was requested. And where only some folders may hold
 * repositories, the demo's is one of them (A5).
 */
export function demoSettings(settings: Settings, folder: string): Settings {
  const isOpen = isLoopbackAddress(settings.host) && settings.repositoryRoots.length === 0;
  const repositoryRoots = isOpen ? [] : [...settings.repositoryRoots, folder];
  return { ...settings, repositoryRoots, logLevel: process.env.AUTOPACK_LOG_LEVEL ? settings.logLevel : 'warn' };
}

function isTaken({ host, port }: Settings): Promise<boolean> {
  if (port === 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const settle = (taken: boolean): void => {
      socket.destroy();
      resolve(taken);
    };
    socket
      .once('connect', () => settle(true))
      .once('error', () => settle(false))
      .once('timeout', () => settle(false));
  });
}
