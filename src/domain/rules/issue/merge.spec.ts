import { after, aReport, START } from '../../../../test/support/domain/builders.js';
import { type BacklogEntry, EVIDENCE_MAX_ENTRIES, issueKeyFault, type IssueReport } from '../../model/issue.js';
import type { Severity } from '../../model/vocabulary.js';
import { type KnownIssue, type MergedIssue, mergeReports, type Scene } from './merge.js';

const KEY = 'style__long_line__app';
const report = (values: Partial<IssueReport> = {}) => aReport(KEY, values);

const unknown: KnownIssue = {
  issueKey: KEY,
  own: null,
  elsewhere: { inTier: null, inRun: null, openInTier: null, openInRun: null },
  aged: false,
  entry: null,
  resolved: false,
  sighting: null,
  seenInRun: false,
};

const scene = (
  values: {
    run?: string;
    tier?: string;
    phase?: Partial<Scene['phase']>;
    rules?: Partial<Scene['rules']>;
    now?: Date;
  } = {},
) => ({
  run: { runId: values.run ?? 'run-1', projectId: 'default' },
  phase: {
    ...{ phaseId: 'p0', tierId: values.tier ?? 't0', state: 'EXECUTING' as const, round: 1 },
    ...{ taskCategory: 'docs', complexity: 'LOW' as const },
    ...values.phase,
  },
  rules: { severityByCategory: {}, resolvedAfterRuns: 5, ...values.rules },
  now: values.now ?? after(10),
});

const merge = (reports: readonly IssueReport[], known: Partial<KnownIssue> = {}, where: Scene = scene()): MergedIssue =>
  mergeReports({ ...unknown, ...known }, reports, where);

/** What a later call in the same phase knows. */
const next = ({ issue, entry, sighting }: MergedIssue): Partial<KnownIssue> => ({
  ...{ own: issue, entry, sighting, seenInRun: sighting.counted },
});

const ageOf = ({ entry }: MergedIssue) => `${entry.ageInRuns}/${entry.ageInTiers}`;

describe('Q1: the form of a key', () => {
  test.each(['a', '0', 'category__subject__detail', 'a.b:c-d_e', `a${'b'.repeat(199)}`])('Q1: "%s" is one', (key) => {
    expect(issueKeyFault(key)).toBeNull();
  });

  test.each(['', '_a', '-a', 'A', 'aB', 'a b', 'a/b', 'ä', 'a\n', `a${'b'.repeat(200)}`])('Q1: %j is none', (key) => {
    expect(issueKeyFault(key)).toEqual(expect.any(String));
  });
});

describe('Q1: severities that a report leaves out', () => {
  const severityByCategory: Record<string, Severity> = { schema_contract_change: 'MAJOR', style: 'MINOR' };

  test.each([
    ['schema_contract_change', 'MAJOR'],
    ['style', 'MINOR'],
    ['anything', 'MINOR'],
    ['constructor', 'MINOR'],
  ])('Q1: an issue of category %s is %s', (category, severity) => {
    const { issue } = merge([report({ severity: null, category })], {}, scene({ rules: { severityByCategory } }));
    expect(issue).toMatchObject({ severity, effectiveSeverity: severity });
  });

  test('Q1: a severity that is named wins over the category', () => {
    const { issue } = merge(
      [report({ severity: 'MINOR', category: 'schema_contract_change' })],
      {},
      scene({ rules: { severityByCategory } }),
    );
    expect(issue.severity).toBe('MINOR');
  });
});

describe('Q3: the issue of a phase', () => {
  test('Q2: the first report makes the issue, its entry and its sighting', () => {
    const { issue, entry, sighting } = merge([report({ evidenceRefs: ['log:1'], description: 'too long' })]);
    expect(issue).toEqual({
      runId: 'run-1',
      phaseId: 'p0',
      issueKey: KEY,
      tierId: 't0',
      category: 'style',
      severity: 'MINOR',
      effectiveSeverity: 'MINOR',
      source: 'TEST',
      description: 'too long',
      taskCategory: 'docs',
      complexity: 'LOW',
      expectedFail: false,
      occurrenceCount: 1,
      evidenceRefs: ['log:1'],
      firstSeenRun: 'run-1',
      lastSeenRun: 'run-1',
      open: true,
      reportedAttempt: 1,
      firstSeenAt: after(10),
      lastSeenAt: after(10),
    });
    expect(entry).toEqual({
      projectId: 'default',
      issueKey: KEY,
      category: 'style',
      baseSeverity: 'MINOR',
      occurrenceCount: 1,
      ageInRuns: 1,
      ageInTiers: 1,
      episode: 1,
      firstSeenRunId: 'run-1',
      firstSeenAt: after(10),
      lastSeenRunId: 'run-1',
      lastSeenAt: after(10),
      resolvedAt: null,
      version: 1,
    });
    expect(sighting).toEqual({
      ...{ projectId: 'default', issueKey: KEY, episode: 1, runId: 'run-1', tierId: 't0', severity: 'MINOR' },
      ...{ counted: true, occurrences: 1, firstSeenAt: after(10), lastSeenAt: after(10) },
    });
  });

  test('Q3: several reports in one call are what as many calls would be, but for the version of the entry', () => {
    const reports = [
      report({ evidenceRefs: ['a'] }),
      report({ severity: 'MAJOR', description: 'worse' }),
      report({ evidenceRefs: ['b'] }),
    ];
    const once = merge(reports);
    let step = merge([reports[0]!]);
    for (const one of reports.slice(1)) step = merge([one], next(step));
    expect({ ...once, entry: { ...once.entry, version: 3 } }).toEqual(step);
    expect(once.issue).toMatchObject({ occurrenceCount: 3, severity: 'MAJOR', evidenceRefs: ['a', 'b'] });
    expect(once.entry).toMatchObject({ occurrenceCount: 3, version: 1 });
    expect(once.sighting.occurrences).toBe(3);
  });

  test('Q3: the higher severity stays, in the issue, the entry and the sighting', () => {
    for (const severities of [
      ['MINOR', 'MAJOR'],
      ['MAJOR', 'MINOR'],
    ] as const) {
      const { issue, entry, sighting } = merge(severities.map((severity) => report({ severity })));
      expect([issue.severity, issue.effectiveSeverity, entry.baseSeverity, sighting.severity]).toEqual(
        Array(4).fill('MAJOR'),
      );
    }
  });

  test('Q4: a key that had aged is major at once; its own severity and the entry say what was reported', () => {
    const { issue, entry, sighting } = merge([report()], { aged: true });
    expect([issue.effectiveSeverity, issue.severity, entry.baseSeverity, sighting.severity]).toEqual([
      'MAJOR',
      'MINOR',
      'MINOR',
      'MINOR',
    ]);
  });

  test('Q3: an issue is expected as long as every report says so', () => {
    const expected = report({ expectedFail: true });
    expect(merge([expected, expected]).issue.expectedFail).toBe(true);
    expect(merge([expected, report()]).issue.expectedFail).toBe(false);
    expect(merge([report(), expected]).issue.expectedFail).toBe(false);
    expect(merge([expected], next(merge([report()]))).issue.expectedFail).toBe(false);
  });

  test('Q1: evidence is kept distinct, in order, and at most 50', () => {
    expect(
      merge([report({ evidenceRefs: ['b', 'a', 'b'] }), report({ evidenceRefs: ['a', 'c'] })]).issue.evidenceRefs,
    ).toEqual(['b', 'a', 'c']);
    const refs = Array.from({ length: 40 }, (_, i) => `ref:${i}`);
    const first = merge([report({ evidenceRefs: refs })]);
    const full = merge([report({ evidenceRefs: refs.map((ref) => `${ref}:again`) })], next(first)).issue.evidenceRefs;
    expect(full).toHaveLength(EVIDENCE_MAX_ENTRIES);
    expect(full.slice(0, 40)).toEqual(refs);
    expect(full[49]).toBe('ref:9:again');
  });

  test('Q3: the newest description that says something stays; category and source are those of the first report', () => {
    const first = merge([report({ description: 'old' })]);
    const { issue } = merge([report({ description: 'new', category: 'other', source: 'CI' }), report()], next(first));
    expect(issue).toMatchObject({ description: 'new', category: 'style', source: 'TEST' });
  });

  test('Q1: task category and complexity are those of the phase where no report names them; a later report may', () => {
    const first = merge([report()]);
    expect(first.issue).toMatchObject({ taskCategory: 'docs', complexity: 'LOW' });
    const { issue } = merge([report({ taskCategory: 'tests', complexity: 'HIGH' }), report()], next(first));
    expect(issue).toMatchObject({ taskCategory: 'tests', complexity: 'HIGH' });
  });

  test('Q4: first and last seen, of the key in the project and of the issue in its phase', () => {
    const before = merge([report()], {}, scene({ run: 'run-0', now: START }));
    const known = { entry: before.entry };
    const here = merge([report()], known, scene({ now: after(20) }));
    expect(here.issue).toMatchObject({
      firstSeenRun: 'run-0',
      lastSeenRun: 'run-1',
      firstSeenAt: after(20),
      lastSeenAt: after(20),
    });
    expect(here.entry).toMatchObject({
      firstSeenRunId: 'run-0',
      lastSeenRunId: 'run-1',
      firstSeenAt: START,
      lastSeenAt: after(20),
    });
    const again = merge([report()], next(here), scene({ now: after(30) }));
    expect(again.issue).toMatchObject({ firstSeenAt: after(20), lastSeenAt: after(30) });
    expect(again.sighting).toMatchObject({ firstSeenAt: after(20), lastSeenAt: after(30) });
  });

  test.each([
    ['QUEUED', 0],
    ['EXECUTING', 2],
    ['GATE', 2],
    ['CI_RUNNING', 2],
    ['COMPLETE', 0],
    ['SKIPPED', 0],
  ] as const)(
    'Q8: what is reported in a phase that is %s was reported by attempt %d, and is open',
    (state, attempt) => {
      const where = scene({ phase: { state, round: 2 } });
      expect(merge([report()], {}, where).issue).toMatchObject({ reportedAttempt: attempt, open: true });
      const closed = { ...merge([report()]).issue, open: false };
      expect(merge([report()], { own: closed }, where).issue).toMatchObject({ reportedAttempt: attempt, open: true });
    },
  );
});

describe('Q4: age', () => {
  const first = merge([report()]);

  test('Q4: however often it is seen in one tier of one run, it has age 1/1', () => {
    expect(ageOf(first)).toBe('1/1');
    expect(ageOf(merge([report(), report()], next(first)))).toBe('1/1');
  });

  test('Q4: a second tier of the run counts as a tier, not as a run', () => {
    const second = merge([report()], { entry: first.entry, seenInRun: true }, scene({ tier: 't1' }));
    expect(ageOf(second)).toBe('1/2');
    const third = merge([report()], { entry: second.entry }, scene({ run: 'run-2' }));
    expect(ageOf(third)).toBe('2/3');
  });

  test('Q4: what was always expected to fail does not age; the first time that it was not counts', () => {
    const expected = report({ expectedFail: true });
    const quiet = merge([expected, expected]);
    expect([ageOf(quiet), quiet.sighting.counted, quiet.entry.occurrenceCount]).toEqual(['0/0', false, 2]);
    const loud = merge([report()], next(quiet));
    expect([ageOf(loud), loud.sighting.counted]).toEqual(['1/1', true]);
    expect(ageOf(merge([expected], next(loud)))).toBe('1/1');
    expect(ageOf(merge([expected, report(), report()]))).toBe('1/1');
  });

  describe('Q6: seen again after it was resolved', () => {
    const old: BacklogEntry = {
      ...first.entry,
      ageInRuns: 3,
      ageInTiers: 5,
      episode: 2,
      occurrenceCount: 9,
      resolvedAt: after(5),
      version: 7,
    };
    const known: Partial<KnownIssue> = { entry: old, resolved: true };

    test('Q6: it is open with age 1, in a new episode, and remembers what it was', () => {
      const { entry, sighting } = merge([report()], known);
      expect(entry).toMatchObject({
        ageInRuns: 1,
        ageInTiers: 1,
        episode: 3,
        resolvedAt: null,
        occurrenceCount: 10,
        version: 8,
      });
      expect(sighting.episode).toBe(3);
    });

    test('Q6: two reports in one call make one episode and age 1', () => {
      const { entry, sighting } = merge([report(), report()], known);
      expect(entry).toMatchObject({ ageInRuns: 1, ageInTiers: 1, episode: 3, occurrenceCount: 11 });
      expect(sighting.occurrences).toBe(2);
    });

    test('Q6: a sighting of the same run and tier from before does not count for the new episode', () => {
      const before = { ...first.sighting, episode: 2, occurrences: 4 };
      const { entry, sighting } = merge([report()], { ...known, sighting: before, seenInRun: true });
      expect([entry.ageInRuns, entry.ageInTiers, sighting.occurrences]).toEqual([1, 1, 1]);
    });

    test('Q6: without the word resolved nothing begins anew', () => {
      expect(merge([report()], { entry: old, resolved: false }).entry).toMatchObject({
        ageInRuns: 4,
        ageInTiers: 6,
        episode: 2,
      });
    });
  });

  test('C5: no report at all is a fault of ours', () => {
    expect(() => merge([])).toThrow(`No report of ${KEY}`);
  });
});
