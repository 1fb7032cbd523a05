import { integrationBranch, integrationRef, isRunRef, snapshotRef, snapshotTag } from './ref-names.js';

test('G3: the branch of a run, and the refs of runs', () => {
  expect(integrationBranch('r1')).toBe('autonomous/r1');
  expect(integrationRef('r1')).toBe('refs/heads/autonomous/r1');
  expect(isRunRef(integrationRef('r1'))).toBe(true);
});

test('G4: the tag of a phase, below the name of its run', () => {
  expect(snapshotTag('r1', 'F1.1')).toBe('autonomous/r1/F1.1');
  expect(snapshotRef('r1', 'F1.1')).toBe('refs/tags/autonomous/r1/F1.1');
  expect(isRunRef(snapshotRef('r1', 'F1.1'))).toBe(true);
});

test.each([
  'refs/heads/main',
  'refs/heads/autonomous',
  'refs/heads/autonomous/',
  'refs/heads/autonomous/a/b',
  'refs/tags/autonomous/a',
  'refs/tags/autonomous/a/b/c',
  'refs/notes/autonomous/a',
  'xrefs/heads/autonomous/a',
  'refs/heads/autonomous/a/',
])('C3: %s is no ref of a run', (ref) => {
  expect(isRunRef(ref)).toBe(false);
});
