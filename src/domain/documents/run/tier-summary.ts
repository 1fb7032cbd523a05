/** `tiers/tier_{NN}_{name}.md`: the tier row, and its phases as lines. */
import type { PhaseFacts, TierFacts } from '../../model/facts.js';
import { cleanliness, cleanlinessReasons, tierBudgets } from '../../rules/budget/budgets.js';
import { blocks, fenced, inline, instant, table } from '../../text/markdown.js';
import { frontMatter } from '../parts/front-matter.js';
import {
  budgetTable,
  countFields,
  issueCounts,
  issueFields,
  minutesBetween,
  progress,
  reasonLine,
} from '../parts/parts.js';
import { leftOut, type Window } from '../parts/window.js';

/** What a tier's document shows of a phase. */
export type PhaseLine = Pick<
  PhaseFacts,
  | 'phaseId'
  | 'phaseIndex'
  | 'name'
  | 'state'
  | 'builderAttempts'
  | 'maxBuilderAttempts'
  | 'tokensUsed'
  | 'incidentTokenCap'
  | 'startedAt'
  | 'completedAt'
>;

export interface TierView {
  readonly tier: TierFacts;
  readonly phases: Window<PhaseLine>;
}

export function tierSummary({ tier, phases }: TierView): string {
  const budgets = tierBudgets(tier);
  const reasons = cleanlinessReasons(tier);
  const front = frontMatter({
    document: 'tier_summary',
    run_version: tier.shownVersion,
    run_id: tier.runId,
    tier_id: tier.tierId,
    tier_index: tier.tierIndex,
    name: tier.name,
    state: tier.state,
    cleanliness: cleanliness(tier),
    ...countFields(tier),
    budgets,
    ...issueFields(tier),
    started_at: tier.startedAt,
    completed_at: tier.completedAt,
    changed_at: tier.shownAt,
  });
  return blocks(
    front,
    `# Tier ${inline(tier.name)} (\`${tier.tierId}\`)`,
    `**${tier.state}**. ${progress(tier)}`,
    table(['Started', 'Completed'], [[instant(tier.startedAt), instant(tier.completedAt)]]),
    tier.description ? fenced(tier.description) : null,
    '## Phases',
    tier.phaseCount === 0 ? 'No phase yet.' : phaseTable(phases.rows),
    leftOut(phases, 'phases'),
    '## Budgets',
    budgetTable(budgets),
    '## Issues',
    issueCounts(tier),
    '## Cleanliness',
    reasons.length === 0 ? 'CLEAN.' : `NOT_CLEAN:\n\n${reasons.map(reasonLine).join('\n')}`,
    '## Last change',
    `Version ${tier.shownVersion}, ${instant(tier.shownAt)}.`,
  );
}

const phaseTable = (phases: readonly PhaseLine[]): string =>
  table(
    ['#', 'Phase', 'Name', 'State', 'Attempts', 'Tokens', 'Minutes'],
    phases.map((phase) => [
      `${phase.phaseIndex}`,
      `\`${phase.phaseId}\``,
      inline(phase.name),
      phase.state,
      `${phase.builderAttempts}/${phase.maxBuilderAttempts}`,
      `${phase.tokensUsed}/${phase.incidentTokenCap}`,
      phase.startedAt === null || phase.completedAt === null ? '—' : minutesBetween(phase.startedAt, phase.completedAt),
    ]),
  );
