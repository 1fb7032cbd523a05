/** graphile-worker: jobs that do nothing, run by its own pool of workers in this process; the jobs were put there before the time runs. */
import { EventEmitter, once } from 'node:events';

import { Logger, makeWorkerUtils, run } from 'graphile-worker';

import { DATABASE_URL, IN_FLIGHT, serveRounds, Supply } from './rounds.mjs';

const TASK = 'phase';
const ADD = `select graphile_worker.add_jobs(array(select row('${TASK}', '{}', null, null, null, null, null, null)::graphile_worker.job_spec
  from generate_series(1, $1::int)))`;

const logger = new Logger(() => (level, message) => {
  if (level === 'error') console.error(message);
});
const options = { connectionString: DATABASE_URL, maxPoolSize: IN_FLIGHT + 4, logger };
const utils = await makeWorkerUtils(options);
await utils.migrate();
const supply = new Supply();

serveRounds(async (ms) => {
  const missing = supply.missing(ms);
  await utils.withPgClient((client) => client.query(ADD, [missing]));
  supply.added(missing);
  const enough = supply.left;
  const over = new EventEmitter();
  let done = 0;
  // Its own start is not counted: the time runs from the first job.
  let from;
  const task = async () => {
    from ??= performance.now();
    done += 1;
    if (done === enough || performance.now() - from >= ms) over.emit('over');
  };
  const isOver = once(over, 'over');
  const runner = await run({ ...options, concurrency: IN_FLIGHT, noHandleSignals: true, taskList: { [TASK]: task } });
  await isOver;
  const answer = { done, ms: performance.now() - from };
  await runner.stop();
  // Those too that ended while it stopped.
  supply.taken({ ...answer, done });
  return answer;
});
