/** `autopack serve`: the server in this process, until a signal asks it to stop. */
import { setTimeout as delay } from 'node:timers/promises';

import { databasePlace } from '../../common/database-words.js';
import { readEnvironment } from '../../config/environment.js';
import type { Settings } from '../../config/settings.js';
import { EXIT } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import { reachableUrl } from '../shared/server-address.js';
import { listenForStop } from '../shared/until-stopped.js';

/** A stopped server leaves nothing that could keep the process; should a library do so nevertheless, it is not waited for. */
const LEFTOVERS_MS = 5_000;

export async function serve(output: Output): Promise<number> {
  const settings = readEnvironment();
  const stop = listenForStop();
  try {
    const { startServer } = await import('../../main.js');
    const server = await startServer(settings);
    const address = reachableUrl(server.url);
    const [dashboard, graphql] = [`${address}/ui/`, `${address}/graphql`];
    if (!stop.isStopped()) {
      output.line(`Autopack listens on ${server.url}`);
      output.line(`  dashboard   ${output.paint('bold', dashboard)}`);
      output.line(`  ${settings.playground ? 'playground' : 'API       '}  ${graphql}`);
      output.line(`  run files   ${settings.runsRoot}`);
      output.line(`  database    ${databaseOf(settings)}`);
      output.document({ ok: true, url: server.url, dashboard, graphql, runsRoot: settings.runsRoot, pid: process.pid });
    }
    const ending = await Promise.race([stop.stopped, server.lost]);
    if (typeof ending !== 'string') {
      await Promise.race([server.close().catch(() => undefined), delay(LEFTOVERS_MS, undefined, { ref: false })]);
      throw ending;
    }
    output.line(`Stopping (${ending}); a second signal ends it at once.`);
    await server.close();
    return EXIT.ok;
  } finally {
    stop.ignore();
    setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
  }
}

/** Without user and password (A4). */
export function databaseOf(settings: Settings): string {
  if (settings.databaseUrl === undefined) return `embedded PostgreSQL in ${settings.dataDir}`;
  return databasePlace(settings.databaseUrl);
}
