/** Rows that queries show: read by our own statements, the same as entities; and shared by operations that ask at the same time. */
import { DataSource } from 'typeorm';

import { PhaseEntity } from '../../src/database/entities/phase.entity.js';
import { RunEntity } from '../../src/database/entities/run.entity.js';
import { TierEntity } from '../../src/database/entities/tier.entity.js';
import { OperationContext } from '../../src/graphql/request/operation-context.js';
import { PhasesRepository } from '../../src/phases/phases.repository.js';
import { RunsRepository } from '../../src/runs/runs.repository.js';
import { TiersRepository } from '../../src/tiers/tiers.repository.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { accepted, LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { statementsOf } from '../support/server/statements.js';

let database: TestDatabase;
let server: LifecycleServer;
let runs: RunsRepository;
let tiers: TiersRepository;
let phases: PhasesRepository;

beforeAll(async () => {
  database = await freshDatabase();
  server = await LifecycleServer.open(database.url);
  for (const runId of ['one', 'two']) accepted(await server.start(runId, planOf(3, 2)));
  accepted(await server.transition('one', 'p0', 'EXECUTING'));
  await database.query(`update phase set tokens_used = ${2 ** 40} where run_id = 'one' and phase_id = 'p0'`);
  await database.query(`update run set continues_run_id = 'one' where run_id = 'two'`);
  const source = server.app.get(DataSource);
  runs = new RunsRepository(server.database);
  tiers = new TiersRepository(server.database);
  phases = new PhasesRepository(source.getRepository(PhaseEntity), server.database);
});
afterAll(async () => {
  await server?.close();
  await database?.drop();
});

const plain = (rows: unknown): unknown =>
  Array.isArray(rows) ? rows.map((row: object) => ({ ...row })) : rows && { ...rows };

describe('rows that queries show', () => {
  it('are what entities hold, with instants, large numbers and JSON', async () => {
    const source = server.app.get(DataSource);
    const where = { runId: 'one' };
    const [run, tierRows, phaseRows] = await Promise.all([
      source.getRepository(RunEntity).findOneByOrFail(where),
      source.getRepository(TierEntity).find({ where, order: { tierIndex: 'ASC' } }),
      source.getRepository(PhaseEntity).find({ where, order: { phaseIndex: 'ASC' } }),
    ]);
    expect((await runs.byId.load(['one', 'no such run'])).map(plain)).toEqual([plain(run), null]);
    expect((await tiers.ofRun.load(['one'])).map(plain)).toEqual([plain(tierRows)]);
    expect(await phases.ofRun.load(['one', 'no such run'])).toEqual([plain(phaseRows), []]);
    expect(phaseRows[0]!.tokensUsed).toBe(2 ** 40);
  });

  it('are found by each kind of key', async () => {
    const ids = (rows: readonly { readonly phaseId: string }[]) => rows.map(({ phaseId }) => phaseId);
    const [first, second] = (await tiers.ofRun.load(['one']))[0]!;
    expect((await phases.ofTier.load([second!, first!])).map(ids)).toEqual([
      ['p3', 'p4'],
      ['p0', 'p1', 'p2'],
    ]);
    expect(await tiers.byKey.load([second!, { runId: 'two', tierId: 'none' }])).toEqual([second, null]);
    const found = await phases.byKey.load([
      { runId: 'two', phaseId: 'p4' },
      { runId: 'two', phaseId: 'p9' },
    ]);
    expect(found.map((phase) => phase && [phase.runId, phase.phaseId])).toEqual([['two', 'p4'], null]);
    expect((await phases.headOfRun.load(['one', 'two', 'no such run'])).map((head) => head?.phaseId)).toEqual([
      'p0',
      'p0',
      undefined,
    ]);
    expect((await runs.continuation.load(['one', 'two'])).map((run) => run?.runId)).toEqual(['two', undefined]);
  });
});

describe('operations that ask at the same time', () => {
  const load = (runId: string) => new OperationContext().loader(runs.byId).load(runId);

  it('are answered by one statement', async () => {
    let answers: unknown[] = [];
    const sent = await statementsOf(
      async () => (answers = await Promise.all(['one', 'two', 'one', 'no such run'].map(load))),
    );
    expect(sent).toEqual(['runs_by_id']);
    expect(answers).toEqual([await load('one'), await load('two'), await load('one'), null]);
  });

  it('are answered each alone when one of them asks for what cannot be read', async () => {
    const answers = await Promise.allSettled(['one', 'run \u0000', 'two'].map(load));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('do not wait for one that asks for very much', async () => {
    const many = Array.from({ length: 51 }, (_, i) => `no such run ${i}`);
    const sent = await statementsOf(() =>
      Promise.all([new OperationContext().loader(runs.byId).loadMany(many), load('one')]),
    );
    expect(sent).toEqual(['runs_by_id', 'runs_by_id']);
  });

  it('never get what was there before they asked', async () => {
    let isOver = false;
    const crowd = Array.from({ length: 24 }, async () => {
      while (!isOver) await load('one');
    });
    for (let tokens = 1; tokens <= 60; tokens += 1) {
      await database.query('update run set tokens_used = $1 where run_id = $2', [tokens, 'one']);
      expect((await load('one'))!.tokensUsed).toBe(tokens);
    }
    isOver = true;
    await Promise.all(crowd);
  });
});
