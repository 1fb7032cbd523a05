/** How the issues of a run are judged that has no frozen strategy: an open draft. */
import { BUDGET_DEFAULTS } from '../../model/limits.js';
import { issuePolicy } from '../strategy/issue-policy.js';
import { rulesInForce } from '../strategy/rules-in-force.js';
import type { IssueRules } from './severity.js';

const { severityByCategory, aging } = issuePolicy(
  [],
  rulesInForce(null, { safetyProfile: null, runScope: null }, BUDGET_DEFAULTS),
);

export const DEFAULT_ISSUE_RULES: IssueRules = { severityByCategory, resolvedAfterRuns: aging.resolvedAfterRuns };
