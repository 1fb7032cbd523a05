import { byClock } from '../../../../test/support/domain/builders.js';
import { good, GREEN, RED } from '../../../../test/support/domain/work-builders.js';
import {
  audit,
  begun,
  build,
  claimed,
  endOf,
  type Setting,
  statesOf,
  test as tested,
  used,
  wordsOf,
} from '../../../../test/support/domain/work-stories.js';
import type { WorkWorld } from '../../../../test/support/domain/work-world.js';
import type { WorkFacts } from './facts.js';
import { decideLeaseExpiry, decideWaitOver } from './lease-end.js';

const seconds = (world: WorkWorld, count: number) => new Date(world.now.getTime() + count * 1_000);

function inCi(setting: Setting = {}): WorkWorld {
  const world = begun(setting);
  build(world);
  return world;
}
function inAudit(setting: Setting = {}): WorkWorld {
  const world = begun(setting);
  build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
  return world;
}

describe('W2: a Builder that gives its lease back', () => {
  test('W2: gets its attempt back, twice for a phase; the third counts', () => {
    const world = begun();
    for (const counted of [0, 0, 1]) {
      claimed(world, 'BUILDER');
      expect(wordsOf(world.giveBack())).toEqual(['phase/p0 EXECUTING → QUEUED']);
      expect([used(world), world.queue?.role, world.lease]).toEqual([[counted, 0], 'BUILDER', null]);
    }
    expect(world.attempts.map(({ state, givenBack }) => [state, givenBack])).toEqual([
      ['RELEASED', true],
      ['RELEASED', true],
      ['RELEASED', false],
    ]);
    expect(world.attempt(1)).toMatchObject({ notes: 'going home', endedAt: world.now });
  });

  test('B1: what it used is charged all the same', () => {
    const world = begun();
    claimed(world, 'BUILDER');
    world.giveBack(120);
    expect([world.run.tokensUsed, world.attempt(1).tokensUsed]).toEqual([120, 120]);
  });

  test('W2: with its last attempt it waits for an Auditor, and FAILS without one', () => {
    for (const [audits, place] of [
      [1, 'GATE: GATE'],
      [0, 'DONE_FAILED_REQUIRES_HUMAN_REVIEW: FAILED'],
    ] as const) {
      const world = begun({ attempts: 1, audits });
      for (let i = 0; i < 3; i += 1) {
        claimed(world, 'BUILDER');
        world.giveBack();
      }
      expect(statesOf(world)).toBe(place);
    }
  });

  test('B3: what it used may break a budget', () => {
    const world = begun({ incidentTokenCap: 100 });
    claimed(world, 'BUILDER');
    world.giveBack(101);
    expect([endOf(world), world.attempt(1, 'p0').state]).toEqual([
      'DONE_FAILED_BUDGET_EXHAUSTED: B3 incident_token_cap_exceeded',
      'RELEASED',
    ]);
  });
});

describe('W3: a lease that runs out', () => {
  test('W2: one that never beat and sent nothing counts like a release', () => {
    const world = begun();
    claimed(world, 'BUILDER');
    expect(wordsOf(world.runOut())).toEqual(['phase/p0 EXECUTING → QUEUED']);
    expect([used(world), world.attempt(1)]).toMatchObject([[0, 0], { state: 'EXPIRED', givenBack: true }]);
    expect(world.headPhase.work.givenBack).toBe(1);
  });

  test('W3: a Builder’s is a failed attempt: QUEUED while attempts are left, else by W9', () => {
    const world = begun({ attempts: 2 });
    for (const place of ['PHASE_EXECUTION: QUEUED', 'GATE: GATE']) {
      claimed(world, 'BUILDER');
      world.heartbeat();
      world.runOut();
      expect(statesOf(world)).toBe(place);
    }
    expect([used(world), world.attempts.map((attempt) => attempt.state)]).toEqual([
      [2, 0],
      ['EXPIRED', 'EXPIRED'],
    ]);
    const alone = begun({ attempts: 1, audits: 0 });
    claimed(alone, 'BUILDER');
    alone.heartbeat();
    alone.runOut();
    expect(endOf(alone)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 lease_expired');
  });

  test('W3, P5: of a phase that may not auto-apply with no audit left it FAILS', () => {
    const world = begun({ attempts: 3, audits: 0, autoApply: false });
    claimed(world, 'BUILDER');
    world.heartbeat();
    world.runOut();
    expect(statesOf(world)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: FAILED');
  });

  test.each(['runs out', 'is given back'])(
    'W3: an audit lease that %s has used up an audit: GATE while one is left, else FAILED',
    (how) => {
      const world = inAudit();
      const end = () => (claimed(world, 'AUDITOR'), how === 'runs out' ? world.runOut() : world.giveBack());
      expect(wordsOf(end())).toEqual(['WORK_ENDED phase/p0']);
      expect([used(world), world.queue]).toMatchObject([[1, 1], { role: 'AUDITOR', waitUntil: seconds(world, 1_800) }]);
      end();
      expect(endOf(world)).toBe(
        `DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 ${how === 'runs out' ? 'lease_expired' : 'lease_released'}`,
      );
      expect(world.attempts.map((attempt) => attempt.givenBack)).toEqual([false, false, false]);
    },
  );

  test.each(['runs out', 'is given back'])('W3, V1: a CI lease that %s is a try in which CI could not run', (how) => {
    const world = inCi();
    const end = () => (claimed(world, 'CI'), how === 'runs out' ? world.runOut() : world.giveBack(null));
    end();
    expect([statesOf(world), world.queue]).toMatchObject([
      'CI_RUNNING: CI_RUNNING',
      { role: 'CI', readyAt: seconds(world, 10), avoidWorker: 'ci-1' },
    ]);
    expect(world.tries).toMatchObject([{ number: 1, ciAttempt: 2, verdict: 'ENVIRONMENT', judged: null }]);
    expect([world.attempt(2).ciVerdict, world.attempt(1).ciVerdict]).toEqual(['ENVIRONMENT', null]);
    end();
    end();
    expect(endOf(world)).toBe('DONE_FAILED_ENVIRONMENT: B6 environment_failed');
  });

  test('V3, W3: such a try spends none of the commit’s', () => {
    const world = inCi({ tries: 2 });
    tested(world, RED);
    claimed(world, 'CI');
    world.runOut();
    tested(world, GREEN);
    expect([world.run.state, world.tries.map((one) => one.verdict)]).toEqual([
      'DONE_SUCCESS',
      ['RED', 'ENVIRONMENT', 'GREEN'],
    ]);
  });

  test('W3: refused while it has time left, or when there is none', () => {
    const world = begun();
    claimed(world, 'BUILDER');
    const facts = { run: world.run, phase: world.headPhase, lease: world.lease } as WorkFacts;
    expect(decideLeaseExpiry(facts, byClock(world.now))).toMatchObject({ outcome: 'refused' });
    expect(decideLeaseExpiry({ ...facts, lease: null }, byClock(world.now))).toMatchObject({ outcome: 'refused' });
  });

  test('W2: the hard deadline ends what beats on and on', () => {
    const world = begun({ rules: { leases: { hardDeadlineMinutes: 4 } } });
    claimed(world, 'BUILDER');
    for (let i = 0; i < 3; i += 1) world.wait(60).heartbeat();
    expect(world.lease?.expiresAt).toEqual(world.lease?.hardDeadlineAt);
    world.runOut();
    expect([world.attempt(1).state, world.attempt(1).notes]).toEqual(['EXPIRED', 'Its hard deadline passed.']);
  });

  test('B5: at the deadline of the run the lease ends with the run', () => {
    const world = begun({ minutes: 1 });
    claimed(world, 'BUILDER');
    world.runDeadline();
    expect([endOf(world), world.attempt(1, 'p0').state, world.lease]).toEqual([
      'DONE_FAILED_BUDGET_EXHAUSTED: B3 max_duration_minutes_exceeded',
      'STOPPED',
      null,
    ]);
  });
});

describe('V1: no worker comes', () => {
  test('V1: a try that was not claimed in 30 minutes is ENVIRONMENT; the third ends the run', () => {
    const world = inCi();
    for (const pause of [10, 60]) {
      expect(wordsOf(world.waitOut())).toEqual(['WORK_ENDED phase/p0']);
      expect(world.queue).toMatchObject({
        role: 'CI',
        readyAt: seconds(world, pause),
        waitUntil: seconds(world, pause + 1_800),
      });
    }
    expect(world.tries).toMatchObject([
      { number: 1, ciAttempt: null, verdict: 'ENVIRONMENT', judged: null },
      { number: 2, ciAttempt: null, verdict: 'ENVIRONMENT', judged: null },
    ]);
    world.wait(0).waitOut();
    expect([endOf(world), statesOf(world)]).toEqual([
      'DONE_FAILED_ENVIRONMENT: B6 environment_failed',
      'DONE_FAILED_ENVIRONMENT: FAILED',
    ]);
  });

  test('V1: so is an Auditor that did not come; it costs no audit', () => {
    const world = inAudit();
    world.waitOut();
    expect([statesOf(world), used(world), world.queue?.role]).toEqual(['GATE: GATE', [1, 0], 'AUDITOR']);
    audit(world);
    expect([statesOf(world), world.headPhase.work.environmentFailures]).toEqual(['CI_RUNNING: CI_RUNNING', 0]);
  });

  test('V1: the waits are those of the ruleset', () => {
    const rules = { ci: { waitMinutes: 2 }, audit: { waitMinutes: 3 } };
    expect(inCi({ rules }).queue?.waitUntil).toEqual(seconds(begun(), 120));
    expect(inAudit({ rules }).queue?.waitUntil).toEqual(seconds(begun(), 180));
  });

  test('V1: a claim ends the wait, and there is no wait for a Builder', () => {
    const world = inCi();
    claimed(world, 'CI');
    expect([world.headPhase.waitUntil, begun().queue?.waitUntil]).toEqual([null, null]);
  });

  test('V1, W11: the waits do not run for a phase that a manual transition moved there', () => {
    const world = begun();
    for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const) world.pull(state);
    expect([world.queue?.role, world.queue?.waitUntil]).toEqual(['CI', null]);
  });

  test('V1, S3: refused while there is time, while a worker holds it, and of a run that has ended', () => {
    const world = inCi();
    const facts = { run: world.run, phase: world.headPhase } as WorkFacts;
    const late = byClock(seconds(world, 3_600));
    expect(decideWaitOver(facts, byClock(world.now))).toMatchObject({
      outcome: 'refused',
      errors: [{ code: 'TRANSITION_REFUSED' }],
    });
    claimed(world, 'CI');
    expect(decideWaitOver({ ...facts, phase: world.headPhase }, late)).toMatchObject({ outcome: 'refused' });
    world.stop();
    expect(decideWaitOver({ ...facts, run: world.run }, late)).toMatchObject({
      outcome: 'refused',
      errors: [{ code: 'RUN_TERMINAL' }],
    });
  });
});
