/** The database goes away under the server: what was acknowledged is there, nothing is done twice, nothing by halves. */
import pg from 'pg';

import { isConnectionFault, retryWhile } from '../../src/database/faults.js';
import { commandKey } from '../../src/lifecycle/facts/idempotency.js';
import { aPlannedPhase } from '../support/domain/builders.js';
import { expectConsistent, readStory } from '../support/scenarios/run-story.js';
import { type Cut, DatabaseProxy } from '../support/server/database-proxy.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { KillableDatabase } from '../support/server/killable-database.js';
import { accepted, codeOf, LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { until, within } from '../support/waiting.js';

let database: TestDatabase;
let proxy: DatabaseProxy;
let server: LifecycleServer;
let runId: string;
let made = 0;

beforeAll(async () => {
  database = await freshDatabase();
  proxy = await DatabaseProxy.open(database.url);
  server = await LifecycleServer.open(proxy.url, { applicationName: 'under test' });
});
afterAll(async () => {
  await server?.close();
  await proxy?.close();
  await database?.drop();
});
beforeEach(async () => {
  runId = `outage-${(made += 1)}`;
  accepted(await server.start(runId, planOf(2), { tokenCap: 1_000_000_000 }));
  accepted(await server.transition(runId, 'p0', 'EXECUTING'));
});

interface Charges {
  readonly acknowledged: string[];
  readonly failed: string[];
}

/** Charges one token again and again, each with a note of its own; returns which were acknowledged and which failed. */
async function charge(on: LifecycleServer, drivers: number, turns: number, reported: Charges): Promise<void> {
  const charged = runId;
  await Promise.all(
    Array.from({ length: drivers }, async (_, driver) => {
      for (let turn = 0; turn < turns; turn += 1) {
        const note = `${driver}/${turn}`;
        try {
          accepted(await on.transition(charged, 'p0', 'EXECUTING', { addTokens: 1, note }));
          reported.acknowledged.push(note);
        } catch {
          reported.failed.push(note);
        }
      }
    }),
  );
}

async function notesIn(where: TestDatabase): Promise<string[]> {
  const { events, run } = await expectConsistent(where, runId);
  const charges = events.filter((event) => event.type === 'TOKENS_ADDED');
  expect(run.tokensUsed).toBe(charges.length);
  return charges.map((event) => event.data.note as string).sort();
}

describe('connections are lost', () => {
  test('C6: backends terminated under a stream of commands: every command is done, once', async () => {
    const reported: Charges = { acknowledged: [], failed: [] };
    const charging = charge(server, 6, 20, reported);
    let killed = 0;
    // Again whenever some more commands came through.
    for (let seen = 5; seen < 110; seen = reported.acknowledged.length + 5) {
      await until('some charges', () => reported.acknowledged.length + reported.failed.length >= seen);
      const [row] = await database.query<{ killed: number }>(
        `select count(pg_terminate_backend(pid))::int as killed from pg_stat_activity
         where datname = current_database() and application_name = 'under test'`,
      );
      killed += row!.killed;
    }
    await within('the charges', charging);
    expect(killed).toBeGreaterThan(5);
    expect(reported.failed).toEqual([]);
    expect(await notesIn(database)).toEqual(reported.acknowledged.sort());
    accepted(await server.transition(runId, 'p0', 'GATE'));
  });

  const when: Cut['when'][] = ['before', 'sent', 'answered'];
  test.each(when)('C6: a move whose connection is cut (%s) is made once, and answered as accepted', async (moment) => {
    const cut = proxy.cutOnce({ statement: 'commit_changes', when: moment });
    const answer = accepted(await server.transition(runId, 'p0', 'GATE', { addTokens: 3 }));
    await within('the cut', cut);
    expect(answer.phase).toMatchObject({ state: 'GATE', tokensUsed: 3 });
    const { run, phases, writes } = await expectConsistent(database, runId);
    expect(answer.run).toEqual(run);
    expect(answer.phase).toEqual(phases[0]);
    expect(writes).toHaveLength(3);
  });

  test.each(when)('C6: a charge whose connection is cut (%s) is charged once', async (moment) => {
    const cut = proxy.cutOnce({ statement: 'commit_changes', when: moment });
    accepted(await server.transition(runId, 'p0', 'EXECUTING', { addTokens: 7 }));
    await within('the cut', cut);
    expect((await expectConsistent(database, runId)).run.tokensUsed).toBe(7);
  });

  test('C6: a lost write that lands later, when the command was already sent again, counts once', async () => {
    const blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
    try {
      await blocker.query('begin');
      await blocker.query('select from run where run_id = $1 for update', [runId]);
      const cut = proxy.cutOnce({ statement: 'commit_changes', when: 'sent' });
      const answer = server.transition(runId, 'p0', 'EXECUTING', { addTokens: 9 });
      await within('the cut', cut);
      // The lost one and the one that was sent after it both wait for the row.
      await until('two writes to wait', async () => {
        const waiting = await database.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%changed_run%'`,
        );
        return waiting.length === 2;
      });
      await blocker.query('commit');
      accepted(await within('the answer', answer));
    } finally {
      await blocker.end();
    }
    const { run, writes } = await expectConsistent(database, runId);
    expect(run.tokensUsed).toBe(9);
    expect(writes).toHaveLength(3);
  });

  test.each(when)('C6: a start whose connection is cut (%s) makes one run', async (moment) => {
    const cut = proxy.cutOnce({ statement: 'insert_run', when: moment });
    const answer = accepted(await server.start(`${runId}-made`, planOf(1)));
    await within('the cut', cut);
    expect(answer.run).toEqual((await expectConsistent(database, `${runId}-made`)).run);
  });

  test.each(when)('C6: a growing draft whose connection is cut (%s) grows once', async (moment) => {
    accepted(await server.start(`${runId}-draft`, planOf(1, 1), { draft: true }));
    const cut = proxy.cutOnce({ statement: 'commit_growth', when: moment });
    accepted(await server.addPhase(`${runId}-draft`, 't0', aPlannedPhase('q')));
    await within('the cut', cut);
    expect((await expectConsistent(database, `${runId}-draft`)).phases.map((phase) => phase.phaseId)).toEqual([
      'p0',
      'q',
      'p1',
    ]);
  });

  test.each(when)('C6: a deletion whose connection is cut (%s) is answered as done', async (moment) => {
    accepted(await server.cancel(runId));
    const cut = proxy.cutOnce({ statement: 'delete_run', when: moment });
    expect(await server.delete(runId)).toMatchObject({ errors: [], deletedRunId: runId });
    await within('the cut', cut);
    expect(codeOf(await server.delete(runId))).toBe('NOT_FOUND');
  });

  test.each(when)('W5: a refusal that is to be remembered, cut (%s), is remembered and answered', async (moment) => {
    accepted(await server.cancel(runId));
    const cut = proxy.cutOnce({ statement: 'keep_record', when: moment });
    const refused = await server.transition(runId, 'p0', 'GATE', { key: `cut ${runId}` });
    await within('the cut', cut);
    expect(codeOf(refused)).toBe('RUN_TERMINAL');
    expect(await server.transition(runId, 'p0', 'GATE', { key: `cut ${runId}` })).toEqual(refused);
  });

  test.each(when)('W5: a command without state of its own, cut (%s), still gets its answer', async (moment) => {
    const target = {
      runId,
      expectedRunVersion: null,
      key: commandKey('rebuildFileLayout', `rebuild ${runId}`, { runId }),
    };
    const cut = proxy.cutOnce({ statement: 'keep_record', when: moment });
    expect(await server.lifecycle.guard('rebuildFileLayout', target)).toEqual({ errors: [], go: true });
    await within('the cut', cut);
    expect(await server.lifecycle.guard('rebuildFileLayout', target)).toEqual({ errors: [], go: false });
  });

  test('C6: a move under a key, cut after its commit, is one execution with one answer', async () => {
    const cut = proxy.cutOnce({ statement: 'commit_changes', when: 'answered' });
    const first = accepted(await server.transition(runId, 'p0', 'EXECUTING', { addTokens: 4, key: `cut ${runId}` }));
    await within('the cut', cut);
    expect(await server.transition(runId, 'p0', 'EXECUTING', { addTokens: 4, key: `cut ${runId}` })).toEqual(first);
    expect((await expectConsistent(database, runId)).run.tokensUsed).toBe(4);
  });

  test('C6: facts whose answer is lost are read again', async () => {
    const before = await readStory(database, runId);
    const cut = proxy.cutOnce({ statement: 'transition_facts', when: 'answered' });
    expect(codeOf(await server.transition(runId, 'p1', 'EXECUTING'))).toBe('TRANSITION_REFUSED');
    await within('the cut', cut);
    expect(await readStory(database, runId)).toEqual(before);
  });
});

describe('what counts as a lost connection', () => {
  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    '57P01',
    '08006',
    '53300',
  ])('C6: %s does, and a read is repeated', async (code) => {
    let failures = 2;
    const read = async () => {
      if (failures-- > 0) throw Object.assign(new Error('gone'), { code });
      return 'rows';
    };
    expect(await retryWhile(isConnectionFault, read)).toBe('rows');
  });

  test.each(['23505', '42601', '22P02', '57014', '40001'])('C6: %s does not: it is said at once', async (code) => {
    const read = () => Promise.reject(Object.assign(new Error('no'), { code }));
    await expect(retryWhile(isConnectionFault, read)).rejects.toThrow('no');
  });

  test('C6: what pg itself says about a connection does', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.end();
    const error: unknown = await client.query('select 1').catch((caught: unknown) => caught);
    expect(isConnectionFault(error)).toBe(true);
  });
});

describe('the database server goes and comes back', () => {
  test.each(['restart', 'killAndRestart'] as const)(
    'C6: commands during its %s are done late, or fail, none by halves; the server goes on',
    async (how) => {
      const killable = await KillableDatabase.open();
      let own: LifecycleServer | undefined;
      try {
        own = await LifecycleServer.open(killable.url);
        accepted(await own.start(runId, planOf(1), { tokenCap: 1_000_000_000 }));
        accepted(await own.transition(runId, 'p0', 'EXECUTING'));
        const reported: Charges = { acknowledged: [], failed: [] };
        const charging = charge(own, 4, 40, reported);
        await until('some charges', async () => (await readStory(killable, runId)).run.tokensUsed > 20);
        await killable[how]();
        await within('the charges', charging, 25_000);
        const kept = await notesIn(killable);
        expect(new Set(kept).size).toBe(kept.length);
        expect(kept).toEqual(expect.arrayContaining(reported.acknowledged));
        expect([...reported.acknowledged, ...reported.failed]).toEqual(expect.arrayContaining(kept));
        expect(reported.acknowledged.length).toBeGreaterThan(100);
        accepted(await own.transition(runId, 'p0', 'GATE'));
      } finally {
        await own?.close();
        await killable.drop();
      }
    },
    60_000,
  );
});
