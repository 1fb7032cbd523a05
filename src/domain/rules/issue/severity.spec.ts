import { addCounts, countChange, higher, NO_COUNTS, severityOf } from './severity.js';

test('Q3: the higher of two severities, where null is none at all', () => {
  expect(higher(null, null)).toBeNull();
  expect([higher('MINOR', null), higher(null, 'MINOR'), higher('MINOR', 'MINOR')]).toEqual(['MINOR', 'MINOR', 'MINOR']);
  expect([higher('MAJOR', null), higher(null, 'MAJOR'), higher('MINOR', 'MAJOR'), higher('MAJOR', 'MINOR')]).toEqual(
    Array(4).fill('MAJOR'),
  );
});

test.each([
  [null, null, 0, 0],
  [null, 'MINOR', 1, 0],
  [null, 'MAJOR', 0, 1],
  ['MINOR', 'MINOR', 0, 0],
  ['MINOR', 'MAJOR', -1, 1],
  ['MAJOR', 'MAJOR', 0, 0],
  ['MINOR', null, -1, 0],
] as const)('Q3: a key that goes from %s to %s changes the counts by %d and %d', (before, after, minor, major) => {
  expect(countChange(before, after)).toEqual({ minor, major });
});

test('Q3: counts add up', () => {
  expect(addCounts({ minor: 1, major: 2 }, { minor: 3, major: -1 })).toEqual({ minor: 4, major: 1 });
  expect(NO_COUNTS).toEqual({ minor: 0, major: 0 });
});

test('Q1: a category that only looks like one of the table is minor', () => {
  const rules = { severityByCategory: { style: 'MAJOR' as const }, resolvedAfterRuns: 5 };
  expect(severityOf({ severity: null, category: 'toString' }, rules)).toBe('MINOR');
  expect(severityOf({ severity: null, category: 'style' }, rules)).toBe('MAJOR');
});
