/** `autopack remote`: where the runs of a project are pushed to, and what became of it (M3). */
import type { ResultOf } from '../../common/typed-document.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { clientOf, factLines, found, present, timeOf } from '../operator/present.js';
import { refused } from '../operator/refused.js';
import { DEFAULT_PROJECT } from '../shared/default-project.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import type { ServerOptions } from '../shared/server-address.js';

export interface RemoteOptions extends ServerOptions {
  readonly project?: string;
  readonly key?: string;
}

export interface SetOptions extends RemoteOptions {
  readonly address: string;
  readonly forge?: string;
}

const REMOTE = gql(`fragment CliRemote on Remote { url forge setAt credentials { kinds webhookSecret fault }
  push { state lastPushedAt lastAttemptAt lastFault lastError failures nextAttemptAt pendingRefs } }`);
const SHOW = gql(
  'query CliShowRemote($projectId: ID!) { project(projectId: $projectId) { remote { ...CliRemote } } }',
  REMOTE,
);
const SET = gql(
  `mutation CliSetRemote($input: SetProjectRemoteInput!) { setProjectRemote(input: $input) {
    remote { ...CliRemote } errors { ...Refusal } } }`,
  REMOTE,
  REFUSAL,
);
const REMOVE = gql(
  `mutation CliRemoveRemote($input: RemoveProjectRemoteInput!) { removeProjectRemote(input: $input) {
    projectId errors { ...Refusal } } }`,
  REFUSAL,
);
const RETRY = gql(
  `mutation CliRetryPush($input: RetryPushInput!) { retryPush(input: $input) {
    remote { ...CliRemote } errors { ...Refusal } } }`,
  REMOTE,
  REFUSAL,
);

type Answer = ResultOf<typeof SET>['setProjectRemote'];
type Remote = NonNullable<Answer['remote']>;

export async function remoteShow(output: Output, options: RemoteOptions): Promise<number> {
  const { project: projectId = DEFAULT_PROJECT } = options;
  const { project } = await clientOf(options).request(SHOW, { projectId });
  const { remote } = found(project, `project "${projectId}"`);
  return presentRemote(output, found(remote, `remote of project "${projectId}"`));
}

export async function remoteSet(output: Output, options: SetOptions): Promise<number> {
  const { project: projectId = DEFAULT_PROJECT, address: url, forge, key } = options;
  const input = { projectId, url, forge: forge as Remote['forge'], idempotencyKey: key };
  return changed(output, (await clientOf(options).request(SET, { input })).setProjectRemote);
}

export async function remoteRemove(output: Output, options: RemoteOptions): Promise<number> {
  const { project: projectId = DEFAULT_PROJECT, key } = options;
  const input = { projectId, idempotencyKey: key };
  const answer = (await clientOf(options).request(REMOVE, { input })).removeProjectRemote;
  if (answer.errors.length > 0) return refused(output, answer.errors);
  present(output, { projectId }, [`Nothing of project ${printable(projectId)} is pushed any more`]);
  return EXIT.ok;
}

export async function remoteRetry(output: Output, options: RemoteOptions): Promise<number> {
  const { project: projectId = DEFAULT_PROJECT } = options;
  return changed(output, (await clientOf(options).request(RETRY, { input: { projectId } })).retryPush);
}

function changed(output: Output, { remote, errors }: Answer): number {
  if (errors.length > 0 || remote === null) return refused(output, errors);
  return presentRemote(output, remote);
}

function presentRemote(output: Output, remote: Remote): number {
  const { url, forge, credentials, push } = remote;
  const facts: [string, string][] = [
    ['forge', forge?.toLowerCase() ?? 'none'],
    ['credentials', credentials.fault ?? (credentials.kinds.map(wordOf).join(', ') || 'none')],
    ['state', push.state.toLowerCase()],
    ['pushed', timeOf(push.lastPushedAt)],
    ...(push.pendingRefs === 0 ? [] : [['waiting', refsOf(push.pendingRefs)] as [string, string]]),
    ...(push.lastError === null
      ? []
      : [['error', `${wordOf(push.lastFault ?? '')}: ${push.lastError}`] as [string, string]]),
    ...(push.nextAttemptAt === null ? [] : [['next try', timeOf(push.nextAttemptAt)] as [string, string]]),
  ];
  const next = ['FAILING', 'CONFLICT'].includes(push.state) ? ['autopack remote retry'] : [];
  present(output, { remote }, [output.paint('bold', printable(url)), ...factLines(output, facts)], next);
  return EXIT.ok;
}

const wordOf = (word: string): string => word.toLowerCase().replaceAll('_', ' ');

const refsOf = (count: number): string => `${count} ref${count === 1 ? '' : 's'}`;
