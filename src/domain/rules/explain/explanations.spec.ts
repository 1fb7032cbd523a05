import { after, aPhase, aRun } from '../../../../test/support/domain/builders.js';
import type { BaseCheck, BaseOutcome } from '../../model/base-check.js';
import { NO_WORK } from '../../model/phase-work.js';
import type { PushFault } from '../../model/remote.js';
import { attentionOf } from './attention.js';
import type { ExplainedRun } from './explained-run.js';
import { nextDeadline } from './next-deadline.js';
import { roleDue, runWaitsFor } from './run-waits.js';

const NOW = after(10);
const STOPPED = { code: 'dispatch_stopped', message: 'Stopped.', source: 'A9' };
const OUTCOME: BaseOutcome = {
  commit: 'c0ffee0123456789',
  verdict: 'RED',
  executed: 9,
  failing: ['a', 'b'],
  moreFailing: 3,
  summary: null,
  at: after(5).toISOString(),
  testedFor: 'run-1',
};
const baseCheck = (outcome: BaseOutcome | null): BaseCheck => ({ mode: 'REQUIRED', outcome });
const facts = (values: Partial<ExplainedRun> = {}): ExplainedRun => ({
  run: aRun({ state: 'PHASE_QUEUEING' }),
  head: aPhase(),
  lease: null,
  baseCheckUntil: null,
  baseCheckWaitUntil: null,
  stopped: null,
  present: new Set(['BUILDER', 'AUDITOR', 'CI']),
  filesBehindSince: null,
  notPushed: null,
  now: NOW,
  ...values,
});
const codes = (values: Partial<ExplainedRun>) => attentionOf(facts(values)).map(({ code }) => code);
const waits = (values: Partial<ExplainedRun>) => runWaitsFor(facts(values));
const onBase = { run: aRun({ baseCommit: 'c0ffee', baseCheck: baseCheck(null) }) };
const ENDED = aRun({ state: 'DONE_FAILED_CANCELLED', completedAt: after(9) });

describe('O6: what needs an operator', () => {
  test('O6: nothing does while all goes well, and nothing of a run that has ended', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ run: ENDED, stopped: STOPPED, filesBehindSince: after(0), present: new Set() })).toEqual([]);
  });

  test('O6: base_red names the commit and how many tests fail; another verdict says nothing', () => {
    const [red] = attentionOf(facts({ run: aRun({ baseCheck: baseCheck(OUTCOME) }) }));
    expect(red).toMatchObject({ code: 'base_red', source: 'V6', changesAt: null });
    expect(red!.message).toContain('c0ffee012345 already (5 failing tests)');
    for (const verdict of ['GREEN', 'FLAKY', 'MISSING', 'ENVIRONMENT'] as const)
      expect(codes({ run: aRun({ baseCheck: baseCheck({ ...OUTCOME, verdict }) }) })).toEqual([]);
  });

  test('M3: refs that a push did not bring to the remote: at once after a conflict, else from a minute on; also when the run has ended', () => {
    const since = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);
    const missing = (seconds: number, fault: PushFault) => ({ notPushed: { refs: 2, since: since(seconds), fault } });
    expect(codes(missing(59, 'UNREACHABLE'))).toEqual([]);
    expect(codes(missing(60, 'UNREACHABLE'))).toEqual(['push_failing']);
    expect(codes({ run: ENDED, ...missing(60, 'CREDENTIALS') })).toEqual(['push_failing']);
    expect(codes({ run: ENDED, ...missing(0, 'CONFLICT') })).toEqual(['push_conflict']);
    const [failing] = attentionOf(facts(missing(90, 'TIMEOUT')));
    expect(failing).toMatchObject({ source: 'M3', changesAt: null });
    expect(failing!.message).toMatch(/^2 refs .*TIMEOUT/);
  });

  test('O6: files_behind from a minute on, since when', () => {
    const since = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);
    expect(codes({ filesBehindSince: since(59) })).toEqual([]);
    const [behind] = attentionOf(facts({ filesBehindSince: since(60) }));
    expect(behind).toMatchObject({ code: 'files_behind', source: 'F1', changesAt: null });
    expect(behind!.message).toContain(since(60).toISOString());
  });

  test('O6: a budget is near from 80 of 100 on: tokens and minor issues of the run, tokens of its head', () => {
    const run = (values: object) =>
      aRun({ state: 'PHASE_EXECUTION', tokenCap: 100, maxMinorIssuesTotal: 5, ...values });
    expect(codes({ run: run({ tokensUsed: 79, minorIssuesCount: 3 }) })).toEqual([]);
    expect(codes({ run: run({ tokensUsed: 80 }) })).toEqual(['budget_near']);
    expect(codes({ run: run({ minorIssuesCount: 4 }) })).toEqual(['budget_near']);
    const [near] = attentionOf(facts({ head: aPhase({ incidentTokenCap: 10_000, tokensUsed: 8_120 }) }));
    expect(near).toMatchObject({
      ...{ code: 'budget_near', message: expect.stringContaining('Phase "p0" used 8,120 of 10,000') },
    });
    expect(codes({ run: run({ state: 'PLAN_BOOTSTRAP', tokensUsed: 99 }) })).toEqual([]);
    expect(codes({ run: run({ maxMinorIssuesTotal: 0, minorIssuesCount: 0 }) })).toEqual([]);
  });

  test('O6: a pause needs somebody only after failures of the environment, and only while it lasts', () => {
    const paused = (environmentFailures: number, notBefore: Date) =>
      aPhase({ notBefore, work: { ...NO_WORK, environmentFailures } });
    expect(codes({ head: paused(0, after(11)) })).toEqual([]);
    expect(codes({ head: paused(2, NOW) })).toEqual([]);
    expect(attentionOf(facts({ head: paused(2, after(11)) }))).toMatchObject([
      { code: 'environment_pause', changesAt: after(11), message: expect.stringContaining('(2 in a row)') },
    ]);
  });

  test('O6: the deadline is near from 80 of 100 of the time on, that of a draft too; without a clock there is none', () => {
    const begun = (deadlineAt: Date | null, values: object = {}) => aRun({ deadlineAt, ...values });
    expect(codes({ run: begun(new Date(after(0).getTime() + 750_001)) })).toEqual([]);
    expect(codes({ run: begun(new Date(after(0).getTime() + 750_000)) })).toEqual(['deadline_near']);
    expect(codes({ run: begun(null) })).toEqual([]);
    const draft = begun(after(12), { state: 'PLAN_BOOTSTRAP', startedAt: null });
    expect(attentionOf(facts({ run: draft, head: null }))).toMatchObject([
      { code: 'deadline_near', message: expect.stringContaining('The draft expires') },
    ]);
  });

  test('O6: the most urgent comes first', () => {
    const run = aRun({ tokenCap: 10, tokensUsed: 9, deadlineAt: after(11), baseCheck: baseCheck(OUTCOME) });
    const all = { run, stopped: STOPPED, filesBehindSince: after(0) };
    expect(codes(all)).toEqual(['dispatch_stopped', 'base_red', 'deadline_near', 'budget_near', 'files_behind']);
    expect(codes({ ...all, stopped: null, present: new Set() })[0]).toBe('no_worker');
  });
});

describe('O6: why nothing moves', () => {
  test('O6: a run that has ended waits for nothing', () => {
    expect([waits({ run: ENDED }), nextDeadline(facts({ run: ENDED })), roleDue(facts({ run: ENDED }))]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('O6: CI on the base commit: nobody there, offered until when, leased until when, stopped', () => {
    const until = after(20);
    const due = { ...onBase, baseCheckWaitUntil: until };
    expect(waits({ ...due, present: new Set(['BUILDER']) })).toMatchObject({
      code: 'no_worker',
      source: 'V6',
      changesAt: until,
    });
    expect(waits(due)).toMatchObject({ code: 'base_check', changesAt: until });
    expect(nextDeadline(facts(due))).toMatchObject({ what: 'base_check_wait', at: until });
    const leased = { ...due, baseCheckUntil: after(12), present: new Set<never>() };
    expect(waits(leased)).toMatchObject({ code: 'base_check', changesAt: after(12) });
    expect(nextDeadline(facts(leased))).toMatchObject({ what: 'base_check_lease', at: after(12) });
    // The wait is over once it is leased, however near its end was.
    expect(nextDeadline(facts({ ...leased, baseCheckUntil: after(30) }))!.what).toBe('base_check_lease');
    expect(codes(leased)).toEqual([]);
    expect(waits({ ...due, stopped: STOPPED })).toEqual({ ...STOPPED, changesAt: null });
  });

  test.each([
    ['BUILDER', aPhase(), 'no_worker', 'builder'],
    ['AUDITOR', aPhase({ state: 'GATE', work: { ...NO_WORK, auditDue: true } }), 'audit_without_auditor', 'auditor'],
    ['CI', aPhase({ state: 'CI_RUNNING' }), 'ci_not_reported', 'ci'],
  ] as const)('O6: work of a %s: nobody there, or somebody who has to claim it', (role, phase, alone, offered) => {
    const head = { ...phase, waitUntil: after(15) };
    expect(roleDue(facts({ head }))).toBe(role);
    expect(waits({ head })).toMatchObject({ code: offered, changesAt: after(15) });
    const nobody = waits({ head, present: new Set() });
    expect(nobody).toMatchObject({ code: alone, changesAt: after(15) });
    expect(nobody!.message).toContain(`autopack worker --role ${role.toLowerCase()}`);
    expect(nobody!.message).toContain(after(15).toISOString());
    expect(codes({ head, present: new Set() })).toEqual([alone]);
  });

  test('O6: a worker holds it until when; a pause ends when; one that is over is none', () => {
    const holder = { role: 'BUILDER', workerId: 'w', attempt: 1 } as const;
    const head = aPhase({ state: 'EXECUTING', work: { ...NO_WORK, holder } });
    const lease = { role: 'BUILDER', workerId: 'w', expiresAt: after(11), hardDeadlineAt: after(40) } as const;
    expect(waits({ head, lease })).toMatchObject({ code: 'worker', changesAt: after(11) });
    expect(waits({ head, lease, present: new Set() })!.code).toBe('worker');
    expect(waits({ head: aPhase({ notBefore: after(11) }) })).toMatchObject({ code: 'pause', changesAt: after(11) });
    expect(waits({ head: aPhase({ notBefore: NOW }) })!.code).toBe('builder');
  });

  test('O6: a draft, a linked run, refs that move, a driver by hand, and a run of which no phase is left', () => {
    const draft = aRun({ state: 'PLAN_BOOTSTRAP', startedAt: null });
    expect(waits({ run: draft })).toMatchObject({ code: 'draft', changesAt: draft.deadlineAt });
    expect(waits({ run: draft, head: null })).toMatchObject({ code: 'draft', changesAt: draft.deadlineAt });
    const linked = aRun({ previousRunId: 'before', startedAt: null, deadlineAt: null });
    expect(waits({ run: linked, present: new Set() })).toMatchObject({ code: 'predecessor', changesAt: null });
    const moving = aRun({ refIntent: { purpose: 'APPLY', moves: [] } as never });
    expect(waits({ run: moving, present: new Set() })!.code).toBe('refs');
    expect(waits({ head: aPhase({ state: 'EXECUTING' }), present: new Set() })!.code).toBe('lever');
    expect(waits({ head: null })).toMatchObject({ code: 'refs', source: 'G7' });
    expect(waits({ stopped: STOPPED })).toEqual({ ...STOPPED, changesAt: null });
  });
});

describe('O6: what ends or changes a run next', () => {
  test('O6: the earliest instant counts, and of two alike that of the run', () => {
    const lease = { role: 'CI', workerId: 'w', expiresAt: after(30), hardDeadlineAt: after(20) } as const;
    expect(nextDeadline(facts({ lease }))).toMatchObject({ what: 'lease_hard_deadline', at: after(20) });
    expect(nextDeadline(facts({ lease: { ...lease, expiresAt: after(11) } }))).toMatchObject({
      what: 'lease_expiry',
      message: expect.stringContaining('CI worker "w"'),
    });
    expect(
      nextDeadline(facts({ lease: { ...lease, hardDeadlineAt: after(120), expiresAt: after(120) } })),
    ).toMatchObject({ what: 'run_deadline', at: after(120) });
  });

  test('O6: the end of a pause only while it lasts, the end of a wait by who is awaited', () => {
    expect(nextDeadline(facts({ head: aPhase({ notBefore: after(11) }) }))!.what).toBe('pause_end');
    expect(nextDeadline(facts({ head: aPhase({ notBefore: NOW }) }))!.what).toBe('run_deadline');
    const waiting = { waitUntil: after(12) };
    expect(nextDeadline(facts({ head: aPhase({ state: 'CI_RUNNING', ...waiting }) }))!.what).toBe('ci_wait');
    const audited = aPhase({ state: 'GATE', work: { ...NO_WORK, auditDue: true }, ...waiting });
    expect(nextDeadline(facts({ head: audited }))!.what).toBe('auditor_wait');
    const draft = aRun({ state: 'PLAN_BOOTSTRAP', startedAt: null });
    expect(nextDeadline(facts({ run: draft }))).toMatchObject({ what: 'draft_expiry', at: draft.deadlineAt });
    const linked = aRun({ previousRunId: 'before', startedAt: null, deadlineAt: null });
    expect(nextDeadline(facts({ run: linked }))).toBeNull();
  });
});
