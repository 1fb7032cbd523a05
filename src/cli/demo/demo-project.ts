/** The demo's project on its repository, with its ruleset, and the run from the repository's plan: all through the public API. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { PACKAGE_ROOT } from '../../common/package-root.js';
import { accepted, type GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { publishRuleset, readRulesetFile, type RulesetDocument } from '../plans/ruleset.js';
import { STRATEGY, type StrategyView } from '../plans/strategy-view.js';
import { CommandFailed } from '../shared/exit-codes.js';
import type { DemoPlace } from './demo-place.js';
import { DEMO_RULESET } from './demo-scenes.js';
import { MAIN, planOnMain } from './sample-repository.js';

export interface DemoProject {
  readonly projectId: string;
  readonly rulesetVersion: number;
}

export interface StartedDemo {
  readonly runId: string;
  readonly strategy: StrategyView;
}

const CREATE = gql(
  'mutation CreateProject($input: CreateProjectInput!) { createProject(input: $input) { errors { ...Refusal } } }',
  REFUSAL,
);
const START = gql(
  `mutation StartDemoRun($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) {
    runs { runId strategy { ...Strategy } } errors { ...Refusal } } }`,
  STRATEGY,
  REFUSAL,
);

/** A project of its own for each demo, so that demos beside each other share neither repository nor backlog. */
export async function prepareProject(client: GraphqlClient, place: DemoPlace): Promise<DemoProject> {
  const projectId = `demo-${randomBytes(3).toString('hex')}`;
  const input = {
    projectId,
    name: 'Demo',
    repositoryPath: place.repository,
    defaultBranch: MAIN,
    allowPromotion: true,
  };
  const { createProject } = await client.request(CREATE, { input });
  accepted(createProject);
  const document = await rulesetFor(place);
  const { ruleset } = accepted(await publishRuleset(client, { projectId, document, expectedVersion: 0 }));
  if (!ruleset) throw new CommandFailed('The server published a ruleset and does not say which.');
  return { projectId, rulesetVersion: ruleset.version };
}

/** The run from the plan as it is on main. */
export async function startDemoRun(
  client: GraphqlClient,
  { projectId }: DemoProject,
  place: DemoPlace,
): Promise<StartedDemo> {
  const planMarkdown = await planOnMain(place.repository);
  const data = await client.request(START, { input: { projectId, planMarkdown } });
  const [run] = accepted(data.startRunFromPlan).runs;
  if (!run?.strategy)
    throw new CommandFailed('The server started a run and does not say which, or under which strategy.');
  return { runId: run.runId, strategy: run.strategy };
}

/** The published example, with what only this machine knows in the commands of CI: where Node is, and where the rate service has its files. */
async function rulesetFor({ rateService }: DemoPlace): Promise<RulesetDocument> {
  const read = await readRulesetFile(join(PACKAGE_ROOT, DEMO_RULESET));
  if ('problems' in read) throw new CommandFailed(`${DEMO_RULESET}: ${read.problems[0]?.message}`);
  const filled = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replaceAll('{node}', process.execPath).replaceAll('{rateService}', rateService);
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
  };
  return filled(read.document) as RulesetDocument;
}
