import { anAgedBacklog, byCategory, inForce, reasonOf } from '../../../../test/support/domain/strategies.js';
import type { AgingRules, CategoryRules } from '../ruleset/ruleset.js';
import { agingOf } from './aging-thresholds.js';
import { ISSUE_CATEGORY_OF_TASK_CATEGORY, issuePolicy, severityFor } from './issue-policy.js';

/** The table of high-risk work, as docs/rules.md has it. */
const SPECIFIED = `
  cross_cutting_refactor     | cross_cutting_refactor    | major
  index_registry_maintenance | index_registry_change     | major
  schema_change              | schema_contract_change    | major
  bulk_operation             | bulk_multi_file_operation | major
  security_auth              | security_auth_change      | major
  external_feature_reuse     | external_feature_reuse    | major
  external_code_intake       | external_code_intake      | major
`;
const rows = SPECIFIED.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()) as [task: string, issue: string, severity: string]);
const severities = (rules: Parameters<typeof inForce>[0] = null) => issuePolicy([], inForce(rules)).severityByCategory;

describe('Q1: the severity of issues that name none', () => {
  test.each(rows)(
    'Q1: work of category %s is joined to issues of category %s, which are %s',
    (task, issue, severity) => {
      expect(ISSUE_CATEGORY_OF_TASK_CATEGORY.get(task)).toBe(issue);
      expect(severityFor(issue, severities())).toBe(severity.toUpperCase());
    },
  );

  test('Q1: there is no other row', () => {
    expect(Object.keys(severities()).sort()).toEqual(rows.map((row) => row[1]).sort());
    expect(ISSUE_CATEGORY_OF_TASK_CATEGORY.size).toBe(rows.length);
  });

  test.each(['style', 'schema_change', 'security_auth', '', '__proto__', 'constructor', null])(
    'Q1: else minor, as for %j',
    (category) => {
      expect(severityFor(category, severities())).toBe('MINOR');
    },
  );

  test.each(rows)('P1: a ruleset’s entry under the task category %s holds for the issue category %s', (task, issue) => {
    const ruled = severities(byCategory({ [task]: { severity: 'MINOR' } }));
    expect(severityFor(issue, ruled)).toBe('MINOR');
    expect(Object.keys(ruled)).toHaveLength(rows.length);
  });

  test('P1: under any other word it holds for that word', () => {
    const ruled = severities(
      byCategory({ style: { severity: 'MAJOR' }, schema_contract_change: { severity: 'MINOR' } }),
    );
    expect([severityFor('style', ruled), severityFor('schema_contract_change', ruled)]).toEqual(['MAJOR', 'MINOR']);
  });

  test('P1: the issue category’s own entry wins over its task category’s, in any order', () => {
    const task: [string, CategoryRules] = ['schema_change', { severity: 'MINOR' }];
    const issue: [string, CategoryRules] = ['schema_contract_change', { severity: 'MAJOR' }];
    for (const entries of [
      [task, issue],
      [issue, task],
    ]) {
      expect(severityFor('schema_contract_change', severities({ categories: new Map(entries) }))).toBe('MAJOR');
    }
  });

  test('P1: an entry without a severity changes none', () => {
    expect(severities(byCategory({ schema_change: { maxBuilderAttempts: 1 }, style: {} }))).toEqual(severities());
  });

  test('P1: names that JavaScript knows are names like any other', () => {
    const ruled = severities({ categories: new Map([['__proto__', { severity: 'MAJOR' }]]) });
    expect(severityFor('__proto__', ruled)).toBe('MAJOR');
    expect(severityFor('toString', ruled)).toBe('MINOR');
  });

  test('P3: each severity says where it comes from', () => {
    const { reasons } = issuePolicy([], inForce(byCategory({ style: { severity: 'MAJOR' } })));
    expect(reasons.filter((reason) => reason.code === 'severity_by_category')).toHaveLength(rows.length + 1);
    expect(reasons).toContainEqual({
      code: 'severity_by_category',
      message: 'style: MAJOR, as ruleset v3 says',
      source: 'ruleset v3',
    });
    expect(reasons).toContainEqual({
      code: 'severity_by_category',
      message: 'schema_contract_change: MAJOR, the default',
      source: 'default',
    });
  });
});

describe('Q4: thresholds of age', () => {
  test('Q4: normal 3 runs or 2 tiers, safety critical 2 or 1; Q6: resolved after 5 runs', () => {
    expect(agingOf(null, 'NORMAL')).toEqual({ runs: 3, tiers: 2, resolvedAfterRuns: 5 });
    expect(agingOf(null, 'SAFETY_CRITICAL')).toEqual({ runs: 2, tiers: 1, resolvedAfterRuns: 5 });
  });

  test.each<[AgingRules, [number, number], [number, number]]>([
    [{ normal: { runs: 7 } }, [7, 2], [2, 1]],
    [{ normal: { tiers: 9 } }, [3, 9], [2, 1]],
    [{ safetyCritical: { runs: 1 } }, [3, 2], [1, 1]],
    [{ safetyCritical: { runs: 3, tiers: 2 } }, [3, 2], [3, 2]],
  ])('Q4: with %j normal is %j, safety critical %j', (aging, normal, critical) => {
    const of = (profile: 'NORMAL' | 'SAFETY_CRITICAL') => {
      const { runs, tiers } = agingOf({ aging }, profile);
      return [runs, tiers];
    };
    expect([of('NORMAL'), of('SAFETY_CRITICAL')]).toEqual([normal, critical]);
  });

  test.each<AgingRules>([{ normal: { runs: 1, tiers: 1 } }, { safetyCritical: { runs: 9, tiers: 9 } }])(
    'P4: with %j a safety critical run is no more patient than a normal one',
    (aging) => {
      const [normal, critical] = [agingOf({ aging }, 'NORMAL'), agingOf({ aging }, 'SAFETY_CRITICAL')];
      expect(critical.runs).toBeLessThanOrEqual(normal.runs);
      expect(critical.tiers).toBeLessThanOrEqual(normal.tiers);
    },
  );

  test('P3: the thresholds say where they come from', () => {
    const of = (rules: Parameters<typeof inForce>[0], safetyProfile: 'NORMAL' | 'SAFETY_CRITICAL') =>
      reasonOf(issuePolicy([], inForce(rules, { safetyProfile })), 'aging_runs')?.source;
    expect(of(null, 'NORMAL')).toBe('default');
    expect(of(null, 'SAFETY_CRITICAL')).toBe('safety profile');
    expect(of({ aging: { safetyCritical: { runs: 1 } } }, 'SAFETY_CRITICAL')).toBe('ruleset v3');
  });
});

test('Q5: the keys that count as major are frozen, sorted, each once', () => {
  const backlog = [
    ...anAgedBacklog(3).reverse(),
    ...anAgedBacklog(1),
    ...anAgedBacklog(4, { baseSeverity: 'MAJOR' }).slice(3),
  ];
  const policy = issuePolicy(backlog, inForce());
  expect(policy.agedKeys).toEqual(['k00', 'k01', 'k02', 'k03']);
  expect(reasonOf(policy, 'aged_keys')?.source).toBe('backlog');
});
