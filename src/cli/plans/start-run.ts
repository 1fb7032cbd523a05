/** `autopack run start`: a plan in Markdown becomes one run, or several linked ones (P10). What is wrong with it is reported without a server. */
import type { ResultOf } from '../../common/typed-document.js';
import { parsePlan, PLAN_MAX_BYTES } from '../../domain/rules/plan/parse-plan.js';
import { GraphqlClient } from '../graphql/client.js';
import type { RunScope, SafetyProfile } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { nextSteps } from '../operator/present.js';
import { afterStart } from '../operator/run-show.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';
import { count } from './plan.js';
import { refusalProblem, reportProblems } from './problems.js';
import { textOf } from './text-file.js';

export interface StartRunOptions extends ServerOptions {
  /** A path, or `-`. */
  readonly file: string;
  readonly project?: string;
  readonly id?: string;
  /** As the schema writes them. */
  readonly profile?: SafetyProfile;
  readonly scope?: RunScope;
  /** The idempotency key. */
  readonly key?: string;
}

const START = gql(
  `mutation StartRunFromPlan($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) {
    runs { runId projectId state safetyProfile runScope previousRunId tiers { tierId } phases { phaseId } }
    warnings { code message path } errors { ...Refusal } } }`,
  REFUSAL,
);

type Started = ResultOf<typeof START>['startRunFromPlan']['runs'][number];

export async function startRun(output: Output, options: StartRunOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const { file } = options;
  const planMarkdown = await textOf(file, PLAN_MAX_BYTES);
  const parsed = parsePlan(planMarkdown);
  if ('problems' in parsed) return reportProblems(output, file, parsed.problems);
  const requested = {
    runId: options.id,
    safetyProfile: options.profile,
    runScope: options.scope,
    idempotencyKey: options.key,
  };
  const input = { planMarkdown, projectId: options.project, ...requested };
  const { runs, warnings, errors } = (await client.request(START, { input })).startRunFromPlan;
  if (errors.length > 0)
    return reportProblems(
      output,
      file,
      errors.map((error) => refusalProblem(error)),
    );
  for (const run of runs) output.line(lineOf(output, run));
  for (const { message } of warnings) output.complain(`${output.paint('yellow', 'warning')}  ${printable(message)}`);
  const displayed = runs.map(({ tiers, phases, previousRunId, ...run }) => ({
    ...run,
    tiers: tiers.map((tier) => tier.tierId),
    phases: phases.map((phase) => phase.phaseId),
    waitsFor: previousRunId,
  }));
  output.document({ ok: true, file, url: client.server.url, runs: displayed, warnings });
  const [first] = runs;
  if (first) nextSteps(output, afterStart(first.runId, first.projectId, client.server.url));
  return EXIT.ok;
}

function lineOf(output: Output, run: Started): string {
  const size = `${count(run.tiers.length, 'tier')}, ${count(run.phases.length, 'phase')}`;
  const waits = run.previousRunId === null ? '' : `; waits for ${printable(run.previousRunId)}`;
  return `${output.paint('bold', printable(run.runId))}  ${run.state}  ${size}${waits}`;
}
