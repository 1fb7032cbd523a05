/** Nobody overlooks a refusal: `extensions.refusals` reports it exactly when the operation did not select the payload's errors. */
import type { Client } from 'graphql-ws';

import { type Api, api, plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { within } from '../support/waiting.js';

let server: TestServer;
let client: Api;
let socket: Client;
beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
  socket = server.socket();
  await client.startRun({ runId: 'taken', tiers: plan({ T1: ['a', 'b'] }) });
});
afterAll(async () => {
  await socket.dispose();
  await server.close();
});

interface Answer {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly extensions?: Record<string, unknown>;
}

const overSocket = (query: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
  within(
    'an answer',
    new Promise<Answer>((resolve, reject) => {
      let answer: Answer = {};
      socket.subscribe(
        { query, variables },
        { next: (value) => (answer = value as Answer), error: reject, complete: () => resolve(answer) },
      );
    }),
  );
const transports = [
  [
    'HTTP',
    async (query: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
      server.requestRaw(query, variables),
  ],
  ['WebSocket', overSocket],
] as const;

const GATE = 'input: { runId: "taken", phaseId: "a", state: GATE }';
const DELETE = 'input: { runId: "taken" }';
const refusal = (path: string, code = 'TRANSITION_REFUSED') => ({
  path: [path],
  code,
  message: expect.stringMatching(/\w+/),
});

describe.each(transports)('over %s', (_transport, send) => {
  const reported = async (query: string, variables?: Record<string, unknown>) => {
    const answer = await send(query, variables);
    expect(answer.errors).toBeUndefined();
    return answer.extensions?.refusals;
  };

  it.each([
    ['selected', `mutation { updatePhaseStatus(${GATE}) { errors { code } } }`],
    ['selected under an alias', `mutation { updatePhaseStatus(${GATE}) { problems: errors { code } } }`],
    [
      'selected by one of two selections of the same field',
      `mutation { updatePhaseStatus(${GATE}) { phase { state } } updatePhaseStatus(${GATE}) { errors { code } } }`,
    ],
    [
      'selected in a fragment',
      `mutation { updatePhaseStatus(${GATE}) { ...E } } fragment E on PhasePayload { errors { code } }`,
    ],
    [
      'selected in a fragment of a fragment',
      `mutation { updatePhaseStatus(${GATE}) { ...A } } fragment A on PhasePayload { ...E } fragment E on PhasePayload { errors { code } }`,
    ],
    [
      'selected in an inline fragment',
      `mutation { updatePhaseStatus(${GATE}) { ... { ... on PhasePayload { errors { code } } } } }`,
    ],
    ['selected with only their __typename', `mutation { updatePhaseStatus(${GATE}) { errors { __typename } } }`],
    ['included', `mutation { updatePhaseStatus(${GATE}) { errors @include(if: true) @skip(if: false) { code } } }`],
  ])('nothing is reported when the errors are %s', async (_how, query) => {
    const answer = await send(query);
    expect([answer.errors, answer.extensions?.refusals]).toEqual([undefined, undefined]);
    const payload = (answer.data as { updatePhaseStatus: { errors?: unknown[]; problems?: unknown[] } })
      .updatePhaseStatus;
    expect(payload.errors ?? payload.problems).toHaveLength(1);
  });

  it.each([
    ['not selected', `mutation { updatePhaseStatus(${GATE}) { phase { state } } }`, 'updatePhaseStatus'],
    [
      'not selected, and nothing else is',
      `mutation { updatePhaseStatus(${GATE}) { __typename } }`,
      'updatePhaseStatus',
    ],
    [
      'not selected by a mutation under an alias',
      `mutation { lever: updatePhaseStatus(${GATE}) { run { version } } }`,
      'lever',
    ],
    [
      'not selected, but a field is called errors',
      `mutation { updatePhaseStatus(${GATE}) { errors: run { version } } }`,
      'updatePhaseStatus',
    ],
    [
      'skipped',
      `mutation { updatePhaseStatus(${GATE}) { run { version } errors @skip(if: true) { code } } }`,
      'updatePhaseStatus',
    ],
    [
      'not included',
      `mutation { updatePhaseStatus(${GATE}) { run { version } errors @include(if: false) { code } } }`,
      'updatePhaseStatus',
    ],
    [
      'in a fragment that is not included',
      `mutation { updatePhaseStatus(${GATE}) { run { version } ...E @include(if: false) } } fragment E on PhasePayload { errors { code } }`,
      'updatePhaseStatus',
    ],
    [
      'in an inline fragment that is skipped',
      `mutation { updatePhaseStatus(${GATE}) { run { version } ... @skip(if: true) { errors { code } } } }`,
      'updatePhaseStatus',
    ],
  ])('the refusal is reported when the errors are %s', async (_how, query, path) => {
    expect(await reported(query)).toEqual([refusal(path)]);
  });

  it('follows the variables of @include and @skip', async () => {
    const query = `mutation ($show: Boolean!) { updatePhaseStatus(${GATE}) { run { version } errors @include(if: $show) { code } } }`;
    expect([await reported(query, { show: true }), await reported(query, { show: false })]).toEqual([
      undefined,
      [refusal('updatePhaseStatus')],
    ]);
  });

  it('of several mutations reports those that are not selected, each at its place, in order', async () => {
    const query = `mutation { one: updatePhaseStatus(${GATE}) { run { version } } two: updatePhaseStatus(${GATE}) { errors { code } }
      three: deleteRun(${DELETE}) { deletedRunId } four: startRun(input: { runId: "taken", tiers: [{ tierId: "T", name: "T", phases: [{ phaseId: "p", name: "P" }] }] }) { run { runId } } }`;
    expect(await reported(query)).toEqual([refusal('one'), refusal('three'), refusal('four', 'ALREADY_EXISTS')]);
  });

  it('reports every error of a payload', async () => {
    const query =
      'mutation { startRun(input: { tiers: [{ tierId: "T", name: "T", phases: [{ phaseId: "p", name: "P" }, { phaseId: "p", name: "P" }] }, { tierId: "T", name: "T" }] }) { run { runId } } }';
    const refusals = (await reported(query)) as unknown[];
    expect(refusals.length).toBeGreaterThan(1);
    expect(refusals).toEqual(refusals.map(() => refusal('startRun', 'INVALID_INPUT')));
  });

  it('reports nothing of commands that were accepted, and nothing of an earlier operation', async () => {
    expect(await reported(`mutation { rebuildFileLayout(${DELETE}) { fileLayout { runId } } }`)).toBeUndefined();
    expect(await reported('{ run(runId: "taken") { runId } }')).toBeUndefined();
  });

  it('reports them for every mutation', async () => {
    const nobody = 'input: { runId: "nobody"';
    const each = {
      addTier: `${nobody}, tier: { tierId: "T", name: "T" } }`,
      addPhase: `${nobody}, tierId: "T", phase: { phaseId: "p", name: "P" } }`,
      sealPlan: `${nobody} }`,
      cancelRun: `${nobody}, reason: "x" }`,
      deleteRun: `${nobody} }`,
      rebuildFileLayout: `${nobody} }`,
      updatePhaseStatus: `${nobody}, phaseId: "p", state: GATE }`,
      recordIssues: `${nobody}, phaseId: "p", issues: [{ issueKey: "k", category: "c", source: TEST }] }`,
      updateProject: 'input: { projectId: "nobody", name: "x" }',
      publishRuleset: 'input: { projectId: "nobody", document: {} }',
      setDispatch: 'input: { projectId: "nobody", dispatching: false }',
      claimWork: 'input: { role: BUILDER, workerId: "w", runId: "nobody" }',
      heartbeat: 'input: { leaseToken: "nobody" }',
      releaseLease: 'input: { leaseToken: "nobody", reason: "x" }',
      submitBuilderResult: 'input: { leaseToken: "nobody", status: SUCCEEDED }',
      submitAuditorResult: 'input: { leaseToken: "nobody", verdict: REVISE, notes: "x" }',
      reportCiResult: 'input: { leaseToken: "nobody", verdict: GREEN }',
      continueRun: `${nobody} }`,
      requestAudit: `${nobody}, phaseId: "p" }`,
      revokeToken: 'input: { id: "nobody" }',
      setProjectRemote: 'input: { projectId: "nobody", url: "https://forge.example/team/project.git" }',
      removeProjectRemote: 'input: { projectId: "nobody" }',
      retryPush: 'input: { projectId: "nobody" }',
      createWebhook: 'input: { projectId: "nobody", url: "https://receiver.example/" }',
      updateWebhook: 'input: { webhookId: "nobody" }',
      deleteWebhook: 'input: { webhookId: "nobody" }',
      testWebhook: 'input: { webhookId: "nobody" }',
      redeliverWebhook: 'input: { deliveryId: "nobody" }',
      promoteRun: `${nobody} }`,
      startRunFromPlan: 'input: { projectId: "nobody", planMarkdown: "## T\\n\\n### P\\n" }',
    };
    for (const [name, input] of Object.entries(each))
      expect(await reported(`mutation { ${name}(${input}) { __typename } }`)).toEqual([refusal(name, 'NOT_FOUND')]);
    const { __type } = await server.request(gql('{ __type(name: "Mutation") { fields { name } } }'));
    expect(__type!.fields!.map((field) => field.name).sort()).toEqual(
      // archiveRuns refuses nothing, it answers the outcome of each run; setDrain names nothing that could be missing.
      [...Object.keys(each), 'startRun', 'createProject', 'createToken', 'archiveRuns', 'setDrain'].sort(),
    );
  });
});
