/** `autopack project create`, `list`, `show`, `stop` and `resume`. */
import type { ResultOf } from '../../common/typed-document.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import type { ServerOptions } from '../shared/server-address.js';
import { clientOf, factLines, fitted, found, present, timeOf } from './present.js';
import { refused } from './refused.js';

export interface OfProject extends ServerOptions {
  readonly projectId: string;
}

export interface CreateOptions extends OfProject {
  readonly name?: string;
  readonly repository?: string;
  readonly branch?: string;
  readonly allowPromotion?: boolean;
  readonly key?: string;
}

export interface DispatchOptions extends OfProject {
  readonly dispatching: boolean;
  readonly reason?: string;
  readonly key?: string;
}

const PROJECT =
  gql(`fragment OperatorProject on Project { projectId name repositoryPath defaultBranch allowPromotion rulesetVersion
  dispatching dispatchChange { at by reason } }`);
const LIST = gql('query OperatorProjects { projects { ...OperatorProject } }', PROJECT);
const SHOW = gql(
  'query OperatorProjectById($projectId: ID!) { project(projectId: $projectId) { ...OperatorProject } }',
  PROJECT,
);
const CREATE = gql(
  `mutation OperatorCreate($input: CreateProjectInput!) { createProject(input: $input) {
    project { ...OperatorProject } errors { ...Refusal } } }`,
  PROJECT,
  REFUSAL,
);
const DISPATCH = gql(
  `mutation OperatorDispatch($input: SetDispatchInput!) { setDispatch(input: $input) {
    project { ...OperatorProject } errors { ...Refusal } } }`,
  PROJECT,
  REFUSAL,
);

type Project = ResultOf<typeof LIST>['projects'][number];

export async function projectList(output: Output, options: ServerOptions): Promise<number> {
  const answer = await clientOf(options).request(LIST);
  const rows = answer.projects.map((project) => [
    project.projectId,
    project.dispatching ? 'works' : 'stopped',
    `v${project.rulesetVersion}`,
    project.repositoryPath ?? '-',
  ]);
  present(output, answer, fitted(output, ['PROJECT', 'WORK', 'RULESET', 'REPOSITORY'], rows, [3]), [
    'autopack project show <projectId>',
  ]);
  return EXIT.ok;
}

export async function projectShow(output: Output, { projectId, ...options }: OfProject): Promise<number> {
  const { project } = await clientOf(options).request(SHOW, { projectId });
  const there = found(project, `project "${projectId}"`);
  present(output, { project: there }, linesOf(output, there), afterProject(there));
  return EXIT.ok;
}

export async function projectCreate(output: Output, options: CreateOptions): Promise<number> {
  const input = {
    projectId: options.projectId,
    name: options.name,
    repositoryPath: options.repository,
    defaultBranch: options.branch,
    allowPromotion: options.allowPromotion,
    idempotencyKey: options.key,
  };
  return changed(output, (await clientOf(options).request(CREATE, { input })).createProject);
}

export async function projectDispatch(output: Output, options: DispatchOptions): Promise<number> {
  const { projectId, dispatching, reason, key } = options;
  const input = { projectId, dispatching, reason, idempotencyKey: key };
  return changed(output, (await clientOf(options).request(DISPATCH, { input })).setDispatch);
}

function changed(output: Output, { project, errors }: ResultOf<typeof CREATE>['createProject']): number {
  if (errors.length > 0 || project === null) return refused(output, errors);
  present(output, { project }, linesOf(output, project), afterProject(project));
  return EXIT.ok;
}

function linesOf(output: Output, project: Project): string[] {
  const { dispatching, dispatchChange: change } = project;
  const since =
    change === null ? '' : `, since ${timeOf(change.at)} by ${change.by}${change.reason ? `: ${change.reason}` : ''}`;
  const facts: [string, string][] = [
    ['name', project.name],
    ['repository', project.repositoryPath ?? 'none'],
    ['branch', project.defaultBranch ?? 'what HEAD names'],
    ['promotion', project.allowPromotion ? 'allowed' : 'not allowed'],
    ['ruleset', project.rulesetVersion === 0 ? 'none' : `version ${project.rulesetVersion}`],
    ['work', `${dispatching ? 'is handed out' : 'is not handed out'}${since}`],
  ];
  return [output.paint('bold', printable(project.projectId)), ...factLines(output, facts)];
}

function afterProject({ projectId, rulesetVersion, dispatching }: Project): string[] {
  if (!dispatching) return [`autopack project resume ${projectId}`];
  const policy = rulesetVersion === 0 ? [`autopack ruleset publish <file> --project ${projectId}`] : [];
  return [...policy, `autopack project check ${projectId}`, `autopack run start <plan.md> --project ${projectId}`];
}
