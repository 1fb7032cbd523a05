/** Events tell everything (E1): random stories over the real database, and what each command writes. */
import fc from 'fast-check';

import type { PhaseState } from '../../src/domain/model/phase-state.js';
import type { Answer } from '../../src/lifecycle/runs/run-lifecycle.service.js';
import { aPlannedPhase, aPlannedTier, inWords } from '../support/domain/builders.js';
import { expectConsistent, readStory, type RunStory } from '../support/scenarios/run-story.js';
import { moveClock, type TestDatabase } from '../support/server/databases.js';
import { accepted, type LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { useLifecycleServers } from '../support/server/use-lifecycle-servers.js';

let database: TestDatabase;
let server: LifecycleServer;
let other: LifecycleServer;
let runId: string;
let made = 0;

useLifecycleServers((opened) => ({ database, server, other } = opened));
beforeEach(() => {
  runId = `told-${(made += 1)}`;
});

/** The events of the last command, in words. */
async function stated(): Promise<string[]> {
  const { events, writes } = await readStory(database, runId);
  return events.slice(writes.at(-1)!.first - 1).map(inWords);
}

describe('what a command writes', () => {
  test('E1: a start is one event whose data hold the whole plan', async () => {
    accepted(
      await server.start(runId, [aPlannedTier('t0', ['a', 'b'], { description: 'why' }), aPlannedTier('t1', ['c'])]),
    );
    const { events, run } = await expectConsistent(database, runId);
    expect(events.map(inWords)).toEqual(['run new → RUN_CREATED']);
    expect(events[0]).toMatchObject({ seq: 1, actor: 'operator', cause: 'startRun', at: run.startedAt });
    expect(events[0]!.data).toMatchObject({
      plan: {
        tiers: [{ tierId: 't0', description: 'why', phases: [{ phaseId: 'a' }, { phaseId: 'b' }] }, { tierId: 't1' }],
      },
    });
  });

  test('E1, S5: the first dispatch writes phase, tier, and the two steps of the run in table order', async () => {
    accepted(await server.start(runId, planOf(1, 1)));
    accepted(await server.transition(runId, 'p0', 'EXECUTING', { addTokens: 5, note: 'go' }));
    expect(await stated()).toEqual([
      'phase/p0 QUEUED → EXECUTING',
      'tier/t0 PENDING → IN_PROGRESS',
      'run RUN_CREATED → PHASE_QUEUEING',
      'run PHASE_QUEUEING → PHASE_EXECUTION',
    ]);
    const { events } = await expectConsistent(database, runId);
    expect(events[1]!.data).toEqual({ tierId: 't0', tokens: 5, note: 'go' });
    for (const event of events.slice(1)) expect(event).toMatchObject({ actor: 'operator', cause: 'updatePhaseStatus' });
  });

  test('E1, S5: the last COMPLETE passes SNAPSHOT_CREATED to DONE_SUCCESS: two events, one commit', async () => {
    accepted(await server.start(runId, planOf(1)));
    accepted(await server.complete(runId, 'p0'));
    expect(await stated()).toEqual([
      'phase/p0 CI_RUNNING → COMPLETE',
      'tier/t0 IN_PROGRESS → COMPLETE',
      'run CI_RUNNING → SNAPSHOT_CREATED',
      'run SNAPSHOT_CREATED → DONE_SUCCESS',
    ]);
  });

  test('E1: a charge is one event that changes no state; a refusal is none', async () => {
    accepted(await server.start(runId, planOf(2)));
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    accepted(await server.transition(runId, 'p0', 'EXECUTING', { addTokens: 9 }));
    expect(await stated()).toEqual(['TOKENS_ADDED phase/p0']);
    const before = await readStory(database, runId);
    expect((await server.transition(runId, 'p1', 'EXECUTING', { addTokens: 9 })).errors).toHaveLength(1);
    expect(await readStory(database, runId)).toEqual(before);
  });

  test('E1, S6: a cancel ends phases, tiers and the run in that order, by the operator', async () => {
    accepted(await server.start(runId, planOf(2, 1)));
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    accepted(await server.cancel(runId, 'no more'));
    expect(await stated()).toEqual([
      'phase/p0 EXECUTING → FAILED',
      'phase/p1 QUEUED → SKIPPED',
      'phase/p2 QUEUED → SKIPPED',
      'tier/t0 IN_PROGRESS → FAILED',
      'tier/t1 PENDING → SKIPPED',
      'run PHASE_EXECUTION → DONE_FAILED_CANCELLED',
    ]);
    const { writes, run } = await expectConsistent(database, runId);
    expect(writes.at(-1)).toMatchObject({ actor: 'operator', cause: 'cancelRun' });
    expect(run.failure!.message).toContain('no more');
  });

  test('E1: the clock acts as the clock, for the deadline', async () => {
    accepted(await server.start(runId, planOf(1), { maxDurationMinutes: 1 }));
    await moveClock(database, '2 minutes');
    await server.sweeper.tick();
    expect((await expectConsistent(database, runId)).writes.at(-1)).toMatchObject({
      actor: 'clock',
      cause: 'deadline',
    });
  });

  test('E1, S9: a growing draft writes one event for each part, and sealing one for the run', async () => {
    accepted(await server.start(runId, planOf(1, 1), { draft: true }));
    accepted(await server.addPhase(runId, 't0', aPlannedPhase('q')));
    expect(await stated()).toEqual(['PLAN_PHASE_ADDED phase/q']);
    accepted(await server.addTier(runId, aPlannedTier('t2', ['r', 's'])));
    expect(await stated()).toEqual(['PLAN_TIER_ADDED tier/t2']);
    accepted(await server.seal(runId));
    expect(await stated()).toEqual(['run PLAN_BOOTSTRAP → RUN_CREATED']);
    const { phases } = await expectConsistent(database, runId);
    expect(phases.map((phase) => phase.phaseId)).toEqual(['p0', 'q', 'p1', 'r', 's']);
  });

  test('E1, C6: events are kept as they are: nothing in the product updates them, deleting a run takes them along', async () => {
    accepted(await server.start(runId, planOf(1)));
    accepted(await server.cancel(runId));
    await server.delete(runId);
    const left = await database.query(
      `select 'event' as what from run_event where run_id = $1 union all select 'tier' from tier where run_id = $1
       union all select 'phase' from phase where run_id = $1 union all select 'outbox' from run_outbox where run_id = $1`,
      [runId],
    );
    expect(left).toEqual([]);
  });
});

/** One command of a random story; phases and tiers by number. */
type Step = { readonly pick: number; readonly tokens: number; readonly note: string | null } & (
  | { readonly kind: 'onward' | 'lever'; readonly state: PhaseState }
  | { readonly kind: 'seal' | 'addPhase' | 'addTier' | 'cancel' | 'expire' }
);

const ONWARD: Partial<Record<PhaseState, PhaseState>> = {
  QUEUED: 'EXECUTING',
  EXECUTING: 'GATE',
  GATE: 'CI_RUNNING',
  CI_RUNNING: 'COMPLETE',
};
const states = fc.constantFrom<PhaseState>(
  'QUEUED',
  'EXECUTING',
  'GATE',
  'CI_RUNNING',
  'COMPLETE',
  'SKIPPED',
  'SKIPPED',
  'FAILED',
);
const step: fc.Arbitrary<Step> = fc
  .tuple(
    fc.nat(20),
    fc.oneof({ weight: 16, arbitrary: fc.constant(0) }, { weight: 6, arbitrary: fc.nat(60_000) }, fc.constant(600_000)),
    fc.constantFrom(null, null, 'said', '', 'a "quoted" line\nand \u{1F600} \u2028 \\ another'),
    fc.oneof(
      { weight: 40, arbitrary: states.map((state) => ({ kind: 'onward' as const, state })) },
      { weight: 8, arbitrary: states.map((state) => ({ kind: 'lever' as const, state })) },
      { weight: 4, arbitrary: fc.constantFrom({ kind: 'addPhase' as const }, { kind: 'addTier' as const }) },
      { weight: 3, arbitrary: fc.constant({ kind: 'seal' as const }) },
      { weight: 1, arbitrary: fc.constantFrom({ kind: 'cancel' as const }, { kind: 'expire' as const }) },
    ),
  )
  .map(([pick, tokens, note, what]) => ({ pick, tokens, note, ...what }));
const story = fc.record({
  draft: fc.constantFrom(true, false, false),
  critical: fc.boolean(),
  sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }),
  steps: fc.array(step, { minLength: 20, maxLength: 40, size: 'max' }),
});

describe('random stories', () => {
  test('E1, C6, B1: after any story the events fold to the rows, counters equal recounts, and answers equal the rows', async () => {
    let stories = 0;
    const endings = new Set<string>();
    await fc.assert(
      fc.asyncProperty(story, async ({ draft, critical, sizes, steps }) => {
        const id = `story-${(stories += 1)}`;
        const values = { draft, safetyProfile: critical ? ('SAFETY_CRITICAL' as const) : null, maxPhases: 12 };
        accepted(await server.start(id, planOf(...sizes), values));
        let added = 0;
        let before = await readStory(database, id);
        for (const [i, command] of steps.entries()) {
          const answer = await perform(i % 2 ? server : other, id, before, command, `x${(added += 1)}`);
          const now = await readStory(database, id);
          expectAnswerOf(answer, now);
          if (answer.errors.length > 0) expect(now).toEqual(before);
          if (before.run.completedAt) break;
          before = now;
        }
        endings.add((await expectConsistent(database, id)).run.state);
      }),
      { numRuns: 20, seed: 20_260_301, endOnFailure: true },
    );
    expect([...endings]).toEqual(
      expect.arrayContaining(['DONE_SUCCESS', 'DONE_FAILED_CANCELLED', 'DONE_FAILED_BUDGET_EXHAUSTED']),
    );
  });
});

async function perform(on: LifecycleServer, id: string, seen: RunStory, command: Step, newId: string): Promise<Answer> {
  const { pick, tokens: addTokens, note } = command;
  const phase = seen.phases[pick % seen.phases.length]!;
  const head = seen.phases.find((each) => ONWARD[each.state]) ?? phase;
  const tierId = seen.tiers[pick % seen.tiers.length]!.tierId;
  switch (command.kind) {
    case 'onward':
      return on.transition(id, head.phaseId, ONWARD[head.state] ?? command.state, { addTokens, note });
    case 'lever':
      return on.transition(id, phase.phaseId, command.state, { addTokens, note });
    case 'addPhase':
      return on.addPhase(id, tierId, aPlannedPhase(newId));
    case 'addTier':
      return on.addTier(id, aPlannedTier(newId, [`${newId}a`, `${newId}b`]));
    case 'seal':
      return on.seal(id);
    case 'cancel':
      return on.cancel(id, note ?? 'enough');
    case 'expire':
      return on.lifecycle.expireRun(id);
  }
}

/** What a command answers is what stands in the database, whether it was accepted or refused. */
function expectAnswerOf({ run, tier, phase }: Answer, { run: runRow, tiers, phases }: RunStory): void {
  expect(run).toEqual(runRow);
  if (tier) expect(tier).toEqual(tiers.find((row) => row.tierId === tier.tierId));
  if (phase) expect(phase).toEqual(phases.find((row) => row.phaseId === phase.phaseId));
}
