/**
 * `phases/phase_{NN}_{phase_id}.md`: the phase row, what the frozen strategy says of the phase, the work on it, and
 * nothing else.
 */
import type { PhaseFacts } from '../../model/facts.js';
import { issueState, phaseBudgets } from '../../rules/budget/budgets.js';
import type { PhaseStrategy } from '../../rules/strategy/strategy.js';
import { blocks, fenced, inline, inlineCode, instant, table } from '../../text/markdown.js';
import { frontMatter } from '../parts/front-matter.js';
import { budgetTable, reasonLine } from '../parts/parts.js';
import { waitingFields, waitingWords } from '../parts/waiting-words.js';
import { firstLines, leftOut } from '../parts/window.js';
import { attemptBlocks, snapshotBlocks } from '../parts/work-blocks.js';
import type { WorkView } from '../parts/work-view.js';

export interface PhaseView {
  readonly phase: PhaseFacts;
  /** Null: the run has no strategy, being older than strategies or having ended as a draft. */
  readonly strategy: PhaseStrategy | null;
  readonly work: WorkView;
}

export function phaseSummary({ phase, strategy, work }: PhaseView): string {
  const budgets = phaseBudgets(phase);
  const front = frontMatter({
    document: 'phase_summary',
    run_version: phase.shownVersion,
    run_id: phase.runId,
    phase_id: phase.phaseId,
    phase_index: phase.phaseIndex,
    tier_id: phase.tierId,
    name: phase.name,
    state: phase.state,
    ...waitingFields(phase),
    task_category: phase.taskCategory,
    complexity: phase.complexity,
    builder_mode: phase.builderMode,
    ...careFields(strategy),
    allow_noop: phase.allowNoop,
    budgets,
    attempts: phase.work.attempts,
    snapshot_commit: work.snapshot?.commit ?? null,
    snapshot_tag: work.snapshot?.tag ?? null,
    issue_state: issueState(phase),
    minor_issues_count: phase.minorIssuesCount,
    major_issues_count: phase.majorIssuesCount,
    started_at: phase.startedAt,
    completed_at: phase.completedAt,
    changed_at: phase.shownAt,
  });
  return blocks(
    front,
    `# Phase ${inline(phase.name)} (\`${phase.phaseId}\`)`,
    `**${phase.state}**. Phase ${phase.phaseIndex} of the run, in tier \`${phase.tierId}\`.`,
    waitingWords(phase),
    table(['Started', 'Completed'], [[instant(phase.startedAt), instant(phase.completedAt)]]),
    phase.description ? fenced(phase.description) : null,
    ...(phase.note ? ['## Note', fenced(phase.note)] : []),
    ...classification(phase, strategy),
    '## Attempts and budgets',
    budgetTable(budgets),
    ...attemptBlocks(work),
    ...snapshotBlocks(work.snapshot),
    ...listBlocks('Acceptance criteria', phase.acceptanceCriteria, 'criteria', inline),
    ...listBlocks('Allowed paths', phase.allowedPaths, 'paths', inlineCode),
    '## Issues',
    `${phase.minorIssuesCount} minor, ${phase.majorIssuesCount} major: ${issueState(phase)}.`,
    '## Last change',
    `Version ${phase.shownVersion}, ${instant(phase.shownAt)}.`,
  );
}

const careFields = (strategy: PhaseStrategy | null) =>
  strategy && {
    ci_profile: strategy.ciProfile,
    auto_apply: strategy.autoApply,
    auditor_profile: strategy.auditorProfile,
  };

/** The classification of the phase and the care that it gets, with the reasons (P3). */
function classification(phase: PhaseFacts, strategy: PhaseStrategy | null): string[] {
  const columns: readonly (readonly [string, string])[] = [
    ['Category', inline(phase.taskCategory ?? '—')],
    ['Complexity', phase.complexity],
    ['Builder mode', phase.builderMode],
    ...(strategy ? careColumns(strategy) : []),
    ['No change allowed', yesOrNo(phase.allowNoop)],
  ];
  const rendered = table(
    columns.map(([title]) => title),
    [columns.map(([, value]) => value)],
  );
  return ['## Classification', rendered, ...(strategy ? [strategy.reasons.map(reasonLine).join('\n')] : [])];
}

const careColumns = ({
  ciProfile,
  autoApply,
  auditorProfile,
}: PhaseStrategy): readonly (readonly [string, string])[] => [
  ['CI', ciProfile],
  ['Auto-apply', yesOrNo(autoApply)],
  ['Auditor', inline(auditorProfile)],
];

const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');

function listBlocks(
  title: string,
  entries: readonly string[],
  noun: string,
  render: (entry: string) => string,
): (string | null)[] {
  if (entries.length === 0) return [];
  const rendered = firstLines(entries);
  return [`## ${title}`, rendered.rows.map((entry) => `- ${render(entry)}`).join('\n'), leftOut(rendered, noun)];
}
