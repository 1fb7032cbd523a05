/** What an argument names counts wherever it stands (A2): in a list, in a part of an input, and as a folder of the server. */
import { getNamedType, type GraphQLInputType, isInputObjectType } from 'graphql';

import { MOST_BACKTESTED } from '../../src/domain/model/limits.js';
import { FIELD_ACCESS } from '../../src/domain/rules/access/field-access.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { statementsOf } from '../support/server/statements.js';
import { bearer, type Cast, fieldsOf, ROOT_TYPES, setTheStage } from './access-matrix.fixture.js';

let server: TestServer;
let cast: Cast;
beforeAll(async () => {
  server = await startTestServer({
    AUTOPACK_TOKEN: 'a-token-for-the-arguments',
    AUTOPACK_REMOTE_PROTOCOLS: 'https,file',
  });
  cast = await setTheStage(server);
});
afterAll(async () => server.close());

const OF_THINGS = /(^|\.)(runIds?|projectIds?|leaseToken|webhookId|deliveryId|repositoryPath)$/;

/** Arguments that are looked at by the reader, with why nothing else is needed. */
const BY_THE_READER = [
  // New ids, which are the server's.
  ...[
    'createProject.input.projectId',
    'createProject.input.repositoryPath',
    'startRun.input.runId',
    'startRunFromPlan.input.runId',
  ],
  // Only for callers that reach every project.
  ...['createToken.input.projectIds', 'replayRuns.projectId', 'rowDifferences.runIds'],
  // Narrowed to the projects of the caller.
  'archiveRuns.input.runIds',
];

function pathsOf(type: GraphQLInputType, path: string): string[] {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return OF_THINGS.test(path) ? [path] : [];
  return Object.values(named.getFields()).flatMap((field) => pathsOf(field.type, `${path}.${field.name}`));
}

test('A2: every argument that names a run, project, lease, webhook or folder is in the table of access', () => {
  const missing = ROOT_TYPES.flatMap((type) =>
    fieldsOf(type).flatMap(({ name, args }) => {
      const { reach } = FIELD_ACCESS[type]![name]!;
      const known = reach.flatMap((each) => ('at' in each && each.at !== null ? [each.at] : []));
      const paths = args.flatMap((each) => pathsOf(each.type, each.name));
      return paths.filter((path) => !known.includes(path)).map((path) => `${name}.${path}`);
    }),
  );
  expect(missing.sort()).toEqual([...BY_THE_READER].sort());
});

const ask = (text: string, input: object | string, secret: string) =>
  server.requestRaw(text, { input }, bearer(secret));

describe('A2: a list of runs', () => {
  const backtest = (runIds: readonly string[]) =>
    ask(
      `query ($input: BacktestRulesetInput!) { backtestRuleset(input: $input) { runs { runId } errors { code message path } } }`,
      { projectId: 'mine', rulesetVersion: 1, runIds },
      cast.bound.VIEWER,
    );
  const missing = (runId: string, index: number) => ({
    ...{ code: 'NOT_FOUND', message: `There is no run "${runId}".`, path: ['input', 'runIds', String(index)] },
  });
  const asked = async (work: () => Promise<unknown>) =>
    (await statementsOf(work)).filter((name) => name.startsWith('places_'));

  beforeAll(async () => {
    const publish = `mutation ($input: PublishRulesetInput!) { publishRuleset(input: $input) { ruleset { version } errors { message } } }`;
    await server.requestRaw(publish, { input: { projectId: 'mine', document: {} } });
  });

  test('A2: the runs of a list that are elsewhere are as runs that are nowhere', async () => {
    const answer = await backtest(['nowhere', cast.theirs.runId, cast.mine.runId]);
    expect(answer.data).toEqual({
      backtestRuleset: {
        runs: [],
        errors: [
          ...['nowhere', cast.theirs.runId].map(missing),
          expect.objectContaining({ code: 'TRANSITION_REFUSED' }),
        ],
      },
    });
  });

  test('A2: the projects of a whole list are asked with one statement, and none for a list that is refused for its length', async () => {
    const full = [...Array.from({ length: MOST_BACKTESTED - 2 }, (_, i) => `nowhere-${i}`), cast.theirs.runId];
    const runIds = [...full, cast.mine.runId];
    let answer: { data?: any; errors?: any } = {};
    expect(await asked(async () => (answer = await backtest(runIds)))).toEqual(['places_projects_of_runs']);
    expect(answer.data.backtestRuleset.errors.slice(0, full.length)).toEqual(full.map(missing));

    const tooLong = [...runIds, cast.theirs.runId];
    expect(await asked(async () => (answer = await backtest(tooLong)))).toEqual([]);
    expect(answer.errors).toMatchObject([
      {
        message: `runIds must contain no more than ${MOST_BACKTESTED} elements`,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(JSON.stringify(answer)).not.toContain(cast.theirs.runId);
  });
});

describe('A2: a token that is bound to projects names no folder of the server', () => {
  const update = `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { repositoryPath name } errors { message } } }`;
  const set = `mutation ($input: SetProjectRemoteInput!) { setProjectRemote(input: $input) { remote { url } errors { message } } }`;
  const refusal = { message: expect.stringMatching(/names a folder of the server/), extensions: { code: 'FORBIDDEN' } };

  test('A2: as the repository of its project', async () => {
    const input = { projectId: 'mine', repositoryPath: '/srv/git/theirs' };
    expect((await ask(update, input, cast.bound.OPERATOR)).errors).toEqual([expect.objectContaining(refusal)]);
    const renamed = await ask(update, { projectId: 'mine', name: 'Mine', repositoryPath: null }, cast.bound.OPERATOR);
    expect(renamed.data).toMatchObject({
      updateProject: { project: { name: 'Mine', repositoryPath: null }, errors: [] },
    });
    const free = await ask(update, input, cast.free.OPERATOR);
    expect(free.data).toMatchObject({ updateProject: { project: { repositoryPath: '/srv/git/theirs' }, errors: [] } });
  });

  test.each(['file:///srv/git/theirs', '/srv/git/theirs', 'FILE:///srv/git/theirs', 'file:/srv/git/theirs'])(
    'A2: as the remote of its project: %s',
    async (url) => {
      const answer = await ask(set, { projectId: 'mine', url }, cast.bound.OPERATOR);
      expect(answer.errors).toEqual([expect.objectContaining(refusal)]);
    },
  );

  test('A2: addresses of other hosts are its own to choose', async () => {
    const answer = await ask(set, { projectId: 'mine', url: 'https://forge.example/mine.git' }, cast.bound.OPERATOR);
    expect(answer.data).toMatchObject({
      setProjectRemote: { remote: { url: 'https://forge.example/mine.git' }, errors: [] },
    });
  });
});

describe('A2, A4: what no id can be is refused for its form, and is no fault of the server', () => {
  const bad = 'a\u0000b';

  test.each([
    ['webhook', 'query ($input: ID!) { webhook(webhookId: $input) { url } }', bad, 'OPERATOR'],
    [
      'delivery',
      'mutation ($input: ID!) { redeliverWebhook(input: { deliveryId: $input }) { errors { code } } }',
      bad,
      'OPERATOR',
    ],
    ['lease', 'query ($input: String!) { leasedWork(leaseToken: $input) { errors { code } } }', bad, 'BUILDER'],
    ['run', 'query ($input: ID!) { run(runId: $input) { runId } }', bad, 'BUILDER'],
    ['phase', 'query ($input: ID!) { phase(runId: "mine-run", phaseId: $input) { phaseId } }', bad, 'BUILDER'],
    ['project', 'query ($input: ID!) { project(projectId: $input) { projectId } }', bad, 'VIEWER'],
  ] as const)('A2, A4: of a %s', async (_what, text, input, role) => {
    const answer = await ask(text, input, cast.bound[role]);
    expect(JSON.stringify(answer)).not.toContain('INTERNAL_SERVER_ERROR');
  });

  test('M3, A4: of a project whose forge sends a message', async () => {
    const message = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    for (const projectId of ['%00', 'a%00b', 'no%20id', 'nowhere'])
      expect([projectId, (await fetch(`${server.url}/forges/${projectId}`, message)).status]).toEqual([projectId, 401]);
  });
});
