/** How tests wait for files: they follow a commit, and the answer does not wait for them (F2). Queries of documents need no waiting: they show the last commit. */
import type { TestClient } from '../graphql-client.js';
import { until } from '../waiting.js';
import type { TestDatabase } from './databases.js';

/**
 * Waits until the files of a run, or of every run, show what was committed: at this version of the run, or the newest. Fails after some seconds, as it does while
 * the files cannot be written.
 */
export async function waitForFiles({ database }: { readonly database: TestDatabase }, runId?: string, version?: number): Promise<void> {
  const behind = 'select run_id from run_outbox where ($1::text is null or run_id = $1) and ($2::int is null or first_seq <= $2) limit 1';
  await until(`the files of ${runId ?? 'every run'} to be in place`, async () => {
    const rows = await database.query(behind, [runId ?? null, version ?? null]);
    return rows.length === 0;
  });
}

/** A client whose mutations are over when every run's files show what was committed: for tests that read files after each command. */
export const withFiles = (server: TestClient & { readonly database: TestDatabase }): TestClient => ({
  ...server,
  request: async (document, ...variables) => {
    const answer = await server.request(document, ...variables);
    if (document.text.startsWith('mutation')) await waitForFiles(server);
    return answer;
  },
});
