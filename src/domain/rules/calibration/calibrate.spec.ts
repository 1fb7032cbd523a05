import fc from 'fast-check';

import { calibrate, type EndedPhase } from './calibrate.js';
import { distributionOf } from './distribution.js';

const aPhase = (more: Partial<EndedPhase> = {}): EndedPhase => ({
  taskCategory: 'tests',
  complexity: 'LOW',
  isComplete: true,
  builderAttempts: 1,
  tokensUsed: 100,
  incidentTokenCap: 500,
  minutes: 3,
  times: { EXECUTING: 60_000, GATE: 30_000, CI_RUNNING: 90_000 },
  endedAt: new Date(0),
  gateRejections: [],
  ciRuns: 1,
  ciJudged: 1,
  ciFlaky: 0,
  ciVerdicts: ['GREEN'],
  auditVerdicts: [],
  ...more,
});
const many = (count: number, of: (i: number) => Partial<EndedPhase> = () => ({})) =>
  Array.from({ length: count }, (_, i) => aPhase(of(i)));

describe('O5: calibration', () => {
  test('O5: every figure of a distribution is the smallest value that enough values do not exceed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }), (values) => {
        const { count, p10, p50, p90, p99, max } = distributionOf(values);
        expect([count, max]).toEqual([values.length, Math.max(...values)]);
        for (const [percent, figure] of [
          [10, p10] as const,
          [50, p50] as const,
          [90, p90] as const,
          [99, p99] as const,
        ]) {
          const atMost = (limit: number) => values.filter((value) => value <= limit).length * 100;
          const enough = values.filter((value) => atMost(value) >= percent * values.length);
          expect(figure).toBe(Math.min(...enough));
        }
      }),
    );
    expect(distributionOf([])).toEqual({ count: 0, p10: null, p50: null, p90: null, p99: null, max: null });
  });

  test('O5: phases are counted by category and complexity, by the try at which they completed, and as failed', () => {
    const found = calibrate([
      ...many(3),
      aPhase({ builderAttempts: 2 }),
      aPhase({ builderAttempts: 5 }),
      aPhase({ builderAttempts: 0 }),
      aPhase({ isComplete: false, builderAttempts: 3 }),
      aPhase({ complexity: 'HIGH' }),
      aPhase({ taskCategory: null }),
    ]);
    expect(found.map(({ taskCategory, complexity, phases }) => [taskCategory, complexity, phases])).toEqual([
      ['tests', 'LOW', 7],
      ['tests', 'HIGH', 1],
      [null, 'LOW', 1],
    ]);
    expect(found[0]).toMatchObject({ completedAtTry: [4, 1, 0, 0, 1], failed: 1 });
    expect(found[1]!.completedAtTry).toEqual([1, 0, 0]);
  });

  test('O5: codes and verdicts are counted, the flake rate is that of judged commits, the cap that of the last phase', () => {
    const [found] = calibrate([
      aPhase({ gateRejections: ['a', 'b'], auditVerdicts: ['REVISE', 'APPROVE'], ciRuns: 3, ciJudged: 2, ciFlaky: 1 }),
      aPhase({ gateRejections: ['b'], auditVerdicts: ['APPROVE'], endedAt: new Date(9), incidentTokenCap: 900 }),
      aPhase({ ciJudged: 1, minutes: null }),
    ]);
    expect(found).toMatchObject({
      gateRejections: [
        { code: 'b', count: 2 },
        { code: 'a', count: 1 },
      ],
      auditVerdicts: [
        { code: 'APPROVE', count: 2 },
        { code: 'REVISE', count: 1 },
      ],
      ...{ ciRuns: 5, flakyShare: 0.25, incidentTokenCap: 900 },
      minutes: { count: 2 },
    });
    expect(calibrate([aPhase({ ciJudged: 0 })])[0]!.flakyShare).toBeNull();
  });

  test('O5: minutes by state are those of all phases that began, and add up to their minutes', () => {
    const times = { QUEUED: 120_000, EXECUTING: 60_000 };
    const [found] = calibrate([
      ...many(2),
      aPhase({ minutes: 3, times }),
      aPhase({ minutes: null, times: {}, isComplete: false, ciVerdicts: [] }),
    ]);
    expect(found!.minutesByState.map(({ state, total }) => [state, total])).toEqual([
      ['QUEUED', 2],
      ['EXECUTING', 3],
      ['GATE', 1],
      ['CI_RUNNING', 3],
    ]);
    expect(found!.minutesByState[0]!.minutes).toMatchObject({ count: 3, p50: 0, max: 2 });
    expect(found!.minutesByState.reduce((sum, { total }) => sum + total, 0)).toBe(9);
    expect(found!.ciVerdicts).toEqual([{ code: 'GREEN', count: 3 }]);
  });

  test('O5: below 20 phases it says that there is too little; from 20 on it suggests p95 × 1.25 in whole thousands', () => {
    expect(calibrate(many(19))[0]).toMatchObject({
      suggestedTokenCap: null,
      suggestedBuilderAttempts: null,
      evidence: 'Too little evidence: 19 of at least 20 phases have ended.',
    });
    // 19 of 20 are 95 of 100: the one that was expensive does not decide.
    const spent = many(20, (i) => ({ tokensUsed: i === 7 ? 90_000 : 1_000 * (i + 1), builderAttempts: i < 2 ? 2 : 1 }));
    const [found] = calibrate(spent);
    expect(found).toMatchObject({ suggestedTokenCap: 25_000, suggestedBuilderAttempts: 2 });
    expect(found!.evidence).toContain('Of 20 phases, 95 of 100 used at most 20000 tokens');
    expect(calibrate(many(20, () => ({ tokensUsed: 801 })))[0]!.suggestedTokenCap).toBe(2_000);
    expect(calibrate(many(20, () => ({ tokensUsed: 0 })))[0]!.suggestedTokenCap).toBe(1_000);
  });

  test('O5: the evidence names phases that were stopped over their cap, and a kind that never completed', () => {
    const [found] = calibrate(many(20, () => ({ isComplete: false, tokensUsed: 501 })));
    expect(found).toMatchObject({ suggestedTokenCap: 1_000, suggestedBuilderAttempts: null });
    expect(found!.evidence).toMatch(/None of them completed.*20 used more than their cap/);
  });
});
