/** S4: what can come next is asked of a run that others move on meanwhile. Run and head are read in one statement, so that the answer is of one version. */
import type { StoredEvent } from '../../src/database/rows.js';
import type { PhaseState } from '../../src/domain/model/phase-state.js';
import { EventsResolver } from '../../src/events/events.resolver.js';
import { RunEventModel } from '../../src/events/run-event.model.js';
import { OperationContext } from '../../src/graphql/request/operation-context.js';
import { RunPhasesResolver } from '../../src/phases/parent-phases.resolver.js';
import { PhaseModel } from '../../src/phases/phase.model.js';
import { PhasesResolver } from '../../src/phases/phases.resolver.js';
import { RunModel } from '../../src/runs/run.model.js';
import { TiersResolver } from '../../src/tiers/tiers.resolver.js';
import { aPlannedTier } from '../support/domain/builders.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { LifecycleServer } from '../support/server/lifecycle.js';

let database: TestDatabase;
let server: LifecycleServer;
beforeAll(async () => {
  database = await freshDatabase();
  server = await LifecycleServer.open(database.url, { events: true });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

/** A way through the table with every state that a phase can be in. */
const WAY: readonly PhaseState[] = ['EXECUTING', 'GATE', 'CI_RUNNING', 'GATE', 'CI_RUNNING', 'COMPLETE'];

test('S4: a run and a phase as they were at any earlier version answer what can come next now', async () => {
  const runs = server.app.get(RunPhasesResolver, { strict: false });
  const phases = server.app.get(PhasesResolver, { strict: false });
  const started = await server.start('moved-on', [aPlannedTier('T1', ['p1', 'p2'])]);
  const seen = [started.run!];
  const seenPhases = [];
  for (const state of WAY) {
    const { run, phase } = await server.transition('moved-on', 'p1', state);
    seen.push(run!);
    seenPhases.push(phase!);
    const answers = await Promise.all(
      seen.map((facts) => runs.nextStates(new RunModel(facts), new OperationContext())),
    );
    expect(new Set(answers.map((answer) => answer.join()))).toEqual(new Set([answers.at(-1)!.join()]));
    expect(answers.at(-1)).not.toContain(run!.state);
    const ofPhases = await Promise.all(
      seenPhases.map((facts) => phases.nextStates(new PhaseModel(facts), new OperationContext())),
    );
    if (state !== 'COMPLETE') expect(new Set(ofPhases.map((answer) => answer.join())).size).toBe(1);
  }
  await server.cancel('moved-on');
  const afterEnd = await Promise.all(seen.map((facts) => runs.nextStates(new RunModel(facts), new OperationContext())));
  expect(afterEnd.flat()).toEqual([]);
});

test('E2, I1: a run that is deleted while an answer about it is made is NOT_FOUND, not a failure of ours', async () => {
  const events = server.app.get(EventsResolver, { strict: false });
  const phases = server.app.get(PhasesResolver, { strict: false });
  const tiers = server.app.get(TiersResolver, { strict: false });
  const { run } = await server.start('soon-gone', [aPlannedTier('T1', ['p1'])]);
  const { phase } = await server.transition('soon-gone', 'p1', 'EXECUTING');
  await server.cancel('soon-gone');
  await server.lifecycle.deleteRun({ runId: 'soon-gone', expectedRunVersion: null, key: null });
  const context = new OperationContext();
  const event = new RunEventModel({ runId: 'soon-gone', seq: 1, subject: 'run' } as StoredEvent);
  const requested = [
    events.run(event, context),
    phases.run(new PhaseModel(phase!), context),
    phases.tier(new PhaseModel(phase!), context),
    tiers.run({ runId: 'soon-gone' } as never, context),
  ];
  for (const answer of requested) {
    await expect(answer).rejects.toMatchObject({
      message: expect.stringContaining('was deleted meanwhile'),
      extensions: { code: 'NOT_FOUND' },
    });
  }
  const runs = server.app.get(RunPhasesResolver, { strict: false });
  expect(await runs.nextStates(new RunModel(run!), context)).toEqual([]);
  expect(await phases.nextStates(new PhaseModel(phase!), context)).toEqual([]);
});
