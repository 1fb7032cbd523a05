import { after, aPlannedPhase, aPlannedTier, START } from '../../../../test/support/domain/builders.js';
import { refusalsOf, started } from '../../../../test/support/domain/starts.js';
import { BUDGET_DEFAULTS } from '../../model/limits.js';
import { NO_WORK } from '../../model/phase-work.js';

const ids = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`);

describe('B5, I3: the rows of a new run', () => {
  const tiers = [
    aPlannedTier('found', ['a', 'b'], { description: 'the ground' }),
    aPlannedTier('build', [], {
      phases: [
        aPlannedPhase('c', {
          taskCategory: 'schema_change',
          complexity: 'LOW',
          builderMode: 'TWEAK_LIGHT',
          allowedPaths: ['db/**'],
          acceptanceCriteria: ['it migrates'],
          allowNoop: true,
          description: 'tables',
        }),
      ],
    }),
  ];

  test('B5: the run is RUN_CREATED, its clock runs from now, its counters are 0', () => {
    expect(started({ tiers }).run).toEqual({
      runId: 'run-1',
      projectId: 'default',
      state: 'RUN_CREATED',
      repositoryPath: null,
      baseCommit: null,
      headCommit: null,
      refIntent: null,
      baseCheck: null,
      refsPutBack: [],
      version: 1,
      safetyProfile: 'NORMAL',
      runScope: 'MULTI_TIER',
      tokenCap: 5_000_000,
      maxPhases: 25,
      maxDurationMinutes: 120,
      maxMinorIssuesTotal: 9,
      tokensUsed: 0,
      ciRunsUsed: 0,
      minorIssuesCount: 0,
      majorIssuesCount: 0,
      openMinorIssues: 0,
      openMajorIssues: 0,
      issuesVersion: 0,
      issuesAt: null,
      tierCount: 2,
      phaseCount: 3,
      phasesComplete: 0,
      phasesFailed: 0,
      phasesSkipped: 0,
      headPhaseIndex: 0,
      failure: null,
      asked: { safetyProfile: null, runScope: null, tokenCap: null, maxPhases: null, maxDurationMinutes: null },
      previousRunId: null,
      introduction: null,
      nextRunId: null,
      continuesRunId: null,
      createdAt: START,
      startedAt: START,
      completedAt: null,
      deadlineAt: after(120),
      changedAt: START,
    });
  });

  test('I3: tiers count from 0 in the run, phases from 0 over the whole run, both in plan order', () => {
    const { tiers: tierRows, phases } = started({ tiers });
    expect(tierRows.map(({ tierId, tierIndex, phaseCount, state }) => [tierId, tierIndex, phaseCount, state])).toEqual([
      ['found', 0, 2, 'PENDING'],
      ['build', 1, 1, 'PENDING'],
    ]);
    expect(phases.map(({ phaseId, tierId, phaseIndex, state }) => [phaseId, tierId, phaseIndex, state])).toEqual([
      ['a', 'found', 0, 'QUEUED'],
      ['b', 'found', 1, 'QUEUED'],
      ['c', 'build', 2, 'QUEUED'],
    ]);
  });

  test('I2: every row carries its run', () => {
    const world = started({ runId: 'other', tiers });
    expect(new Set([...world.tiers, ...world.phases].map(({ runId }) => runId))).toEqual(new Set(['other']));
  });

  test('P4: a phase is stored as it was compiled, its texts as they were given', () => {
    expect(started({ tiers }).phase('c')).toEqual({
      runId: 'run-1',
      phaseId: 'c',
      tierId: 'build',
      phaseIndex: 2,
      name: 'Phase c',
      description: 'tables',
      state: 'QUEUED',
      taskCategory: 'schema_change',
      complexity: 'HIGH',
      builderMode: 'TWEAK_LIGHT',
      asked: { complexity: 'LOW', builderMode: 'TWEAK_LIGHT' },
      allowedPaths: ['db/**'],
      acceptanceCriteria: ['it migrates'],
      allowNoop: true,
      maxBuilderAttempts: 2,
      maxAuditorAttempts: 3,
      incidentTokenCap: 1_000_000,
      round: 0,
      work: NO_WORK,
      notBefore: null,
      waitUntil: null,
      builderAttempts: 0,
      auditorAttempts: 0,
      tokensUsed: 0,
      minorIssuesCount: 0,
      majorIssuesCount: 0,
      issuesVersion: 0,
      issuesAt: null,
      note: null,
      startedAt: null,
      completedAt: null,
      shownVersion: 1,
      shownAt: START,
    });
  });

  test('B4: a tier has the caps that its phases give', () => {
    expect(started({ tiers }).tier('found')).toMatchObject({
      description: 'the ground',
      tokenCap: 3_000_000,
      ciRunCap: 4,
      maxMinorIssuesTolerated: 4,
      maxMajorIssuesTolerated: 0,
      tokensUsed: 0,
      startedAt: null,
      shownVersion: 1,
    });
    expect(started({ tiers, safetyProfile: 'SAFETY_CRITICAL' }).tier('found').maxMinorIssuesTolerated).toBe(2);
  });

  test('E1: one event records the start; its data hold the plan as it was compiled', () => {
    const { events } = started({ tiers });
    expect(events).toHaveLength(1);
    const { data, ...event } = events[0]!;
    expect(event).toEqual({
      seq: 1,
      type: 'RUN_STATE_CHANGED',
      subject: 'run',
      actor: 'operator',
      cause: 'startRun',
      at: START,
      fromState: null,
      toState: 'RUN_CREATED',
    });
    expect(data).toMatchObject({
      plan: {
        tokenCap: 5_000_000,
        deadlineAt: '2026-03-01T10:00:00.000Z',
        tiers: [
          { tierId: 'found', tokenCap: 3_000_000, phases: [{ phaseId: 'a' }, { phaseId: 'b' }] },
          { tierId: 'build', phases: [{ phaseId: 'c', complexity: 'HIGH', allowedPaths: ['db/**'] }] },
        ],
      },
    });
  });
});

describe('P9, P4: what the caller leaves out', () => {
  test('P9: profile and scope default to NORMAL and MULTI_TIER, and are taken when given', () => {
    expect(started().run).toMatchObject({ safetyProfile: 'NORMAL', runScope: 'MULTI_TIER' });
    expect(started({ safetyProfile: 'SAFETY_CRITICAL', runScope: 'SINGLE_TIER' }).run).toMatchObject({
      safetyProfile: 'SAFETY_CRITICAL',
      runScope: 'SINGLE_TIER',
    });
  });

  test('B3: budgets default to the server’s configuration', () => {
    const own = { ...BUDGET_DEFAULTS, runTokenCap: 7, runMaxPhases: 3, runMaxDurationMinutes: 9 };
    expect(started({}, { server: own }).run).toMatchObject({
      tokenCap: 7,
      maxPhases: 3,
      maxDurationMinutes: 9,
      deadlineAt: after(9),
    });
  });

  test('P4: budgets of the caller are taken, above the server’s default too', () => {
    expect(started({ tokenCap: 1e12, maxPhases: 1_000, maxDurationMinutes: 10_080 }).run).toMatchObject({
      tokenCap: 1e12,
      maxPhases: 1_000,
      maxDurationMinutes: 10_080,
      deadlineAt: after(10_080),
    });
  });
});

describe('S9: a draft', () => {
  test('S9: a draft may be empty; it waits for its plan, not for its clock, and ends by itself after 24 hours', () => {
    const { run, events } = started({ draft: true, tiers: [] });
    expect(run).toMatchObject({
      state: 'PLAN_BOOTSTRAP',
      startedAt: null,
      deadlineAt: after(24 * 60),
      tierCount: 0,
      phaseCount: 0,
      headPhaseIndex: null,
      maxMinorIssuesTotal: 0,
    });
    expect(events[0]).toMatchObject({
      fromState: null,
      toState: 'PLAN_BOOTSTRAP',
      data: { plan: { deadlineAt: after(24 * 60).toISOString() } },
    });
  });

  test('B5: how long a draft lives is configuration', () => {
    expect(
      started({ draft: true, tiers: [] }, { server: { ...BUDGET_DEFAULTS, draftHours: 1 } }).run.deadlineAt,
    ).toEqual(after(60));
  });

  test('S9: an empty tier of a draft has 0 of everything', () => {
    expect(started({ draft: true, tiers: [aPlannedTier('t', [])] }).tier('t')).toMatchObject({
      phaseCount: 0,
      tokenCap: 0,
      ciRunCap: 0,
      maxMinorIssuesTolerated: 0,
    });
  });
});

describe('what a start refuses', () => {
  test('B3: a plan within max_phases starts, one phase more is PLAN_TOO_LARGE, draft or not', () => {
    expect(started({ tiers: [aPlannedTier('t', ids(25))] }).run.phaseCount).toBe(25);
    for (const draft of [false, true]) {
      expect(refusalsOf({ draft, tiers: [aPlannedTier('t', ids(26))] })).toEqual([
        {
          kind: 'input',
          code: 'PLAN_TOO_LARGE',
          message: 'The plan has 26 phases; this run takes at most 25 (maxPhases).',
          retryable: false,
          path: ['input', 'tiers'],
        },
      ]);
    }
    expect(refusalsOf({ maxPhases: 1, tiers: [aPlannedTier('t', ids(2))] })[0]).toMatchObject({
      code: 'PLAN_TOO_LARGE',
    });
    expect(started({ maxPhases: 26, tiers: [aPlannedTier('t', ids(26))] }).run.phaseCount).toBe(26);
  });

  test('B3: a draft with more tiers than max_phases can never be complete and is PLAN_TOO_LARGE', () => {
    const tiers = ids(3).map((id) => aPlannedTier(id, []));
    expect(started({ draft: true, maxPhases: 3, tiers }).run.tierCount).toBe(3);
    expect(refusalsOf({ draft: true, maxPhases: 2, tiers }).map(({ code }) => code)).toEqual(['PLAN_TOO_LARGE']);
  });

  test('P8: a SINGLE_TIER run has exactly one tier, draft or not', () => {
    const two = [aPlannedTier('t0', ['a']), aPlannedTier('t1', ['b'])];
    expect(started({ runScope: 'SINGLE_TIER', tiers: two.slice(0, 1) }).run.tierCount).toBe(1);
    for (const draft of [false, true]) {
      expect(refusalsOf({ draft, runScope: 'SINGLE_TIER', tiers: two })).toEqual([
        {
          kind: 'input',
          code: 'INVALID_INPUT',
          message: 'A SINGLE_TIER run has exactly one tier; the plan has 2.',
          retryable: false,
          path: ['input', 'tiers'],
        },
      ]);
    }
  });

  test('I1: an id that occurs twice is refused at its second occurrence, in other tiers too', () => {
    const tiers = [aPlannedTier('t0', ['a', 'a']), aPlannedTier('t1', ['a', 'b']), aPlannedTier('t0', ['c'])];
    expect(refusalsOf({ tiers }).map(({ code, message, path }) => ({ code, message, path }))).toEqual([
      {
        code: 'INVALID_INPUT',
        message: 'Phase id "a" is used twice.',
        path: ['input', 'tiers', '0', 'phases', '1', 'phaseId'],
      },
      {
        code: 'INVALID_INPUT',
        message: 'Phase id "a" is used twice.',
        path: ['input', 'tiers', '1', 'phases', '0', 'phaseId'],
      },
      { code: 'INVALID_INPUT', message: 'Tier id "t0" is used twice.', path: ['input', 'tiers', '2', 'tierId'] },
    ]);
  });

  test('I1: a phase may be called like a tier, and ids that differ in case are different', () => {
    expect(started({ tiers: [aPlannedTier('x', ['x', 'X'])] }).run.phaseCount).toBe(2);
  });

  test('S9: a start that is no draft refuses a plan without phases, or with an empty tier', () => {
    for (const tiers of [[], [aPlannedTier('t', [])]]) {
      expect(refusalsOf({ tiers })).toEqual([
        {
          kind: 'input',
          code: 'INVALID_INPUT',
          message: 'The plan has no phase; a run needs at least one.',
          retryable: false,
          path: ['input', 'tiers'],
        },
      ]);
    }
    const withEmpty = [aPlannedTier('t0', ['a']), aPlannedTier('t1', []), aPlannedTier('t2', [])];
    expect(refusalsOf({ tiers: withEmpty }).map(({ message }) => message)).toEqual([
      'Tier "t1" has no phase; give it one or leave the tier out.',
      'Tier "t2" has no phase; give it one or leave the tier out.',
    ]);
  });

  test('S9: all faults of a plan are reported at once', () => {
    const tiers = [aPlannedTier('t', ['a', 'a']), aPlannedTier('t', [])];
    expect(refusalsOf({ runScope: 'SINGLE_TIER', maxPhases: 1, tiers }).map(({ code }) => code)).toEqual([
      'PLAN_TOO_LARGE',
      'INVALID_INPUT',
      'INVALID_INPUT',
      'INVALID_INPUT',
      'INVALID_INPUT',
    ]);
  });
});
