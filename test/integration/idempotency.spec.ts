/** W5: a command that is sent again under its key is not done again. */
import { commandKey } from '../../src/lifecycle/facts/idempotency.js';
import { aPlannedPhase } from '../support/domain/builders.js';
import { expectConsistent, readStory } from '../support/scenarios/run-story.js';
import { moveClock, type TestDatabase } from '../support/server/databases.js';
import { accepted, codeOf, decideTogether, LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { useLifecycleServers } from '../support/server/use-lifecycle-servers.js';

let database: TestDatabase;
let server: LifecycleServer;
let other: LifecycleServer;
let runId: string;
let made = 0;

useLifecycleServers((opened) => ({ database, server, other } = opened));
beforeEach(async () => {
  runId = `keyed-${(made += 1)}`;
  accepted(await server.start(runId, planOf(2)));
});

const versionOf = async (id = runId): Promise<number> => (await readStory(database, id)).run.version;
const records = async (key: string): Promise<number> =>
  (await database.query(`select from idempotency_record where key = $1`, [key])).length;

describe('the same key and the same input', () => {
  test('W5: the command is not done again, and the answer shows the same entity as it is now', async () => {
    const key = 'again';
    const first = accepted(await server.transition(runId, 'p0', 'EXECUTING', { key, note: 'once' }));
    expect(first.phase).toMatchObject({ state: 'EXECUTING', builderAttempts: 1 });
    accepted(await server.transition(runId, 'p0', 'GATE', { addTokens: 12 }));
    const before = await readStory(database, runId);
    const again = await other.transition(runId, 'p0', 'EXECUTING', { key, note: 'once' });
    expect(again.errors).toEqual([]);
    expect(again.phase).toEqual(before.phases[0]);
    expect(again.run).toEqual(before.run);
    expect(await readStory(database, runId)).toEqual(before);
  });

  test('W5: charges under one key are charged once', async () => {
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    for (let i = 0; i < 3; i += 1)
      accepted(await server.transition(runId, 'p0', 'EXECUTING', { key: 'charge', addTokens: 100 }));
    expect((await expectConsistent(database, runId)).run.tokensUsed).toBe(100);
  });

  test('W5: what is null counts as left out, and the order of the names does not count', () => {
    const one = commandKey('startRun', 'k', {
      runId: 'a',
      tiers: [{ tierId: 't', description: null, phases: [] }],
      projectId: undefined,
    });
    const two = commandKey('startRun', 'k', {
      idempotencyKey: 'k',
      tiers: [{ phases: [], tierId: 't' }],
      runId: 'a',
      tokenCap: null,
    });
    expect(two).toEqual(one);
    const lists = [commandKey('m', 'k', { list: ['a', 'b'] }), commandKey('m', 'k', { list: ['b', 'a'] })];
    expect(lists[0]!.inputHash).not.toBe(lists[1]!.inputHash);
  });

  test('W5: a refusal is remembered: the answer stays, although the command would be accepted by now', async () => {
    accepted(await server.start(`${runId}-draft`, planOf(2), { draft: true, maxPhases: 2 }));
    const ask = () => server.addPhase(`${runId}-draft`, 't0', aPlannedPhase('p0'), { key: 'refused' });
    const first = await ask();
    expect(codeOf(first)).toBe('ALREADY_EXISTS');
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    const again = await ask();
    expect(again.errors).toEqual(first.errors);
    expect(again.run).toEqual((await readStory(database, `${runId}-draft`)).run);
  });

  test('W5: a stale version under a key stays refused, whatever the run does next', async () => {
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    const stated = { key: 'stale', expectedRunVersion: 1 };
    const first = await server.transition(runId, 'p0', 'GATE', stated);
    expect(codeOf(first)).toBe('VERSION_CONFLICT');
    expect((await server.transition(runId, 'p0', 'GATE', stated)).errors).toEqual(first.errors);
  });

  test('W5: retryable refusals are not remembered: the same key does the command when it can be done', async () => {
    expect(codeOf(await server.transition(runId, 'p1', 'EXECUTING', { key: 'later' }))).toBe('TRANSITION_REFUSED');
    expect(await records('later')).toBe(0);
    accepted(await server.complete(runId, 'p0'));
    const now = accepted(await server.transition(runId, 'p1', 'EXECUTING', { key: 'later' }));
    expect(now.phase!.state).toBe('EXECUTING');
    expect(await records('later')).toBe(1);
  });

  test('W5: a run that is not there yet is no answer to remember', async () => {
    expect(codeOf(await server.transition(`${runId}-to-come`, 'p0', 'EXECUTING', { key: 'early' }))).toBe('NOT_FOUND');
    accepted(await server.start(`${runId}-to-come`, planOf(1)));
    accepted(await server.transition(`${runId}-to-come`, 'p0', 'EXECUTING', { key: 'early' }));
  });

  test('W5: commands that end a run, seal and grow a draft, and start without an id are done once', async () => {
    const cancelled = accepted(await server.cancel(runId, 'enough', { key: 'cancel' }));
    expect((await other.cancel(runId, 'enough', { key: 'cancel' })).run).toEqual(cancelled.run);
    const input = { draft: true };
    const start = () => server.start(null, planOf(1), input, commandKey('startRun', 'nameless', input)!);
    const draft = accepted(await start()).run!;
    expect(accepted(await start()).run).toEqual(draft);
    const grow = () => server.addTier(draft.runId, planOf(0, 0)[1]!, { key: 'tier' });
    const grown = accepted(await grow());
    expect(accepted(await grow())).toEqual(grown);
    const add = () => server.addPhase(draft.runId, 't1', aPlannedPhase('q'), { key: 'phase' });
    expect(accepted(await add())).toEqual(accepted(await add()));
    const sealed = accepted(await server.seal(draft.runId, { key: 'seal' }));
    expect(accepted(await server.seal(draft.runId, { key: 'seal' })).run).toEqual(sealed.run);
    expect((await expectConsistent(database, draft.runId)).run.version).toBe(4);
  });

  test('W5: keys survive a restart of the server', async () => {
    const before = await LifecycleServer.open(database.url);
    accepted(await before.transition(runId, 'p0', 'EXECUTING', { key: 'restart' }));
    await before.close();
    const version = await versionOf();
    const after = await LifecycleServer.open(database.url);
    accepted(await after.transition(runId, 'p0', 'EXECUTING', { key: 'restart' }));
    await after.close();
    expect(await versionOf()).toBe(version);
  });
});

describe('the same key for something else', () => {
  test('W5: another input under the key is a conflict and changes nothing', async () => {
    accepted(await server.transition(runId, 'p0', 'EXECUTING', { key: 'taken' }));
    const before = await readStory(database, runId);
    for (const stated of [{ addTokens: 1 }, { note: 'x' }, { expectedRunVersion: 5 }]) {
      expect(codeOf(await server.transition(runId, 'p0', 'EXECUTING', { key: 'taken', ...stated }))).toBe(
        'IDEMPOTENCY_CONFLICT',
      );
    }
    expect(codeOf(await server.transition(runId, 'p1', 'SKIPPED', { key: 'taken' }))).toBe('IDEMPOTENCY_CONFLICT');
    expect(await readStory(database, runId)).toEqual(before);
    accepted(await server.transition(runId, 'p0', 'EXECUTING', { key: 'taken' }));
  });

  test('W5: a key belongs to one mutation: another one may use the same', async () => {
    accepted(await server.transition(runId, 'p0', 'EXECUTING', { key: 'shared' }));
    expect(accepted(await server.cancel(runId, 'enough', { key: 'shared' })).run!.state).toBe('DONE_FAILED_CANCELLED');
    expect(await records('shared')).toBe(2);
  });

  test('W5: a start under a used key does not take the id that it asks for', async () => {
    const key = (input: object) => commandKey('startRun', `start ${runId}`, input)!;
    accepted(await server.start(`${runId}-a`, planOf(1), {}, key({ runId: `${runId}-a` })));
    const conflict = await server.start(`${runId}-b`, planOf(1), {}, key({ runId: `${runId}-b` }));
    expect(codeOf(conflict)).toBe('IDEMPOTENCY_CONFLICT');
    accepted(await server.start(`${runId}-b`, planOf(1)));
  });
});

describe('racing keys', () => {
  test('W5: 20 calls with one key on two servers are one execution with equal answers', async () => {
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    decideTogether(20, server, other);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? server : other).transition(runId, 'p0', 'EXECUTING', { key: 'race', addTokens: 50 }),
      ),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const { run, writes } = await expectConsistent(database, runId);
    expect(run.tokensUsed).toBe(50);
    expect(writes).toHaveLength(3);
  });

  test('W5: 20 starts without an id under one key make one run', async () => {
    const key = commandKey('startRun', `one ${runId}`, {})!;
    decideTogether(20, server, other);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? server : other).start(null, planOf(1), {}, key)),
    );
    expect(new Set(answers.map((answer) => accepted(answer).run!.runId)).size).toBe(1);
  });

  test('W5: of two inputs that race for a key one is done, the other is a conflict', async () => {
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    decideTogether(2, server, other);
    const answers = await Promise.all(
      [1, 2].map((addTokens) => server.transition(runId, 'p0', 'EXECUTING', { key: 'two inputs', addTokens })),
    );
    expect(answers.map(codeOf).sort()).toEqual(['ACCEPTED', 'IDEMPOTENCY_CONFLICT']);
    expect((await expectConsistent(database, runId)).run.tokensUsed).toBe(codeOf(answers[0]!) === 'ACCEPTED' ? 1 : 2);
  });

  test('W5: refusals that race for a key are remembered once and equal', async () => {
    accepted(await server.cancel(runId));
    decideTogether(6, server, other);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        (i % 2 ? server : other).transition(runId, 'p0', 'GATE', { key: 'too late' }),
      ),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(codeOf(answers[0]!)).toBe('RUN_TERMINAL');
    expect(await records('too late')).toBe(1);
  });

  test('W5: of two inputs that race to be refused under a key one is remembered, the other is a conflict', async () => {
    accepted(await server.cancel(runId));
    decideTogether(2, server, other);
    const racing = await Promise.all(
      [1, 2].map((addTokens) =>
        (addTokens % 2 ? server : other).transition(runId, 'p0', 'GATE', { key: 'refused race', addTokens }),
      ),
    );
    expect(racing.map(codeOf).sort()).toEqual(['IDEMPOTENCY_CONFLICT', 'RUN_TERMINAL']);
  });
});

describe('how long a key is kept', () => {
  /** A server that has just started looks for old records with its first tick. */
  async function sweep(): Promise<void> {
    const fresh = await LifecycleServer.open(database.url);
    await fresh.sweeper.tick();
    await fresh.close();
  }

  test('W5: a deletion is answered again from memory; a repeated start of a deleted run makes no new one', async () => {
    const key = commandKey('startRun', 'deleted', {})!;
    const id = accepted(await server.start(null, planOf(1), {}, key)).run!.runId;
    accepted(await server.cancel(id));
    const first = await server.delete(id, { key: 'gone' });
    expect(first).toMatchObject({ errors: [], deletedRunId: id });
    expect(await server.delete(id, { key: 'gone' })).toEqual({ ...first, run: null });
    expect(codeOf(await server.delete(id))).toBe('NOT_FOUND');
    const repeated = await server.start(null, planOf(1), {}, key);
    expect(repeated).toMatchObject({ errors: [], run: null });
  });

  test('W5: records live as long as their run, at least 24 hours, and are swept after that', async () => {
    accepted(
      await server.start(
        `${runId}-long`,
        planOf(1),
        { maxDurationMinutes: 10_080 },
        commandKey('startRun', 'long', {})!,
      ),
    );
    accepted(await server.start(`${runId}-gone`, planOf(1), {}, commandKey('startRun', 'short', {})!));
    accepted(await server.cancel(`${runId}-gone`));
    await server.delete(`${runId}-gone`, { key: 'deleting' });
    expect(codeOf(await server.start(`${runId}-gone`, planOf(1), {}, commandKey('startRun', 'taken id', {})!))).toBe(
      'ALREADY_EXISTS',
    );
    await moveClock(database, '23 hours');
    await sweep();
    expect(await Promise.all(['long', 'short', 'deleting', 'taken id'].map(records))).toEqual([1, 1, 1, 1]);
    await moveClock(database, '25 hours');
    await sweep();
    expect(await Promise.all(['long', 'short', 'deleting', 'taken id'].map(records))).toEqual([1, 0, 0, 0]);
  });
});
