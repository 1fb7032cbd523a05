/** Changes of different runs go in one statement, each under its own version; one that does not land takes no other with it (C6). */
import type { RecordRow } from '../../src/database/change-parts.js';
import type { RunChange } from '../../src/domain/decisions/change/change.js';
import { decideManualTransition } from '../../src/domain/decisions/run/manual-transition.js';
import { FactsStore } from '../../src/lifecycle/facts/facts.store.js';
import { commandKey, recordOf } from '../../src/lifecycle/facts/idempotency.js';
import { changeWrite } from '../../src/lifecycle/pipeline/guarded-writes.js';
import { WriteSender } from '../../src/lifecycle/pipeline/write-sender.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { type TestDatabase } from '../support/server/databases.js';
import { accepted, type LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { BACKGROUND, statementsOf } from '../support/server/statements.js';
import { useLifecycleServers } from '../support/server/use-lifecycle-servers.js';

let database: TestDatabase;
let one: LifecycleServer;
let other: LifecycleServer;
let made = 0;

useLifecycleServers((opened) => ({ database, server: one, other } = opened), { events: true });

async function runs(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => `grouped-${(made += 1)}`);
  for (const runId of ids) accepted(await one.start(runId, planOf(2)));
  return ids;
}

/** A decided move of the first phase, that waits to be written. */
async function decided(runId: string): Promise<RunChange> {
  const facts = await one.app.get(FactsStore).phase(runId, 'p0', { endsPhase: false, completes: false }, null);
  const command = { state: 'EXECUTING' as const, addTokens: 3, note: null };
  const { run, phase, tier } = facts;
  const decision = decideManualTransition({ ...facts, run: run!, phase: phase!, tier: tier!, open: null }, command, {
    actor: 'operator',
    cause: 'test',
    now: facts.now,
  });
  if (decision.outcome !== 'accepted') throw new Error('The move was not accepted.');
  return decision.change;
}
const sendAll = (changes: readonly RunChange[], records: readonly RecordRow[] = []) => {
  const sender = one.app.get(WriteSender);
  return Promise.allSettled(
    changes.map(async (change, i) => (await sender.send(changeWrite(change), records[i] ?? null)).fate),
  );
};
const fates = (settled: readonly PromiseSettledResult<string>[]): string[] =>
  settled.map((each) =>
    each.status === 'fulfilled' ? each.value : `failed: ${(each.reason as { code?: string }).code}`,
  );
const versions = async (ids: readonly string[]): Promise<number[]> => {
  const rows = await database.query<{ run_id: string; version: number }>(
    'select run_id, version from run where run_id = any($1)',
    [ids],
  );
  return ids.map((id) => rows.find((row) => row.run_id === id)!.version);
};
const isWhole = async (ids: readonly string[]): Promise<void> => {
  for (const runId of ids) await expectConsistent(database, runId);
};

describe('C6: changes that are ready together', () => {
  test('C6: go in one statement, and land each with its events', async () => {
    const ids = await runs(12);
    const changes = await Promise.all(ids.map(decided));
    let settled: PromiseSettledResult<string>[] = [];
    const sent = await statementsOf(async () => (settled = await sendAll(changes)));
    expect(sent.filter((name) => !BACKGROUND.test(name))).toEqual(['commit_changes']);
    expect(fates(settled)).toEqual(ids.map(() => 'landed'));
    expect(await versions(ids)).toEqual(changes.map(({ run }) => run.version));
    await isWhole(ids);
  });

  test('C6: one that lost its race does not land, the others do', async () => {
    const ids = await runs(4);
    const changes = await Promise.all(ids.map(decided));
    accepted(await other.transition(ids[2]!, 'p0', 'EXECUTING', { addTokens: 8 }));
    const overtaken = await versions(ids);
    let settled: PromiseSettledResult<string>[] = [];
    const sent = await statementsOf(async () => (settled = await sendAll(changes)));
    expect(sent.filter((name) => !BACKGROUND.test(name))).toEqual(['commit_changes']);
    expect(fates(settled)).toEqual(['landed', 'landed', 'overtaken', 'landed']);
    expect(await versions(ids)).toEqual(changes.map(({ run }, i) => (i === 2 ? overtaken[2]! : run.version)));
    await isWhole(ids);
  });

  test('C6, W5: one that breaks a constraint does not land, the others do', async () => {
    const ids = await runs(4);
    const changes = await Promise.all(ids.map(decided));
    const key = commandKey('updatePhaseStatus', `taken by ${ids[0]!}`, {});
    const record = (i: number): RecordRow => recordOf(key, ids[i]!, [], new Date());
    const settled = await sendAll(changes, [null, record(1), null, record(3)]);
    const answers = fates(settled);
    expect([answers[0], answers[2]]).toEqual(['landed', 'landed']);
    // Which of the two was faster, nobody can say; the other one wrote nothing at all.
    expect([answers[1], answers[3]].sort()).toEqual(['landed', 'overtaken']);
    expect(await versions(ids)).toEqual(
      changes.map(({ run, seenVersion }, i) => (answers[i] === 'landed' ? run.version : seenVersion)),
    );
    await isWhole(ids);
  });

  test('C6: a value that the database refuses is the fault of its own change alone', async () => {
    const ids = await runs(3);
    const changes = await Promise.all(ids.map(decided));
    const broken = { ...changes[1]!, phases: changes[1]!.phases.map((phase) => ({ ...phase, note: 'a\u0000b' })) };
    expect(fates(await sendAll([changes[0]!, broken, changes[2]!]))).toEqual(['landed', 'failed: 22P05', 'landed']);
    expect(await versions([ids[1]!])).toEqual([changes[1]!.seenVersion]);
    await isWhole(ids);
  });

  test('C6: two changes of one run never share a statement: one lands, the other is overtaken', async () => {
    const [runId] = await runs(1);
    const change = await decided(runId!);
    expect(fates(await sendAll([change, change])).sort()).toEqual(['landed', 'overtaken']);
    await isWhole([runId!]);
  });
});

test('C6: through two servers at once, every move lands once and in order, and who is overtaken is decided again', async () => {
  const ids = await runs(16);
  const servers = [one, other];
  const moves = ids.flatMap((runId) =>
    servers.map((server) => server.transition(runId, 'p0', 'EXECUTING', { addTokens: 1 })),
  );
  const answers = await Promise.all(moves);
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  for (const runId of ids) {
    const { run, phases } = await expectConsistent(database, runId);
    expect(run.tokensUsed).toBe(2);
    expect(phases[0]).toMatchObject({ state: 'EXECUTING', builderAttempts: 1 });
  }
});

test('C6, W5: one key for moves of two runs: one is done, the other is refused, whatever else is in their statement', async () => {
  const ids = await runs(6);
  const key = `one key ${ids[0]!}`;
  const answers = await Promise.all(
    ids.map((runId, i) => one.transition(runId, 'p0', 'EXECUTING', i < 2 ? { key } : {})),
  );
  const codes = answers.map(({ errors }) => errors.map(({ code }) => code));
  expect(codes.slice(2)).toEqual(ids.slice(2).map(() => []));
  expect(codes.slice(0, 2).sort()).toEqual([[], ['IDEMPOTENCY_CONFLICT']]);
  await isWhole(ids);
});
