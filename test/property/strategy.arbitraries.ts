/** Arbitrary rulesets, plans and backlogs, as property tests of strategies need them. */
import * as fc from 'fast-check';

import { BUDGET_MAXIMA } from '../../src/domain/model/limits.js';
import type { Plan, PlannedTier } from '../../src/domain/model/plan.js';
import {
  BUILDER_MODES,
  CI_PROFILES,
  COMPLEXITIES,
  RUN_SCOPES,
  SAFETY_PROFILES,
  SEVERITIES,
} from '../../src/domain/model/vocabulary.js';
import type { CategoryRules, PhaseRules, Ruleset } from '../../src/domain/rules/ruleset/ruleset.js';
import type { AgedIssue } from '../../src/domain/rules/strategy/strategy.js';
import { aPlannedPhase } from '../support/domain/builders.js';
import { compiled, v3 } from '../support/domain/strategies.js';

export const CATEGORIES = [
  'docs',
  'schema_change',
  'security_auth',
  'tests',
  'game_design',
  'style',
  'schema_contract_change',
  '__proto__',
];

const word = <T>(words: readonly T[]) => fc.constantFrom(...words);

const partly = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

export const small = (most: number, least = 1) => fc.integer({ min: least, max: most });

const phaseShape = {
  complexity: word(COMPLEXITIES),
  ciProfile: word(CI_PROFILES),
  maxBuilderAttempts: small(20),
  maxAuditorAttempts: small(20),
  incidentTokenCap: fc.oneof(small(1_000_000), fc.constant(BUDGET_MAXIMA.tokenCap)),
  autoApply: fc.boolean(),
  auditorProfile: word(['a', 'b']),
  builderMode: word(BUILDER_MODES),
  mayRemoveTests: fc.boolean(),
};

const thresholds = partly({ runs: small(9), tiers: small(9) });

export const rulesets: fc.Arbitrary<Ruleset> = partly<Required<Ruleset>>({
  version: small(9),
  safetyProfile: word(SAFETY_PROFILES),
  runScope: word(RUN_SCOPES),
  defaults: partly({
    run: partly({
      tokenCap: small(9_000_000),
      maxPhases: small(40),
      maxDurationMinutes: small(300),
      maxMinorIssuesTotal: small(50, 0),
      minorIssuesPerPhase: small(9, 0),
    }),
    tier: partly({
      tokenCapMultiplier: fc.oneof(small(1_000), fc.double({ min: 0.001, max: 5, noNaN: true })),
      tokenCap: small(9_000_000),
      ciRunsPerPhase: small(9),
      ciRunCap: small(50),
      minorIssuesPerPhase: partly({ NORMAL: small(9, 0), SAFETY_CRITICAL: small(9, 0) }),
      maxMinorIssuesTolerated: small(50, 0),
      maxMajorIssuesTolerated: small(9, 0),
    }),
    phase: partly<Required<PhaseRules>>(phaseShape),
  }),
  categories: fc
    .array(fc.tuple(word(CATEGORIES), partly<Required<CategoryRules>>({ ...phaseShape, severity: word(SEVERITIES) })), {
      maxLength: 6,
    })
    .map((entries) => new Map(entries)),
  aging: partly({ normal: thresholds, safetyCritical: thresholds, resolvedAfterRuns: small(9) }),
  debtCleanup: partly({ agedIssues: small(9), maxPhases: small(2, 0) }),
  paths: partly({ protected: fc.array(word(['x/**', 'y', '.git*'])), branches: fc.array(word(['x', 'main'])) }),
  git: partly({ lfs: fc.boolean() }),
  commit: partly({
    author: word(['A <a@x.example>', 'B <b@x.example>']),
    subject: word(['{phase.id}', '{phase.name}']),
  }),
  patch: partly({ maxBytes: small(9), maxUnpackedBytes: small(9), maxFiles: small(9), maxDeletedLines: small(9, 0) }),
  ci: partly({
    tries: partly({ normal: small(9), strict: small(9) }),
    pausesSeconds: fc.array(small(9, 0), { minLength: 1, maxLength: 3 }),
    waitMinutes: small(99),
    baseline: word(['REQUIRED', 'DELTA', 'OFF'] as const),
  }),
  promotion: partly({ testMerge: fc.boolean() }),
  audit: partly({ waitMinutes: small(99) }),
  leases: partly({ expirySeconds: small(99), hardDeadlineMinutes: small(99) }),
  environment: partly({ pausesSeconds: fc.array(small(9, 0), { minLength: 1, maxLength: 3 }) }),
  tokens: partly({ flatPerAttempt: small(99, 0) }),
});

const plannedTiers: fc.Arbitrary<PlannedTier[]> = fc
  .array(
    fc.array(
      fc.record({
        taskCategory: fc.option(word(CATEGORIES)),
        complexity: fc.option(word(COMPLEXITIES)),
        builderMode: fc.option(word(BUILDER_MODES)),
        phaseId: fc.option(word(['debt-1', 'debt-2', 'debt-1-2'])),
      }),
      { maxLength: 4 },
    ),
    { maxLength: 3 },
  )
  .map((tiers) => {
    const used = new Set<string>();
    return tiers.map((phases, t) => ({
      tierId: t === 1 ? 'debt-cleanup' : `t${t}`,
      name: 'Tier',
      description: null,
      phases: phases.map(({ phaseId, ...values }, p) => {
        const id = phaseId !== null && !used.has(phaseId) ? phaseId : `p${t}.${p}`;
        used.add(id);
        return aPlannedPhase(id, values);
      }),
    }));
  });

const plans: fc.Arbitrary<Plan> = fc.record({
  safetyProfile: fc.option(word(SAFETY_PROFILES)),
  runScope: fc.option(word(RUN_SCOPES)),
  tokenCap: fc.option(small(9_000_000)),
  maxPhases: fc.option(small(40)),
  maxDurationMinutes: fc.option(small(300)),
  tiers: plannedTiers,
});

const backlogs: fc.Arbitrary<AgedIssue[]> = fc.array(
  fc.record({
    issueKey: word(Array.from({ length: 20 }, (_, i) => `k${i}`)),
    category: word(CATEGORIES),
    baseSeverity: word(SEVERITIES),
    ageInRuns: small(5),
    ageInTiers: small(5),
  }),
  { maxLength: 25 },
);

export const inputs = fc.record({
  plan: plans,
  rules: fc.option(rulesets),
  agedIssues: backlogs,
  debtCleanup: fc.boolean(),
});

type Input = typeof inputs extends fc.Arbitrary<infer T> ? T : never;

export const compile = ({ plan, rules, agedIssues, debtCleanup }: Input) =>
  compiled({ plan, ruleset: rules && v3(rules), agedIssues, debtCleanup });
