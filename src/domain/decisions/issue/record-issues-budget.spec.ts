import { after, aPlannedTier, aReport } from '../../../../test/support/domain/builders.js';
import {
  countsOf,
  openOf,
  pull,
  record,
  recording,
  started,
  TO_CI,
  TO_COMPLETE,
  wordsOf,
} from '../../../../test/support/domain/stories.js';
import { needsOpenRows } from '../change/decision.js';
import { decideRecordIssues } from './record-issues.js';

const tiers = [aPlannedTier('t0', ['a', 'b', 'c']), aPlannedTier('t1', ['d', 'e'])];

const major = { severity: 'MAJOR' } as const;

const expected = { expectedFail: true };

describe('B3: too many distinct minor issues end the run', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, i) => aReport(`k${i}`));

  test('B3: as many as the limit is fine, one more ends it: the recording lands first', () => {
    const world = started({ tiers });
    pull(world, 'a', ...TO_COMPLETE);
    pull(world, 'b', 'EXECUTING', 'GATE');
    record(world, 'b', ...keys(15));
    expect(world.run).toMatchObject({ state: 'GATE', minorIssuesCount: 15, maxMinorIssuesTotal: 15 });
    expect(record(world, 'b', aReport('one_more'))).toEqual([
      'ISSUES_RECORDED phase/b',
      'phase/b GATE → FAILED',
      'phase/c QUEUED → SKIPPED',
      'phase/d QUEUED → SKIPPED',
      'phase/e QUEUED → SKIPPED',
      'tier/t0 IN_PROGRESS → FAILED',
      'tier/t1 PENDING → SKIPPED',
      'run GATE → DONE_FAILED_BUDGET_EXHAUSTED',
    ]);
    expect(world.run.failure).toEqual({
      rule: 'B3',
      message: 'The run used 16 minor issues; its limit is 15.',
      budget: { scope: 'RUN', name: 'max_minor_issues_total', limit: 15, used: 16 },
      reasons: [
        {
          code: 'max_minor_issues_total_exceeded',
          message: 'The run used 16 minor issues; its limit is 15.',
          source: 'B3',
        },
      ],
    });
    expect(countsOf(world.phase('b'), world.tier('t0'), world.run)).toBe('16/0 16/0 16/0');
    expect(world.run).toMatchObject({
      headPhaseIndex: null,
      completedAt: after(10),
      issuesVersion: world.events.at(-8)!.seq,
    });
    expect(world.backlog.entry('one_more')).not.toBeNull();
  });

  test('B3: reported in a phase that is over, they end the run all the same', () => {
    const world = started({ tiers });
    pull(world, 'a', ...TO_COMPLETE);
    pull(world, 'b', 'EXECUTING');
    const words = record(world, 'a', ...keys(16));
    expect(words.slice(0, 3)).toEqual([
      'ISSUES_RECORDED phase/a',
      'phase/b EXECUTING → FAILED',
      'phase/c QUEUED → SKIPPED',
    ]);
    expect(world.phase('a')).toMatchObject({ state: 'COMPLETE', minorIssuesCount: 16 });
    expect(world.phase('b').note).toBeNull();
  });

  test('B3: majors, expected failures, and repeats end nothing; the count is of the run, closed ones included', () => {
    const world = started({ tiers });
    const many = keys(16);
    record(
      world,
      'a',
      ...many.map((one) => ({ ...one, ...major })),
      ...many.map((one) => ({ ...one, issueKey: `x${one.issueKey}`, ...expected })),
    );
    expect(countsOf(world.run)).toBe('0/16');
    const other = started({ tiers });
    record(other, 'a', ...keys(15));
    pull(other, 'a', ...TO_COMPLETE);
    expect(openOf(other.run)).toBe('0/0');
    record(other, 'd', ...keys(15));
    expect(other.run.state).toBe('SNAPSHOT_CREATED');
    record(other, 'd', aReport('one_more'));
    expect(other.run.state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
  });

  test('B3: a key that is raised to major leaves room for another minor one', () => {
    const world = started({ tiers });
    record(world, 'a', ...keys(15));
    record(world, 'a', aReport('k0', major), aReport('one_more'));
    expect(world.run).toMatchObject({ state: 'RUN_CREATED', minorIssuesCount: 15, majorIssuesCount: 1 });
  });

  test('B5: recorded past the deadline, the issues land and the run ends', () => {
    const world = started({ tiers });
    pull(world, 'a', ...TO_CI);
    const words = wordsOf(world.recordIssues('a', [aReport('k')], recording(after(121))));
    expect([words[0], words.at(-1)]).toEqual([
      'ISSUES_RECORDED phase/a',
      'run CI_RUNNING → DONE_FAILED_BUDGET_EXHAUSTED',
    ]);
    expect(world.run.failure!.budget!.name).toBe('max_duration_minutes');
    expect(countsOf(world.run)).toBe('1/0');
  });

  test('C6: a recording that ends the run asks for the open rows', () => {
    const { run, phases, tiers: rows } = started({ tiers: [aPlannedTier('t0', ['a'])] });
    const nothing = { inTier: null, inRun: null, openInTier: null, openInRun: null };
    const fresh = {
      own: null,
      elsewhere: nothing,
      aged: false,
      entry: null,
      resolved: false,
      sighting: null,
      seenInRun: false,
    };
    const known = new Map(keys(4).map(({ issueKey }) => [issueKey, { issueKey, ...fresh }]));
    const rules = { severityByCategory: {}, resolvedAfterRuns: 5 };
    const facts = { run, phase: phases[0]!, tier: rows[0]!, known, rules, open: null };
    expect(decideRecordIssues(facts, keys(4), recording())).toEqual(needsOpenRows);
    expect(decideRecordIssues(facts, keys(3), recording()).outcome).toBe('accepted');
  });
});
