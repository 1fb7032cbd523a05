/** Which file the figures of a run go to. */
import { resultsPath } from '../../bench/report.js';

describe('the file of the figures', () => {
  test('is the one that later runs are held against for a run of everything alone', () => {
    expect(resultsPath({ quick: false })).toBe('bench/results/latest.json');
  });

  test.each([
    [{ quick: true }, 'quick'],
    [{ quick: false, only: 'cycles,patches' }, 'cycles-patches'],
    [{ quick: true, only: 'cycles' }, 'quick-cycles'],
    [{ quick: false, profile: 'move' }, 'profile-move'],
    [{ quick: true, profile: 'move', only: 'cycles' }, 'quick-profile-move'],
  ])('is another one for %o', (requested, name) => {
    expect(resultsPath(requested)).toBe(`bench/results/${name}.json`);
  });
});
