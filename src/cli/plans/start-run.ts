/** `autopack run start`: a plan in Markdown becomes one run, or several linked ones (P10). What is wrong with it is told without a server. */
import { parsePlan, PLAN_MAX_BYTES } from '../../domain/plan/parse-plan.js';
import { EXIT } from '../exit-codes.js';
import { GraphqlClient, REFUSAL_FIELDS, type Refusal } from '../graphql-client.js';
import { printable, type Output } from '../output.js';
import { count } from './plan.js';
import { refusalProblem, tellProblems } from './problems.js';
import { serverAddress, type ServerOptions } from '../server-address.js';
import { textOf } from './text-file.js';

export interface StartRunOptions extends ServerOptions {
  /** A path, or `-`. */
  readonly file: string;
  readonly project?: string;
  readonly id?: string;
  /** As the schema writes them. */
  readonly profile?: string;
  readonly scope?: string;
  /** The idempotency key. */
  readonly key?: string;
}

interface Started {
  readonly runId: string;
  readonly projectId: string;
  readonly state: string;
  readonly safetyProfile: string;
  readonly runScope: string;
  readonly previousRunId: string | null;
  readonly tiers: readonly { readonly tierId: string }[];
  readonly phases: readonly { readonly phaseId: string }[];
}

const START = `mutation Start($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) {
  runs { runId projectId state safetyProfile runScope previousRunId tiers { tierId } phases { phaseId } }
  warnings { code message path } errors { ${REFUSAL_FIELDS} } } }`;

interface Answer {
  readonly startRunFromPlan: {
    readonly runs: readonly Started[];
    readonly warnings: readonly Warning[];
    readonly errors: readonly Refusal[];
  };
}

interface Warning {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
}

export async function startRun(output: Output, options: StartRunOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const { file } = options;
  const planMarkdown = await textOf(file, PLAN_MAX_BYTES);
  const parsed = parsePlan(planMarkdown);
  if ('problems' in parsed) return tellProblems(output, file, parsed.problems);
  const asked = { runId: options.id, safetyProfile: options.profile, runScope: options.scope, idempotencyKey: options.key };
  const input = { planMarkdown, projectId: options.project, ...asked };
  const { runs, warnings, errors } = (await client.request<Answer>(START, { input })).startRunFromPlan;
  if (errors.length > 0) return tellProblems(output, file, errors.map(refusalProblem));
  for (const run of runs) output.line(lineOf(output, run));
  for (const { message } of warnings) output.complain(`${output.paint('yellow', 'warning')}  ${printable(message)}`);
  const shown = runs.map(({ tiers, phases, previousRunId, ...run }) => ({
    ...run,
    tiers: tiers.map((tier) => tier.tierId),
    phases: phases.map((phase) => phase.phaseId),
    waitsFor: previousRunId,
  }));
  output.document({ ok: true, file, url: client.server.url, runs: shown, warnings });
  return EXIT.ok;
}

function lineOf(output: Output, run: Started): string {
  const size = `${count(run.tiers.length, 'tier')}, ${count(run.phases.length, 'phase')}`;
  const waits = run.previousRunId === null ? '' : `; waits for ${printable(run.previousRunId)}`;
  return `${output.paint('bold', printable(run.runId))}  ${run.state}  ${size}${waits}`;
}
