/** DBOS: a workflow of three durable steps that do nothing, from its start to its result, in this process. */
import { DBOS } from '@dbos-inc/dbos-sdk';

import { atOnce, DATABASE_URL, IN_FLIGHT, serveRounds } from './rounds.mjs';

const step = async (n) => n + 1;
const workflow = DBOS.registerWorkflow(
  async (n) => {
    const built = await DBOS.runStep(() => step(n), { name: 'build' });
    const checked = await DBOS.runStep(() => step(built), { name: 'check' });
    return DBOS.runStep(() => step(checked), { name: 'report' });
  },
  { name: 'phase' },
);

DBOS.setConfig({
  name: 'bench-peer',
  systemDatabaseUrl: DATABASE_URL,
  systemDatabasePoolSize: IN_FLIGHT,
  logLevel: 'error',
});
await DBOS.launch();
serveRounds((ms) => atOnce(ms, () => workflow(1)));
