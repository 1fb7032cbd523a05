/** The set-up that e2e specs of work on repositories share: a server, the API of workers, small repositories, and projects on them. */
import type { InputOf } from '../api/commands.js';
import { type WorkApi, workApi } from '../api/workers.js';
import { Repositories } from '../git/small-repositories.js';
import type { Json } from '../graphql-client.js';
import { startTestServer, type TestServer } from '../server/server.js';

export interface WorkServer {
  readonly server: TestServer;
  readonly api: WorkApi;
  readonly repositories: Repositories;
}

/** Opens the server before the tests of the file; closes it and removes the repositories after the last one. */
export function useWorkServer(opened: (work: WorkServer) => void): void {
  const closing: (() => unknown)[] = [];
  beforeAll(async () => {
    const server = await startTestServer();
    closing.push(() => server.close());
    const repositories = new Repositories();
    closing.push(() => repositories.remove());
    opened({ server, api: workApi(server), repositories });
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });
}

/**
 * Creates a project whose ruleset retries at once, so that no test waits for a pause. `ruleset` adds to that document or
 * replaces parts of it.
 */
export async function createProject(
  api: WorkApi,
  project: InputOf<'createProject'>,
  ruleset: Json = {},
): Promise<void> {
  const document = { ci: { pausesSeconds: [0] }, environment: { pausesSeconds: [0] }, ...ruleset };
  const created = await api.command('createProject', project);
  const published = await api.command('publishRuleset', { projectId: project.projectId, document });
  expect([...created.errors, ...published.errors]).toEqual([]);
}
