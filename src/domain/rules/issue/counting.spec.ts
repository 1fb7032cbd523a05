import { countIssues, IssueLedger, type RecordedIssue } from './counting.js';

const issue = (issueKey: string, values: Partial<RecordedIssue> = {}): RecordedIssue => ({
  ...{ issueKey, effectiveSeverity: 'MINOR', expectedFail: false, reportedAttempt: 1 },
  ...values,
});
const major = { effectiveSeverity: 'MAJOR' } as const;
const open = (one: RecordedIssue) => ({ ...one, open: true });

test('Q3: a key counts once, as the highest that it is anywhere', () => {
  expect(countIssues([])).toEqual({ minor: 0, major: 0 });
  expect(countIssues([issue('a'), issue('a', major), issue('b'), issue('b')].map(open))).toEqual({
    minor: 1,
    major: 1,
  });
});

test('Q3: what is expected to fail counts nowhere, and does not raise what counts', () => {
  const expected = { expectedFail: true };
  expect(countIssues([issue('a', { ...major, ...expected }), issue('a'), issue('b', expected)].map(open))).toEqual({
    minor: 1,
    major: 0,
  });
});

test('Q8: a phase closes what its last attempt did not report, and says whether anything was open', () => {
  const ledger = new IssueLedger();
  ledger.record('p0', [issue('old'), issue('queued', { reportedAttempt: 0 }), issue('new', { reportedAttempt: 2 })]);
  ledger.record('p1', [issue('old')]);
  expect(ledger.close('p0', 2)).toBe(true);
  expect(ledger.close('p0', 2)).toBe(false);
  expect(ledger.close('nothing', 2)).toBe(false);
  expect(ledger.openCounters(['p0'])).toEqual({ openMinorIssues: 1, openMajorIssues: 0 });
  expect(ledger.openCounters(['p0', 'p1'])).toEqual({ openMinorIssues: 2, openMajorIssues: 0 });
  expect(ledger.counters(['p0'])).toEqual({ minorIssuesCount: 3, majorIssuesCount: 0 });
});

test('Q8: a recording opens again what was closed', () => {
  const ledger = new IssueLedger();
  ledger.record('p0', [issue('a')]);
  ledger.close('p0', 2);
  ledger.record('p0', [issue('a', { reportedAttempt: 0 })]);
  expect(ledger.openCounters(['p0'])).toEqual({ openMinorIssues: 1, openMajorIssues: 0 });
});
