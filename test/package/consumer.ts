/** A program of an outside team that uses every export; `npm run check:package` checks its types against the declarations as installed. */
import { type AutopackServer, startServer } from 'autopack';
import { type Answer, createAutopack, valueOf } from 'autopack/client';
import { createTestServer } from 'autopack/testing';
import { startWorker } from 'autopack/worker';

export async function all(): Promise<string> {
  await using server: AutopackServer = await startServer({ temporary: true, logLevel: 'silent' });
  const autopack = createAutopack({ url: server.url });
  const answer: Answer<unknown> = await autopack.startRun({ runId: 'a', tiers: [{ tierId: 'T', name: 'T' }] });
  if (!answer.ok) return answer.error.kind satisfies 'unreachable' | 'broken' | 'unauthorized' | 'invalid' | 'refused';
  const run = valueOf(await autopack.lookAtRun({ runId: 'a' }));
  const state: 'RUN_CREATED' | string | undefined = run?.state;
  for await (const event of autopack.watchRun({ runId: 'a', after: 1 })) if (event.seq > 3) break;
  // @ts-expect-error: an input that is not of the schema
  await autopack.cancelRun({ run: 'a' });
  // @ts-expect-error: a role that does not exist
  await startWorker({ url: server.url, roles: ['COOK'] });
  const test = await createTestServer();
  const then: Date = await test.clock.advance({ hours: 1 });
  await test.reset();
  await test.close();
  return `${state} ${then.toISOString()}`;
}
