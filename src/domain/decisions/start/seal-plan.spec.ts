import { after, aPlannedPhase, aPlannedTier, aReport, byOperator } from '../../../../test/support/domain/builders.js';
import { errorsOf, pull, record, started, TO_COMPLETE, wordsOf } from '../../../../test/support/domain/stories.js';
import type { World } from '../../../../test/support/domain/world.js';
import type { NumberedRuleset, Ruleset } from '../../rules/ruleset/ruleset.js';
import type { AgedIssue } from '../../rules/strategy/strategy.js';

const sealing = byOperator('sealPlan', after(30));
const growing = (cause: string) => byOperator(cause, after(20));
const tiers = [
  aPlannedTier('t0', ['a', 'b']),
  aPlannedTier('t1', [], { phases: [aPlannedPhase('c', { taskCategory: 'docs' })] }),
];

const rules: Ruleset = {
  safetyProfile: 'SAFETY_CRITICAL',
  defaults: {
    run: { tokenCap: 1_000_000, maxDurationMinutes: 60, maxPhases: 10, minorIssuesPerPhase: 5 },
    tier: { ciRunsPerPhase: 4, tokenCapMultiplier: 2, maxMajorIssuesTolerated: 1 },
    phase: { maxBuilderAttempts: 5, incidentTokenCap: 100_000 },
  },
  categories: new Map([['docs', { complexity: 'MEDIUM', maxAuditorAttempts: 4 }]]),
};
const ruleset: NumberedRuleset = { version: 4, rules };
const agedIssues: AgedIssue[] = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'].map((issueKey) => {
  return { issueKey, category: 'style', baseSeverity: 'MINOR', ageInRuns: 3, ageInTiers: 4 };
});

/** A draft that was opened before anything was published. */
const draft = (values: Parameters<typeof started>[0] = {}) => started({ draft: true, tiers, ...values });
const publish = (world: World, published: Partial<World['policy']>) =>
  (world.policy = { ...world.policy, ...published });

describe('S9: sealing compiles the plan anew', () => {
  test('S9: with the ruleset of that moment: run, tiers and phases show it', () => {
    const world = draft();
    expect(world.run).toMatchObject({ safetyProfile: 'NORMAL', tokenCap: 5_000_000, maxMinorIssuesTotal: 9 });
    publish(world, { ruleset });
    expect(wordsOf(world.seal(sealing))).toEqual(['run PLAN_BOOTSTRAP → RUN_CREATED']);
    expect(world.run).toMatchObject({
      ...{
        safetyProfile: 'SAFETY_CRITICAL',
        runScope: 'MULTI_TIER',
        tokenCap: 1_000_000,
        maxPhases: 10,
        maxDurationMinutes: 60,
      },
      ...{
        maxMinorIssuesTotal: 15,
        startedAt: after(30),
        deadlineAt: after(90),
        tierCount: 2,
        phaseCount: 3,
        version: 2,
      },
    });
    expect(world.tier('t0')).toMatchObject({
      ...{ tokenCap: 400_000, ciRunCap: 8, maxMinorIssuesTolerated: 2, maxMajorIssuesTolerated: 1, phaseCount: 2 },
      ...{ name: 'Tier t0', state: 'PENDING', shownVersion: 2, shownAt: after(30) },
    });
    expect(world.phase('a')).toMatchObject({
      maxBuilderAttempts: 5,
      incidentTokenCap: 100_000,
      shownVersion: 2,
      shownAt: after(30),
    });
    expect(world.phase('c')).toMatchObject({
      complexity: 'MEDIUM',
      maxAuditorAttempts: 4,
      maxBuilderAttempts: 2,
      incidentTokenCap: 200_000,
    });
  });

  test('P2: the strategy is part of the write and agrees with the rows', () => {
    const world = draft();
    expect(world.strategy).toBeNull();
    publish(world, { ruleset });
    world.seal(sealing);
    const strategy = world.strategy!;
    expect(strategy).toMatchObject({
      rulesetVersion: 4,
      safetyProfile: 'SAFETY_CRITICAL',
      run: { tokenCap: 1_000_000 },
    });
    expect(strategy.phases.map(({ phaseId, incidentTokenCap }) => [phaseId, incidentTokenCap])).toEqual(
      world.phases.map(({ phaseId, incidentTokenCap }) => [phaseId, incidentTokenCap]),
    );
    expect(strategy.tiers.map(({ tierId, ciRunCap }) => [tierId, ciRunCap])).toEqual(
      world.tiers.map(({ tierId, ciRunCap }) => [tierId, ciRunCap]),
    );
  });

  test('S9: it gives what starting the same plan at that moment gives', () => {
    const phases = [
      aPlannedPhase('x', { complexity: 'HIGH', builderMode: 'SCHEMA_HEAVY' }),
      aPlannedPhase('y', { complexity: 'LOW' }),
    ];
    const plan = {
      tiers: [...tiers, aPlannedTier('t2', [], { phases, description: 'two' })],
      tokenCap: 900_000,
      maxDurationMinutes: 45,
    };
    const sealed = draft(plan);
    publish(sealed, { ruleset, agedIssues });
    wordsOf(sealed.seal(sealing));
    const direct = started(plan, { ruleset, agedIssues }, after(30));
    const renderedAs = (world: World) =>
      [...world.tiers, ...world.phases]
        .map((row) => ({ ...row, shownVersion: 0 }))
        .concat({ ...world.run, version: 0, createdAt: null } as never);
    expect(renderedAs(sealed)).toEqual(renderedAs(direct));
    expect(sealed.strategy).toEqual(direct.strategy);
  });

  test('P4: what the plan asked for is compiled again, not what an earlier ruleset made of it', () => {
    const strict: NumberedRuleset = {
      version: 1,
      rules: { categories: new Map([['docs', { complexity: 'HIGH', builderMode: 'SCHEMA_HEAVY' }]]) },
    };
    const world = started({ draft: true, tiers }, { ruleset: strict });
    expect(world.phase('c')).toMatchObject({
      complexity: 'HIGH',
      builderMode: 'SCHEMA_HEAVY',
      asked: { complexity: null, builderMode: null },
    });
    publish(world, { ruleset: null });
    world.seal(sealing);
    expect(world.phase('c')).toMatchObject({ complexity: 'LOW', builderMode: 'TWEAK_LIGHT' });
  });

  test('P9: profile and scope that were requested stay, independent of the ruleset', () => {
    const world = draft({ safetyProfile: 'NORMAL', tokenCap: 500_000 });
    publish(world, { ruleset });
    world.seal(sealing);
    expect(world.run).toMatchObject({ safetyProfile: 'NORMAL', tokenCap: 500_000, maxPhases: 10 });
  });

  test('E1: one event holds the whole plan as it is now, cleanup included', () => {
    const world = draft();
    publish(world, { ruleset, agedIssues });
    world.seal(sealing);
    expect(world.events).toHaveLength(2);
    expect(world.events.at(-1)!.data).toMatchObject({
      deadlineAt: after(90).toISOString(),
      plan: {
        tokenCap: 1_000_000,
        tiers: [
          { tierId: 't0', ciRunCap: 8, phases: [{ phaseId: 'a', incidentTokenCap: 100_000 }, { phaseId: 'b' }] },
          { tierId: 't1', phases: [{ phaseId: 'c' }] },
          { tierId: 'debt-cleanup', phases: [{ phaseId: 'debt-1' }, { phaseId: 'debt-2' }] },
        ],
      },
    });
  });

  test('S9, Q3: issues of the draft stay with their phases', () => {
    const world = draft();
    record(world, 'b', aReport('k'));
    publish(world, { ruleset, agedIssues });
    world.seal(sealing);
    expect(world.phase('b')).toMatchObject({ minorIssuesCount: 1, issuesVersion: 2, shownVersion: 3 });
    expect(world.run).toMatchObject({ minorIssuesCount: 1, openMinorIssues: 1, issuesVersion: 2, version: 3 });
  });
});

describe('P7: debt cleanup is added when a draft is sealed', () => {
  test('P7: as a tier at the end, in order, compiled like the rest; the counts of the run include it', () => {
    const world = draft();
    publish(world, { agedIssues });
    expect(world.run).toMatchObject({ tierCount: 2, phaseCount: 3 });
    world.seal(sealing);
    expect(world.phases.map(({ phaseId, tierId, phaseIndex }) => `${phaseIndex} ${tierId}/${phaseId}`)).toEqual([
      ...['0 t0/a', '1 t0/b', '2 t1/c', '3 debt-cleanup/debt-1', '4 debt-cleanup/debt-2'],
    ]);
    expect(world.tier('debt-cleanup')).toMatchObject({
      tierIndex: 2,
      phaseCount: 2,
      tokenCap: 2_400_000,
      shownVersion: 2,
      shownAt: after(30),
    });
    expect(world.phase('debt-2')).toMatchObject({
      taskCategory: 'debt_cleanup',
      state: 'QUEUED',
      incidentTokenCap: 400_000,
      shownVersion: 2,
    });
    expect(world.run).toMatchObject({ tierCount: 3, phaseCount: 5, maxMinorIssuesTotal: 15, headPhaseIndex: 0 });
    expect(world.strategy!.debtCleanup.phases.map(({ phaseId }) => phaseId)).toEqual(['debt-1', 'debt-2']);
    expect(world.strategy!.issues.agedKeys).toEqual(['k1', 'k2', 'k3', 'k4', 'k5', 'k6']);
  });

  test('P7: in a SINGLE_TIER run at the end of its tier', () => {
    const world = draft({ runScope: 'SINGLE_TIER', tiers: tiers.slice(0, 1) });
    publish(world, { agedIssues: agedIssues.slice(0, 3) });
    world.seal(sealing);
    expect(world.phases.map(({ phaseId, tierId }) => `${tierId}/${phaseId}`)).toEqual(['t0/a', 't0/b', 't0/debt-1']);
    expect(world.tier('t0')).toMatchObject({ phaseCount: 3, ciRunCap: 6, maxMinorIssuesTolerated: 6 });
  });

  test('P7: within max_phases, and a run with it goes to its end', () => {
    const full = draft({ maxPhases: 3 });
    publish(full, { agedIssues });
    full.seal(sealing);
    expect(full.run.phaseCount).toBe(3);
    const world = draft({ maxPhases: 4 });
    publish(world, { agedIssues });
    world.seal(sealing);
    for (const { phaseId } of world.phases) pull(world, phaseId, ...TO_COMPLETE);
    expect(world.run).toMatchObject({ state: 'DONE_SUCCESS', phaseCount: 4, phasesComplete: 4 });
  });

  test('P7: a start that is no draft adds it too; a draft shows none before it is sealed', () => {
    expect(started({ tiers }, { agedIssues }).run).toMatchObject({ tierCount: 3, phaseCount: 5 });
    const world = started({ draft: true, tiers }, { agedIssues });
    expect(world.run).toMatchObject({ tierCount: 2, phaseCount: 3 });
    wordsOf(world.addPhase('t0', aPlannedPhase('n'), growing('addPhase')));
    expect(world.run).toMatchObject({ tierCount: 2, phaseCount: 4 });
  });

  test('P10: of linked runs only the last one takes it', () => {
    const linked = (previousRunId: string | null, nextRunId: string | null) =>
      started({ tiers, link: { previousRunId, nextRunId } }, { agedIssues }).run.phaseCount;
    expect([linked(null, 'r-2'), linked('r', 'r-3'), linked('r-2', null), linked(null, null)]).toEqual([3, 3, 5, 5]);
  });
});

describe('S9: what prevents the seal of a draft, and which refusals name it', () => {
  test('S9, P4: budgets over a ruleset that was published meanwhile; after it was withdrawn the draft can be sealed', () => {
    const world = draft({ tokenCap: 1_000_001, maxDurationMinutes: 61 });
    publish(world, { ruleset });
    expect(
      errorsOf(world.seal(sealing)).map(({ code, message, retryable, path }) => ({ code, message, retryable, path })),
    ).toEqual([
      ...[
        'tokenCap is 1000001; ruleset v4 allows at most 1000000.',
        'maxDurationMinutes is 61; ruleset v4 allows at most 60.',
      ].map((message) => ({ code: 'INVALID_INPUT', message, retryable: true, path: ['input', 'runId'] })),
    ]);
    expect(world.run.state).toBe('PLAN_BOOTSTRAP');
    publish(world, { ruleset: null });
    expect(world.seal(sealing).accepted).toBe(true);
  });

  test('S9, P8: a plan that is too large, or has too many tiers, by the ruleset of that moment', () => {
    const world = draft();
    publish(world, {
      ruleset: { version: 5, rules: { runScope: 'SINGLE_TIER', defaults: { run: { maxPhases: 2 } } } },
    });
    expect(errorsOf(world.seal(sealing)).map(({ code }) => code)).toEqual(['PLAN_TOO_LARGE', 'INVALID_INPUT']);
  });
});

describe('S9: a draft that grows shows what the present ruleset gives', () => {
  test('S9: a new tier, its phases and the run', () => {
    const world = draft();
    publish(world, { ruleset });
    wordsOf(world.addTier(aPlannedTier('t2', ['d']), growing('addTier')));
    expect(world.phase('d')).toMatchObject({ maxBuilderAttempts: 5, incidentTokenCap: 100_000 });
    expect(world.tier('t2')).toMatchObject({
      tokenCap: 200_000,
      ciRunCap: 4,
      maxMinorIssuesTolerated: 1,
      maxMajorIssuesTolerated: 1,
    });
    expect(world.run).toMatchObject({
      ...{
        safetyProfile: 'SAFETY_CRITICAL',
        tokenCap: 1_000_000,
        maxPhases: 10,
        maxDurationMinutes: 60,
        maxMinorIssuesTotal: 20,
      },
      ...{ state: 'PLAN_BOOTSTRAP', startedAt: null, deadlineAt: after(24 * 60) },
    });
  });

  test('S9: a new phase, its tier and the run', () => {
    const world = draft();
    publish(world, { ruleset });
    wordsOf(world.addPhase('t1', aPlannedPhase('d'), growing('addPhase')));
    expect(world.phase('d')).toMatchObject({ incidentTokenCap: 100_000 });
    expect(world.tier('t1')).toMatchObject({ tokenCap: 600_000, ciRunCap: 8, phaseCount: 2 });
    expect(world.run.maxMinorIssuesTotal).toBe(20);
  });

  test('S9, P8: limits of the present ruleset hold', () => {
    const world = draft();
    publish(world, {
      ruleset: { version: 5, rules: { runScope: 'SINGLE_TIER', defaults: { run: { maxPhases: 3 } } } },
    });
    expect(errorsOf(world.addPhase('t0', aPlannedPhase('d'), growing('addPhase')))[0]).toMatchObject({
      code: 'PLAN_TOO_LARGE',
    });
    const tooMany = errorsOf(world.addTier(aPlannedTier('t2', []), growing('addTier')));
    expect(tooMany.map(({ message }) => message)).toEqual(['A SINGLE_TIER run has exactly one tier; the plan has 3.']);
  });
});
