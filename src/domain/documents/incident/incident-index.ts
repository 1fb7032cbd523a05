/**
 * `incident/README.md`: why a run failed, for a reader who did not follow it (C4): what happened, where, how it got
 * there, what was tried and what to do next. Every list is cut (F4), so that the pack is small for every run; the files
 * that it names hold what is cut.
 */
import type { RunFailure } from '../../model/facts.js';
import { phaseBudgets } from '../../rules/budget/budgets.js';
import { blocks, cut, fenced, inline, inlineCode, instant, table } from '../../text/markdown.js';
import { eventLine } from '../parts/event-words.js';
import { phasePath, RUN_SUMMARY_PATH, tierPath } from '../parts/file-names.js';
import { frontMatter } from '../parts/front-matter.js';
import { budgetTable, progress, reasonLine } from '../parts/parts.js';
import { firstLines, leftOut, LIST_LINES, type Window } from '../parts/window.js';
import { attemptBlocks, tryLines } from '../parts/work-blocks.js';
import { RENDERED_FAILED_TESTS, type RenderedTry, workByPhase, type WorkView } from '../parts/work-view.js';
import { gitCommands, queries, wayOn, whatHelps } from './incident-advice.js';
import type { IncidentView, OpenIssue } from './incident-view.js';

const MESSAGE_CHARACTERS = 2_000;
const DESCRIPTION_CHARACTERS = 200;

type Blocks = readonly (string | null)[];

export function incidentIndex(view: IncidentView): string {
  const { run, phase, tier } = view;
  const { failure } = run;
  const work = phase && workByPhase(view.work)(phase);
  const front = frontMatter({
    document: 'incident_index',
    run_version: run.version,
    run_id: run.runId,
    project_id: run.projectId,
    state: run.state,
    failure_rule: failure?.rule ?? null,
    failure_reason: failure?.reasons[0]?.code ?? null,
    tier_id: tier?.tierId ?? null,
    phase_id: phase?.phaseId ?? null,
    open_issues: view.openIssues,
    started_at: run.startedAt,
    completed_at: run.completedAt,
  });
  return blocks(
    front,
    `# Why run \`${run.runId}\` failed`,
    ...happened(view, failure),
    ...where(view),
    ...(work ? attemptBlocks(withFewTests(work)) : []),
    ...(work ? lastCi(work) : []),
    ...howItGotThere(view),
    ...openIssues(view),
    ...next(view),
  );
}

function happened({ run, phase, tier }: IncidentView, failure: RunFailure | null): Blocks {
  const place = phase
    ? ` in phase \`${phase.phaseId}\` of tier \`${phase.tierId}\``
    : tier
      ? ` in tier \`${tier.tierId}\``
      : ', while no phase was at work';
  const when = run.startedAt === null ? 'It never started.' : `It started ${instant(run.startedAt)}.`;
  const rule = failure === null ? '' : `, by rule ${failure.rule}`;
  const ended = `It ended as **${run.state}** ${instant(run.completedAt)}${rule}${place}.`;
  const reasons = firstLines(
    failure?.reasons.map((reason) => ({ ...reason, message: cut(reason.message, MESSAGE_CHARACTERS) })) ?? [],
  );
  return [
    '## What happened',
    `${when} ${ended} ${progress(run)}`,
    failure && fenced(cut(failure.message, MESSAGE_CHARACTERS)),
    failure?.budget
      ? `Budget: ${failure.budget.scope} \`${failure.budget.name}\`, limit ${failure.budget.limit}, used ${failure.budget.used}.`
      : null,
    reasons.rows.map(reasonLine).join('\n'),
    leftOut(reasons, 'reasons'),
  ];
}

function where({ phase, tier }: IncidentView): Blocks {
  // A run that ended as a draft has its tiers and phases as files all the same.
  const links = [
    `the [run](../${RUN_SUMMARY_PATH})`,
    ...(tier ? [`its [tier](../${tierPath(tier)})`] : []),
    ...(phase ? [`the [phase](../${phasePath(phase)})`] : []),
  ];
  return [
    '## Where',
    `Read on in ${links.join(', ')}. The last events as data: [events.json](events.json).`,
    phase && `Phase \`${phase.phaseId}\`, ${inline(phase.name)}, is **${phase.state}**.`,
    phase && budgetTable(phaseBudgets(phase)),
    phase?.note ? fenced(cut(phase.note, MESSAGE_CHARACTERS)) : null,
  ];
}

/** A try's line names a few tests; the last commit's tests have a section of their own. */
function withFewTests(work: WorkView): WorkView {
  const few = (each: RenderedTry): RenderedTry => {
    const failed = each.failed.slice(0, RENDERED_FAILED_TESTS);
    return { ...each, failed, moreFailed: each.moreFailed + each.failed.length - failed.length };
  };
  return { ...work, tries: work.tries.map(few) };
}

/** The tries of the commit that CI saw last, with the tests that failed in any of them. */
function lastCi(work: WorkView): Blocks {
  const last = work.tries.at(-1);
  if (!last) return [];
  const tries = work.tries.filter((each) => each.attempt === last.attempt && each.round === last.round);
  const names = [...new Set(tries.flatMap((each) => each.failed))].sort();
  const rendered = firstLines(names);
  const ofMany = Math.max(...tries.map((each) => each.moreFailed));
  return [
    '## CI of the last commit',
    last.commit === null ? `Attempt ${last.attempt}, without a repository.` : `Commit \`${last.commit}\`.`,
    tryLines(withFewTests({ ...work, tries }).tries),
    names.length === 0 ? null : 'Tests that failed:',
    rendered.rows.map((testId) => `- ${inlineCode(cut(testId, DESCRIPTION_CHARACTERS))}`).join('\n'),
    leftOut(rendered, 'tests'),
    ofMany > 0 ? `*A try has ${ofMany} more: see its report.*` : null,
  ];
}

function howItGotThere({ run, events, skippedByEnd }: IncidentView): Blocks {
  const newest = events.slice(-LIST_LINES);
  const rendered: Window<unknown> = { rows: newest, before: run.version - skippedByEnd - newest.length, after: 0 };
  return [
    '## How it got there',
    newest.map(eventLine).join('\n'),
    leftOut(rendered, 'events'),
    skippedByEnd === 1 ? 'The end skipped one more phase or tier that was waiting; its event is left out.' : null,
    skippedByEnd > 1
      ? `The end skipped ${skippedByEnd} more phases and tiers that were waiting; their events are left out.`
      : null,
  ];
}

function openIssues({ issues, openIssues: count }: IncidentView): Blocks {
  if (count === 0) return ['## Open issues', 'None.'];
  const rows = issues.slice(0, LIST_LINES);
  return [
    '## Open issues',
    `${count} open; as data: [issues.json](issues.json).`,
    table(['Key', 'Severity', 'Phase', 'Category', 'Seen', 'Description'], rows.map(issueRow)),
    leftOut({ rows, before: 0, after: count - rows.length }, 'issues'),
  ];
}

const issueRow = (issue: OpenIssue): string[] => [
  inline(issue.issueKey),
  issue.effectiveSeverity === issue.severity
    ? issue.severity
    : `${issue.effectiveSeverity} (reported ${issue.severity})`,
  `\`${issue.phaseId}\``,
  inline(cut(issue.category, DESCRIPTION_CHARACTERS)),
  `${issue.occurrenceCount}`,
  issue.description === null ? '' : inline(cut(issue.description, DESCRIPTION_CHARACTERS)),
];

function next(view: IncidentView): Blocks {
  const { run, snapshot } = view;
  const commands = gitCommands(view);
  const branchState =
    run.headCommit === run.baseCommit || run.headCommit === null
      ? 'The run made no snapshot: its integration branch is where it began.'
      : `The integration branch goes back to the last snapshot, \`${run.headCommit}\`${snapshot?.tag ? ` (tag \`${snapshot.tag}\`)` : ''}.`;
  return [
    '## What to do next',
    whatHelps(view),
    `${wayOn(view)} The commands and queries below only look.`,
    ...(commands.length > 0
      ? [
          `${branchState} What was not completed is not on it; its patches are the files above. In the project’s repository:`,
          fenced(commands.join('\n')),
        ]
      : []),
    'On the API’s page:',
    fenced(queries(view).join('\n')),
  ];
}
