import { inForce, reasonOf } from '../../../../test/support/domain/strategies.js';
import { BUDGET_DEFAULTS } from '../../model/limits.js';
import type { SafetyProfile } from '../../model/vocabulary.js';
import type { TierRules } from '../ruleset/ruleset.js';
import { compileTier } from './compile-tier.js';
import { rulesInForce } from './rules-in-force.js';

const SIZE = { tierId: 't', phaseCount: 3, incidentTokens: 1_700_000 };
const compile = (tier: TierRules | null = null, safetyProfile: SafetyProfile = 'NORMAL', size = SIZE) =>
  compileTier(size, inForce(tier && { defaults: { tier } }, { safetyProfile }));

describe('S9: budgets of a tier follow from its phases', () => {
  test('S9: 3 × its incident tokens, 2 CI runs and 2 minor issues for each phase, and no major issue', () => {
    expect(compile()).toMatchObject({
      tierId: 't',
      tokenCap: 5_100_000,
      ciRunCap: 6,
      maxMinorIssuesTolerated: 6,
      maxMajorIssuesTolerated: 0,
    });
  });

  test('S9: a tier without phases has 0 of what is counted by the phase, and the major issues that are tolerated as such', () => {
    const none = { tierId: 't', phaseCount: 0, incidentTokens: 0 };
    for (const profile of ['NORMAL', 'SAFETY_CRITICAL'] as const) {
      const zero = { tokenCap: 0, ciRunCap: 0, maxMinorIssuesTolerated: 0 };
      expect(compile(null, profile, none)).toMatchObject({ ...zero, maxMajorIssuesTolerated: 0 });
      const bounds = { tokenCap: 9, ciRunCap: 9, maxMinorIssuesTolerated: 9, maxMajorIssuesTolerated: 2 };
      expect(compile(bounds, profile, none)).toMatchObject({ ...zero, maxMajorIssuesTolerated: 2 });
    }
  });

  test('P4: every factor of the server is configuration, not a literal in a rule', () => {
    const server = {
      ...BUDGET_DEFAULTS,
      tierTokenMultiplier: 1,
      ciRunsPerPhase: 5,
      minorIssuesPerPhaseOfTier: { NORMAL: 7, SAFETY_CRITICAL: 4 },
      majorIssuesPerTier: 2,
    };
    const of = (safetyProfile: SafetyProfile) =>
      compileTier(SIZE, rulesInForce(null, { safetyProfile, runScope: null }, server));
    expect(of('NORMAL')).toMatchObject({
      tokenCap: 1_700_000,
      ciRunCap: 15,
      maxMinorIssuesTolerated: 21,
      maxMajorIssuesTolerated: 2,
    });
    expect(of('SAFETY_CRITICAL').maxMinorIssuesTolerated).toBe(12);
  });
});

describe('B4: what a ruleset says of tiers', () => {
  test('B4: its factors', () => {
    const tier = compile({
      tokenCapMultiplier: 0.5,
      ciRunsPerPhase: 4,
      minorIssuesPerPhase: { NORMAL: 5 },
      maxMajorIssuesTolerated: 1,
    });
    expect(tier).toMatchObject({
      tokenCap: 850_000,
      ciRunCap: 12,
      maxMinorIssuesTolerated: 15,
      maxMajorIssuesTolerated: 1,
    });
    expect(tier.reasons.map((reason) => reason.source)).toEqual(Array(4).fill('ruleset v3'));
    expect(reasonOf(tier, 'token_cap')?.message).toBe('0.5 × 1700000 incident tokens, as ruleset v3 says');
  });

  test.each([
    ['tokenCap', 5_099_999, 5_099_999],
    ['tokenCap', 5_100_000, 5_100_000],
    ['tokenCap', 5_100_001, 5_100_000],
    ['ciRunCap', 5, 5],
    ['ciRunCap', 6, 6],
    ['ciRunCap', 7, 6],
    ['maxMinorIssuesTolerated', 0, 0],
    ['maxMinorIssuesTolerated', 5, 5],
    ['maxMinorIssuesTolerated', 7, 6],
  ] as const)('B4: its bound %s of %s gives %s', (budget, bound, value) => {
    const tier = compile({ [budget]: bound });
    expect(tier[budget]).toBe(value);
    const code = {
      tokenCap: 'token_cap',
      ciRunCap: 'ci_run_cap',
      maxMinorIssuesTolerated: 'max_minor_issues_tolerated',
    }[budget];
    const cut = compile()[budget] !== value;
    expect(reasonOf(tier, code)?.source).toBe(cut ? 'ruleset v3' : 'default');
  });

  test('B4: a multiplier never rounds a tier that has work down to nothing', () => {
    expect(compile({ tokenCapMultiplier: 0.000_000_1 }).tokenCap).toBe(1);
    expect(compile({ tokenCapMultiplier: 1.1 }, 'NORMAL', { ...SIZE, incidentTokens: 10 }).tokenCap).toBe(11);
  });

  test('B4: no budget passes the highest value that is allowed', () => {
    const tier = compile({ tokenCapMultiplier: 1_000, minorIssuesPerPhase: { NORMAL: 1_000_000 } }, 'NORMAL', {
      tierId: 't',
      phaseCount: 1_000,
      incidentTokens: 1_000 * 1_000_000_000_000,
    });
    expect(tier).toMatchObject({ tokenCap: 1_000_000_000_000, maxMinorIssuesTolerated: 1_000_000 });
  });
});

describe('P4: a safety critical tier', () => {
  test('P4: tolerates 1 minor issue for each phase, because of the profile; the rest is the same', () => {
    const tier = compile(null, 'SAFETY_CRITICAL');
    expect(tier).toMatchObject({
      tokenCap: 5_100_000,
      ciRunCap: 6,
      maxMinorIssuesTolerated: 3,
      maxMajorIssuesTolerated: 0,
    });
    expect(reasonOf(tier, 'max_minor_issues_tolerated')).toEqual({
      code: 'max_minor_issues_tolerated',
      message: '1 × 3 phases, because the run is SAFETY_CRITICAL',
      source: 'safety profile',
    });
  });

  test.each([
    [{ SAFETY_CRITICAL: 0 }, 0, 'ruleset v3'],
    [{ SAFETY_CRITICAL: 2 }, 6, 'ruleset v3'],
    [{ SAFETY_CRITICAL: 3 }, 6, 'default'],
    [{ NORMAL: 0 }, 0, 'ruleset v3'],
    [{ NORMAL: 1 }, 3, 'safety profile'],
    [{ NORMAL: 9 }, 3, 'safety profile'],
    [{ NORMAL: 4, SAFETY_CRITICAL: 5 }, 12, 'ruleset v3'],
  ])('P4: with %j never tolerates more than a normal one: %s, from the %s', (minorIssuesPerPhase, value, source) => {
    const tier = compile({ minorIssuesPerPhase }, 'SAFETY_CRITICAL');
    expect([tier.maxMinorIssuesTolerated, reasonOf(tier, 'max_minor_issues_tolerated')?.source]).toEqual([
      value,
      source,
    ]);
    expect(value).toBeLessThanOrEqual(compile({ minorIssuesPerPhase }).maxMinorIssuesTolerated);
  });
});
