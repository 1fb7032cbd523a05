/** pg-boss: one job fetched and completed, by workers in this process; the jobs were put there before the time runs. */
import { PgBoss } from 'pg-boss';

import { atOnce, DATABASE_URL, IN_FLIGHT, serveRounds, Supply } from './rounds.mjs';

const QUEUE = 'phases';
const BATCH = 1_000;

const boss = new PgBoss({ connectionString: DATABASE_URL, max: IN_FLIGHT });
boss.on('error', (error) => console.error(error));
await boss.start();
await boss.createQueue(QUEUE);
const supply = new Supply();

serveRounds(async (ms) => {
  while (supply.missing(ms) > 0) {
    await boss.insert(
      QUEUE,
      Array.from({ length: BATCH }, () => ({ data: { phase: 1 } })),
    );
    supply.added(BATCH);
  }
  const answer = await atOnce(ms, async () => {
    const [job] = await boss.fetch(QUEUE);
    if (!job) return false;
    await boss.complete(QUEUE, job.id);
  });
  supply.taken(answer);
  return answer;
});
