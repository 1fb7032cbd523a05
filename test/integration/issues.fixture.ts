/** Projects, runs and rows, as specs about issues need them. */
import type { IssueReport } from '../../src/domain/model/issue.js';
import type { TestDatabase } from '../support/server/databases.js';
import { accepted, type LifecycleServer, planOf } from '../support/server/lifecycle.js';

/** @param open The database and the server, once they are there. */
export function issueStories(open: () => { database: TestDatabase; server: LifecycleServer }) {
  let names = 0;

  /** A project of its own. */
  async function aProject(): Promise<string> {
    const projectId = `project-${(names += 1)}`;
    await open().database.query('insert into project (project_id, name, created_at) values ($1, $1, autopack_now())', [
      projectId,
    ]);
    return projectId;
  }

  /** A run of the project, with tiers of these sizes. */
  async function aRun(projectId: string, sizes: readonly number[] = [1], values: object = {}): Promise<string> {
    const runId = `run-${(names += 1)}`;
    accepted(await open().server.start(runId, planOf(...sizes), { projectId, ...values }));
    return runId;
  }

  /** A run of one phase that reports the issues and succeeds. */
  async function aSuccess(projectId: string, issues: readonly (string | Partial<IssueReport>)[] = []): Promise<string> {
    const runId = await aRun(projectId);
    if (issues.length > 0) accepted(await open().server.record(runId, 'p0', issues));
    const { run } = accepted(await open().server.complete(runId, 'p0'));
    expect(run!.state).toBe('DONE_SUCCESS');
    return runId;
  }

  const entryOf = async (projectId: string, key: string) =>
    (
      await open().database.query<Record<string, unknown>>(
        'select age_in_runs, age_in_tiers, occurrence_count, base_severity, episode from backlog_entry where project_id = $1 and issue_key = $2',
        [projectId, key],
      )
    )[0];
  const row = async (table: string, runId: string) =>
    (await open().database.query<Record<string, unknown>>(`select * from ${table} where run_id = $1`, [runId]))[0]!;
  const agedIn = async (runId: string) =>
    (
      await open().database.query<{ issue_key: string }>(
        'select issue_key from aged_issue where run_id = $1 order by 1',
        [runId],
      )
    ).map((aged) => aged.issue_key);

  return { aProject, aRun, aSuccess, entryOf, row, agedIn };
}
