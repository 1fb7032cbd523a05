/** The operations of the playground, tour and examples: valid, explained, and stories that work when they run in order. */
import { readFileSync } from 'node:fs';

import {
  buildSchema,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';

import {
  type ExampleOperation,
  readChapters,
  readOperations,
  TOUR_FOLDER,
} from '../../src/graphql/playground/operations.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { firstEvent } from './operations.fixture.js';

const SCHEMA = new URL('../../schema.graphql', import.meta.url);
const SCHEMA_BUILT = buildSchema(readFileSync(SCHEMA, 'utf8'));
const examples = await readOperations();
const titles = examples.map((example) => [example.name, example] as const);
const tour = await readOperations(TOUR_FOLDER);
const all = [...examples, ...tour];
const allTitles = all.map((example) => [example.name, example] as const);
const operationOf = ({ query }: ExampleOperation) =>
  parse(query).definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === 'OperationDefinition',
  )!;

describe('Every example operation', () => {
  it('is there', () => {
    expect(examples.length).toBeGreaterThanOrEqual(30);
    expect(tour).toHaveLength(8);
  });

  it('has its place in one chapter', async () => {
    const names = (await readChapters()).flatMap(({ operations }) => operations.map(({ name }) => name));
    expect(names.toSorted()).toEqual(examples.map(({ name }) => name));
  });

  it.each(allTitles)('%s is valid against schema.graphql', (_name, { query }) => {
    expect(validate(SCHEMA_BUILT, parse(query)).map((fault) => fault.message)).toEqual([]);
  });

  it.each(allTitles)('I5: %s selects the id of whatever has one, so that caches know it again', (_name, { query }) => {
    const info = new TypeInfo(SCHEMA_BUILT);
    const without: string[] = [];
    const look = (node: SelectionSetNode): void => {
      const type = info.getParentType();
      const selects = (name: string) =>
        node.selections.some((each) => each.kind === Kind.FIELD && each.name.value === name);
      if (type && isObjectType(type) && type.getFields().id && !selects('id')) without.push(type.name);
    };
    visit(parse(query), visitWithTypeInfo(info, { SelectionSet: look }));
    expect(without).toEqual([]);
  });

  it.each(allTitles)('%s has one operation with a name of its own, and a comment on top', (_name, { query }) => {
    expect(parse(query).definitions).toHaveLength(1);
    expect(query).toMatch(/^# \S/);
    expect(
      all
        .map((example) => operationOf(example).name?.value)
        .filter((name) => name === /^(?:query|mutation|subscription) (\w+)/m.exec(query)![1]),
    ).toHaveLength(1);
  });

  it.each(allTitles)('%s has a value for each variable that needs one', (_name, example) => {
    const given = Object.keys(JSON.parse(example.variables ?? '{}') as object);
    const declared = (operationOf(example).variableDefinitions ?? []).map((definition) => ({
      name: definition.variable.name.value,
      needed: definition.type.kind === 'NonNullType' && !definition.defaultValue,
    }));
    for (const { name, needed } of declared) if (needed) expect(given).toContain(name);
    for (const name of given) expect(declared.map((variable) => variable.name)).toContain(name);
  });
});

describe('Their sequence', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => server.close());

  type Data = any;
  /** The examples are read from files: nothing is known of their answers but what is looked at. */
  const answered = async (query: string, variables: Record<string, unknown>): Promise<Data> => {
    const { data, errors } = await server.requestRaw(query, variables);
    expect(errors).toBeUndefined();
    return data;
  };
  /** What the tour's workers hold. */
  let leased: Data;
  /** What an example is to show, besides being answered without a top-level error; `ask` asks it once more, with further variables. */
  const shows: Record<string, (data: Data, ask: (variables: object) => Promise<Data>, variables: Data) => unknown> = {
    server: ({ server }) => expect(server.version).toMatch(/^\d+\.\d+\.\d+/),
    'start-run': ({ startRun }) => expect([startRun.run.state, startRun.errors]).toEqual(['RUN_CREATED', []]),
    'look-at-run': ({ run }) =>
      expect(run.tiers.map((tier: { phases: unknown[] }) => tier.phases.length)).toEqual([2, 1]),
    'next-phase': ({ nextPhase }) => expect(nextPhase.phaseId).toBe('F1.1'),
    'move-phase': ({ updatePhaseStatus }) =>
      expect([updatePhaseStatus.phase.state, updatePhaseStatus.phase.tokensUsed]).toEqual(['EXECUTING', 1200]),
    'illegal-move': ({ updatePhaseStatus }) =>
      expect(updatePhaseStatus.errors).toEqual([
        expect.objectContaining({
          __typename: 'TransitionRefusedError',
          code: 'TRANSITION_REFUSED',
          currentState: 'QUEUED',
        }),
      ]),
    'list-runs': ({ runs }) => expect(runs.nodes.map((run: { runId: string }) => run.runId)).toEqual(['tour-run']),
    'events-of-run': ({ run }) => expect(run.events).toHaveLength(run.version),
    'watch-run': ({ runEvents }) => expect([runEvents.seq, runEvents.toState]).toEqual([1, 'RUN_CREATED']),
    'watch-all-runs': ({ runsEvents }) => expect(runsEvents.runId).toMatch(/^elsewhere-/),
    'open-draft': ({ startRun }) => expect([startRun.run.state, startRun.errors]).toEqual(['PLAN_BOOTSTRAP', []]),
    'add-tier': ({ addTier }) => expect([addTier.tier.tierIndex, addTier.errors]).toEqual([1, []]),
    'add-phase': ({ addPhase }) => expect([addPhase.phase.phaseIndex, addPhase.run.phases.length]).toEqual([0, 2]),
    'seal-plan': ({ sealPlan }) => expect([sealPlan.run.state, sealPlan.errors]).toEqual(['RUN_CREATED', []]),
    'file-layout': ({ fileLayout }) =>
      expect([fileLayout.files.length, typeof fileLayout.upToDate]).toEqual([7, 'boolean']),
    document: ({ artefact }) => expect(artefact.content).toContain('tour'),
    'rebuild-files': ({ rebuildFileLayout }) =>
      expect([rebuildFileLayout.fileLayout.upToDate, rebuildFileLayout.errors]).toEqual([true, []]),
    'create-project': ({ createProject }) =>
      expect(createProject).toMatchObject({
        project: { projectId: 'tour-shop', name: 'The shop', rulesetVersion: 0 },
        errors: [],
      }),
    'publish-ruleset': async ({ publishRuleset }, ask) => {
      expect(publishRuleset).toMatchObject({ ruleset: { projectId: 'tour-shop', version: 1 }, errors: [] });
      const again = await ask({});
      expect(again.publishRuleset).toMatchObject({ ruleset: null, errors: [{ code: 'VERSION_CONFLICT' }] });
      const misspelt = await ask({
        input: {
          projectId: 'tour-shop',
          expectedVersion: 1,
          document: { categories: { payment: { complexty: 'high' } } },
        },
      });
      expect(misspelt.publishRuleset.errors).toMatchObject([
        { code: 'INVALID_INPUT', path: ['input', 'document', 'categories', 'payment', 'complexty'] },
      ]);
      expect(misspelt.publishRuleset.errors[0].message).toContain('complexity');
    },
    'read-ruleset': ({ ruleset }) =>
      expect(ruleset).toMatchObject({
        version: 1,
        document: { defaults: { run: { maxPhases: 3 } }, categories: { payment: { autoApply: false } } },
      }),
    'preview-strategy': ({ previewStrategy: { differences, strategies, totals, errors } }) => {
      expect(errors).toEqual([]);
      expect(differences).toEqual([
        { path: 'run.tokenCap', before: '4000000', after: '3000000' },
        { path: 'phases.P1.1.maxBuilderAttempts', before: '2', after: '1' },
      ]);
      expect(strategies[0].phases.map((phase: Data) => [phase.phaseId, phase.complexity, phase.ciProfile])).toEqual([
        ['P1.1', 'HIGH', 'STRICT'],
        ['P1.2', 'LOW', 'NORMAL'],
      ]);
      expect(totals).toMatchObject({ tokenCap: 3_000_000, builderAttempts: 3 });
    },
    'start-run-from-plan': async ({ startRunFromPlan }, ask) => {
      expect(startRunFromPlan.errors).toEqual([]);
      expect(
        startRunFromPlan.runs.map((run: Data) => [run.runId, run.tokenCap, run.previousRunId, run.startedAt !== null]),
      ).toEqual([
        ['tour-checkout', 4_000_000, null, true],
        ['tour-checkout-2', 4_000_000, 'tour-checkout', false],
      ]);
      expect((await ask({})).startRunFromPlan).toEqual(startRunFromPlan);
    },
    'explain-strategy': ({ strategy }) => {
      expect(strategy).toMatchObject({
        rulesetVersion: 1,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        debtCleanupPhases: [],
      });
      expect(strategy.phases[0]).toMatchObject({
        phaseId: 'P1.1',
        complexity: 'HIGH',
        ciProfile: 'STRICT',
        autoApply: false,
      });
      expect(strategy.phases[0].reasons).toEqual(
        expect.arrayContaining([
          { code: 'ci_profile', message: 'strict, because the complexity is HIGH', source: 'ruleset v1' },
          { code: 'max_builder_attempts', message: '2, as ruleset v1 says of payment', source: 'ruleset v1' },
        ]),
      );
      expect(strategy.tiers[0].reasons.map((reason: Data) => reason.source)).toEqual([
        'default',
        'default',
        'default',
        'default',
      ]);
    },
    'record-issues': ({ recordIssues: { issues, phase, errors } }) => {
      expect(errors).toEqual([]);
      expect(issues.map((issue: Data) => [issue.issueKey, issue.severity])).toEqual([
        ['style__long_function__charge', 'MINOR'],
        ['payment__retry__charged_twice', 'MAJOR'],
      ]);
      expect(phase).toMatchObject({ issueState: 'HAS_MAJOR_ISSUES', minorIssuesCount: 1, majorIssuesCount: 1 });
      expect(phase).toMatchObject({ tier: { cleanliness: 'NOT_CLEAN' }, run: { debtStatus: 'HAS_MINOR_ISSUES' } });
    },
    'record-issue-again': async ({ recordIssues }, ask) => {
      expect(recordIssues).toMatchObject({
        issues: [{ occurrenceCount: 1, firstSeenRun: 'tour-checkout' }],
        errors: [],
      });
      expect(recordIssues.phase).toMatchObject({
        issueState: 'HAS_MINOR_ISSUES',
        run: { minorIssuesCount: 1, majorIssuesCount: 1 },
      });
      expect((await ask({})).recordIssues).toEqual(recordIssues);
    },
    'run-issue-index': ({ runIssueIndex }) =>
      expect(runIssueIndex).toMatchObject([
        { issueKey: 'payment__retry__charged_twice', severity: 'MAJOR', occurrenceCount: 1, seenInPhases: ['P1.1'] },
        {
          issueKey: 'style__long_function__charge',
          severity: 'MINOR',
          occurrenceCount: 2,
          seenInPhases: ['P1.1', 'P1.2'],
        },
      ]),
    'phase-issues': ({ phase }) => {
      expect(phase).toMatchObject({ issueState: 'HAS_MAJOR_ISSUES', minorIssuesCount: 1, majorIssuesCount: 1 });
      expect(
        phase.issues.map((issue: Data) => [issue.source, issue.taskCategory, issue.complexity, issue.open]),
      ).toEqual([
        ['AUDITOR', 'payment', 'HIGH', true],
        ['STATIC_CHECK', 'payment', 'HIGH', true],
      ]);
    },
    backlog: async ({ issueBacklog: { totalCount, nodes, pageInfo } }, ask) => {
      expect([totalCount, pageInfo.hasNextPage]).toEqual([2, true]);
      const young = { status: 'OPEN', ageInRuns: 1, ageInTiers: 1, lastSeenRunId: 'tour-checkout' };
      expect(nodes).toMatchObject([
        { ...young, issueKey: 'style__long_function__charge', baseSeverity: 'MINOR', occurrenceCount: 2 },
      ]);
      const next = (await ask({ after: pageInfo.endCursor })).issueBacklog;
      expect(next.nodes).toMatchObject([
        { ...young, issueKey: 'payment__retry__charged_twice', baseSeverity: 'MAJOR', occurrenceCount: 1 },
      ]);
      expect(next.pageInfo.hasNextPage).toBe(false);
      expect((await ask({ status: ['RESOLVED'] })).issueBacklog).toMatchObject({ totalCount: 0, nodes: [] });
    },
    'linked-runs': ({ runs: { nodes } }) => {
      const linked = Object.fromEntries(nodes.map((run: Data) => [run.runId, run]));
      expect(Object.keys(linked).sort()).toEqual(['tour-checkout', 'tour-checkout-2']);
      expect(linked['tour-checkout']).toMatchObject({
        previousRunId: null,
        nextRunId: 'tour-checkout-2',
        tiers: [{ tierId: 'T1' }],
      });
      expect(linked['tour-checkout-2']).toMatchObject({
        previousRunId: 'tour-checkout',
        nextRunId: null,
        tiers: [{ tierId: 'T2' }],
      });
      expect(linked['tour-checkout-2']).toMatchObject({ state: 'RUN_CREATED', startedAt: null, deadlineAt: null });
      expect(
        [linked['tour-checkout'].nextStates, linked['tour-checkout-2'].nextStates].map((next) =>
          next.includes('PHASE_EXECUTION'),
        ),
      ).toEqual([true, false]);
    },
    recount: ({ recount }) => expect(recount).toEqual({ runs: 2, entries: 2, sightings: 2, differences: [] }),
    'cancel-run': ({ cancelRun }) =>
      expect([cancelRun.run.state, cancelRun.errors]).toEqual(['DONE_FAILED_CANCELLED', []]),
    'offer-work': ({ startRun: { run, errors } }) => {
      expect(errors).toEqual([]);
      expect(run.phases.map((phase: Data) => [phase.state, phase.waitingFor.code])).toEqual([
        ['QUEUED', 'builder'],
        ['QUEUED', 'turn'],
      ]);
    },
    'claim-work': async ({ claimWork }, ask) => {
      expect(claimWork).toMatchObject({
        errors: [],
        phase: { phaseId: 'W1.1', state: 'EXECUTING' },
        attempt: { number: 1 },
      });
      expect(claimWork.brief.markdown).toContain('docs/hello.md greets the reader');
      expect((await ask({})).claimWork.lease.token).toBe(claimWork.lease.token);
      leased = {
        token: claimWork.lease.token,
        claim: (role: string) => ask({ input: { role, workerId: `tour-${role}`, runId: 'tour-work' } }),
      };
    },
    heartbeat: async ({ heartbeat }, ask) => {
      expect(heartbeat).toMatchObject({ directive: 'STOP', budgets: [], errors: [{ code: 'NOT_FOUND' }] });
      const beaten = await ask({ input: { leaseToken: leased.token, tokensUsed: 1200 } });
      expect(beaten.heartbeat).toMatchObject({ directive: 'CONTINUE', errors: [] });
    },
    'builder-result': async (_nothing, ask, { input }) => {
      const refused = await ask({ input: { ...input, leaseToken: leased.token } });
      expect(refused.submitBuilderResult).toMatchObject({
        gate: { verdict: 'REJECT' },
        phase: { state: 'QUEUED', tokensUsed: 1500 },
      });
      expect((await ask({ input: { ...input, leaseToken: leased.token } })).submitBuilderResult).toEqual(
        refused.submitBuilderResult,
      );
      const { claimWork } = await leased.claim('BUILDER');
      const patch = input.patch.replace('+Hello', '+Hello, reader');
      const built = await ask({ input: { ...input, patch, probes: [], leaseToken: claimWork.lease.token } });
      expect(built.submitBuilderResult).toMatchObject({
        errors: [],
        gate: { verdict: 'PASS' },
        phase: { state: 'CI_RUNNING' },
      });
      leased = {
        ...leased,
        build: (leaseToken: string) => ask({ input: { ...input, patch, probes: [], leaseToken } }),
      };
    },
    'ci-result': async (_nothing, ask, { input }) => {
      const { claimWork } = await leased.claim('CI');
      const green = (leaseToken: string) => ask({ input: { ...input, leaseToken } });
      expect((await green(claimWork.lease.token)).reportCiResult).toMatchObject({
        errors: [],
        phase: { state: 'COMPLETE' },
      });
      leased = { ...leased, green };
    },
    'request-audit': ({ requestAudit }) =>
      expect(requestAudit).toMatchObject({ errors: [], phase: { phaseId: 'W1.2', state: 'QUEUED' } }),
    'auditor-result': async (_nothing, ask, { input }) => {
      const builder = (await leased.claim('BUILDER')).claimWork;
      expect((await leased.build(builder.lease.token)).submitBuilderResult.gate.verdict).toBe('AUDIT');
      const auditor = (await leased.claim('AUDITOR')).claimWork;
      const approved = await ask({ input: { ...input, leaseToken: auditor.lease.token } });
      expect(approved.submitAuditorResult).toMatchObject({
        errors: [],
        gate: { verdict: 'PASS' },
        phase: { state: 'CI_RUNNING' },
      });
    },
    'release-lease': async (_nothing, ask) => {
      const { claimWork } = await leased.claim('CI');
      expect((await ask({ input: { leaseToken: 'nobody’s', reason: 'x' } })).releaseLease.errors).toMatchObject([
        { code: 'NOT_FOUND' },
      ]);
      expect((await leased.green(claimWork.lease.token)).reportCiResult).toMatchObject({
        errors: [],
        run: { state: 'DONE_SUCCESS' },
      });
    },
    attempts: ({ run }) => {
      expect(run).toMatchObject({ state: 'DONE_SUCCESS', lateResults: [] });
      expect(
        run.phases[0].attempts.map((attempt: Data) => [attempt.role, attempt.gate?.verdict, attempt.ciVerdict]),
      ).toEqual([
        ['BUILDER', 'REJECT', null],
        ['BUILDER', 'PASS', 'GREEN'],
        ['CI', undefined, 'GREEN'],
      ]);
    },
    promotion: ({ promotion }) =>
      expect(promotion).toMatchObject({ eligible: true, blockers: [], pullRequestBody: expect.any(String) }),
    node: ({ node, nodes }) => expect([node.id, nodes.at(-1)]).toEqual(['run:tour-run', null]),
    'promote-run': ({ promoteRun }) => expect(promoteRun.errors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]),
    'continue-run': async ({ continueRun }, ask) => {
      expect(continueRun).toMatchObject({ runs: [], errors: [{ code: 'RUN_TERMINAL' }] });
      await server.requestRaw(
        'mutation { cancelRun(input: { runId: "tour-run", reason: "It shall go on elsewhere" }) { errors { code } } }',
      );
      const went = await ask({ input: { runId: 'tour-run' } });
      expect(went.continueRun).toMatchObject({
        errors: [],
        runs: [{ id: 'run:tour-run-r2', continuesRunId: 'tour-run' }],
      });
    },
    'delete-run': ({ deleteRun }) => expect([deleteRun.deletedRunId, deleteRun.errors]).toEqual(['tour-draft', []]),
  };

  it('is answered example by example, in their order', async () => {
    for (const [name, example] of titles) {
      const variables = JSON.parse(example.variables ?? '{}') as Record<string, unknown>;
      const follows = operationOf(example).operation === 'subscription';
      const data = follows
        ? await firstEvent(server, example.query, variables)
        : await answered(example.query, variables);
      expect(Object.keys(shows)).toContain(name.slice(3));
      await shows[name.slice(3)]!(data, (more) => answered(example.query, { ...variables, ...more }), variables);
    }
  });
});
