/**
 * What every caller meets at every door (A2): two projects, each with a run at work, tokens of every role, and an operation for every root
 * field, made from the schema that the server prints. What a field needs besides ids stands in INPUTS.
 */
import { readFileSync } from 'node:fs';

import { buildSchema, getNamedType, type GraphQLField, type GraphQLSchema, isCompositeType, isLeafType } from 'graphql';

import { type Role, ROLES } from '../../src/domain/model/caller.js';
import { isWorker } from '../../src/domain/rules/access/access.js';
import type { Json, RawResponse } from '../support/graphql-client.js';
import type { TestServer } from '../support/server/server.js';

export const SCHEMA: GraphQLSchema = buildSchema(readFileSync('schema.graphql', 'utf8'));

export type RootType = 'Query' | 'Mutation' | 'Subscription';
export const ROOT_TYPES: readonly RootType[] = ['Query', 'Mutation', 'Subscription'];

export const fieldsOf = (type: RootType): readonly GraphQLField<unknown, unknown>[] =>
  Object.values(SCHEMA.getRootType(type.toLowerCase() as never)!.getFields());

/** The ids of a project, its run and the lease of its first phase. */
export interface Ids {
  readonly projectId: string;
  readonly runId: string;
  readonly phaseId: string;
  readonly leaseToken: string;
  readonly webhookId: string;
  readonly deliveryId: string;
}

/** Nothing has these ids. */
export const NOWHERE: Ids = {
  projectId: 'nowhere',
  runId: 'nowhere-run',
  phaseId: 'P1',
  leaseToken: `lease_${'n'.repeat(43)}`,
  webhookId: '00000000-0000-7000-8000-000000000000',
  deliveryId: 'msg_absent',
};

const PLAN = [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'P1', name: 'A phase' }] }];
const PHASE = { phaseId: 'P9', name: 'Another' };

/** Arguments of each field, with the ids put in. Every field of the schema has a line, so that a new one is thought of. */
export const ARGUMENTS: Readonly<Record<string, (ids: Ids, role: Role) => Json>> = {
  artefact: ({ runId }) => ({ runId, path: 'run_summary.md' }),
  backlogSummary: ({ projectId }) => ({ projectId }),
  backtestRuleset: ({ projectId }) => ({ input: { projectId, rulesetVersion: 1 } }),
  budgetReport: ({ projectId }) => ({ projectId }),
  calibration: ({ projectId }) => ({ projectId }),
  checkPatch: ({ leaseToken }) => ({ leaseToken, patch: '' }),
  fileLayout: ({ runId }) => ({ runId }),
  idleReasons: ({ projectId }) => ({ projectId }),
  issueBacklog: ({ projectId }) => ({ projectId }),
  issues: ({ runId }) => ({ runId }),
  nextPhase: ({ runId }) => ({ runId }),
  leasedWork: ({ leaseToken }) => ({ leaseToken }),
  node: ({ runId }) => ({ id: `run:${runId}` }),
  nodes: ({ runId, projectId }) => ({ ids: [`run:${runId}`, `project:${projectId}`, `phase:${runId}/P1`] }),
  phase: ({ runId, phaseId }) => ({ runId, phaseId }),
  phases: ({ runId }) => ({ filter: { runId } }),
  previewStrategy: ({ projectId }) => ({ input: { projectId, tiers: PLAN } }),
  project: ({ projectId }) => ({ projectId }),
  projectCheck: ({ projectId }) => ({ projectId }),
  projects: () => ({}),
  promotion: ({ runId }) => ({ runId }),
  recount: ({ projectId }) => ({ projectId }),
  replayRuns: () => ({}),
  rowDifferences: ({ runId }) => ({ runIds: [runId] }),
  ruleset: ({ projectId }) => ({ projectId }),
  run: ({ runId }) => ({ runId }),
  runCounts: ({ projectId }) => ({ projectId }),
  runIssueIndex: ({ runId }) => ({ runId }),
  runs: ({ projectId }) => ({ filter: { projectId } }),
  server: () => ({}),
  simulatePlan: ({ projectId }) => ({ input: { projectId, tiers: PLAN, plays: 10 } }),
  strategy: ({ runId }) => ({ runId }),
  suggestRuleset: ({ projectId }) => ({ projectId }),
  tier: ({ runId }) => ({ runId, tierId: 'T1' }),
  tiers: ({ runId }) => ({ runId }),
  tokens: () => ({}),
  viewer: () => ({}),
  webhook: ({ webhookId }) => ({ webhookId }),
  workers: ({ projectId }) => ({ projectId }),
  addPhase: ({ runId }) => ({ input: { runId, tierId: 'T1', phase: PHASE } }),
  addTier: ({ runId }) => ({ input: { runId, tier: { tierId: 'T9', name: 'Nine', phases: [PHASE] } } }),
  archiveRuns: ({ projectId }) => ({ input: { projectId, dryRun: true } }),
  cancelRun: ({ runId }) => ({ input: { runId, reason: 'matrix', expectedRunVersion: 9_999 } }),
  claimWork: ({ projectId }, role) => ({
    input: { role: isWorker(role) ? role : 'BUILDER', workerId: 'w', projectId },
  }),
  continueRun: ({ runId }) => ({ input: { runId } }),
  createProject: ({ projectId }) => ({ input: { projectId } }),
  createToken: () => ({ input: { name: '-', role: 'VIEWER' } }),
  createWebhook: ({ projectId }) => ({ input: { projectId, url: 'nonsense' } }),
  deleteWebhook: ({ webhookId }) => ({ input: { webhookId } }),
  redeliverWebhook: ({ deliveryId }) => ({ input: { deliveryId } }),
  testWebhook: ({ webhookId }) => ({ input: { webhookId } }),
  updateWebhook: ({ webhookId }) => ({ input: { webhookId, url: 'nonsense' } }),
  setProjectRemote: ({ projectId }) => ({ input: { projectId, url: 'nonsense' } }),
  removeProjectRemote: ({ projectId }) => ({ input: { projectId } }),
  retryPush: ({ projectId }) => ({ input: { projectId } }),
  deleteRun: ({ runId }) => ({ input: { runId } }),
  heartbeat: ({ leaseToken }) => ({ input: { leaseToken } }),
  promoteRun: ({ runId }) => ({ input: { runId } }),
  publishRuleset: ({ projectId }) => ({ input: { projectId, document: { nonsense: true } } }),
  rebuildFileLayout: ({ runId }) => ({ input: { runId } }),
  recordIssues: ({ runId, phaseId }) => ({
    input: { runId, phaseId, issues: [{ issueKey: 'style__x', category: 'style', source: 'PROBE' }] },
  }),
  releaseLease: ({ leaseToken }) => ({ input: { leaseToken, reason: '' } }),
  reportCiResult: ({ runId, phaseId }) => ({ input: { runId, phaseId, commit: 'c'.repeat(40), verdict: 'RED' } }),
  requestAudit: ({ runId, phaseId }) => ({ input: { runId, phaseId, expectedRunVersion: 9_999 } }),
  revokeToken: () => ({ input: { id: 'nothing' } }),
  sealPlan: ({ runId }) => ({ input: { runId } }),
  setDispatch: ({ projectId }) => ({ input: { projectId, dispatching: true } }),
  setDrain: () => ({ input: { draining: false } }),
  startRun: ({ projectId }) => ({ input: { projectId, tiers: [] } }),
  startRunFromPlan: ({ projectId }) => ({ input: { projectId, planMarkdown: 'no plan' } }),
  submitAuditorResult: ({ leaseToken }) => ({ input: { leaseToken, verdict: 'APPROVE', notes: '' } }),
  submitBuilderResult: ({ leaseToken }) => ({ input: { leaseToken, status: 'FAILED' } }),
  updatePhaseStatus: ({ runId, phaseId }) => ({
    input: { runId, phaseId, state: 'COMPLETE', expectedRunVersion: 9_999 },
  }),
  updateProject: ({ projectId }) => ({ input: { projectId } }),
  attemptOutput: ({ runId, phaseId }) => ({ runId, phaseId, attempt: 1 }),
  runChanged: ({ runId }) => ({ runId }),
  runEvents: ({ runId }) => ({ runId }),
  runsEvents: ({ projectId }) => ({ projectId }),
};

/** The document of one root field: its leaves, and the message of what it refuses. */
export function documentOf(type: RootType, field: GraphQLField<unknown, unknown>): string {
  const variables = field.args.map((argument) => `$${argument.name}: ${String(argument.type)}`);
  const given = field.args.map(({ name }) => `${name}: $${name}`);
  const head = variables.length > 0 ? ` (${variables.join(', ')})` : '';
  const call = given.length > 0 ? `(${given.join(', ')})` : '';
  return `${type.toLowerCase()}${head} { ${field.name}${call}${selectionOf(field)} }`;
}

function selectionOf(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return '';
  if (!('getFields' in type)) return ' { __typename }';
  const fields = Object.values(type.getFields());
  const leaves = fields.filter((each) => isLeafType(getNamedType(each.type)) && each.args.length === 0);
  const nested = fields.some(({ name }) => name === 'errors') ? ['errors { code message }'] : [];
  const lists = fields.flatMap(({ name }) => (name === 'edges' ? ['edges { cursor }'] : []));
  return ` { __typename ${[...leaves.map(({ name }) => name), ...nested, ...lists].join(' ')} }`;
}

export interface Cast {
  readonly mine: Ids;
  readonly theirs: Ids;
  /** By role: bound to my project; without one; and one of each role that was revoked. */
  readonly bound: Readonly<Record<Role, string>>;
  readonly free: Readonly<Record<Role, string>>;
  readonly revoked: Readonly<Record<Role, string>>;
  /** Of the agent that works under my lease. */
  readonly agent: string;
}

const data = (answer: RawResponse): Record<string, never> => {
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data as Record<string, never>;
};

/** Makes a token of the server; answers its text and id. */
export async function makeToken(
  server: TestServer,
  input: { name: string; role: Role; projectIds?: readonly string[]; expiresAt?: string; idempotencyKey?: string },
): Promise<{ secret: string; id: string }> {
  const text = `mutation ($input: CreateTokenInput!) { createToken(input: $input) { secret token { id } errors { message } } }`;
  const { createToken } = data(await server.requestRaw(text, { input })) as unknown as {
    createToken: { secret: string; token: { id: string } | null; errors: { message: string }[] };
  };
  if (!createToken.token) throw new Error(JSON.stringify(createToken.errors));
  return { secret: createToken.secret, id: createToken.token.id };
}

export const revokeToken = async (server: TestServer, id: string): Promise<void> =>
  void data(
    await server.requestRaw(
      `mutation ($id: ID!) { revokeToken(input: { id: $id }) { token { revokedAt } errors { message } } }`,
      { id },
    ),
  );

export const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });

async function projectAtWork(server: TestServer, projectId: string): Promise<Ids> {
  data(
    await server.requestRaw(
      `mutation ($p: ID!) { createProject(input: { projectId: $p }) { project { id } errors { message } } }`,
      { p: projectId },
    ),
  );
  const runId = `${projectId}-run`;
  const started = `mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { message } } }`;
  data(await server.requestRaw(started, { input: { runId, projectId, tiers: PLAN } }));
  const made = `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { webhookId } errors { message } } }`;
  const { createWebhook } = data(
    await server.requestRaw(made, {
      input: { projectId, url: 'https://receiver.example/', eventTypes: ['RUN_ENDED'] },
    }),
  ) as unknown as { createWebhook: { webhook: { webhookId: string } } };
  const { webhookId } = createWebhook.webhook;
  const tried = `mutation ($webhookId: ID!) { testWebhook(input: { webhookId: $webhookId }) { delivery { deliveryId } errors { message } } }`;
  const { testWebhook } = data(await server.requestRaw(tried, { webhookId })) as unknown as {
    testWebhook: { delivery: { deliveryId: string } };
  };
  const { deliveryId } = testWebhook.delivery;
  return { projectId, runId, phaseId: 'P1', leaseToken: '', webhookId, deliveryId };
}

export async function setTheStage(server: TestServer): Promise<Cast> {
  const [mine, theirs] = [await projectAtWork(server, 'mine'), await projectAtWork(server, 'theirs')];
  const bound: Record<string, string> = {};
  const free: Record<string, string> = {};
  const revoked: Record<string, string> = {};
  for (const role of ROLES) {
    const name = role.toLowerCase();
    bound[role] = (await makeToken(server, { name: `${name}-mine`, role, projectIds: ['mine'] })).secret;
    free[role] = (await makeToken(server, { name: `${name}-free`, role })).secret;
    const gone = await makeToken(server, { name: `${name}-gone`, role });
    await revokeToken(server, gone.id);
    revoked[role] = gone.secret;
  }
  const other = await makeToken(server, { name: 'builder-theirs', role: 'BUILDER', projectIds: ['theirs'] });
  const claim = `mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { lease { token agentToken workerId } errors { message } } }`;
  const leaseOf = async (secret: string) => {
    const { claimWork } = data(
      await server.requestRaw(claim, { input: { role: 'BUILDER', workerId: 'w1' } }, bearer(secret)),
    ) as unknown as { claimWork: { lease: { token: string; agentToken: string } } };
    return claimWork.lease;
  };
  const lease = await leaseOf(bound.BUILDER!);
  return {
    mine: { ...mine, leaseToken: lease.token },
    theirs: { ...theirs, leaseToken: (await leaseOf(other.secret)).token },
    agent: lease.agentToken,
    ...({ bound, free, revoked } as unknown as Pick<Cast, 'bound' | 'free' | 'revoked'>),
  };
}
