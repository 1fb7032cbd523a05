/** Projects and their rulesets through the API (P1). */
import { REFUSAL } from '../../src/cli/graphql/refusal.js';
import { api, stored } from '../support/api/api.js';
import type {
  CreateProjectInput,
  PublishRulesetInput,
  UpdateProjectInput,
} from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

let server: TestServer;
let client: ReturnType<typeof api>;

beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_REPOSITORY_ROOTS: '/srv/code,/home/git' });
  client = api(server);
});
afterAll(() => server?.close());

const PROJECT = gql(
  'fragment ProjectSeen on Project { id projectId name rulesetVersion repositoryPath defaultBranch allowPromotion }',
);
const CREATE = gql(
  'mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { ...ProjectSeen } errors { ...Refusal } } }',
  PROJECT,
  REFUSAL,
);
const UPDATE = gql(
  'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { ...ProjectSeen } errors { ...Refusal } } }',
  PROJECT,
  REFUSAL,
);
const PUBLISH = gql(
  `mutation ($input: PublishRulesetInput!) { publishRuleset(input: $input) {
    ruleset { id projectId version createdAt document } errors { ...Refusal } } }`,
  REFUSAL,
);
const create = async (input: CreateProjectInput) => (await server.request(CREATE, { input })).createProject;
const update = async (input: UpdateProjectInput) => (await server.request(UPDATE, { input })).updateProject;
const publish = async (input: PublishRulesetInput) => (await server.request(PUBLISH, { input })).publishRuleset;
const rulesetOf = async (projectId: string, version?: number) =>
  (
    await server.request(
      gql(
        `query ($projectId: ID!, $version: Int) { ruleset(projectId: $projectId, version: $version) { version document } }`,
      ),
      {
        projectId,
        version,
      },
    )
  ).ruleset;

describe('projects', () => {
  test('P1: the project "default" is there from the start, without a ruleset', async () => {
    const { projects } = await server.request(
      gql('{ projects { projectId name rulesetVersion allowPromotion repositoryPath } }'),
    );
    const ofAll = { name: 'default', rulesetVersion: 0, allowPromotion: false, repositoryPath: null };
    expect(projects).toContainEqual({ projectId: 'default', ...ofAll });
    expect(await rulesetOf('default')).toBeNull();
  });

  test('a project is made with what is said about it, and is read back', async () => {
    const made = await create({
      projectId: 'shop',
      name: 'The shop',
      repositoryPath: '/srv/code/shop',
      defaultBranch: 'trunk',
      allowPromotion: true,
    });
    expect(made).toEqual({
      project: {
        id: 'project:shop',
        projectId: 'shop',
        name: 'The shop',
        rulesetVersion: 0,
        repositoryPath: '/srv/code/shop',
        defaultBranch: 'trunk',
        allowPromotion: true,
      },
      errors: [],
    });
    const { project } = await server.request(gql('{ project(projectId: "shop") { name } }'));
    expect(project).toEqual({ name: 'The shop' });
    expect((await server.request(gql('{ project(projectId: "nobody") { name } }'))).project).toBeNull();
  });

  test('I1: an id that is taken, in whatever case, is refused', async () => {
    await create({ projectId: 'Twice' });
    expect((await create({ projectId: 'tWICE' })).errors).toMatchObject([
      { code: 'ALREADY_EXISTS', path: ['input', 'projectId'] },
    ]);
    expect((await create({ projectId: 'Twice' })).errors).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
  });

  test('I1: of many that make one project at once, one does', async () => {
    const made = await Promise.all(
      Array.from({ length: 16 }, (_, i) => create({ projectId: i % 2 ? 'race' : 'RACE' })),
    );
    expect(made.filter((answer) => answer.errors.length === 0)).toHaveLength(1);
  });

  test('an update changes what it says and leaves the rest; a null takes a path away', async () => {
    await create({ projectId: 'changing', repositoryPath: '/home/git/x', allowPromotion: true });
    expect((await update({ projectId: 'changing', name: 'New' })).project).toMatchObject({
      name: 'New',
      repositoryPath: '/home/git/x',
      allowPromotion: true,
    });
    expect((await update({ projectId: 'changing', repositoryPath: null })).project).toMatchObject({
      name: 'New',
      repositoryPath: null,
    });
    expect((await update({ projectId: 'nobody', name: 'x' })).errors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'projectId'] },
    ]);
  });

  test('C6: those who change different things at once all have their way', async () => {
    for (let round = 0; round < 10; round += 1) {
      const projectId = `together-${round}`;
      await create({ projectId });
      const changes = [
        { name: 'Changed' },
        { defaultBranch: 'trunk' },
        { repositoryPath: '/srv/code/x' },
        { allowPromotion: true },
      ];
      await Promise.all([
        ...changes.map((change) => update({ projectId, ...change })),
        publish({ projectId, document: {} }),
      ]);
      const { project } = await server.request(
        gql(
          'query ($projectId: ID!) { project(projectId: $projectId) { name defaultBranch repositoryPath allowPromotion rulesetVersion } }',
        ),
        { projectId },
      );
      expect(project).toEqual({ ...Object.assign({}, ...changes), rulesetVersion: 1 });
    }
  });

  test.each(['-x', 'a..b', ' ', 'a b', 'x.lock'])('C3: the branch name %j is refused', async (defaultBranch) => {
    await expect(create({ projectId: 'branchy', defaultBranch })).rejects.toThrow('BAD_USER_INPUT');
  });

  test('W5: a null that means the default is the same input under a key', async () => {
    expect((await create({ projectId: 'nulls', idempotencyKey: 'nulls' })).errors).toEqual([]);
    expect((await create({ projectId: 'nulls', name: null, idempotencyKey: 'nulls' })).errors).toEqual([]);
    const tiers = [{ tierId: 't', name: 'T', phases: [{ phaseId: 'p', name: 'P' }] }];
    const first = await client.startRun({ tiers, idempotencyKey: 'null-run' });
    const again = await client.startRun({ tiers, draft: null, projectId: null, idempotencyKey: 'null-run' });
    expect([again.errors, again.run!.runId]).toEqual([[], first.run!.runId]);
  });

  test.each(['/etc', '/srv/code/../other', '/srv/code', '/srv/codex/x', 'relative/path'])(
    'A5: the repository path %s is refused, and nothing is made',
    async (repositoryPath) => {
      const before = await stored(server);
      expect((await create({ projectId: 'outside', repositoryPath })).errors).toMatchObject([
        { code: 'INVALID_INPUT', path: ['input', 'repositoryPath'] },
      ]);
      expect(await stored(server)).toEqual(before);
    },
  );

  test('W5: a creation under its key is answered again, with another input it conflicts', async () => {
    const input = { projectId: 'keyed', idempotencyKey: 'make-keyed' };
    expect((await create(input)).errors).toEqual([]);
    expect(await create(input)).toMatchObject({ project: { projectId: 'keyed' }, errors: [] });
    expect((await create({ ...input, name: 'else' })).errors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT' }]);
  });

  test('I1: a run of an unknown project is refused with NOT_FOUND', async () => {
    const tiers = [{ tierId: 't', name: 'T', phases: [{ phaseId: 'p', name: 'P' }] }];
    expect((await client.startRun({ projectId: 'unknown', tiers })).errors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'projectId'] },
    ]);
  });
});

test('P1: a name that the language gives a meaning is never dropped from a document, written in the operation either', async () => {
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    const answer = await server.requestRaw(
      `mutation { publishRuleset(input: { projectId: "default", document: { categories: { ${key}: {} } } }) { ruleset { version } } }`,
    );
    expect(answer.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  }
  expect(await rulesetOf('default')).toBeNull();
});

describe('P1: rulesets', () => {
  test('P1: versions count from 1, each stays as it was given', async () => {
    await create({ projectId: 'policy' });
    const first = { safetyProfile: 'safety_critical', categories: { docs: { maxBuilderAttempts: 1 } } };
    expect(await publish({ projectId: 'policy', document: first })).toMatchObject({
      ruleset: { version: 1, document: first, id: 'ruleset:policy/1' },
      errors: [],
    });
    expect(await publish({ projectId: 'policy', document: {} })).toMatchObject({ ruleset: { version: 2 } });
    expect(await rulesetOf('policy', 1)).toEqual({ version: 1, document: first });
    expect(await rulesetOf('policy')).toEqual({ version: 2, document: {} });
    expect(await rulesetOf('policy', 3)).toBeNull();
    expect((await server.request(gql('{ project(projectId: "policy") { rulesetVersion } }'))).project).toEqual({
      rulesetVersion: 2,
    });
  });

  test('P1: a typo is refused with its path and line, and with what was probably meant; nothing is stored', async () => {
    const before = await stored(server);
    const document = {
      defaults: { run: { tokenCap: 1000 } },
      categorys: {},
      ci: { profiles: { normal: [{ name: 'x', argv: [], timout: 1 }] } },
    };
    const { ruleset, errors } = await publish({ projectId: 'default', document });
    expect(ruleset).toBeNull();
    expect(
      errors.map((error) => [error.code, error.__typename === 'InputError' && error.line, error.path?.slice(0, 3)]),
    ).toEqual(expect.arrayContaining([['INVALID_INPUT', 7, ['input', 'document', 'categorys']]]));
    expect(errors.some((error) => /categories/.test(error.message))).toBe(true);
    expect(errors.length).toBeGreaterThan(1);
    expect(await stored(server)).toEqual(before);
  });

  test('P1: a client that expects another version than the newest is refused with the newest version', async () => {
    await create({ projectId: 'cas' });
    expect((await publish({ projectId: 'cas', document: {}, expectedVersion: 0 })).ruleset!.version).toBe(1);
    expect((await publish({ projectId: 'cas', document: {}, expectedVersion: 0 })).errors).toMatchObject([
      { code: 'VERSION_CONFLICT', currentVersion: 1, path: ['input', 'expectedVersion'], retryable: false },
    ]);
    expect((await publish({ projectId: 'nobody', document: {} })).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  test('P1: of many that publish on one version at once, one does; without a version all do, one after the other', async () => {
    await create({ projectId: 'publishing' });
    const guarded = await Promise.all(
      Array.from({ length: 12 }, () => publish({ projectId: 'publishing', document: {}, expectedVersion: 0 })),
    );
    expect(guarded.filter((answer) => answer.ruleset !== null)).toHaveLength(1);
    const free = await Promise.all(
      Array.from({ length: 12 }, () => publish({ projectId: 'publishing', document: {} })),
    );
    expect(free.map((answer) => answer.ruleset!.version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 2),
    );
  });

  test('W5: a publication under its key is not repeated, and is answered with the same version', async () => {
    await create({ projectId: 'once' });
    const input = { projectId: 'once', document: { tokens: { flatPerAttempt: 5 } }, idempotencyKey: 'publish-once' };
    expect((await publish(input)).ruleset!.version).toBe(1);
    await publish({ projectId: 'once', document: {} });
    expect((await publish(input)).ruleset).toMatchObject({ version: 1, document: input.document });
  });

  test.each([
    [
      'ten thousand categories',
      { categories: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`c${i}`, {}])) },
    ],
    ['a deep nesting', { defaults: JSON.parse(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`) }],
    [
      'prototype keys',
      JSON.parse('{ "__proto__": { "safetyProfile": "normal" }, "categories": { "constructor": { "autoApply": 1 } } }'),
    ],
    ['a nesting that overflows a stack', JSON.parse(`${'{"a":['.repeat(1_500)}1${']}'.repeat(1_500)}`)],
    ['a very wide object', Object.fromEntries(Array.from({ length: 150_000 }, (_, i) => [`k${i}`, 1]))],
    ['a name of the language', { categories: { docs: {} }, prototype: { a: 1 } }],
    ['a bomb of a glob', { paths: { protected: [`+(${'a|'.repeat(90)}a)+`] } }],
    ['a list', { paths: { protected: 'all' } }],
  ])('A3: %s is refused clearly, and quickly', async (what, document) => {
    const began = performance.now();
    const answer = await server.requestRaw(
      `mutation ($input: PublishRulesetInput!) { publishRuleset(input: $input) { ruleset { version } errors { code } } }`,
      {
        input: { projectId: 'default', document },
      },
    );
    const codes = [
      ...(answer.errors ?? []).map((error) => error.extensions.code),
      ...(
        (answer.data as { publishRuleset?: { errors: { code: string }[] } } | null)?.publishRuleset?.errors ?? []
      ).map(({ code }) => code),
    ];
    process.stdout.write(`${what}: ${Math.round(performance.now() - began)} ms\n`);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.every((code) => code === 'INVALID_INPUT' || code === 'BAD_USER_INPUT')).toBe(true);
    expect(({} as Record<string, unknown>).safetyProfile).toBeUndefined();
  });
});
