import { asDuration, asPercent, asRelative, counted, inShort, inside } from './format.js';

const NOW = Date.parse('2026-05-01T12:00:00Z');

describe('Numbers and times in words', () => {
  it.each([
    [-2_000, 'now'],
    [-40_000, '40 seconds ago'],
    [-90_000, '1 minute ago'],
    [3 * 3_600_000, 'in 3 hours'],
    [-49 * 3_600_000, '2 days ago'],
  ])('O6: %d ms from now is %j', (distance, words) => expect(asRelative(NOW + distance, NOW)).toBe(words));

  it.each([
    [0.25, '250 ms'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3_725, '1 h 2 min'],
    [3_605, '1 h'],
    [90_061, '1 d 1 h'],
  ])('O6: %d seconds last %j', (seconds, words) => expect(asDuration(seconds)).toBe(words));

  it('O1: counts have their noun, large ones a letter', () => {
    expect([counted(1, 'issue'), counted(2, 'issue'), counted(3, 'try', 'tries'), inShort(12_345)]).toEqual([
      '1 issue',
      '2 issues',
      '3 tries',
      '12.3K',
    ]);
  });

  it('O1: what is not quite full is not written as full', () => {
    expect([4_950_615, 999_999, 5_000_000, 0].map(inShort)).toEqual(['4.9M', '999.9K', '5M', '0']);
    expect([0.9975, 0.29, 1, 1.5].map(asPercent)).toEqual(['99%', '29%', '100%', '150%']);
    expect(inside('In CI')).toBe('in CI');
  });
});
