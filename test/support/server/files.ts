/**
 * How tests wait for files. Files follow a commit, and the answer does not wait for them (F2). Queries of documents need no waiting:
 * they return the last commit.
 */
import type { TestClient } from '../graphql-client.js';
import { until } from '../waiting.js';
import type { TestDatabase } from './databases.js';

/**
 * Waits until the files of a run, or of every run, contain what was committed: up to this version of the run, or the newest.
 * Rejects after some seconds, also while the files cannot be written.
 */
export async function waitForFiles(
  { database }: { readonly database: TestDatabase },
  runId?: string,
  version?: number,
): Promise<void> {
  const behind =
    'select run_id from run_outbox where ($1::text is null or run_id = $1) and ($2::int is null or first_seq <= $2) limit 1';
  await until(`the files of ${runId ?? 'every run'} to be in place`, async () => {
    const rows = await database.query(behind, [runId ?? null, version ?? null]);
    return rows.length === 0;
  });
}

/** A client whose mutations return when all files are written: for tests that read files after each command. */
export const withFiles = (server: TestClient & { readonly database: TestDatabase }): TestClient => ({
  ...server,
  request: async (document, ...variables) => {
    const answer = await server.request(document, ...variables);
    if (document.text.startsWith('mutation')) await waitForFiles(server);
    return answer;
  },
});
