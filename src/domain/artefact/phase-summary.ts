/** `phases/phase_{NN}_{phase_id}.md`: the phase row and nothing else. */
import { issueState, phaseBudgets } from '../budget/budgets.js';
import type { PhaseFacts } from '../run/facts.js';
import { frontMatter } from './front-matter.js';
import { blocks, fenced, inline, inlineCode, instant, table } from './markdown.js';
import { budgetTable } from './parts.js';
import { firstLines, leftOut } from './window.js';

export function phaseSummary(phase: PhaseFacts): string {
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
    task_category: phase.taskCategory,
    complexity: phase.complexity,
    builder_mode: phase.builderMode,
    allow_noop: phase.allowNoop,
    budgets,
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
    table(['Started', 'Completed'], [[instant(phase.startedAt), instant(phase.completedAt)]]),
    phase.description ? fenced(phase.description) : null,
    ...(phase.note ? ['## Note', fenced(phase.note)] : []),
    '## Classification',
    table(
      ['Category', 'Complexity', 'Builder mode', 'No change allowed'],
      [[inline(phase.taskCategory ?? '—'), phase.complexity, phase.builderMode, phase.allowNoop ? 'yes' : 'no']],
    ),
    '## Attempts and budgets',
    budgetTable(budgets),
    ...listBlocks('Acceptance criteria', phase.acceptanceCriteria, 'criteria', inline),
    ...listBlocks('Allowed paths', phase.allowedPaths, 'paths', inlineCode),
    '## Issues',
    `${phase.minorIssuesCount} minor, ${phase.majorIssuesCount} major: ${issueState(phase)}.`,
    '## Last change',
    `Version ${phase.shownVersion}, ${instant(phase.shownAt)}.`,
  );
}

function listBlocks(title: string, entries: readonly string[], noun: string, render: (entry: string) => string): (string | null)[] {
  if (entries.length === 0) return [];
  const shown = firstLines(entries);
  return [`## ${title}`, shown.rows.map((entry) => `- ${render(entry)}`).join('\n'), leftOut(shown, noun)];
}
