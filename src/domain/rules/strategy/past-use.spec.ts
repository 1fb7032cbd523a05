import { capWarnings, LEAST_PHASES, type PastUse } from './past-use.js';
import type { Strategy } from './strategy.js';

const plan = (...phases: readonly (readonly [taskCategory: string | null, incidentTokenCap: number])[]): Strategy =>
  ({
    phases: phases.map(([taskCategory, incidentTokenCap], i) => ({
      phaseId: `p${i}`,
      taskCategory,
      complexity: 'LOW',
      incidentTokenCap,
    })),
  }) as unknown as Strategy;
const past = (taskCategory: string | null, p90: number, phases = LEAST_PHASES): PastUse => ({
  taskCategory,
  complexity: 'LOW',
  phases,
  p90,
});

describe('P12: caps below what such phases used before', () => {
  test.each<[string, Strategy, PastUse[], number]>([
    ['below nine of ten', plan(['docs', 99]), [past('docs', 100)], 1],
    ['as much as nine of ten', plan(['docs', 100]), [past('docs', 100)], 0],
    ['too little evidence', plan(['docs', 99]), [past('docs', 100, LEAST_PHASES - 1)], 0],
    ['another category', plan(['docs', 99]), [past('tests', 100), past(null, 100)], 0],
    ['no category', plan([null, 99]), [past(null, 100)], 1],
    ['another complexity', plan(['docs', 99]), [{ ...past('docs', 100), complexity: 'HIGH' }], 0],
    ['once for each kind', plan(['docs', 99], ['docs', 99], ['tests', 9]), [past('docs', 100), past('tests', 10)], 2],
  ])('P12: %s', (_, strategy, uses, count) => {
    expect(capWarnings([strategy], uses)).toHaveLength(count);
  });

  test('P12: gives the figures and the cap', () => {
    expect(capWarnings([plan(['docs', 99])], [past('docs', 100, 37)])).toEqual([
      {
        code: 'caps_below_past_use',
        path: ['categories', 'docs', 'incidentTokenCap'],
        message:
          'Phase "p0" may use 99 tokens (incidentTokenCap); of the last 37 phases of category "docs" and complexity LOW that were completed, one in ten used 100 or more, and over the cap the run ends. Raise it in the ruleset (categories).',
      },
    ]);
    expect(capWarnings([plan([null, 99])], [past(null, 100)])[0]!.path).toEqual([
      'defaults',
      'phase',
      'incidentTokenCap',
    ]);
  });
});
