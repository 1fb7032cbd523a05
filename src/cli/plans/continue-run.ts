/** `autopack run continue`: a run that ended as failed continues as a new run (P11). */
import type { ResultOf } from '../../common/typed-document.js';
import { GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { nextSteps } from '../operator/present.js';
import { afterStart } from '../operator/run-show.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';
import { count } from './plan.js';
import { refusalProblem } from './problems.js';

export interface ContinueRunOptions extends ServerOptions {
  readonly runId: string;
  readonly id?: string;
  readonly tokenCap?: number;
  readonly minutes?: number;
  readonly followers?: boolean;
  /** The idempotency key. */
  readonly key?: string;
}

const CONTINUE = gql(
  `mutation ContinueRun($input: ContinueRunInput!) { continueRun(input: $input) {
    runs { runId projectId state continuesRunId previousRunId startedAt phases { phaseId } }
    warnings { code message path } errors { ...Refusal } } }`,
  REFUSAL,
);

type Continued = ResultOf<typeof CONTINUE>['continueRun']['runs'][number];

export async function continueRun(output: Output, options: ContinueRunOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const input = {
    runId: options.runId,
    newRunId: options.id,
    tokenCap: options.tokenCap,
    maxDurationMinutes: options.minutes,
    withFollowers: options.followers === true,
    idempotencyKey: options.key,
  };
  const { runs, warnings, errors } = (await client.request(CONTINUE, { input })).continueRun;
  if (errors.length > 0) {
    for (const { message } of errors) output.complain(printable(message));
    output.document({ ok: false, problems: errors.map((error) => refusalProblem(error)) });
    return EXIT.wrong;
  }
  for (const run of runs) output.line(lineOf(output, run));
  for (const { message } of warnings) output.complain(`${output.paint('yellow', 'warning')}  ${printable(message)}`);
  const displayed = runs.map(({ phases, previousRunId, startedAt, projectId: _, ...run }) => ({
    ...run,
    phases: phases.map((phase) => phase.phaseId),
    waitsFor: startedAt === null ? previousRunId : null,
  }));
  output.document({ ok: true, url: client.server.url, runs: displayed, warnings });
  const [first] = runs;
  if (first) nextSteps(output, afterStart(first.runId, first.projectId, client.server.url));
  return EXIT.ok;
}

function lineOf(output: Output, run: Continued): string {
  const waits =
    run.startedAt !== null || run.previousRunId === null ? '' : `; waits for ${printable(run.previousRunId)}`;
  const what = `${count(run.phases.length, 'phase')}, continues ${printable(run.continuesRunId ?? '')}`;
  return `${output.paint('bold', printable(run.runId))}  ${run.state}  ${what}${waits}`;
}
