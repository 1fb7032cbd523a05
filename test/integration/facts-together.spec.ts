/** Facts that are asked for together (C6): one statement for all of them, and each is answered as if it had asked alone. */
import { Database, statements } from '../../src/database/database.js';
import { BriefFactsStore } from '../../src/lifecycle/facts/brief-facts.store.js';
import { FactsStore } from '../../src/lifecycle/facts/facts.store.js';
import { commandKey } from '../../src/lifecycle/facts/idempotency.js';
import { WorkFactsStore } from '../../src/lifecycle/facts/work-facts.store.js';
import { WorkLifecycleService } from '../../src/lifecycle/work/work-lifecycle.service.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { accepted, LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { statementsOf } from '../support/server/statements.js';

const READS = { endsPhase: true, completes: true };
const KEY_OF_COMMAND = commandKey('updatePhaseStatus', 'together', { any: 1 });
const KEY_OF_OTHERS = commandKey('updatePhaseStatus', 'never used', {});

let database: TestDatabase;
let server: LifecycleServer;
let runIds: string[] = [];
let token = '';

beforeAll(async () => {
  database = await freshDatabase();
  server = await LifecycleServer.open(database.url);
  runIds = Array.from({ length: 12 }, (_, i) => `together-${i}`);
  for (const runId of runIds) accepted(await server.start(runId, planOf(2, 1)));
  accepted(await server.transition(runIds[1]!, 'p0', 'EXECUTING'));
  for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const)
    accepted(await server.transition(runIds[2]!, 'p0', state));
  await database.query(
    `insert into idempotency_record (mutation, key, input_hash, run_id, errors, created_at) values ($1, $2, $3, $4, '[]', autopack_now())`,
    [KEY_OF_COMMAND!.mutation, KEY_OF_COMMAND!.key, KEY_OF_COMMAND!.inputHash, runIds[3]!],
  );
  const scope = { role: 'BUILDER', workerId: 'one', projectId: null, runId: runIds[4]! } as const;
  const { lease } = await server.app.get(WorkLifecycleService).claim(scope, null, new AbortController().signal);
  ({ token } = lease!);
});
afterAll(async () => {
  await server?.close();
  await database?.drop();
});

const facts = () => server.app.get(FactsStore);
const work = () => server.app.get(WorkFactsStore);
const transitions = () =>
  runIds.map(
    (runId, i) => () => facts().phase(runId, i % 2 ? 'p0' : 'p2', READS, i === 3 ? KEY_OF_COMMAND : KEY_OF_OTHERS),
  );

/** All but the clock, which every statement reads anew. */
const apartFromClock = (seen: unknown): unknown => ({ ...(seen as object), now: null });

/** Who asks, one after the other and then all together, is answered the same; with so many statements for all together. */
async function sameTogether(asks: readonly (() => Promise<unknown>)[], sent: readonly string[]): Promise<void> {
  const alone: unknown[] = [];
  for (const ask of asks) alone.push(apartFromClock(await ask()));
  let together: unknown[] = [];
  const names = await statementsOf(async () => (together = await Promise.all(asks.map((ask) => ask()))));
  expect(together.map(apartFromClock)).toEqual(alone);
  expect(names).toEqual(sent);
}

describe('facts that are asked for together', () => {
  it('C6: of moves are read by one statement, each with its own run, phase and record', async () => {
    await sameTogether([...transitions(), () => facts().phase('no such run', 'p0', READS, null)], ['transition_facts']);
    const seen = await Promise.all(transitions().map((ask) => ask()));
    expect(seen.map(({ run, phase }) => [run?.runId, phase?.phaseId])).toEqual(
      runIds.map((runId, i) => [runId, i % 2 ? 'p0' : 'p2']),
    );
    expect(seen.map(({ remembered }) => remembered?.runId ?? null)).toEqual(
      runIds.map((runId, i) => (i === 3 ? runId : null)),
    );
  });

  it('C6: of runs are read by one statement', async () => {
    await sameTogether(
      [...runIds.map((runId) => () => facts().run(runId, KEY_OF_OTHERS)), () => facts().run(null, KEY_OF_COMMAND)],
      ['run_facts'],
    );
  });

  it('C6, W1: of work are read by one statement, however the phase is named and whatever issues come along', async () => {
    await sameTogether(
      [
        () => work().of({ token }, KEY_OF_COMMAND),
        () => work().of({ token: 'of nobody' }, null, ['some__issue']),
        ...runIds.map((runId) => () => work().of({ headOf: runId }, null)),
        () => work().of({ runId: runIds[2]!, phaseId: 'p0' }, null, ['tests__one', 'tests__other']),
        () => work().of({ runId: runIds[4]!, phaseId: 'p0', attempt: 1 }, KEY_OF_OTHERS),
        () => work().of({ runId: runIds[4]!, phaseId: 'p0', attempt: 0 }, null),
        () => work().of({ runId: 'no such run', phaseId: 'p0' }, null),
      ],
      ['work_facts'],
    );
    const [held, nothing] = await Promise.all([work().of({ token }, null), work().of({ token: 'of nobody' }, null)]);
    expect([held.work?.attempt?.workerId, held.work?.phase.phaseId, nothing.work]).toEqual(['one', 'p0', null]);
    const { work: known } = await work().of({ runId: runIds[2]!, phaseId: 'p0' }, null, ['tests__one', 'tests__other']);
    expect([...known!.known.keys()].sort()).toEqual(['tests__one', 'tests__other']);
  });

  it('C6, W7: of briefs are read by one statement', async () => {
    const seen = (await work().of({ token }, null)).work!;
    const brief = (runId: string) => () => server.app.get(BriefFactsStore).seenBy({ ...seen.lease!, runId }, seen);
    await sameTogether([...runIds, 'no such run'].map(brief), ['brief_facts']);
  });

  it('C6: one that the database refuses fails alone, and the others get their facts', async () => {
    const answers = await Promise.allSettled([
      ...transitions().map((ask) => ask()),
      facts().phase('run \u0000', 'p0', READS, null),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([...runIds.map(() => 'fulfilled'), 'rejected']);
    await expect(facts().phase('run \u0000', 'p0', READS, null)).rejects.toThrow('invalid byte sequence');
  });

  it('C6: are never older than the question, however many ask', async () => {
    let isOver = false;
    const crowd = Array.from({ length: 24 }, async (_, i) => {
      while (!isOver) await transitions()[i % 12]!();
    });
    for (let tokens = 1; tokens <= 60; tokens += 1) {
      await database.query('update run set tokens_used = $2 where run_id = $1', [runIds[0]!, tokens]);
      expect((await facts().phase(runIds[0]!, 'p0', READS, null)).run!.tokensUsed).toBe(tokens);
    }
    isOver = true;
    await Promise.all(crowd);
  });
});

/** The plan of a statement whatever its values are. PostgreSQL 15 has no `explain (generic_plan)`. */
async function genericPlanOf(text: string): Promise<string[]> {
  const count = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, index]) => Number(index)));
  const values = count === 0 ? '' : `(${Array.from({ length: count }, () => 'null').join(', ')})`;
  const client = await server.app.get(Database).pool.connect();
  try {
    await client.query('begin');
    await client.query('set local plan_cache_mode = force_generic_plan');
    await client.query(`prepare plan_of_many as ${text}`);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain execute plan_of_many${values}`);
    return rows.map((row) => row['QUERY PLAN']);
  } finally {
    // The connection is closed: it has a prepared statement that the pool does not know.
    client.release(true);
  }
}

describe('the plan of a statement for many', () => {
  const TABLES = ['run', 'tier', 'phase', 'strategy', 'phase_strategy'];

  /** So many that reading a whole table is dear for one, and cheaper than the keys of ten. */
  beforeAll(async () => {
    for (const table of TABLES) {
      await database.query(`insert into ${table} select (jsonb_populate_record(r, jsonb_build_object('run_id', r.run_id || '/' || i))).*
        from ${table} r, generate_series(1, 15) as i`);
    }
    await database.query('analyze');
  });

  it.each(['run_facts', 'transition_facts', 'work_facts', 'brief_facts'])(
    'C6: %s finds its rows by their keys',
    async (name) => {
      const { text } = statements().find((one) => one.name === name)!;
      const plan = await genericPlanOf(text);
      const whole = plan.filter((line) => new RegExp(`Seq Scan on (${TABLES.join('|')}) `).test(line));
      expect(whole).toEqual([]);
    },
  );
});
