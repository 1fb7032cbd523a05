import { Backlog } from '../../../../test/support/domain/backlog.js';
import {
  after,
  aPlannedPhase,
  aPlannedTier,
  aReport,
  byOperator,
  rowsOf,
} from '../../../../test/support/domain/builders.js';
import {
  countsOf,
  errorsOf,
  openOf,
  pull,
  record,
  recording,
  started,
  TO_COMPLETE,
  wordsOf,
} from '../../../../test/support/domain/stories.js';
import { World } from '../../../../test/support/domain/world.js';
import { isRunTerminal, RUN_STATES } from '../../model/run-state.js';
import type { AgedIssue } from '../../rules/strategy/strategy.js';
import { decideRecordIssues } from './record-issues.js';

const tiers = [aPlannedTier('t0', ['a', 'b', 'c']), aPlannedTier('t1', ['d', 'e'])];

const major = { severity: 'MAJOR' } as const;

const expected = { expectedFail: true };

const anAgedIssue = (issueKey: string): AgedIssue => ({
  issueKey,
  category: 'style',
  baseSeverity: 'MINOR',
  ageInRuns: 3,
  ageInTiers: 3,
});

describe('Q3: distinct keys are counted, not reports', () => {
  test('Q3: a repeat raises the occurrences and no count, in one call or in several', () => {
    const world = started({ tiers });
    record(world, 'a', aReport('k'), aReport('k'));
    record(world, 'a', aReport('k'));
    expect(world.issue('a', 'k').occurrenceCount).toBe(3);
    expect(countsOf(world.phase('a'), world.tier('t0'), world.run)).toBe('1/0 1/0 1/0');
  });

  test('Q3: a repeat as major moves the key from one count to the other, in phase, tier and run', () => {
    const world = started({ tiers });
    record(world, 'a', aReport('k'), aReport('other'));
    record(world, 'a', aReport('k', major));
    expect(countsOf(world.phase('a'), world.tier('t0'), world.run)).toBe('1/1 1/1 1/1');
    expect(openOf(world.tier('t0'), world.run)).toBe('1/1 1/1');
  });

  test('Q3: a lower severity later lowers nothing', () => {
    const world = started({ tiers });
    record(world, 'a', aReport('k', major));
    record(world, 'a', aReport('k'));
    expect(world.issue('a', 'k').severity).toBe('MAJOR');
    expect(countsOf(world.phase('a'), world.tier('t0'), world.run)).toBe('0/1 0/1 0/1');
  });

  test('Q3: a key in three phases of a tier counts once in tier and run, and once in each phase', () => {
    const world = started({ tiers });
    for (const phaseId of ['a', 'b', 'c']) record(world, phaseId, aReport('k'));
    expect(countsOf(...world.phases)).toBe('1/0 1/0 1/0 0/0 0/0');
    expect(countsOf(...world.tiers, world.run)).toBe('1/0 0/0 1/0');
  });

  test('Q3: a key in two tiers counts once in each and once in the run', () => {
    const world = started({ tiers });
    for (const phaseId of ['a', 'd']) record(world, phaseId, aReport('k'));
    expect(countsOf(...world.tiers, world.run)).toBe('1/0 1/0 1/0');
    expect(openOf(...world.tiers, world.run)).toBe('1/0 1/0 1/0');
  });

  test('Q3: major in one phase makes the key major in its tier and in the run, not in other phases and tiers', () => {
    const world = started({ tiers });
    for (const phaseId of ['a', 'b', 'd']) record(world, phaseId, aReport('k'));
    record(world, 'b', aReport('k', major));
    expect(countsOf(...world.phases)).toBe('1/0 0/1 0/0 1/0 0/0');
    expect(countsOf(...world.tiers, world.run)).toBe('0/1 1/0 0/1');
    record(world, 'a', aReport('k', major));
    expect(countsOf(...world.tiers, world.run)).toBe('0/1 1/0 0/1');
  });

  test('Q3: several keys in one call each count', () => {
    const world = started({ tiers });
    record(world, 'a', aReport('k1'), aReport('k2', major), aReport('k3'), aReport('k2'));
    expect(countsOf(world.phase('a'), world.tier('t0'), world.run)).toBe('2/1 2/1 2/1');
    expect(openOf(world.tier('t0'), world.run)).toBe('2/1 2/1');
  });

  test('Q3: what is expected to fail is recorded and never counted', () => {
    const world = started({ tiers });
    record(world, 'a', aReport('k', { ...expected, ...major }), aReport('k', expected));
    expect(world.issue('a', 'k')).toMatchObject({
      expectedFail: true,
      occurrenceCount: 2,
      severity: 'MAJOR',
      open: true,
    });
    expect(countsOf(world.phase('a'), world.tier('t0'), world.run)).toBe('0/0 0/0 0/0');
    expect(openOf(world.tier('t0'), world.run)).toBe('0/0 0/0');
  });

  test('Q3: it counts from the first report on that did not expect it, as what it is by then', () => {
    const world = started({ tiers });
    record(world, 'a', aReport('k', expected));
    record(world, 'a', aReport('k'));
    expect(world.issue('a', 'k').expectedFail).toBe(false);
    expect(countsOf(world.phase('a'), world.tier('t0'), world.run)).toBe('1/0 1/0 1/0');
    record(world, 'a', aReport('k', { ...expected, ...major }));
    expect(countsOf(world.phase('a'), world.tier('t0'), world.run)).toBe('0/1 0/1 0/1');
  });

  test('Q3: expected in one phase does not hide or raise what another phase counts', () => {
    const world = started({ tiers });
    record(world, 'a', aReport('k', { ...expected, ...major }));
    record(world, 'b', aReport('k'));
    expect(countsOf(...world.tiers, world.run)).toBe('1/0 0/0 1/0');
  });
});

describe('Q4, Q5: age and category', () => {
  test('Q4: a key that had aged when the strategy was frozen is major at once, in every phase', () => {
    const world = started({ tiers }, { agedIssues: [anAgedIssue('old')] });
    record(world, 'a', aReport('old'), aReport('new'));
    record(world, 'd', aReport('old'));
    expect(world.issue('a', 'old')).toMatchObject({ severity: 'MINOR', effectiveSeverity: 'MAJOR' });
    expect(countsOf(world.phase('a'), ...world.tiers, world.run)).toBe('1/1 1/1 0/1 1/1');
    expect(world.backlog.entry('old')!.baseSeverity).toBe('MINOR');
  });

  test('Q5: what ages during the run changes nothing in it', () => {
    const world = started({ tiers });
    world.policy = { ...world.policy, agedIssues: [anAgedIssue('k')] };
    record(world, 'a', aReport('k'));
    expect(countsOf(world.run)).toBe('1/0');
  });

  test('Q1, Q5: an issue without a severity takes its category’s, as the strategy froze it', () => {
    const rules = { categories: new Map([['style', { severity: 'MAJOR' as const }]]) };
    const world = started({ tiers }, { ruleset: { version: 1, rules } });
    world.policy = { ...world.policy, ruleset: null };
    record(world, 'a', aReport('k1', { severity: null, category: 'schema_contract_change' }));
    record(world, 'a', aReport('k2', { severity: null, category: 'style' }));
    record(world, 'a', aReport('k3', { severity: null, category: 'other' }));
    expect(world.issues.map(({ issueKey, severity }) => `${issueKey} ${severity}`)).toEqual([
      'k1 MAJOR',
      'k2 MAJOR',
      'k3 MINOR',
    ]);
  });
});

describe('Q4: age over runs and tiers', () => {
  const ageOf = (backlog: Backlog) => `${backlog.entry('k')!.ageInRuns}/${backlog.entry('k')!.ageInTiers}`;

  test('Q4: runs and tiers count once each, however often and in however many phases the key is seen', () => {
    const backlog = new Backlog();
    const one = started({ runId: 'one', tiers }, { backlog });
    for (const phaseId of ['a', 'a', 'b']) record(one, phaseId, aReport('k'));
    expect(ageOf(backlog)).toBe('1/1');
    record(one, 'd', aReport('k'));
    expect(ageOf(backlog)).toBe('1/2');
    const two = started({ runId: 'two', tiers }, { backlog });
    record(two, 'a', aReport('k', expected));
    expect(ageOf(backlog)).toBe('1/2');
    record(two, 'b', aReport('k'));
    expect(ageOf(backlog)).toBe('2/3');
    record(one, 'e', aReport('k'));
    expect(ageOf(backlog)).toBe('2/3');
    expect(backlog.entry('k')).toMatchObject({
      firstSeenRunId: 'one',
      lastSeenRunId: 'one',
      occurrenceCount: 7,
      version: 7,
    });
    expect(two.issue('b', 'k')).toMatchObject({ firstSeenRun: 'one', lastSeenRun: 'two' });
  });

  test('Q6: after it was resolved it is seen in a new episode with age 1, in the same run and tier too', () => {
    const backlog = new Backlog();
    const world = started({ tiers }, { backlog });
    for (const phaseId of ['a', 'd']) record(world, phaseId, aReport('k'));
    backlog.resolve(['k'], after(11));
    record(world, 'a', aReport('k'), aReport('k'));
    expect(backlog.entry('k')).toMatchObject({ ageInRuns: 1, ageInTiers: 1, episode: 2, resolvedAt: null });
    record(world, 'd', aReport('k'));
    expect(ageOf(backlog)).toBe('1/2');
    expect(countsOf(world.run)).toBe('1/0');
  });

  test('Q6: not seen in so many successful runs, it begins anew; after one run fewer it continues', () => {
    for (const [successes, age] of [
      [4, '2/2'],
      [5, '1/1'],
    ] as const) {
      const backlog = new Backlog();
      record(started({ runId: 'first', tiers }, { backlog }), 'a', aReport('k'));
      for (let i = 0; i < successes; i++) backlog.succeed(after(20 + i));
      record(started({ runId: 'last', tiers }, { backlog }), 'a', aReport('k'));
      expect(ageOf(backlog)).toBe(age);
    }
  });
});

describe('Q1: where issues may be recorded', () => {
  test.each(RUN_STATES.filter(isRunTerminal))('Q1: not in a run that is %s', (state) => {
    const world = World.of(rowsOf(state, ['COMPLETE']));
    expect(errorsOf(world.recordIssues('p0', [aReport('k')], recording()))).toEqual([
      expect.objectContaining({ code: 'RUN_TERMINAL', currentState: state, retryable: false }),
    ]);
    expect([world.issues, world.events]).toEqual([[], []]);
  });

  test('Q1: in a draft, and they stay when the plan grows and is sealed', () => {
    const world = started({ draft: true, tiers });
    expect(record(world, 'd', aReport('k'))).toEqual(['ISSUES_RECORDED phase/d']);
    world.addPhase('t0', aPlannedPhase('n'), byOperator('addPhase'));
    wordsOf(world.seal(byOperator('sealPlan')));
    expect(world.issue('d', 'k')).toMatchObject({ reportedAttempt: 0, open: true });
    expect(countsOf(world.phase('d'), ...world.tiers, world.run)).toBe('1/0 0/0 1/0 1/0');
  });

  test('Q1: in a phase that waits, one that is at work, one that is complete, and one that was skipped', () => {
    const world = started({ tiers });
    pull(world, 'a', ...TO_COMPLETE);
    pull(world, 'b', 'EXECUTING');
    pull(world, 'd', 'SKIPPED');
    for (const phaseId of ['a', 'b', 'c', 'd']) record(world, phaseId, aReport('k'));
    expect(countsOf(...world.phases)).toBe('1/0 1/0 1/0 1/0 0/0');
    expect(world.issues.map(({ reportedAttempt }) => reportedAttempt)).toEqual([0, 1, 0, 0]);
  });

  test('Q1: in a tier that has ended, without changing its state', () => {
    const world = started({ tiers });
    for (const phaseId of ['a', 'b', 'c']) pull(world, phaseId, ...TO_COMPLETE);
    record(world, 'b', aReport('k'));
    expect(world.tier('t0')).toMatchObject({
      state: 'COMPLETE',
      minorIssuesCount: 1,
      openMinorIssues: 1,
      shownVersion: world.run.version,
    });
  });

  test('P10: in a run that waits for another one', () => {
    const world = started({ tiers, link: { previousRunId: 'run-0', nextRunId: null } });
    record(world, 'a', aReport('k'));
    expect(world.run).toMatchObject({ state: 'RUN_CREATED', minorIssuesCount: 1, startedAt: null });
  });
});

describe('E1, F3: what a recording writes', () => {
  test('E1: one event that holds each key as it is afterwards, in the order of the keys; no state changes', () => {
    const world = started({ tiers });
    pull(world, 'a', 'EXECUTING');
    const { version } = world.run;
    record(world, 'a', aReport('z', { source: 'CI' }), aReport('k'), aReport('z', { ...major, source: 'AUDITOR' }));
    expect(world.events.at(-1)).toMatchObject({
      seq: version + 1,
      type: 'ISSUES_RECORDED',
      subject: 'phase/a',
      cause: 'recordIssues',
      fromState: null,
      toState: null,
    });
    expect(world.events.at(-1)!.data).toEqual({
      tierId: 't0',
      issues: [
        {
          ...{ issueKey: 'k', category: 'style', severity: 'MINOR', effectiveSeverity: 'MINOR', source: 'TEST' },
          ...{ expectedFail: false, occurrenceCount: 1, reportedAttempt: 1 },
        },
        {
          ...{ issueKey: 'z', category: 'style', severity: 'MAJOR', effectiveSeverity: 'MAJOR', source: 'CI' },
          ...{ expectedFail: false, occurrenceCount: 2, reportedAttempt: 1 },
        },
      ],
    });
    expect(world.run).toMatchObject({ state: 'PHASE_EXECUTION', version: version + 1 });
  });

  test('F3: the documents of phase and tier, the issues of the phase and the index of the run show the event; others do not', () => {
    const world = started({ tiers });
    record(world, 'b', aReport('k'));
    expect(world.phases.map(({ shownVersion }) => shownVersion)).toEqual([1, 2, 1, 1, 1]);
    expect(world.phases.map(({ issuesVersion }) => issuesVersion)).toEqual([0, 2, 0, 0, 0]);
    expect(world.tiers.map(({ shownVersion }) => shownVersion)).toEqual([2, 1]);
    expect(world.run).toMatchObject({ issuesVersion: 2, issuesAt: after(10) });
    expect(world.phase('b').issuesAt).toEqual(after(10));
    pull(world, 'a', 'EXECUTING');
    expect(world.run).toMatchObject({ version: 6, issuesVersion: 2 });
  });

  test('Q2: the write holds the rows of all three levels, entries by key with the version that was seen', () => {
    const backlog = new Backlog();
    record(started({ runId: 'before', tiers }, { backlog }), 'a', aReport('k'));
    const world = started({ tiers }, { backlog });
    const decision = world.recordDecision('a', [aReport('z'), aReport('k'), aReport('a')], recording());
    if (decision.outcome !== 'accepted') throw new Error(decision.outcome);
    const { issues, entries, sightings, tiers: changedTiers, phases, seenVersion } = decision.change;
    expect(entries.map(({ issueKey, seenVersion: seen, version }) => [issueKey, seen, version])).toEqual([
      ['a', null, 1],
      ['k', 1, 2],
      ['z', null, 1],
    ]);
    expect([issues, sightings].map((rows) => rows.map(({ issueKey }) => issueKey).join())).toEqual(['a,k,z', 'a,k,z']);
    expect([seenVersion, changedTiers.length, phases.length]).toEqual([1, 1, 1]);
  });

  test('C5: a key that nothing was read about is a fault of ours', () => {
    const { run, phases, tiers: rows } = started({ tiers });
    const rules = { severityByCategory: {}, resolvedAfterRuns: 5 };
    const facts = { run, phase: phases[0]!, tier: rows[0]!, known: new Map(), rules, open: null };
    expect(() => decideRecordIssues(facts, [aReport('k')], recording())).toThrow('Nothing was read about k');
  });
});
