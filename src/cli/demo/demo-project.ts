/** The demo's project with its ruleset, and its run from a plan in Markdown: both are files of this package, and go through the public API. */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { PACKAGE_ROOT } from '../../common/package-root.js';
import { PLAN_MAX_BYTES } from '../../domain/plan/parse-plan.js';
import { CommandFailed } from '../exit-codes.js';
import { accepted, REFUSAL_FIELDS, type GraphqlClient, type Refusal } from '../graphql-client.js';
import { publishRuleset, readRulesetFile, readStoredRuleset, type RulesetDocument } from '../plans/ruleset.js';
import { STRATEGY_FIELDS, type PhaseStrategyView, type StrategyView } from '../plans/strategy-view.js';
import { textOf } from '../plans/text-file.js';

/** Shared by all demos of a database, so that its backlog grows older. */
export const DEMO_PROJECT = 'demo';
/** Relative to the package. */
export const DEMO_PLAN = 'docs/examples/demo_plan.md';
export const DEMO_RULESET = 'docs/examples/demo_ruleset.json';

/** Other demos may publish at the same time. */
const TRIES = 10;

const CREATE = `mutation Create($input: CreateProjectInput!) { createProject(input: $input) { project { projectId } errors { ${REFUSAL_FIELDS} } } }`;
const START = `mutation Start($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) {
  runs { runId strategy { ${STRATEGY_FIELDS} } } errors { ${REFUSAL_FIELDS} } } }`;

/** The version under which the project has the demo's ruleset: published unless it is the newest one already. */
export async function prepareProject(client: GraphqlClient): Promise<number> {
  const read = await readRulesetFile(join(PACKAGE_ROOT, DEMO_RULESET));
  if ('problems' in read) throw new CommandFailed(`${DEMO_RULESET}: ${read.problems[0]?.message}`);
  for (let left = TRIES; left > 0; left -= 1) {
    const version = await publishOnce(client, read.document);
    if (version !== null) return version;
  }
  throw new CommandFailed(`The project ${DEMO_PROJECT} changes all the time; start the demo again.`);
}

/** Null: somebody else was faster, look again. */
async function publishOnce(client: GraphqlClient, document: RulesetDocument): Promise<number | null> {
  const stored = await readStoredRuleset(client, DEMO_PROJECT);
  if (!stored) {
    const input = { projectId: DEMO_PROJECT, name: 'Demo' };
    const { createProject } = await client.request<{ createProject: { errors: Refusal[] } }>(CREATE, { input });
    if (createProject.errors.every(({ code }) => code !== 'ALREADY_EXISTS')) accepted(createProject);
    return null;
  }
  if (stored.ruleset && isDeepStrictEqual(stored.ruleset.document, document)) return stored.ruleset.version;
  const answer = await publishRuleset(client, { projectId: DEMO_PROJECT, document, expectedVersion: stored.newest });
  if (answer.errors.some(({ code }) => code === 'VERSION_CONFLICT')) return null;
  return accepted(answer).ruleset?.version ?? null;
}

export interface StartedDemo {
  readonly runId: string;
  readonly strategy: StrategyView;
  /** The first phase of high complexity. */
  readonly risky: PhaseStrategyView;
}

export async function startDemoRun(client: GraphqlClient): Promise<StartedDemo> {
  const planMarkdown = await textOf(join(PACKAGE_ROOT, DEMO_PLAN), PLAN_MAX_BYTES);
  const data = await client.request<{ startRunFromPlan: { runs: { runId: string; strategy: StrategyView | null }[]; errors: Refusal[] } }>(
    START,
    { input: { projectId: DEMO_PROJECT, planMarkdown } },
  );
  const [run] = accepted(data.startRunFromPlan).runs;
  const risky = run?.strategy?.phases.find((phase) => phase.complexity === 'HIGH');
  if (!run?.strategy || !risky) throw new CommandFailed('The server started a run and does not say which, or under which strategy.');
  return { runId: run.runId, strategy: run.strategy, risky };
}
