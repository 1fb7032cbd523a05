/** How the issues of a run are judged: frozen with its strategy, so that it does not change its mind half way (Q5). */
import type { Reason } from '../../model/refusal.js';
import type { Severity } from '../../model/vocabulary.js';
import { agingOf, agingReasons } from './aging-thresholds.js';
import { BACKLOG, DEFAULT, originOf, type RulesInForce } from './rules-in-force.js';
import type { AgedIssue, IssuePolicy } from './strategy.js';

/** High-risk work: the issue category of a task category. Issues of these categories are major by default. */
export const ISSUE_CATEGORY_OF_TASK_CATEGORY: ReadonlyMap<string, string> = new Map([
  ['cross_cutting_refactor', 'cross_cutting_refactor'],
  ['index_registry_maintenance', 'index_registry_change'],
  ['schema_change', 'schema_contract_change'],
  ['bulk_operation', 'bulk_multi_file_operation'],
  ['security_auth', 'security_auth_change'],
  ['external_feature_reuse', 'external_feature_reuse'],
  ['external_code_intake', 'external_code_intake'],
]);

export function issuePolicy(agedIssues: readonly AgedIssue[], rules: RulesInForce): IssuePolicy {
  const agedKeys = [...new Set(agedIssues.map((issue) => issue.issueKey))].sort();
  const severities = severitiesOf(rules);
  return {
    agedKeys,
    severityByCategory: Object.fromEntries(severities.map(([category, severity]) => [category, severity])),
    aging: agingOf(rules.rules, rules.safetyProfile),
    reasons: [
      {
        code: 'aged_keys',
        message: `${agedKeys.length} issues of the backlog have reached the age of a major one`,
        source: BACKLOG,
      },
      ...agingReasons(rules),
      ...severities.map(([category, severity, source]): Reason => ({
        code: 'severity_by_category',
        message: `${category}: ${severity}, ${originOf(source)}`,
        source,
      })),
    ],
  };
}

/** The severity of an issue that names none (Q1). */
export function severityFor(category: string | null, severityByCategory: Readonly<Record<string, Severity>>): Severity {
  return category !== null && Object.hasOwn(severityByCategory, category) ? severityByCategory[category]! : 'MINOR';
}

/**
 * A ruleset's entry under a task category holds for the issue category that the table joins to it; under any other word
 * for that word. Where a ruleset names both, the issue category's own entry wins. Sorted by category.
 */
function severitiesOf({ rules, rulesetName }: RulesInForce): [category: string, severity: Severity, source: string][] {
  const byCategory = new Map<string, [Severity, string]>();
  for (const category of ISSUE_CATEGORY_OF_TASK_CATEGORY.values()) byCategory.set(category, ['MAJOR', DEFAULT]);
  const stated = [...(rules.categories ?? [])].filter(([, { severity }]) => severity !== undefined);
  for (const [word, { severity }] of stated) {
    const joined = ISSUE_CATEGORY_OF_TASK_CATEGORY.get(word);
    if (joined !== undefined) byCategory.set(joined, [severity!, rulesetName]);
  }
  for (const [word, { severity }] of stated) {
    if (!ISSUE_CATEGORY_OF_TASK_CATEGORY.has(word)) byCategory.set(word, [severity!, rulesetName]);
  }
  return [...byCategory]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([category, [severity, source]]) => [category, severity, source]);
}
