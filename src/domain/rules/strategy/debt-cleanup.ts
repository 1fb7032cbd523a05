/**
 * Debt cleanup (P7): when enough minor issues of the backlog have aged, phases that clean them up are added at the end
 * of the plan, in a tier of their own or, in a SINGLE_TIER run, in its tier. They count for every budget like the
 * phases of the author.
 */
import { LIST_MAX_ENTRIES } from '../../model/identity.js';
import type { PlannedPhase, PlannedTier } from '../../model/plan.js';
import { phaseCountOf } from '../../model/plan.js';
import type { Reason } from '../../model/refusal.js';
import { BACKLOG, chosen, originOf, reasonFor, type RulesInForce } from './rules-in-force.js';
import type { AgedIssue, DebtCleanupPhase } from './strategy.js';

const AGED_ISSUES = 3;
const MAX_PHASES = 2;
const TASK_CATEGORY = 'debt_cleanup';
const TIER_ID = 'debt-cleanup';

export interface DebtCleanup {
  /** The plan's tiers and what was added. */
  readonly tiers: readonly PlannedTier[];
  readonly phases: readonly DebtCleanupPhase[];
  readonly reasons: readonly Reason[];
}

export interface DebtCleanupInput {
  readonly tiers: readonly PlannedTier[];
  readonly agedIssues: readonly AgedIssue[];
  /** Of the run; the plan's phases and the cleanup's stay within it. */
  readonly maxPhases: number;
  /** False in every linked run but the last one (P10). */
  readonly wanted: boolean;
}

export function addDebtCleanup(input: DebtCleanupInput, rules: RulesInForce): DebtCleanup {
  const own = rules.rules.debtCleanup;
  const limit = chosen(rules, own?.agedIssues, AGED_ISSUES);
  const mostPhases = chosen(rules, own?.maxPhases, MAX_PHASES);
  const aged = agedMinors(input.agedIssues);
  const due = Math.min(mostPhases.value, Math.floor(aged.length / Math.max(1, limit.value)));
  const room = Math.max(0, input.maxPhases - phaseCountOf(input.tiers));
  const count = Math.min(due, room);

  const why = (message: string): Reason => ({ code: 'debt_cleanup_phases', message, source: BACKLOG });
  const bounds = [reasonFor('aged_issues', limit), reasonFor('max_phases', mostPhases)];
  const none = (message: string): DebtCleanup => ({
    tiers: input.tiers,
    phases: [],
    reasons: [why(`none: ${message}`), ...bounds],
  });
  const found = `${aged.length} aged minor issues`;
  if (aged.length < limit.value) return none(`${found}, and cleanup is due at ${limit.value}`);
  if (mostPhases.value === 0) return none(`no phase may be added, ${originOf(mostPhases.source)}`);
  if (!input.wanted) return none(`${found} make it due, and it belongs to the last linked run`);
  if (room === 0) return none(`${found} make it due, but the plan leaves no room within ${input.maxPhases} phases`);

  const lists = shares(aged, count);
  const later = aged.length - lists.flat().length;
  const phaseIds = freeIds(input.tiers, count);
  const planned = lists.map((list, i) => cleanupPhase(phaseIds[i]!, i, list, later));
  const { tiers, tierId } = appended(input.tiers, planned, rules);
  const short = count < due ? `; ${due} are due, but there is no more room within ${input.maxPhases} phases` : '';
  return {
    tiers,
    phases: lists.map((list, i) => ({ phaseId: phaseIds[i]!, tierId, issueKeys: list.map((issue) => issue.issueKey) })),
    reasons: [why(`${count}, because ${found} reach the limit of ${limit.value}${short}`), ...bounds],
  };
}

/** Issues that are major by themselves are no debt. Each key once, the oldest first, then by key. */
function agedMinors(agedIssues: readonly AgedIssue[]): AgedIssue[] {
  const sorted = agedIssues
    .filter((issue) => issue.baseSeverity === 'MINOR')
    .sort((a, b) => b.ageInRuns - a.ageInRuns || b.ageInTiers - a.ageInTiers || (a.issueKey < b.issueKey ? -1 : 1));
  const seen = new Set<string>();
  return sorted.filter(({ issueKey }) => !seen.has(issueKey) && seen.add(issueKey));
}

/**
 * The oldest issues in as many lists as there are phases, as even as can be, the first list the oldest. A phase's
 * description lists its keys one by one and answers for them (Q6), so it gets no more than it can list; the rest waits
 * for a later run.
 */
function shares(aged: readonly AgedIssue[], count: number): AgedIssue[][] {
  const taken = aged.slice(0, count * LIST_MAX_ENTRIES);
  return Array.from({ length: count }, (_, i) =>
    taken.slice(Math.ceil((taken.length * i) / count), Math.ceil((taken.length * (i + 1)) / count)),
  );
}

function cleanupPhase(phaseId: string, index: number, issues: readonly AgedIssue[], later: number): PlannedPhase {
  const rest = later === 0 ? '' : ` ${later} more aged issues are left for a later run.`;
  return {
    phaseId,
    name: `Debt cleanup ${index + 1}`,
    description:
      `Clean up ${issues.length} minor issues of the backlog that were seen in several runs: find the cause of each issue that the ` +
      `acceptance criteria name, and remove it without changing what the software does otherwise. An issue that is already gone needs ` +
      `no change.${rest}`,
    taskCategory: TASK_CATEGORY,
    complexity: null,
    builderMode: null,
    allowedPaths: [],
    acceptanceCriteria: issues.map(({ issueKey }) => `The issue ${issueKey} is not found again.`),
    allowNoop: true,
  };
}

function appended(
  tiers: readonly PlannedTier[],
  phases: readonly PlannedPhase[],
  rules: RulesInForce,
): { tiers: readonly PlannedTier[]; tierId: string } {
  const last = tiers.at(-1);
  if (rules.runScope === 'SINGLE_TIER' && last) {
    return { tiers: [...tiers.slice(0, -1), { ...last, phases: [...last.phases, ...phases] }], tierId: last.tierId };
  }
  const tierId = freeId(TIER_ID, new Set(tiers.map((tier) => tier.tierId)));
  return { tiers: [...tiers, { tierId, name: 'Debt cleanup', description: null, phases }], tierId };
}

/** Two of them never meet: a suffix begins with "-", the next number does not. */
function freeIds(tiers: readonly PlannedTier[], count: number): string[] {
  const taken = new Set(tiers.flatMap((tier) => tier.phases.map((phase) => phase.phaseId)));
  return Array.from({ length: count }, (_, i) => freeId(`debt-${i + 1}`, taken));
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n += 1) id = `${wanted}-${n}`;
  return id;
}
