/** What holds for every plan, ruleset and backlog: a strategy is compiled, always the same one, and never laxer for a stricter input. */
import canonicalize from 'canonicalize';
import * as fc from 'fast-check';

import type { Plan } from '../../src/domain/model/plan.js';
import { CI_PROFILES, COMPLEXITIES, SAFETY_PROFILES, SEVERITIES } from '../../src/domain/model/vocabulary.js';
import type { Ruleset } from '../../src/domain/rules/ruleset/ruleset.js';
import type { Strategy } from '../../src/domain/rules/strategy/strategy.js';
import { differences } from '../../src/domain/rules/strategy/strategy-difference.js';
import { CATEGORIES, compile, inputs, rulesets, small } from './strategy.arbitraries.js';

describe('every strategy', () => {
  test('P2: the same input gives the same canonical JSON, whatever the order of the backlog', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const distinct = [...new Map(input.agedIssues.map((issue) => [issue.issueKey, issue])).values()];
        const once = canonicalize(compile({ ...input, agedIssues: distinct }).strategy);
        expect(canonicalize(compile(structuredClone({ ...input, agedIssues: distinct.reverse() })).strategy)).toBe(
          once,
        );
      }),
    );
  });

  test('P2: is plain JSON, and holds the plan with what debt cleanup adds, every id once', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { strategy, tiers } = compile(input);
        expect(JSON.parse(JSON.stringify(strategy))).toEqual(strategy);
        expect(strategy.tiers.map((tier) => tier.tierId)).toEqual(tiers.map((tier) => tier.tierId));
        expect(strategy.phases.map((phase) => [phase.tierId, phase.phaseId])).toEqual(
          tiers.flatMap((tier) => tier.phases.map((phase) => [tier.tierId, phase.phaseId])),
        );
        expect(new Set(strategy.tiers.map((tier) => tier.tierId)).size).toBe(tiers.length);
        expect(new Set(strategy.phases.map((phase) => phase.phaseId)).size).toBe(strategy.phases.length);
        const planned = input.plan.tiers.flatMap((tier) => tier.phases).length;
        const added = strategy.debtCleanup.phases.length;
        expect(strategy.phases).toHaveLength(planned + added);
        if (added > 0) expect(strategy.phases.length).toBeLessThanOrEqual(strategy.run.maxPhases);
      }),
    );
  });

  test('P8: a SINGLE_TIER run never gets a second tier', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const plan: Plan = { ...input.plan, runScope: 'SINGLE_TIER', tiers: input.plan.tiers.slice(0, 1) };
        expect(compile({ ...input, plan }).tiers.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('P3: every value has one reason, with a source', () => {
    const snake = (path: string) =>
      path.replaceAll('.', '_').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const leaves = (value: object, path = ''): string[] =>
      Object.entries(value).flatMap(([key, part]) => {
        if (['reasons', 'tierId', 'phaseId', 'taskCategory', 'severityByCategory'].includes(key)) return [];
        const name = path === '' ? key : `${path}.${key}`;
        return typeof part === 'object' && part !== null && !Array.isArray(part) ? leaves(part, name) : [snake(name)];
      });
    fc.assert(
      fc.property(inputs, (input) => {
        const { strategy } = compile(input);
        for (const group of [strategy.run, ...strategy.tiers, ...strategy.phases, strategy.issues, strategy.policies]) {
          const codes = group.reasons.map((reason) => reason.code).filter((code) => code !== 'severity_by_category');
          const besides = group === strategy.run ? ['safety_profile', 'run_scope'] : [];
          expect([...codes].sort()).toEqual([...leaves(group), ...besides].sort());
          for (const reason of group.reasons) {
            expect(reason.message.length).toBeGreaterThan(0);
            expect(['default', 'ruleset v3', 'safety profile', 'plan', 'backlog']).toContain(reason.source);
          }
        }
        expect(strategy.debtCleanup.reasons.map((reason) => reason.code)).toEqual([
          'debt_cleanup_phases',
          'aged_issues',
          'max_phases',
        ]);
      }),
      { numRuns: 50 },
    );
  });

  test('P6: differs from itself in nothing', () => {
    fc.assert(
      fc.property(inputs, (input) => expect(differences(compile(input).strategy, compile(input).strategy)).toEqual([])),
    );
  });
});

/** Makes one value stricter, at a place that a random number picks. Null: there is no such value, or it is as strict as can be. */
type Tighten = (rules: Ruleset, pick: number) => Ruleset | null;

const rising =
  <T>(words: readonly T[]) =>
  (value: unknown): unknown =>
    words[words.indexOf(value as T) + 1];

const lower =
  (least: number) =>
  (value: unknown, pick: number): unknown =>
    (value as number) <= least ? undefined : Math.max(least, Math.floor((value as number) * ((pick % 97) / 100)));

const higher = (value: unknown): unknown => (value as number) + 1;

const PHASE_RULES: Record<string, (value: unknown, pick: number) => unknown> = {
  complexity: rising(COMPLEXITIES),
  ciProfile: rising(CI_PROFILES),
  maxBuilderAttempts: lower(1),
  maxAuditorAttempts: lower(1),
  incidentTokenCap: lower(1),
  autoApply: (value) => (value === true ? false : undefined),
};

const CATEGORY_RULES = { ...PHASE_RULES, severity: rising(SEVERITIES) };

const stricter: Record<string, (value: unknown, pick: number) => unknown> = {
  safetyProfile: rising(SAFETY_PROFILES),
  ...Object.fromEntries(
    ['tokenCap', 'maxPhases', 'maxDurationMinutes'].map((key) => [`defaults.run.${key}`, lower(1)]),
  ),
  ...Object.fromEntries(['maxMinorIssuesTotal', 'minorIssuesPerPhase'].map((key) => [`defaults.run.${key}`, lower(0)])),
  'defaults.tier.tokenCapMultiplier': (value, pick) => (value as number) * ((pick % 97) / 100 + 0.01),
  ...Object.fromEntries(['tokenCap', 'ciRunsPerPhase', 'ciRunCap'].map((key) => [`defaults.tier.${key}`, lower(1)])),
  ...Object.fromEntries(
    [
      'minorIssuesPerPhase.NORMAL',
      'minorIssuesPerPhase.SAFETY_CRITICAL',
      'maxMinorIssuesTolerated',
      'maxMajorIssuesTolerated',
    ].map((key) => [`defaults.tier.${key}`, lower(0)]),
  ),
  ...Object.fromEntries(Object.entries(PHASE_RULES).map(([key, tighten]) => [`defaults.phase.${key}`, tighten])),
  ...Object.fromEntries(
    ['normal.runs', 'normal.tiers', 'safetyCritical.runs', 'safetyCritical.tiers'].map((key) => [
      `aging.${key}`,
      lower(1),
    ]),
  ),
  'aging.resolvedAfterRuns': higher,
  'paths.protected': (value) => [...(value as string[]), 'z/**'],
  'paths.branches': (value) => [...(value as string[]), 'z'],
  ...Object.fromEntries(['maxBytes', 'maxUnpackedBytes', 'maxFiles'].map((key) => [`patch.${key}`, lower(1)])),
  'patch.maxDeletedLines': lower(0),
  'ci.tries.normal': lower(1),
  'ci.tries.strict': lower(1),
  'tokens.flatPerAttempt': higher,
};

const places: readonly (readonly [string, Tighten])[] = [
  ...Object.entries(stricter).map(
    ([path, tighten]) =>
      [path, (rules: Ruleset, pick: number) => changed(rules, path.split('.'), tighten, pick)] as [string, Tighten],
  ),
  ...Object.entries(CATEGORY_RULES).flatMap(([key, tighten]) =>
    CATEGORIES.map((category): [string, Tighten] => [
      `categories.${category}.${key}`,
      (rules, pick) => {
        const entry = rules.categories?.get(category);
        const now = entry && changed(entry, [key], tighten, pick);
        return now ? { ...rules, categories: new Map([...rules.categories!, [category, now]]) } : null;
      },
    ]),
  ),
];

function changed<T extends object>(
  within: T,
  path: string[],
  change: (value: unknown, pick: number) => unknown,
  pick: number,
): T | null {
  const [key, ...rest] = path;
  const value = (within as Record<string, unknown>)[key!];
  if (value === undefined) return null;
  const now = rest.length === 0 ? change(value, pick) : changed(value as object, rest, change, pick);
  return now === undefined || now === null ? null : { ...within, [key!]: now };
}

/** Which values of a strategy became laxer. More is laxer, but for what the second list names. */
function laxer(before: Strategy, after: Strategy): string[] {
  const care = (strategy: Strategy): Record<string, number> => {
    const { run, tiers, phases, issues, policies } = strategy;
    return {
      ...numbers('run', run),
      ...Object.assign({}, ...tiers.map((tier) => numbers(`tier ${tier.tierId}`, tier))),
      ...Object.assign(
        {},
        ...phases.map((phase) => ({
          ...numbers(`phase ${phase.phaseId}`, phase),
          [`phase ${phase.phaseId} complexity`]: -COMPLEXITIES.indexOf(phase.complexity),
          [`phase ${phase.phaseId} ci`]: -CI_PROFILES.indexOf(phase.ciProfile),
          [`phase ${phase.phaseId} autoApply`]: Number(phase.autoApply),
        })),
      ),
      'aging runs': issues.aging.runs,
      'aging tiers': issues.aging.tiers,
      'aging resolved': -issues.aging.resolvedAfterRuns,
      ...Object.fromEntries(
        Object.entries(issues.severityByCategory).map(([category, severity]) => [
          `severity ${category}`,
          -SEVERITIES.indexOf(severity),
        ]),
      ),
      ...numbers('patch', policies.patch),
      ...numbers('tries', policies.ci.tries),
      flat: -policies.tokens.flatPerAttempt,
      protected: -policies.paths.protected.length,
      branches: -policies.paths.branches.length,
    };
  };
  const [was, is] = [care(before), care(after)];
  return Object.keys(was).filter((key) => is[key]! > was[key]!);
}

const numbers = (name: string, values: object): Record<string, number> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (typeof value === 'number' ? [[`${name} ${key}`, value]] : [])),
  );

describe('P4: stricter in, never laxer out', () => {
  // Debt cleanup adds phases, and budgets follow the phases: it is compared by itself, below.
  const settled = inputs.map((input) => ({ ...input, debtCleanup: false }));

  test.each(places)('P4: a ruleset that tightens %s', (_, tighten) => {
    let tried = 0;
    fc.assert(
      fc.property(settled, rulesets, fc.nat(), (input, rules, pick) => {
        const tighter = tighten(rules, pick);
        fc.pre(tighter !== null);
        tried += 1;
        expect(laxer(compile({ ...input, rules }).strategy, compile({ ...input, rules: tighter }).strategy)).toEqual(
          [],
        );
      }),
      { numRuns: 20, maxSkipsPerRun: 1_000 },
    );
    expect(tried).toBeGreaterThan(0);
  });

  test('P4: the safety critical profile', () => {
    fc.assert(
      fc.property(settled, (input) => {
        const of = (safetyProfile: 'NORMAL' | 'SAFETY_CRITICAL') =>
          compile({ ...input, plan: { ...input.plan, safetyProfile } }).strategy;
        expect(laxer(of('NORMAL'), of('SAFETY_CRITICAL'))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('P4: a phase that asks for more complexity', () => {
    fc.assert(
      fc.property(settled, fc.nat(), (input, pick) => {
        const all = input.plan.tiers.flatMap((tier) => tier.phases);
        fc.pre(all.length > 0);
        const chosen = all[pick % all.length]!;
        const asking = (complexity: (typeof COMPLEXITIES)[number] | null) => ({
          ...input,
          plan: {
            ...input.plan,
            tiers: input.plan.tiers.map((tier) => ({
              ...tier,
              phases: tier.phases.map((phase) => (phase === chosen ? { ...phase, complexity } : phase)),
            })),
          },
        });
        const [none, low, medium, high] = [null, ...COMPLEXITIES].map(
          (complexity) => compile(asking(complexity)).strategy,
        );
        for (const [less, more] of [
          [none, low],
          [low, medium],
          [medium, high],
        ] as const) {
          expect(laxer(less!, more!)).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('P7: fewer aged issues that make cleanup due never give fewer cleanup phases', () => {
    fc.assert(
      fc.property(inputs, small(9), (input, limit) => {
        const count = (agedIssues: number) =>
          compile({ ...input, rules: { ...input.rules, debtCleanup: { ...input.rules?.debtCleanup, agedIssues } } })
            .strategy.debtCleanup.phases.length;
        expect(count(limit)).toBeGreaterThanOrEqual(count(limit + 1));
      }),
    );
  });
});
