/** What a manual transition to COMPLETE does to issues (Q8), and what open issues mean for tier and run (B4, B7). */
import {
  aManualTransition,
  aPlannedPhase,
  aPlannedTier,
  aReport,
  byOperator,
  rowsOf,
} from '../../../../test/support/domain/builders.js';
import {
  countsOf,
  openOf,
  pull,
  record,
  started,
  TO_CI,
  TO_COMPLETE,
  wordsOf,
} from '../../../../test/support/domain/stories.js';
import { type World } from '../../../../test/support/domain/world.js';
import type { PhaseState } from '../../model/phase-state.js';
import { cleanliness, debtStatus, tierBudgets } from '../../rules/budget/budgets.js';
import { decideManualTransition } from '../run/manual-transition.js';

const tiers = [aPlannedTier('t0', ['a', 'b']), aPlannedTier('t1', ['c', 'd'])];
const major = { severity: 'MAJOR' } as const;
const keys = (count: number, name = 'k') => Array.from({ length: count }, (_, i) => aReport(`${name}${i}`));
const byManualTransition = byOperator('updatePhaseStatus');

const isOpen = (world: World, phaseId: string, issueKey = 'k') => world.issue(phaseId, issueKey).open;

describe('Q8: which issues a green phase closes', () => {
  test.each(['EXECUTING', 'GATE', 'CI_RUNNING'] as PhaseState[])(
    'Q8: reported by attempt 1 while %s, it closes when attempt 2 is green without it',
    (state) => {
      const world = started({ tiers });
      pull(world, 'a', ...TO_CI.slice(0, TO_CI.indexOf(state as 'GATE') + 1));
      record(world, 'a', aReport('k'));
      pull(world, 'a', 'QUEUED', ...TO_CI);
      expect([isOpen(world, 'a'), openOf(world.tier('t0'), world.run)]).toEqual([true, '1/0 1/0']);
      pull(world, 'a', 'COMPLETE');
      expect([isOpen(world, 'a'), openOf(world.tier('t0'), world.run)]).toEqual([false, '0/0 0/0']);
      expect(countsOf(world.phase('a'), world.tier('t0'), world.run)).toBe('1/0 1/0 1/0');
    },
  );

  test.each(['EXECUTING', 'GATE', 'CI_RUNNING'] as PhaseState[])(
    'Q8: reported by the completing attempt while %s, it stays open',
    (state) => {
      const world = started({ tiers });
      pull(world, 'a', 'EXECUTING', 'QUEUED', ...TO_CI.slice(0, TO_CI.indexOf(state as 'GATE') + 1));
      record(world, 'a', aReport('k'));
      pull(world, 'a', ...TO_COMPLETE.slice(TO_CI.indexOf(state as 'GATE') + 1));
      expect([isOpen(world, 'a'), openOf(world.tier('t0'), world.run)]).toEqual([true, '1/0 1/0']);
    },
  );

  test('Q8: reported by both attempts, it stays open', () => {
    const world = started({ tiers });
    for (const states of [TO_CI, ['QUEUED', ...TO_CI]] as PhaseState[][]) {
      pull(world, 'a', ...states);
      record(world, 'a', aReport('k'));
    }
    pull(world, 'a', 'COMPLETE');
    expect(isOpen(world, 'a')).toBe(true);
  });

  test('Q8: reported before the first attempt, or between two, it closes', () => {
    const world = started({ tiers });
    record(world, 'a', aReport('before'));
    pull(world, 'a', 'EXECUTING');
    record(world, 'a', aReport('between'));
    pull(world, 'a', 'QUEUED');
    record(world, 'a', aReport('between'));
    pull(world, 'a', ...TO_COMPLETE);
    expect([isOpen(world, 'a', 'before'), isOpen(world, 'a', 'between')]).toEqual([false, false]);
    expect(openOf(world.run)).toBe('0/0');
  });

  test('Q8: an audit does not make another attempt of it', () => {
    const world = started({ tiers });
    pull(world, 'a', 'EXECUTING');
    record(world, 'a', aReport('k'));
    pull(world, 'a', 'GATE', 'CI_RUNNING', 'GATE', 'CI_RUNNING', 'COMPLETE');
    expect(isOpen(world, 'a')).toBe(true);
  });

  test('Q8: recorded after the completion, it is open and stays so; a closed one is opened again', () => {
    const world = started({ tiers });
    record(world, 'a', aReport('k'));
    pull(world, 'a', ...TO_COMPLETE);
    expect(isOpen(world, 'a')).toBe(false);
    record(world, 'a', aReport('k'), aReport('late'));
    for (const phaseId of ['b', 'c', 'd']) pull(world, phaseId, ...TO_COMPLETE);
    expect(world.run.state).toBe('DONE_SUCCESS');
    expect([isOpen(world, 'a'), isOpen(world, 'a', 'late'), openOf(world.tier('t0'), world.run)]).toEqual([
      true,
      true,
      '2/0 2/0',
    ]);
  });

  test('Q8: only the phase’s own issues close: a key that is open elsewhere stays open in that scope', () => {
    const world = started({ tiers });
    for (const phaseId of ['a', 'b', 'c']) record(world, phaseId, aReport('k'));
    pull(world, 'a', ...TO_COMPLETE);
    expect(openOf(...world.tiers, world.run)).toBe('1/0 1/0 1/0');
    pull(world, 'b', ...TO_COMPLETE);
    expect(openOf(...world.tiers, world.run)).toBe('0/0 1/0 1/0');
    pull(world, 'c', ...TO_COMPLETE);
    expect(openOf(...world.tiers, world.run)).toBe('0/0 0/0 0/0');
  });

  test('Q8: when its major phase closes it, a key that is minor elsewhere is open as minor', () => {
    const world = started({ tiers });
    record(world, 'a', aReport('k', major));
    record(world, 'b', aReport('k'));
    expect(openOf(world.tier('t0'), world.run)).toBe('0/1 0/1');
    pull(world, 'a', ...TO_COMPLETE);
    expect(openOf(world.tier('t0'), world.run)).toBe('1/0 1/0');
    expect(countsOf(world.tier('t0'), world.run)).toBe('0/1 0/1');
  });

  test.each(['QUEUED', 'GATE', 'SKIPPED', 'FAILED'] as PhaseState[])(
    'Q8: a phase that goes to %s closes nothing',
    (state) => {
      const world = started({ tiers });
      record(world, 'a', aReport('k'));
      if (state !== 'SKIPPED') pull(world, 'a', 'EXECUTING');
      pull(world, 'a', state);
      expect([isOpen(world, 'a'), openOf(world.run)]).toEqual([true, '1/0']);
    },
  );

  test('F3: the issues of the phase show the completion that closed some; the index of the run does not', () => {
    const world = started({ tiers });
    record(world, 'a', aReport('k'));
    pull(world, 'a', ...TO_COMPLETE);
    const completion = world.events.find(({ toState, subject }) => subject === 'phase/a' && toState === 'COMPLETE')!;
    expect(world.phase('a')).toMatchObject({ issuesVersion: completion.seq, issuesAt: completion.at });
    expect(world.run.issuesVersion).toBe(2);
  });

  test('F3: a completion that closes nothing leaves the issues of the phase as they are', () => {
    const world = started({ tiers });
    pull(world, 'a', 'EXECUTING');
    record(world, 'a', aReport('k'));
    const { issuesVersion } = world.phase('a');
    pull(world, 'a', 'GATE', 'CI_RUNNING', 'COMPLETE');
    pull(world, 'b', ...TO_COMPLETE);
    expect([world.phase('a').issuesVersion, world.phase('b').issuesVersion]).toEqual([issuesVersion, 0]);
  });

  test('Q8: the change says which attempt closed; one that closes nothing says nothing', () => {
    const rows = rowsOf('CI_RUNNING', ['CI_RUNNING QUEUED'], {
      tier: { openMinorIssues: 1 },
      run: { openMinorIssues: 1 },
    });
    const { run } = rows;
    const [tier, phase] = [rows.tiers[0]!, rows.phases[0]!];
    const facts = { run, tier, phase, head: phase, behindHeadIndex: 1, open: null };
    const none = { minor: 0, major: 0 };
    const closing = { openInTier: none, openInRun: none, closes: true, resolvedKeys: ['old'] };
    const closed = decideManualTransition({ ...facts, closing }, aManualTransition('COMPLETE'), byManualTransition);
    expect(closed.outcome === 'accepted' && closed.change.closing).toEqual({
      phaseId: 'p0',
      attempt: 1,
      resolvedKeys: ['old'],
    });
    const plain = decideManualTransition(
      { ...facts, closing: null },
      aManualTransition('COMPLETE'),
      byManualTransition,
    );
    expect(plain.outcome === 'accepted' && 'closing' in plain.change).toBe(false);
    expect(plain.outcome === 'accepted' && plain.change.run.openMinorIssues).toBe(1);
  });
});

describe('Q6: what a debt cleanup resolves', () => {
  const aged = ['old1', 'old2', 'old3'].map((issueKey) => {
    return { issueKey, category: 'style', baseSeverity: 'MINOR' as const, ageInRuns: 3, ageInTiers: 3 };
  });

  test('Q6: what the completing attempt did not report again is resolved, the rest is not', () => {
    const world = started({ tiers: [aPlannedTier('t0', ['a'])] }, { agedIssues: aged });
    expect(world.phases.map(({ phaseId }) => phaseId)).toEqual(['a', 'debt-1']);
    record(world, 'a', ...aged.map(({ issueKey }) => aReport(issueKey)));
    pull(world, 'a', ...TO_COMPLETE);
    expect(aged.map(({ issueKey }) => world.backlog.entry(issueKey)!.resolvedAt)).toEqual([null, null, null]);
    pull(world, 'debt-1', 'EXECUTING');
    record(world, 'debt-1', aReport('old1'));
    pull(world, 'debt-1', 'QUEUED', 'EXECUTING');
    record(world, 'debt-1', aReport('old2'));
    pull(world, 'debt-1', 'GATE', 'CI_RUNNING', 'COMPLETE');
    expect(aged.map(({ issueKey }) => world.backlog.entry(issueKey)!.resolvedAt !== null)).toEqual([true, false, true]);
    record(started({ runId: 'later' }, { backlog: world.backlog }), 'p0', aReport('old1'), aReport('old2'));
    expect(['old1', 'old2'].map((key) => world.backlog.entry(key)!.ageInRuns)).toEqual([1, 2]);
  });
});

describe('B4: the tier’s policy looks at open issues when a phase turns green', () => {
  const phases = [aPlannedPhase('a'), aPlannedPhase('b')];
  const critical = () =>
    started({
      safetyProfile: 'SAFETY_CRITICAL',
      tiers: [aPlannedTier('t0', [], { phases }), aPlannedTier('t1', ['c'])],
    });

  test('B4, Q8: in safety_critical, issues that the completion closes do not make the tier unclean', () => {
    const world = critical();
    record(world, 'a', ...keys(3), aReport('m', major));
    expect(cleanliness(world.tier('t0'))).toBe('NOT_CLEAN');
    pull(world, 'a', ...TO_CI);
    expect(world.nextRunStates()).toContain('SNAPSHOT_CREATED');
    pull(world, 'a', 'COMPLETE');
    expect(world.run.state).toBe('SNAPSHOT_CREATED');
    expect(cleanliness(world.tier('t0'))).toBe('CLEAN');
  });

  test.each([
    ['as many minor ones as it tolerates', keys(2), 'COMPLETE', null],
    ['one minor one more', keys(3), 'FAILED', 'max_minor_issues_tolerated_exceeded'],
    ['a major one', [aReport('m', major)], 'FAILED', 'max_major_issues_tolerated_exceeded'],
    ['expected failures', keys(9).map((one) => ({ ...one, ...major, expectedFail: true })), 'COMPLETE', null],
  ] as const)(
    'B4: in safety_critical a tier of two phases with %s, reported by the completing attempt',
    (_, reports, state, code) => {
      const world = critical();
      pull(world, 'a', ...TO_CI);
      record(world, 'a', ...reports);
      const next = world.nextRunStates();
      const words = wordsOf(world.transition('a', aManualTransition('COMPLETE'), byManualTransition));
      expect(words[0]).toBe(`phase/a CI_RUNNING → ${state}`);
      expect(next.includes('SNAPSHOT_CREATED')).toBe(state === 'COMPLETE');
      expect(world.run.failure?.reasons.map((reason) => reason.code) ?? null).toEqual(code === null ? null : [code]);
      if (code !== null)
        expect(world.run).toMatchObject({
          state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
          failure: { rule: 'B4', phaseId: 'a' },
        });
    },
  );

  test('B4, Q8: a phase that fails because of what stays open closes nothing, stale issues neither', () => {
    const world = critical();
    record(world, 'a', aReport('stale'));
    pull(world, 'a', ...TO_CI);
    record(world, 'a', ...keys(3));
    pull(world, 'a', 'COMPLETE');
    expect(world.phase('a').state).toBe('FAILED');
    expect(world.issues.map(({ open }) => open)).toEqual([true, true, true, true]);
    expect(openOf(world.tier('t0'), world.run)).toBe('4/0 4/0');
    expect(world.run.failure!.message).toContain('Tier "Tier t0" is not clean');
    expect(world.phase('a').issuesVersion).toBe(world.run.issuesVersion);
  });

  test('B4: open issues of other phases of the tier count, those of other tiers do not', () => {
    const world = critical();
    record(world, 'c', ...keys(2, 'c'), aReport('m', major));
    record(world, 'b', ...keys(2));
    pull(world, 'a', ...TO_COMPLETE);
    expect(world.run.state).toBe('SNAPSHOT_CREATED');
    const other = critical();
    record(other, 'b', ...keys(3));
    pull(other, 'a', ...TO_CI, 'COMPLETE');
    expect(other.phase('a').state).toBe('FAILED');
  });

  test('B4: a normal run tolerates twice as many, and accepts the phase however unclean its tier is', () => {
    const world = started({ tiers });
    pull(world, 'a', ...TO_CI);
    record(world, 'a', ...keys(4));
    expect(cleanliness(world.tier('t0'))).toBe('CLEAN');
    record(world, 'a', aReport('fifth'), aReport('m', major));
    expect(cleanliness(world.tier('t0'))).toBe('NOT_CLEAN');
    pull(world, 'a', 'COMPLETE');
    expect(world.run.state).toBe('SNAPSHOT_CREATED');
    expect(openOf(world.tier('t0'))).toBe('5/1');
  });

  test('B4, Q8: a tier’s budgets show open issues', () => {
    const world = started({ tiers });
    const rendered = () =>
      tierBudgets(world.tier('t0'))
        .slice(2)
        .map(({ name, limit, used }) => `${name} ${used}/${limit}`);
    record(world, 'a', aReport('k'), aReport('m', major));
    expect(rendered()).toEqual(['max_minor_issues_tolerated 1/4', 'max_major_issues_tolerated 1/0']);
    pull(world, 'a', ...TO_COMPLETE);
    expect(rendered()).toEqual(['max_minor_issues_tolerated 0/4', 'max_major_issues_tolerated 0/0']);
  });
});

describe('B7: debt', () => {
  const debtOf = (world: World) => debtStatus(world.run, world.tiers);

  test('B7, Q8: a run owes what is open, and owes nothing when it is closed', () => {
    const world = started({ tiers });
    expect(debtOf(world)).toBe('CLEAN');
    record(world, 'a', aReport('k'));
    expect(debtOf(world)).toBe('HAS_MINOR_ISSUES');
    pull(world, 'a', ...TO_COMPLETE);
    expect(debtOf(world)).toBe('CLEAN');
  });

  test('B7: as many as a tier tolerates is has_minor_issues, one more is excess_minor_issues, closed again it is none', () => {
    const world = started({ tiers });
    record(world, 'a', ...keys(4));
    expect(debtOf(world)).toBe('HAS_MINOR_ISSUES');
    record(world, 'b', aReport('fifth'));
    expect(debtOf(world)).toBe('EXCESS_MINOR_ISSUES');
    pull(world, 'a', ...TO_COMPLETE);
    expect(debtOf(world)).toBe('HAS_MINOR_ISSUES');
  });
});
