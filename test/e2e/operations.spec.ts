/** The example operations: valid, explained, and a story that works when it is told in order. */
import { existsSync, readFileSync } from 'node:fs';
import { buildSchema, parse, validate, type OperationDefinitionNode } from 'graphql';
import { readOperations, type ExampleOperation } from '../../src/graphql/playground/operations.js';
import { startTestServer, type TestServer } from '../support/server.js';

const SCHEMA = new URL('../../schema.graphql', import.meta.url);
const examples = await readOperations();
const titles = examples.map((example) => [example.name, example] as const);
const operationOf = ({ query }: ExampleOperation) =>
  parse(query).definitions.find((definition): definition is OperationDefinitionNode => definition.kind === 'OperationDefinition')!;

describe('Every example operation', () => {
  it('is there', () => expect(examples.length).toBeGreaterThanOrEqual(15));

  it.each(titles)('%s is valid against schema.graphql', (_name, { query }) => {
    expect(existsSync(SCHEMA)).toBe(true);
    expect(validate(buildSchema(readFileSync(SCHEMA, 'utf8')), parse(query)).map((fault) => fault.message)).toEqual([]);
  });

  it.each(titles)('%s has one operation with a name of its own, and a comment on top', (_name, { query }) => {
    expect(parse(query).definitions).toHaveLength(1);
    expect(query).toMatch(/^# \S/);
    expect(
      examples
        .map((example) => operationOf(example).name?.value)
        .filter((name) => name === /^(?:query|mutation|subscription) (\w+)/m.exec(query)![1]),
    ).toHaveLength(1);
  });

  it.each(titles)('%s has a value for each variable that needs one', (_name, example) => {
    const given = Object.keys(JSON.parse(example.variables ?? '{}') as object);
    const declared = (operationOf(example).variableDefinitions ?? []).map((definition) => ({
      name: definition.variable.name.value,
      needed: definition.type.kind === 'NonNullType' && !definition.defaultValue,
    }));
    for (const { name, needed } of declared) if (needed) expect(given).toContain(name);
    for (const name of given) expect(declared.map((variable) => variable.name)).toContain(name);
  });
});

describe('The story that they tell', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => server.close());

  /** What an example is to show, besides being answered without a top-level error. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const shows: Record<string, (data: any) => void> = {
    'start-run': ({ startRun }) => expect([startRun.run.state, startRun.errors]).toEqual(['RUN_CREATED', []]),
    'look-at-run': ({ run }) => expect(run.tiers.map((tier: { phases: unknown[] }) => tier.phases.length)).toEqual([2, 1]),
    'next-phase': ({ nextPhase }) => expect(nextPhase.phaseId).toBe('F1.1'),
    'move-phase': ({ updatePhaseStatus }) =>
      expect([updatePhaseStatus.phase.state, updatePhaseStatus.phase.tokensUsed]).toEqual(['EXECUTING', 1200]),
    'illegal-move': ({ updatePhaseStatus }) =>
      expect(updatePhaseStatus.errors).toEqual([
        expect.objectContaining({ __typename: 'TransitionRefusedError', code: 'TRANSITION_REFUSED', currentState: 'QUEUED' }),
      ]),
    'list-runs': ({ runs }) => expect(runs.nodes.map((run: { runId: string }) => run.runId)).toEqual(['tour']),
    'events-of-run': ({ run }) => expect(run.events).toHaveLength(run.version),
    'watch-run': ({ runEvents }) => expect([runEvents.seq, runEvents.toState]).toEqual([1, 'RUN_CREATED']),
    'watch-all-runs': ({ runsEvents }) => expect(runsEvents.runId).toMatch(/^elsewhere-/),
    'open-draft': ({ startRun }) => expect([startRun.run.state, startRun.errors]).toEqual(['PLAN_BOOTSTRAP', []]),
    'add-tier': ({ addTier }) => expect([addTier.tier.tierIndex, addTier.errors]).toEqual([1, []]),
    'add-phase': ({ addPhase }) => expect([addPhase.phase.phaseIndex, addPhase.run.phases.length]).toEqual([0, 2]),
    'seal-plan': ({ sealPlan }) => expect([sealPlan.run.state, sealPlan.errors]).toEqual(['RUN_CREATED', []]),
    'file-layout': ({ fileLayout }) => expect([fileLayout.files.length, fileLayout.upToDate]).toEqual([6, true]),
    document: ({ artefact }) => expect(artefact.content).toContain('tour'),
    'cancel-run': ({ cancelRun }) => expect([cancelRun.run.state, cancelRun.errors]).toEqual(['DONE_FAILED_CANCELLED', []]),
    'delete-run': ({ deleteRun }) => expect([deleteRun.deletedRunId, deleteRun.errors]).toEqual(['tour-draft', []]),
    'rebuild-files': ({ rebuildFileLayout }) =>
      expect([rebuildFileLayout.fileLayout.upToDate, rebuildFileLayout.errors]).toEqual([true, []]),
  };

  it('is answered example by example, in their order', async () => {
    for (const [name, example] of titles) {
      const variables = JSON.parse(example.variables ?? '{}') as Record<string, unknown>;
      const follows = operationOf(example).operation === 'subscription';
      const data = follows ? await firstEvent(example.query, variables) : await server.ask(example.query, variables);
      shows[name.slice(3)]?.(data);
    }
  });

  /** The first event of a subscription; other runs are started until it comes. */
  async function firstEvent(query: string, variables: Record<string, unknown>): Promise<unknown> {
    const client = server.socket();
    const events = client.iterate({ query, variables });
    const first = events.next();
    let arrived = false;
    const settled = () => (arrived = true);
    void first.then(settled, settled);
    for (let n = 0; !arrived && query.includes('runsEvents'); n += 1) {
      await server.ask(`mutation { startRun(input: { runId: "elsewhere-${n}", draft: true, tiers: [] }) { errors { code } } }`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { value } = await first;
    await events.return?.();
    await client.dispose();
    expect(value.errors).toBeUndefined();
    return value.data;
  }
});
