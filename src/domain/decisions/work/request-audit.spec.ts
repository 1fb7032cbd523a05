import { good, RED } from '../../../../test/support/domain/work-builders.js';
import {
  audit,
  begun,
  build,
  claimed,
  endOf,
  refusalOf,
  statesOf,
  test as tested,
  used,
  wordsOf,
} from '../../../../test/support/domain/work-stories.js';

describe('W9: the operator asks for an audit', () => {
  test('W9: of a phase in the queue: the next PASS becomes AUDIT, whatever failed before', () => {
    const world = begun({ repository: true });
    expect(wordsOf(world.requestAudit())).toEqual(['AUDIT_REQUESTED phase/p0']);
    expect([statesOf(world), world.queue?.role]).toEqual(['RUN_CREATED: QUEUED', 'BUILDER']);
    build(world, { status: 'FAILED' });
    build(world, { patch: good('x') });
    expect(world.attempt(2).gate).toMatchObject({ verdict: 'AUDIT', reasons: [{ code: 'audit_requested' }] });
    expect([statesOf(world), world.queue?.role]).toEqual(['GATE: GATE', 'AUDITOR']);
  });

  test('W7: what is to be looked at stays until an Auditor has answered', () => {
    const world = begun();
    world.requestAudit('p0', 'the parser');
    build(world);
    claimed(world, 'AUDITOR');
    expect(world.headPhase.work.auditRequested?.focus).toBe('the parser');
    world.runOut();
    claimed(world, 'AUDITOR');
    expect(world.headPhase.work.auditRequested?.focus).toBe('the parser');
    world.audit();
    expect([world.headPhase.work.auditRequested, statesOf(world)]).toEqual([null, 'CI_RUNNING: CI_RUNNING']);
  });

  test('W9: of a phase that is not at the head, too', () => {
    const world = begun({ sizes: [2] });
    world.requestAudit('p1');
    build(world);
    tested(world);
    build(world);
    expect(statesOf(world)).toBe('GATE: COMPLETE GATE');
  });

  test('W9, V1: of a phase in GATE: it is due at once, and its wait begins', () => {
    const world = begun();
    world.pull('EXECUTING');
    world.pull('GATE');
    expect(world.queue).toBeNull();
    world.requestAudit();
    expect(world.queue).toMatchObject({ role: 'AUDITOR', waitUntil: new Date(world.now.getTime() + 1_800_000) });
    audit(world, { patch: good('z') });
    expect([statesOf(world), used(world)]).toEqual(['CI_RUNNING: CI_RUNNING', [1, 1]]);
  });

  test('W9, C1: an audit without an Auditor ends the run at last', () => {
    const world = begun();
    world.pull('EXECUTING');
    world.pull('GATE');
    world.requestAudit();
    for (let i = 0; i < 3; i += 1) world.waitOut();
    expect(endOf(world)).toBe('DONE_FAILED_ENVIRONMENT: B6 environment_failed');
  });

  test('W9: refused without audits left, while a worker holds the phase, in every other state, of drafts and of runs that have ended', () => {
    const none = begun({ audits: 0 });
    expect(refusalOf(none.requestAudit())).toMatchObject({
      code: 'TRANSITION_REFUSED',
      retryable: false,
      currentState: 'QUEUED',
    });
    const held = begun();
    build(held, { patch: good('x'), status: 'NEEDS_REVIEW' });
    claimed(held, 'AUDITOR');
    expect(refusalOf(held.requestAudit()).message).toContain('Auditor "auditor-1" works on it now');
    const world = begun({ tries: 1 });
    claimed(world, 'BUILDER');
    expect(refusalOf(world.requestAudit())).toMatchObject({ currentState: 'EXECUTING', retryable: true });
    world.submit({ patch: good('x') });
    expect(refusalOf(world.requestAudit())).toMatchObject({ currentState: 'CI_RUNNING' });
    tested(world, RED);
    world.stop();
    expect(refusalOf(world.requestAudit('p0'))).toMatchObject({ code: 'RUN_TERMINAL' });
    expect(() => begun({ draft: true }).requestAudit()).toThrow();
  });
});
