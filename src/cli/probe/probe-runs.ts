/** What every probe does: a project and a run of its own, and the end of it all, also when something stops it on the way. */
import { randomBytes } from 'node:crypto';

import { accepted, type GraphqlClient } from '../graphql/client.js';
import type { CreateProjectInput, StartRunInput } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL, type Refusal } from '../graphql/refusal.js';
import { readRun } from '../graphql/run-view.js';
import type { ResultOf } from '../graphql/typed-document.js';
import type { Checks } from '../shared/checks.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import type { ServerOptions } from '../shared/server-address.js';
import { listenForStop } from '../shared/until-stopped.js';

export interface ProbeOptions extends ServerOptions {
  /** Root of the run files, to look at them on disk too. */
  readonly dir?: string;
  readonly delete?: boolean;
}

const START = gql(
  'mutation StartRun($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { ...Refusal } } }',
  REFUSAL,
);
const CREATE = gql(
  'mutation CreateProject($input: CreateProjectInput!) { createProject(input: $input) { errors { ...Refusal } } }',
  REFUSAL,
);
const CANCEL = gql(
  'mutation CancelRun($input: CancelRunInput!) { cancelRun(input: $input) { run { state } errors { ...Refusal } } }',
  REFUSAL,
);
const DELETE = gql(
  'mutation DeleteRun($input: DeleteRunInput!) { deleteRun(input: $input) { deletedRunId errors { ...Refusal } } }',
  REFUSAL,
);

type Started = ResultOf<typeof START>['startRun'];

/** The answer, refusals included. */
export async function askForRun(client: GraphqlClient, input: StartRunInput): Promise<Started> {
  return (await client.request(START, { input })).startRun;
}

export async function startRun(client: GraphqlClient, input: StartRunInput): Promise<string> {
  const { run } = accepted(await askForRun(client, input));
  if (!run) throw new CommandFailed('The server started a run and does not say which.');
  return run.runId;
}

/** A project that nobody else has; it stays, as projects do. */
export async function createProject(client: GraphqlClient, what: string): Promise<string> {
  const { projectId, errors } = await askForProject(client, what);
  accepted({ errors });
  return projectId;
}

/** The same with more about the project, and with the refusals. */
export async function askForProject(
  client: GraphqlClient,
  what: string,
  more: Partial<CreateProjectInput> = {},
): Promise<{ readonly projectId: string; readonly errors: readonly Refusal[] }> {
  const projectId = `probe-${what}-${randomBytes(5).toString('hex')}`;
  const input = { projectId, name: `Probe of ${what}`, ...more };
  const { createProject: answer } = await client.request(CREATE, { input });
  return { projectId, errors: answer.errors };
}

/** Called before each step; throws when a signal has asked the probe to stop. So no step runs while the probe cleans up. */
export type Resume = () => void;

/**
 * Does the work, and tidies up behind it, whether it comes to its end, fails, or a signal asks the probe to stop. What ends it early after its
 * first check is one more check that failed, so that those before it are reported too; false then. Before that, it is thrown.
 */
export async function tidied(
  checks: Checks,
  work: (resume: Resume) => Promise<void>,
  tidy: () => Promise<void>,
): Promise<boolean> {
  const stop = listenForStop();
  try {
    await work(() => {
      if (stop.isStopped()) throw new CommandFailed('The probe was asked to stop.');
    });
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.exitCode !== EXIT.wrong || checks.all.length === 0) throw error;
    checks.fail('the probe comes to its end', error.message);
    return false;
  } finally {
    try {
      await tidy();
    } finally {
      stop.ignore();
    }
  }
}

/** Cancels those of the runs that live still; says nothing about those that are gone or that cannot be reached. */
export async function endLiveRuns(client: GraphqlClient, runIds: readonly string[]): Promise<void> {
  for (const runId of runIds) {
    await client.request(CANCEL, { input: { runId, reason: 'The probe stopped on the way.' } }).catch(() => undefined);
  }
}

/** Ends and deletes them, as far as they are there still. */
export async function removeRuns(client: GraphqlClient, runIds: readonly string[]): Promise<void> {
  await endLiveRuns(client, runIds);
  for (const runId of runIds) await client.request(DELETE, { input: { runId } }).catch(() => undefined);
}

/** Leaves no live run behind. */
export async function cancelRun(client: GraphqlClient, checks: Checks, runId: string): Promise<void> {
  const input = { runId, reason: 'The probe is over.' };
  const { cancelRun: answer } = await client.request(CANCEL, { input });
  checks.equal('the run can be cancelled', [answer.run?.state, answer.errors], ['DONE_FAILED_CANCELLED', []]);
}

export async function deleteRun(client: GraphqlClient, checks: Checks, runId: string): Promise<void> {
  const data = await client.request(DELETE, { input: { runId } });
  checks.equal('the run can be deleted', [data.deleteRun.deletedRunId, data.deleteRun.errors], [runId, []]);
  checks.equal('the deleted run is gone', await readRun(client, runId), null);
}

/** Says how the probe went; answers the exit code. */
export function reported(
  output: Output,
  checks: Checks,
  found: {
    readonly url: string;
    readonly runId: string;
    readonly projectId?: string;
    readonly runIds?: readonly string[];
  },
): number {
  const passed = checks.all.length - checks.failed;
  output.line(
    checks.failed === 0 ? `All ${passed} checks hold.` : `${checks.failed} of ${checks.all.length} checks failed.`,
  );
  output.document({ ok: checks.failed === 0, ...found, passed, failed: checks.failed, checks: checks.all });
  return checks.failed === 0 ? EXIT.ok : EXIT.wrong;
}
