import { after } from '../../../../test/support/domain/builders.js';
import { good } from '../../../../test/support/domain/work-builders.js';
import { begun, build, claimed, endOf, statesOf, wordsOf } from '../../../../test/support/domain/work-stories.js';
import { budgetsOfWork, directiveOf } from './heartbeat.js';

describe('W6, B1: a heartbeat with new tokens', () => {
  test('B1: its figure is a running total; what exceeds what was charged is charged to phase, tier and run', () => {
    const world = begun();
    claimed(world, 'BUILDER');
    expect(wordsOf(world.heartbeat(100)!)).toEqual(['TOKENS_ADDED phase/p0']);
    world.heartbeat(250);
    expect([world.headPhase, world.tiers[0]!, world.run].map((row) => row.tokensUsed)).toEqual([250, 250, 250]);
    expect(world.attempt(1)).toMatchObject({ tokensUsed: 250, tokensEstimated: false, state: 'LEASED' });
  });

  test('B1: a lower figure changes nothing, and the result settles only the rest', () => {
    const world = begun();
    claimed(world, 'BUILDER');
    world.heartbeat(250);
    expect(world.heartbeat(100)).toBeNull();
    expect([world.lease?.tokensTold, world.run.tokensUsed]).toEqual([250, 250]);
    world.submit({ patch: good('x'), tokensUsed: 300 });
    expect([world.attempt(1).tokensUsed, world.run.tokensUsed]).toEqual([300, 300]);
  });

  test('W6: it renews the lease, never beyond its hard deadline', () => {
    const world = begun({ rules: { leases: { expirySeconds: 600, hardDeadlineMinutes: 15 } } });
    claimed(world, 'BUILDER');
    world.wait(120).heartbeat(1);
    expect(world.lease).toMatchObject({ expiresAt: after(12), beaten: true, tokensTold: 1 });
    world.wait(500).heartbeat(2);
    expect(world.lease).toMatchObject({ expiresAt: after(15) });
  });

  test('B3: one that breaks a budget is accepted, ends the run, and the attempt is stopped with its lease', () => {
    const world = begun({ sizes: [2], incidentTokenCap: 100 });
    claimed(world, 'BUILDER');
    expect(wordsOf(world.heartbeat(101)!)).toContain('phase/p0 EXECUTING → FAILED');
    expect(endOf(world)).toBe('DONE_FAILED_BUDGET_EXHAUSTED: B3 incident_token_cap_exceeded');
    expect(statesOf(world)).toBe('DONE_FAILED_BUDGET_EXHAUSTED: FAILED SKIPPED');
    expect(world.attempt(1, 'p0')).toMatchObject({ state: 'STOPPED', tokensUsed: 101, endedAt: world.now });
    expect(world.lease).toBeNull();
  });
});

describe('B2, W6: should the worker continue', () => {
  test('B2: it continues up to its allowance, and stops beyond it', () => {
    const world = begun({ tokenCap: 1_000, incidentTokenCap: 500 });
    claimed(world, 'BUILDER');
    const lease = world.lease!;
    expect(directiveOf({ ...lease, tokensTold: null }, world.run)).toEqual({ directive: 'CONTINUE', reason: null });
    expect(directiveOf({ ...lease, tokensTold: 500 }, world.run)).toEqual({ directive: 'CONTINUE', reason: null });
    expect(directiveOf({ ...lease, tokensTold: 501 }, world.run)).toMatchObject({
      directive: 'STOP',
      reason: { code: 'allowance_passed', source: 'B2' },
    });
  });

  test('B2: a CI worker has no allowance to pass', () => {
    const world = begun();
    build(world);
    claimed(world, 'CI');
    expect(directiveOf({ ...world.lease!, tokensTold: 10 }, world.run).directive).toBe('CONTINUE');
  });

  test('W6: when the run has ended the reason says why', () => {
    const world = begun({ incidentTokenCap: 100 });
    claimed(world, 'BUILDER');
    world.heartbeat(101);
    expect(directiveOf(null, world.run)).toMatchObject({
      directive: 'STOP',
      reason: { code: 'incident_token_cap_exceeded', source: 'B3' },
    });
  });

  test('W6: every budget of the work is named with what is used of it', () => {
    const world = begun();
    claimed(world, 'BUILDER');
    world.heartbeat(40);
    const budgets = budgetsOfWork(world.run, world.tiers[0]!, world.headPhase, world.now);
    expect(budgets.map(({ scope, name, used }) => `${scope} ${name} ${used}`)).toEqual([
      'PHASE max_builder_attempts 1',
      'PHASE max_auditor_attempts 0',
      'PHASE incident_token_cap 40',
      'TIER token_cap 40',
      'RUN token_cap 40',
      'RUN max_phases 1',
      'RUN max_duration_minutes 0',
      'RUN max_minor_issues_total 0',
    ]);
  });
});
