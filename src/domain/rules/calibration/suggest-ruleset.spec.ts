import { BUDGET_DEFAULTS } from '../../model/limits.js';
import { readRuleset } from '../ruleset/read-ruleset.js';
import { calibrate, type EndedPhase } from './calibrate.js';
import { suggestRuleset } from './suggest-ruleset.js';

const many = (count: number, more: Partial<EndedPhase> = {}): EndedPhase[] =>
  Array.from({ length: count }, () => ({
    ...{ taskCategory: 'tests', complexity: 'LOW', isComplete: true, builderAttempts: 1, tokensUsed: 8_000 },
    ...{ incidentTokenCap: 300_000, minutes: 3, endedAt: new Date(0), gateRejections: [], ciRuns: 1, ciJudged: 1 },
    ...{ ciFlaky: 0, auditVerdicts: [], times: {}, ciVerdicts: [] },
    ...more,
  }));

function suggested(phases: readonly EndedPhase[], document: Readonly<Record<string, unknown>> = {}) {
  const read = readRuleset(document);
  if ('faults' in read) throw new Error(read.faults[0]!.message);
  const ruleset = { version: 3, rules: read.rules };
  return suggestRuleset({ document, ruleset, server: BUDGET_DEFAULTS, calibration: calibrate(phases) });
}

describe('X5: a suggested ruleset', () => {
  test('X5: caps and attempts of the calibration, a difference and a reason for each line; all else stays as it is', () => {
    const document = {
      safetyProfile: 'normal',
      categories: { tests: { maxAuditorAttempts: 2, incidentTokenCap: 5_000 } },
    };
    const found = suggested(many(20), document);
    expect(found.document).toEqual({
      safetyProfile: 'normal',
      categories: { tests: { maxAuditorAttempts: 2, incidentTokenCap: 10_000, maxBuilderAttempts: 1 } },
    });
    expect(found.differences).toEqual([
      { path: 'categories.tests.incidentTokenCap', before: '5000', after: '10000' },
      { path: 'categories.tests.maxBuilderAttempts', before: '3', after: '1' },
    ]);
    expect(found.reasons.map(({ code, source }) => [code, source])).toEqual([
      ['suggested_token_cap', 'O5'],
      ['suggested_builder_attempts', 'O5'],
    ]);
    expect(found.reasons[0]!.message).toMatch('Of 20 phases, 95 of 100 used at most 8000 tokens');
    expect('faults' in readRuleset(found.document)).toBe(false);
  });

  test('X5: with too little evidence there are no differences, and it says so', () => {
    for (const phases of [[], many(19)]) {
      const { document, differences, reasons } = suggested(phases, { safetyProfile: 'normal' });
      expect([document, differences]).toEqual([{ safetyProfile: 'normal' }, []]);
      expect(reasons).toMatchObject([
        { code: 'too_little_evidence', message: expect.stringMatching(/Too little evidence/) },
      ]);
    }
  });

  test('X5: a line that holds for kinds with too little evidence is not lowered, but raised if others need it', () => {
    const rare = many(2, { complexity: 'MEDIUM' });
    expect(suggested([...many(20), ...rare]).differences).toEqual([]);
    expect(suggested([...many(20, { tokensUsed: 400_000 }), ...rare]).differences).toMatchObject([
      { path: 'categories.tests.incidentTokenCap', before: '300000', after: '500000' },
    ]);
    // A category without defaults of its own shares `defaults.phase` with phases that have none.
    const none = many(20, { taskCategory: null });
    expect(suggested(none).differences[0]).toMatchObject({ path: 'defaults.phase.incidentTokenCap', after: '10000' });
    expect(suggested([...none, ...many(2, { taskCategory: 'odd' })]).differences).toEqual([]);
  });

  test('X5: what is as it should be is said; a category may have any name', () => {
    const own = { maxBuilderAttempts: 1, incidentTokenCap: 10_000 };
    expect(suggested(many(20), { categories: { tests: own } })).toMatchObject({
      ...{ differences: [], reasons: [{ code: 'as_calibrated' }] },
    });
    const { document } = suggested(many(20, { taskCategory: 'constructor' }));
    expect(document).toEqual({ categories: { constructor: { incidentTokenCap: 10_000, maxBuilderAttempts: 1 } } });
  });
});
