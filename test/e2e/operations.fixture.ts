/** Reads subscriptions among the example operations. */
import { gql } from '../support/api/gql.js';
import type { TestServer } from '../support/server/server.js';

/** The first event of a subscription; other runs are started until it comes. */
export async function firstEvent(
  server: TestServer,
  query: string,
  variables: Record<string, unknown>,
): Promise<unknown> {
  const client = server.socket();
  const events = client.iterate({ query, variables });
  const first = events.next();
  let arrived = false;
  const settled = () => (arrived = true);
  void first.then(settled, settled);
  for (let n = 0; !arrived && query.includes('runsEvents'); n += 1) {
    await server.request(
      gql('mutation ($runId: ID!) { startRun(input: { runId: $runId, draft: true, tiers: [] }) { errors { code } } }'),
      {
        runId: `elsewhere-${n}`,
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { value } = await first;
  await events.return?.();
  await client.dispose();
  expect(value.errors).toBeUndefined();
  return value.data;
}
