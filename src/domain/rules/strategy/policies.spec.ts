import { inForce, reasonOf } from '../../../../test/support/domain/strategies.js';
import type { CiStep, Ruleset } from '../ruleset/ruleset.js';
import { policies, PROTECTED_BRANCHES, PROTECTED_PATHS } from './policies.js';

const of = (rules: Ruleset | null = null) => policies(inForce(rules));
const step = (name: string): CiStep => ({ name, argv: ['run', name] });

test('P1: what later steps obey where the ruleset says nothing', () => {
  const { reasons, paths: _, ...values } = of();
  expect(values).toEqual({
    patch: { maxBytes: 1_048_576, maxUnpackedBytes: 20_971_520, maxFiles: 200, maxDeletedLines: 200 },
    git: { lfs: false },
    commit: { author: null, subject: '{phase.name}' },
    ci: {
      profiles: { normal: [], strict: [] },
      tries: { normal: 3, strict: 2 },
      pausesSeconds: [5, 20],
      waitMinutes: 30,
      baseline: 'REQUIRED',
    },
    promotion: { testMerge: true },
    audit: { waitMinutes: 30 },
    leases: { expirySeconds: 120, hardDeadlineMinutes: 45 },
    environment: { pausesSeconds: [10, 60] },
    tokens: { flatPerAttempt: 0 },
  });
  expect(new Set(reasons.map((reason) => reason.source))).toEqual(new Set(['default']));
});

test('P1: what the ruleset says holds, and says so', () => {
  const rules: Ruleset = {
    patch: { maxBytes: 1, maxUnpackedBytes: 2, maxFiles: 3, maxDeletedLines: 0 },
    git: { lfs: true },
    commit: { author: 'Bot <bot@x.example>', subject: '{phase.id}' },
    ci: {
      profiles: { normal: [step('a')], strict: [step('b')] },
      tries: { normal: 5, strict: 4 },
      pausesSeconds: [1],
      waitMinutes: 2,
      baseline: 'DELTA',
    },
    promotion: { testMerge: false },
    audit: { waitMinutes: 3 },
    leases: { expirySeconds: 4, hardDeadlineMinutes: 5 },
    environment: { pausesSeconds: [6] },
    tokens: { flatPerAttempt: 7 },
    paths: { protected: ['infra/**'], branches: ['release'] },
  };
  const { reasons, paths, ...values } = of(rules);
  const { paths: _, ...ruled } = rules;
  expect(values).toEqual(ruled);
  expect(paths).toEqual({ protected: [...PROTECTED_PATHS, 'infra/**'], branches: [...PROTECTED_BRANCHES, 'release'] });
  expect(new Set(reasons.map((reason) => reason.source))).toEqual(new Set(['ruleset v3']));
});

describe('G2: what is always protected', () => {
  test('G2: git, CI configuration, hook managers, agent configuration, our own files', () => {
    for (const path of [
      '.git*',
      '.github/**',
      '.gitlab-ci.yml',
      '.circleci/**',
      'Jenkinsfile',
      'azure-pipelines.yml',
      '.husky/**',
      'lefthook.yml',
      '.pre-commit-config.yaml',
      '.claude/**',
      'CLAUDE.md',
      'AGENTS.md',
      '.codex/**',
      '.cursor/**',
      '.cursorrules',
      '.gemini/**',
      '.opencode/**',
      '.autonomous_runs/**',
    ]) {
      expect(PROTECTED_PATHS).toContain(path);
    }
    expect(PROTECTED_BRANCHES).toEqual(['main', 'master']);
  });

  test('G2: a ruleset adds to it and removes nothing, and naming a default again changes nothing', () => {
    const { paths, reasons } = of({ paths: { protected: [], branches: ['main'] } });
    expect(paths).toEqual({ protected: PROTECTED_PATHS, branches: PROTECTED_BRANCHES });
    expect(reasonOf({ reasons }, 'paths_branches')).toEqual({
      code: 'paths_branches',
      message: 'the default',
      source: 'default',
    });
  });
});

describe('V3: tries of one commit', () => {
  test.each([
    [{ normal: 1 }, { normal: 1, strict: 1 }],
    [{ normal: 2 }, { normal: 2, strict: 2 }],
    [{ normal: 9 }, { normal: 9, strict: 2 }],
    [{ strict: 9 }, { normal: 3, strict: 3 }],
    [
      { normal: 4, strict: 1 },
      { normal: 4, strict: 1 },
    ],
  ])('V3: with %j they are %j: strict CI never gets more than normal CI', (tries, expected) => {
    expect(of({ ci: { tries } }).ci.tries).toEqual(expected);
  });
});

describe('V1: a CI profile that the ruleset leaves out has the steps of the other one', () => {
  test.each([
    [{ normal: [step('a')] }, ['a'], ['a']],
    [{ strict: [step('b')] }, ['b'], ['b']],
    [{ normal: [step('a')], strict: [step('b')] }, ['a'], ['b']],
    [{ normal: [], strict: [step('b')] }, [], ['b']],
  ])('V1: %j', (profiles, normal, strict) => {
    const { ci } = of({ ci: { profiles } });
    expect([ci.profiles.normal, ci.profiles.strict].map((steps) => steps.map((each) => each.name))).toEqual([
      normal,
      strict,
    ]);
  });

  test('P3: the reason says so', () => {
    expect(reasonOf(of({ ci: { profiles: { normal: [step('a')] } } }), 'ci_profiles_strict')).toEqual({
      code: 'ci_profiles_strict',
      message: 'the steps of normal, because none are named for strict',
      source: 'ruleset v3',
    });
  });
});
