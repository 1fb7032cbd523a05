import { aReport } from '../../../../test/support/domain/builders.js';
import { BLANK, broken, forbidden, good, RED } from '../../../../test/support/domain/work-builders.js';
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
import type { WorkWorld } from '../../../../test/support/domain/work-world.js';

/** A phase in GATE whose patch x passed and waits for its approval. */
function waiting(setting: Parameters<typeof begun>[0] = {}): WorkWorld {
  const world = begun({ autoApply: false, repository: true, ...setting });
  build(world, { patch: good('x') });
  return world;
}

describe('W10: APPROVE is no pass', () => {
  test.each([true, false])(
    'W10: it turns AUDIT into PASS, and what was in doubt stays in view (repository: %s)',
    (repository) => {
      const world = waiting({ repository });
      expect(wordsOf(audit(world, { confidence: 'HIGH', notes: 'fine' }))[0]).toBe(
        repository ? 'WORK_ENDED phase/p0' : 'phase/p0 GATE → CI_RUNNING',
      );
      expect(statesOf(world)).toBe('CI_RUNNING: CI_RUNNING');
      expect(world.attempt(2)).toMatchObject({
        state: 'SUBMITTED',
        auditVerdict: 'APPROVE',
        confidence: 'HIGH',
        notes: 'fine',
      });
      expect(world.attempt(2).gate).toMatchObject({
        verdict: 'PASS',
        reasons: [{ code: 'auto_apply_off' }, { code: 'audit_approved' }],
      });
      expect(world.headPhase.work.candidate).toMatchObject({ attempt: 1, standing: 'APPLIED', patchHash: 'x' });
      expect(world.attempt(1).commit).toBe(repository ? 'x by p0/1 on base' : null);
    },
  );

  test('W10: new major issues of the Auditor are doubts that the approval answers', () => {
    const world = waiting();
    audit(world, { issues: [aReport('j', { severity: 'MAJOR', source: 'AUDITOR' })] });
    expect(statesOf(world)).toBe('CI_RUNNING: CI_RUNNING');
    expect(world.attempt(2).gate?.reasons.map((reason) => reason.code)).toEqual([
      'new_major_issue',
      'auto_apply_off',
      'audit_approved',
    ]);
  });

  test('W10: a patch of the Auditor replaces the Builder’s, against the same base', () => {
    const world = waiting();
    audit(world, { patch: good('z') });
    expect(world.headPhase.work.candidate).toMatchObject({
      attempt: 2,
      standing: 'APPLIED',
      patchHash: 'z',
      commit: 'z by p0/2 on base',
    });
    expect([world.attempt(1).commit, world.attempt(2).commit]).toEqual([null, 'z by p0/2 on base']);
  });

  test('W10: an approved patch that turns out red goes back like any other', () => {
    const world = waiting({ tries: 1 });
    audit(world);
    tested(world, RED);
    expect([statesOf(world), used(world), world.repository.refs.get('refs/heads/autonomous/run-1')]).toEqual([
      'PHASE_EXECUTION: QUEUED',
      [1, 1],
      'base',
    ]);
  });

  test('W10, P5: a phase that may be a no-op is approved with no patch at all', () => {
    const world = begun({ autoApply: false, repository: true, allowNoop: true });
    build(world, {});
    audit(world);
    expect(statesOf(world)).toBe('CI_RUNNING: CI_RUNNING');
  });
});

describe('W10: there is nothing to approve as it is', () => {
  const cases: readonly (readonly [string, () => WorkWorld, RegExp])[] = [
    [
      'asked for a review of nothing',
      () => after({}, (world) => build(world, { status: 'NEEDS_REVIEW' })),
      /left no patch/,
    ],
    [
      'asked for a review of a blank patch',
      () => after({}, (world) => build(world, { status: 'NEEDS_REVIEW', patch: BLANK })),
      /left no patch/,
    ],
    [
      'failed without one',
      () => after({ attempts: 1 }, (world) => build(world, { status: 'FAILED' })),
      /left no patch/,
    ],
    [
      'was revised, and the next one was never heard of',
      () =>
        after({ attempts: 1 }, (world) => {
          build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
          audit(world, { verdict: 'REVISE' });
          claimed(world, 'BUILDER');
          world.heartbeat();
          world.runOut();
        }),
      /left no patch/,
    ],
    [
      'was rejected by the gate',
      () => after({ attempts: 1 }, (world) => build(world, { patch: broken('b') })),
      /the gate rejected/,
    ],
    [
      'was found red by CI',
      () =>
        after({ attempts: 1, tries: 1 }, (world) => {
          build(world);
          tested(world, RED);
        }),
      /CI found red/,
    ],
    [
      'was found red before, and came again',
      () =>
        after({ attempts: 3, tries: 1 }, (world) => {
          build(world);
          tested(world, RED);
          build(world);
        }),
      /CI found red/,
    ],
  ];
  test.each(cases)('W10: the last attempt %s: INVALID_INPUT, and the lease stays', (_, prepared, why) => {
    const world = prepared();
    claimed(world, 'AUDITOR');
    const { events, lease } = world;
    const before = events.length;
    const refusal = refusalOf(world.audit());
    expect(refusal).toMatchObject({
      kind: 'input',
      code: 'INVALID_INPUT',
      path: ['input', 'verdict'],
      message: expect.stringMatching(why),
    });
    expect([world.lease, world.events.length]).toEqual([lease, before]);
    expect(wordsOf(world.audit({ patch: good('z') }))).not.toEqual([]);
  });
  function after(setting: Parameters<typeof begun>[0], act: (world: WorkWorld) => void): WorkWorld {
    const world = begun({ repository: true, ...setting });
    act(world);
    return world;
  }
});

describe('W10: a patch of the Auditor that is rejected', () => {
  test('W10: back to the queue if Builder attempts are left', () => {
    const world = begun({ repository: true });
    build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
    expect(wordsOf(audit(world, { patch: broken('b') }))).toEqual([
      'phase/p0 GATE → QUEUED',
      'run GATE → PHASE_EXECUTION',
    ]);
    expect([used(world), world.headPhase.work.candidate]).toEqual([
      [1, 1],
      { attempt: 2, standing: 'REJECTED', patchHash: 'b', commit: null },
    ]);
  });

  test('W10: else another audit, with its own wait', () => {
    const world = begun({ repository: true, attempts: 1 });
    build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
    world.wait(60);
    expect(wordsOf(audit(world, { patch: broken('b') }))).toEqual(['WORK_ENDED phase/p0']);
    expect([world.queue?.role, world.queue?.waitUntil, used(world)]).toEqual([
      'AUDITOR',
      new Date(world.now.getTime() + 1_800_000),
      [1, 1],
    ]);
  });

  test('W10: else FAILED', () => {
    const world = begun({ repository: true, attempts: 1, audits: 1 });
    build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
    audit(world, { patch: broken('b') });
    expect(endOf(world)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 patch_does_not_apply');
  });

  test('G2: refused by policy, it counts like a Builder’s', () => {
    const world = begun({ repository: true });
    build(world, { patch: forbidden('p') });
    build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
    audit(world, { patch: forbidden('q') });
    expect(endOf(world)).toBe('DONE_FAILED_POLICY_VIOLATION: G2 path_outside_allowed');
  });
});

describe('W10: REVISE and ESCALATE', () => {
  test('W10: REVISE puts the phase back into the queue, with one more Builder attempt', () => {
    const world = waiting({ attempts: 1 });
    expect(wordsOf(audit(world, { verdict: 'REVISE', notes: 'name it better' }))).toEqual([
      'phase/p0 GATE → QUEUED',
      'run GATE → PHASE_EXECUTION',
    ]);
    expect([used(world), world.headPhase.maxBuilderAttempts, world.attempt(2).notes]).toEqual([
      [1, 1],
      2,
      'name it better',
    ]);
    build(world, { patch: good('y') });
    expect(used(world)).toEqual([2, 1]);
  });

  test('W10: one more, whatever attempts were left', () => {
    const world = waiting({ attempts: 3 });
    audit(world, { verdict: 'REVISE' });
    expect([used(world), world.headPhase.maxBuilderAttempts]).toEqual([[1, 1], 4]);
  });

  test('W10: a patch that comes with REVISE or ESCALATE is not applied', () => {
    const world = waiting();
    audit(world, { verdict: 'REVISE', patch: good('z') });
    expect([statesOf(world), world.headPhase.work.candidate?.patchHash]).toEqual(['PHASE_EXECUTION: QUEUED', 'x']);
  });

  test('W9: what was to be revised and comes back byte for byte is no progress: it is not applied behind the Auditor’s back', () => {
    const world = begun();
    build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
    audit(world, { verdict: 'REVISE' });
    build(world, { patch: good('x') });
    expect([statesOf(world), world.attempt(3).gate?.reasons[0]?.code, world.queue?.role]).toEqual([
      'GATE: GATE',
      'same_patch',
      'AUDITOR',
    ]);
  });

  test('W9: a failure before what was revised is in no row with the next one', () => {
    const world = begun({ attempts: 4 });
    build(world, { status: 'FAILED' });
    build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
    audit(world, { verdict: 'REVISE' });
    build(world, { status: 'FAILED' });
    expect(statesOf(world)).toBe('PHASE_EXECUTION: QUEUED');
  });

  test('W10: REVISE counts as ESCALATE if the phase may not auto-apply and no audit is left', () => {
    const world = waiting({ audits: 1 });
    audit(world, { verdict: 'REVISE' });
    expect(endOf(world)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 revision_without_audit');
    const free = begun({ audits: 1 });
    build(free, { patch: good('x'), status: 'NEEDS_REVIEW' });
    audit(free, { verdict: 'REVISE' });
    expect(statesOf(free)).toBe('PHASE_EXECUTION: QUEUED');
  });

  test('W10, S6: ESCALATE fails the phase, and with it the run', () => {
    const world = begun({ sizes: [1, 1] });
    build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
    audit(world, { verdict: 'ESCALATE', notes: 'the plan is wrong' });
    expect([statesOf(world), endOf(world)]).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW: FAILED SKIPPED',
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 escalated',
    ]);
    expect(world.run.failure?.message).toContain('the plan is wrong');
    expect(world.tiers.map((tier) => tier.state)).toEqual(['FAILED', 'SKIPPED']);
  });
});

describe('B1, B3, B6: what an audit costs', () => {
  test('B1, B3: its tokens are charged first, and over a budget nothing else of it is done', () => {
    const world = waiting({ incidentTokenCap: 100 });
    claimed(world, 'AUDITOR');
    world.audit({ tokensUsed: 101 });
    expect(endOf(world)).toBe('DONE_FAILED_BUDGET_EXHAUSTED: B3 incident_token_cap_exceeded');
    expect(world.attempt(2, 'p0')).toMatchObject({ state: 'SUBMITTED', auditVerdict: 'APPROVE', gate: null });
  });

  test('B6: an approval that cannot be looked at costs no audit; the third in a row ends the run', () => {
    const world = waiting();
    const approveInVain = () => {
      claimed(world, 'AUDITOR');
      world.whileAway((one) => one.audit());
    };
    approveInVain();
    expect([used(world), world.headPhase.work.environmentFailures, world.queue?.role]).toEqual([[1, 0], 1, 'AUDITOR']);
    expect(world.queue?.readyAt).toEqual(new Date(world.now.getTime() + 10_000));
    approveInVain();
    approveInVain();
    expect(endOf(world)).toBe('DONE_FAILED_ENVIRONMENT: B6 environment_failed');
  });
});
