/**
 * The matrix of A2: every field of Query, Mutation and Subscription and every route, for five roles, bound to a project and not, revoked, and
 * without a token; and for the agent of a lease (A6). It is made from the schema: a field that nobody has thought of fails here, as it fails the start.
 */
import { parse } from 'graphql';
import type { Client } from 'graphql-ws';

import { type Role, ROLES } from '../../src/domain/model/caller.js';
import { OWN_LEASE } from '../../src/domain/rules/access/access.js';
import { FIELD_ACCESS } from '../../src/domain/rules/access/field-access.js';
import { ROUTE_ACCESS } from '../../src/domain/rules/access/route-access.js';
import type { Places } from '../../src/graphql/access/guard.js';
import { accessFault } from '../../src/graphql/access/operation-access.js';
import { hiddenFrom } from '../../src/graphql/access/stand-ins.js';
import { Login } from '../../src/graphql/request/login.js';
import { rawHttp } from '../support/api/raw-requests.js';
import { graphqlClient, type RawResponse } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import {
  ARGUMENTS,
  bearer,
  type Cast,
  documentOf,
  fieldsOf,
  type Ids,
  NOWHERE,
  ROOT_TYPES,
  type RootType,
  SCHEMA,
  setTheStage,
} from './access-matrix.fixture.js';

let server: TestServer;
let cast: Cast;
beforeAll(async () => {
  server = await startTestServer({
    AUTOPACK_TOKEN: 'a-token-for-the-matrix',
    AUTOPACK_COMMANDS_PER_MINUTE: '0',
    AUTOPACK_MCP: 'on',
  });
  cast = await setTheStage(server);
  const { runId, phaseId, leaseToken, projectId } = cast.mine;
  const agentOf = { runId, phaseId, leaseToken, attempt: 1 };
  AGENT = new Login({ tokenId: 'agent', name: 'w1', role: 'BUILDER', projectIds: [projectId], agentOf });
});
afterAll(async () => server.close());

const FIELDS = ROOT_TYPES.flatMap((type) => fieldsOf(type).map((field) => ({ type, field, name: field.name })));

/** Asks as a client that has nothing but this token. */
async function ask(
  secret: string | null,
  type: RootType,
  name: string,
  ids: Ids,
  role: Role = 'OPERATOR',
): Promise<RawResponse> {
  const { field } = FIELDS.find((each) => each.type === type && each.name === name)!;
  const text = documentOf(type, field);
  const variables = ARGUMENTS[name]!(ids, role) as Record<string, unknown>;
  if (type !== 'Subscription')
    return graphqlClient(server.url).requestRaw(text, variables, secret === null ? {} : bearer(secret));
  const socket = graphqlClient(server.url).socket(secret === null ? {} : { authorization: secret });
  try {
    return await firstOf(socket, text, variables);
  } finally {
    await socket.dispose();
  }
}

/** The first result, the end, or why there is none; a stream that is silent is one that is open. */
function firstOf(socket: Client, query: string, variables: Record<string, unknown>): Promise<RawResponse> {
  return new Promise((resolve) => {
    const silent = setTimeout(() => resolve({ status: 200, data: 'silent' }), 1_500);
    const answer = (response: unknown) => {
      clearTimeout(silent);
      resolve({ status: 200, ...(response as object) });
    };
    socket.subscribe(
      { query, variables },
      {
        next: (result) => answer(result),
        error: (error) =>
          answer(Array.isArray(error) ? { errors: error } : { closed: (error as { code: number }).code }),
        complete: () => answer({ data: 'complete' }),
      },
    );
  });
}

/** All that the agent of a lease may use; who adds one has thought of what it opens. */
const AGENT_FIELDS = ['checkPatch', 'leasedWork', 'recordIssues'];
let AGENT: Login;
/** An agent is asked for no place: it has one. */
const NO_PLACES = {} as Places;

const codesOf = (answer: RawResponse): unknown[] => (answer.errors ?? []).map(({ extensions }) => extensions.code);
const refused = (answer: RawResponse): boolean =>
  codesOf(answer).some((code) => code === 'FORBIDDEN' || code === 'UNAUTHENTICATED');

/** What an answer says, with the ids of the question taken out. */
const withoutIds = ({ status: _, ...answer }: RawResponse, ids: Ids): string =>
  [ids.runId, ids.projectId, ids.webhookId, ids.deliveryId]
    .reduce((text, id) => text.replaceAll(`${id}`, 'ID'), JSON.stringify(answer))
    .replace(/"(at|now|requestId|startedAt)":"[^"]*"/g, '');

test('A2: every root field of the schema has its line in the table of access and in the matrix, and neither has more', () => {
  for (const type of ROOT_TYPES)
    expect(Object.keys(FIELD_ACCESS[type]!).sort()).toEqual(
      fieldsOf(type)
        .map(({ name }) => name)
        .sort(),
    );
  expect(Object.keys(ARGUMENTS).sort()).toEqual(FIELDS.map(({ name }) => name).sort());
});

describe.each(ROLES)('A2: a token of the role %s that is bound to no project', (role: Role) => {
  test.each(FIELDS)('A2: meets $type.$name as the table says', async ({ type, name }) => {
    const answer = await ask(cast.free[role], type, name, NOWHERE, role);
    expect([name, refused(answer)]).toEqual([name, !FIELD_ACCESS[type]![name]!.roles.includes(role)]);
  });
});

describe.each(ROLES)('A2: a token of the role %s that is bound to another project', (role: Role) => {
  test.each(FIELDS)('A2: sees and touches nothing by $type.$name: theirs is as nowhere', async ({ type, name }) => {
    const { roles, reach } = FIELD_ACCESS[type]![name]!;
    const theirs = await ask(cast.bound[role], type, name, cast.theirs, role);
    const isServers = reach.some(({ by }) => by === 'server');
    expect([name, refused(theirs)]).toEqual([name, !roles.includes(role) || isServers]);
    if (refused(theirs)) return;
    const nowhere = await ask(cast.bound[role], type, name, NOWHERE, role);
    if (!reach.every(({ by }) => by === 'nothing'))
      expect(withoutIds(theirs, cast.theirs)).toEqual(withoutIds(nowhere, NOWHERE));
  });
});

describe('A2: the agent of a lease', () => {
  test.each(FIELDS)('A2: is refused $type.$name by the API, for its own work too', async ({ type, name }) => {
    const answer = await ask(cast.agent, type, name, cast.mine);
    if (type === 'Subscription') expect(answer).toMatchObject({ closed: 4403 });
    else expect([answer.status, codesOf(answer)]).toEqual([403, ['FORBIDDEN']]);
  });

  test.each(FIELDS)('A2: meets $type.$name behind the tools as the table says', ({ type, name, field }) => {
    const fault = accessFault(SCHEMA, parse(documentOf(type, field)), null, AGENT, { take: () => 0 });
    expect([name, fault === null]).toEqual([name, AGENT_FIELDS.includes(name)]);
    expect([name, FIELD_ACCESS[type]![name]!.agents === true]).toEqual([name, AGENT_FIELDS.includes(name)]);
  });

  test.each(FIELDS.filter(({ name }) => AGENT_FIELDS.includes(name)))(
    'A2: reaches by $name its own lease and phase, and nothing else by whatever name',
    async ({ type, name }) => {
      const { reach } = FIELD_ACCESS[type]![name]!;
      const hidden = async (ids: Ids) =>
        hiddenFrom(AGENT.caller, reach, ARGUMENTS[name]!(ids, 'BUILDER') as Record<string, unknown>, NO_PLACES);
      // Its own lease has a name of its own; the token of the lease itself stands in for it.
      const own = await hidden({ ...cast.mine, leaseToken: OWN_LEASE });
      expect(own.map(({ standIn }) => standIn)).toEqual(name === 'recordIssues' ? [] : [cast.mine.leaseToken]);
      for (const ids of [cast.theirs, cast.mine, { ...cast.mine, phaseId: 'P2' }, { ...cast.mine, runId: 'other' }]) {
        const isOwnPhase = name === 'recordIssues' && ids === cast.mine;
        const [stranger] = await hidden(ids);
        expect([name, stranger === undefined]).toEqual([name, isOwnPhase]);
        if (stranger) expect([cast.mine.leaseToken, cast.theirs.leaseToken]).not.toContain(stranger.standIn);
      }
    },
  );
});

describe('A2: whoever has no token that is good', () => {
  test.each(FIELDS)('A2: is refused $type.$name', async ({ type, name }) => {
    const without = await ask(null, type, name, cast.mine);
    const revoked = await Promise.all(ROLES.map((role) => ask(cast.revoked[role], type, name, cast.mine)));
    for (const answer of [without, ...revoked]) {
      if (type === 'Subscription') expect(answer).toMatchObject({ closed: 4401 });
      else expect([answer.status, codesOf(answer)]).toEqual([401, ['UNAUTHENTICATED']]);
    }
  });

  // Preflights have no route where no origin is allowed: origins.spec.ts has them.
  const routes = Object.entries(ROUTE_ACCESS).filter(([route]) => route !== 'OPTIONS *');
  test.each(routes)('A2: meets the route %s as the table says', async (route, access) => {
    const [method, path] = route.split(' ') as [string, string];
    const at = path.replace(':file', 'playground.js').replace('*', 'runs');
    const statusOf = async (headers: Record<string, string>) =>
      (await rawHttp(server.url, { method, path: at, headers })).status;
    const open = access.roles === null;
    if (access.signed) {
      // No token takes the place of a signature.
      for (const headers of [{}, ...ROLES.map((role) => bearer(cast.free[role]))])
        expect([route, await statusOf(headers)]).toEqual([route, 401]);
      return;
    }
    expect([route, (await statusOf({})) === 401]).toEqual([route, !open]);
    for (const role of ROLES) {
      expect([route, role, (await statusOf(bearer(cast.revoked[role]))) === 401]).toEqual([route, role, !open]);
      const allowed = open || access.roles!.includes(role);
      expect([route, role, (await statusOf(bearer(cast.free[role]))) === 403]).toEqual([route, role, !allowed]);
      const reaches = allowed && access.server !== true;
      expect([route, role, (await statusOf(bearer(cast.bound[role]))) === 403]).toEqual([route, role, !reaches]);
    }
    const agents = open || access.agents === true;
    expect([route, 'agent', (await statusOf(bearer(cast.agent))) === 403]).toEqual([route, 'agent', !agents]);
  });
});
