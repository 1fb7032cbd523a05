import fc from 'fast-check';

import { type PlacedIssue, runIssueIndex } from './run-index.js';

const placed = (issueKey: string, phaseIndex: number, values: Partial<PlacedIssue> = {}): PlacedIssue => ({
  issueKey,
  phaseIndex,
  phaseId: `p${phaseIndex}`,
  tierId: `t${Math.floor(phaseIndex / 2)}`,
  tierIndex: Math.floor(phaseIndex / 2),
  category: `category of p${phaseIndex}`,
  severity: 'MINOR',
  effectiveSeverity: 'MINOR',
  occurrenceCount: 1,
  ...values,
});

describe('the index of a run', () => {
  it('Q2: has each key once, by key, with its places in plan order', () => {
    const rows = [
      placed('b', 10, { occurrenceCount: 3 }),
      placed('a', 1),
      placed('b', 2, { severity: 'MAJOR', effectiveSeverity: 'MAJOR' }),
      placed('b', 3),
    ];
    expect(runIssueIndex(rows)).toEqual([
      {
        issueKey: 'a',
        category: 'category of p1',
        severity: 'MINOR',
        effectiveSeverity: 'MINOR',
        occurrenceCount: 1,
        firstPhaseIndex: 1,
        lastPhaseIndex: 1,
        seenInTiers: ['t0'],
        seenInPhases: ['p1'],
      },
      {
        issueKey: 'b',
        category: 'category of p2',
        severity: 'MAJOR',
        effectiveSeverity: 'MAJOR',
        occurrenceCount: 5,
        firstPhaseIndex: 2,
        lastPhaseIndex: 10,
        seenInTiers: ['t1', 't5'],
        seenInPhases: ['p2', 'p3', 'p10'],
      },
    ]);
    expect(runIssueIndex([])).toEqual([]);
  });

  it('Q3: an aged key is major as it counts and minor as it was reported', () => {
    const [entry] = runIssueIndex([placed('a', 0), placed('a', 1, { effectiveSeverity: 'MAJOR' })]);
    expect(entry).toMatchObject({ severity: 'MINOR', effectiveSeverity: 'MAJOR' });
  });

  it('F1: does not depend on the order of the rows', () => {
    const rows = [0, 1, 2, 3, 4].flatMap((phase) => ['10', '9', 'a'].map((key) => placed(key, phase)));
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(runIssueIndex(shuffled)).toEqual(runIssueIndex(rows));
      }),
    );
  });
});
