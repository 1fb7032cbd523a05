/**
 * `run_summary.md`: the run row, and its tiers as lines (F4: never its phases). Made of rows alone (F1): the same rows
 * give the same bytes.
 */
import { type Budget, openPhases, type RunFacts, type RunFailure, type TierFacts } from '../../model/facts.js';
import { integrationBranch } from '../../model/ref-names.js';
import { isRunTerminal } from '../../model/run-state.js';
import { isWaiting } from '../../model/waiting.js';
import { cleanliness, cleanlinessReasons, debtStatus, runTokens } from '../../rules/budget/budgets.js';
import { isEligibleByItself } from '../../rules/promotion/blockers.js';
import { blocks, fenced, inline, instant, table } from '../../text/markdown.js';
import { baseWords } from '../parts/base-words.js';
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
import { firstLines, leftOut, type Window } from '../parts/window.js';
import { openIssueLines, promotedWords, type RunStory, setbackBlocks } from './run-story.js';

export interface RunView {
  readonly run: RunFacts;
  /** The newest run that continues its plan (P11); null: none does. */
  readonly continuedByRunId: string | null;
  readonly story: RunStory;
  readonly tiers: Window<TierFacts>;
  /** How many tiers of the run are not clean. */
  readonly uncleanTiers: number;
  /**
   * If there are any: one of them, and one whose minor issues are over its tolerance before others. It decides B7 and
   * M1.
   */
  readonly uncleanWitness: TierFacts | null;
}

export function runSummary(view: RunView): string {
  const { run, tiers, uncleanTiers } = view;
  const judged = view.uncleanWitness ? [view.uncleanWitness] : [];
  const debt = debtStatus(run, judged);
  const eligible = isEligibleByItself(run, judged);
  const budgets = budgetsRendered(run);
  const front = frontMatter({
    document: 'run_summary',
    run_version: run.version,
    run_id: run.runId,
    project_id: run.projectId,
    state: run.state,
    terminal: isRunTerminal(run.state),
    safety_profile: run.safetyProfile,
    run_scope: run.runScope,
    previous_run_id: run.previousRunId,
    next_run_id: run.nextRunId,
    continues_run_id: run.continuesRunId,
    continued_by_run_id: view.continuedByRunId,
    tier_count: run.tierCount,
    tiers_not_clean: uncleanTiers,
    ...countFields(run),
    budgets,
    max_duration_minutes: run.maxDurationMinutes,
    ...branchFields(run),
    ci_runs_used: run.ciRunsUsed,
    ...issueFields(run),
    debt_status: debt,
    promotion_eligible_to_main: eligible,
    promoted_to: view.story.promoted?.branch ?? null,
    promoted_commit: view.story.promoted?.commit ?? null,
    failure_rule: run.failure?.rule ?? null,
    failure_reason: run.failure?.reasons[0]?.code ?? null,
    created_at: run.createdAt,
    started_at: run.startedAt,
    deadline_at: run.deadlineAt,
    completed_at: run.completedAt,
    changed_at: run.changedAt,
  });
  return blocks(
    front,
    `# Run \`${run.runId}\``,
    `**${run.state}**. ${progress(run)}`,
    `Project \`${run.projectId}\`, profile ${run.safetyProfile}, scope ${run.runScope}.`,
    linked(run),
    continued(view),
    table(
      ['Created', 'Started', 'Deadline', 'Completed'],
      [[run.createdAt, run.startedAt, run.deadlineAt, run.completedAt].map(instant)],
    ),
    took(run),
    '## Budgets',
    budgetTable(budgets),
    `The run may last ${run.maxDurationMinutes} minutes. CI runs: ${run.ciRunsUsed}.`,
    ...branchBlocks(run),
    '## Issues',
    `${issueCounts(run)} Debt status: ${debt}.`,
    openIssueLines(view.story),
    '## Tiers',
    run.tierCount === 0 ? 'No tier yet.' : `${run.tierCount} tiers, ${uncleanTiers} not clean.`,
    run.tierCount === 0 ? null : tierTable(tiers.rows),
    leftOut(tiers, 'tiers'),
    ...setbackBlocks(view.story),
    ...(run.failure ? failureBlocks(run.failure) : []),
    '## Promotion',
    view.story.promoted ? promotedWords(view.story.promoted) : eligible ? eligibleWords(run) : 'Not eligible to main.',
    '## Last change',
    `Version ${run.version}, ${instant(run.changedAt)}.`,
  );
}

/** Minutes from its start to its end; nothing of a run that lives, since no document shows a clock (F3). */
function took({ startedAt, completedAt }: RunFacts): string | null {
  return startedAt === null || completedAt === null
    ? null
    : `It took ${minutesBetween(startedAt, completedAt)} minutes.`;
}

/** The place of a linked run among those that one plan became (P10). */
function linked(run: RunFacts): string | null {
  if (run.previousRunId === null && run.nextRunId === null) return null;
  const before =
    run.previousRunId === null
      ? null
      : `follows run \`${run.previousRunId}\`${isWaiting(run) ? ' and waits for it' : ''}`;
  const behind = run.nextRunId === null ? null : `is followed by run \`${run.nextRunId}\``;
  return `It ${[before, behind].filter((part) => part !== null).join(', and ')}.`;
}

/** The run that it continues, and the one that continues it (P11). */
function continued({ run, continuedByRunId }: RunView): string | null {
  const before = run.continuesRunId === null ? null : `continues run \`${run.continuesRunId}\``;
  const behind = continuedByRunId === null ? null : `is continued by run \`${continuedByRunId}\``;
  const parts = [before, behind].filter((part) => part !== null);
  return parts.length === 0 ? null : `It ${parts.join(', and ')}.`;
}

/** Of a run without a repository there is nothing to say (G6). Where the repository lies is the server's business. */
const branchFields = (run: RunFacts): Readonly<Record<string, string | number | null>> =>
  run.repositoryPath === null
    ? {}
    : {
        integration_branch: integrationBranch(run.runId),
        base_commit: run.baseCommit,
        head_commit: run.headCommit,
        snapshots: snapshots(run),
      };

/** Every phase that is COMPLETE has its tag (G4). */
const snapshots = (run: RunFacts): number => run.phasesComplete;

function branchBlocks(run: RunFacts): string[] {
  if (run.repositoryPath === null) return [];
  const code = (text: string | null): string => (text === null ? '—' : `\`${text}\``);
  const row = [code(integrationBranch(run.runId)), code(run.baseCommit), code(run.headCommit), `${snapshots(run)}`];
  const putBack =
    run.refsPutBack.length === 0
      ? []
      : [`Deleted by somebody while the run lived, and put back: ${run.refsPutBack.map(code).join(', ')}.`];
  const base = baseWords(run);
  return [
    '## Branch',
    table(['Branch', 'Base commit', 'Last snapshot', 'Snapshots'], [row]),
    ...putBack,
    ...(base === null ? [] : [base]),
  ];
}

/** Of the run's budgets those that need no clock: the deadline represents the minutes (F3). */
const budgetsRendered = (run: RunFacts): Budget[] => [
  runTokens(run),
  { scope: 'RUN', name: 'max_phases', limit: run.maxPhases, used: run.phaseCount },
  { scope: 'RUN', name: 'max_minor_issues_total', limit: run.maxMinorIssuesTotal, used: run.minorIssuesCount },
];

const tierTable = (tiers: readonly TierFacts[]): string =>
  table(
    ['#', 'Tier', 'Name', 'State', 'Phases ended', 'Tokens', 'Cleanliness', 'Reasons'],
    tiers.map((tier) => [
      `${tier.tierIndex}`,
      `\`${tier.tierId}\``,
      inline(tier.name),
      tier.state,
      `${tier.phaseCount - openPhases(tier)}/${tier.phaseCount}`,
      `${tier.tokensUsed}/${tier.tokenCap}`,
      cleanliness(tier),
      cleanlinessReasons(tier)
        .map(({ code }) => `\`${code}\``)
        .join(', '),
    ]),
  );

function failureBlocks(failure: RunFailure): string[] {
  const { rule, message, budget, tierId, phaseId } = failure;
  const reasons = firstLines(failure.reasons);
  const where = [
    `Rule ${rule}`,
    ...(tierId === undefined ? [] : [`tier \`${tierId}\``]),
    ...(phaseId === undefined ? [] : [`phase \`${phaseId}\``]),
  ].join(', ');
  return [
    '## Failure',
    `${where}.`,
    fenced(message),
    ...(budget ? [`Budget: ${budget.scope} \`${budget.name}\` ${budget.used}/${budget.limit}.`] : []),
    reasons.rows.map(reasonLine).join('\n'),
    leftOut(reasons, 'reasons') ?? '',
  ];
}

/** Another run's promotion is no part of this document (F3). */
const eligibleWords = ({ previousRunId }: RunFacts): string =>
  previousRunId === null ? 'Eligible to main.' : `Eligible to main, if run \`${previousRunId}\` is promoted.`;
