import { ciReport, good } from '../../../../test/support/domain/work-builders.js';
import {
  begun,
  build,
  claimed,
  endOf,
  statesOf,
  test as tested,
  used,
  wordsOf,
} from '../../../../test/support/domain/work-stories.js';

describe('B6: a Builder whose environment failed', () => {
  test('B6: it costs no attempt; the phase is offered again after 10 s, then after 60 s, and the third in a row ends the run', () => {
    const world = begun({ sizes: [2] });
    for (const pause of [10, 60]) {
      expect(wordsOf(build(world, { status: 'ENVIRONMENT_FAILURE', notes: 'no disk' })).slice(-1)).toEqual([
        'phase/p0 EXECUTING → QUEUED',
      ]);
      expect([used(world), world.queue?.readyAt]).toEqual([[0, 0], new Date(world.now.getTime() + pause * 1_000)]);
      expect(world.claim('BUILDER')).toBeNull();
    }
    build(world, { status: 'ENVIRONMENT_FAILURE', notes: 'no disk' });
    expect(endOf(world)).toBe('DONE_FAILED_ENVIRONMENT: B6 environment_failed');
    expect(world.run.failure?.message).toContain('no disk');
    expect(statesOf(world)).toBe('DONE_FAILED_ENVIRONMENT: FAILED SKIPPED');
  });

  test('B6: any other outcome ends the row', () => {
    const world = begun({ attempts: 9 });
    const fail = () => build(world, { status: 'ENVIRONMENT_FAILURE' });
    fail();
    fail();
    build(world, { status: 'FAILED' });
    fail();
    fail();
    claimed(world, 'BUILDER');
    world.heartbeat();
    world.runOut();
    expect([world.headPhase.work.environmentFailures, world.headPhase.work.avoidWorker]).toEqual([0, null]);
    fail();
    fail();
    claimed(world, 'BUILDER');
    world.giveBack();
    fail();
    expect([world.run.completedAt, world.headPhase.work.environmentFailures]).toEqual([null, 1]);
  });

  test('B6: a result that passes ends it as well, so that CI has a row of its own', () => {
    const world = begun();
    for (let i = 0; i < 2; i += 1) build(world, { status: 'ENVIRONMENT_FAILURE' });
    build(world);
    expect([world.headPhase.work.environmentFailures, world.queue?.avoidWorker]).toEqual([0, null]);
    tested(world, ciReport('ENVIRONMENT'));
    expect([statesOf(world), world.headPhase.work.environmentFailures]).toEqual(['CI_RUNNING: CI_RUNNING', 1]);
  });

  test('B6: the worker that had it is not the first to get the phase again', () => {
    const world = begun();
    claimed(world, 'BUILDER', 'unlucky');
    world.submit({ status: 'ENVIRONMENT_FAILURE' });
    expect(world.queue?.avoidWorker).toBe('unlucky');
    claimed(world, 'BUILDER', 'lucky');
    world.submit({ status: 'FAILED' });
    expect(world.queue?.avoidWorker).toBeNull();
  });

  test('B6: a repository that cannot check a patch is a failure of the environment, not of the worker', () => {
    const world = begun({ repository: true });
    claimed(world, 'BUILDER');
    world.whileAway((one) => one.submit({ patch: good('x') }));
    expect([used(world), world.headPhase.work.environmentFailures, world.queue?.avoidWorker]).toEqual([
      [0, 0],
      1,
      null,
    ]);
    expect(world.attempt(1)).toMatchObject({ state: 'SUBMITTED', givenBack: true, gate: null });
  });

  test('G1: FAILED from a Builder is accepted without reading its patch', () => {
    const world = begun({ repository: true });
    claimed(world, 'BUILDER');
    world.whileAway((one) => one.submit({ status: 'FAILED', patch: good('x') }));
    expect([used(world), world.attempt(1).gate?.reasons[0]?.code]).toEqual([[1, 0], 'builder_failed']);
  });
});
