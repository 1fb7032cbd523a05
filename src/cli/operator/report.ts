/** `autopack report runs`, `tiers` and `backlog`: counts of runs, cleanliness of tiers, and what issues are left (O1, O2, O3). */
import type { ResultOf } from '../../common/typed-document.js';
import { gql } from '../graphql/gql.js';
import { DEFAULT_PROJECT } from '../shared/default-project.js';
import { EXIT } from '../shared/exit-codes.js';
import { foldedLines } from '../shared/folded-lines.js';
import { type Output, printable } from '../shared/output.js';
import type { ServerOptions } from '../shared/server-address.js';
import { grouped } from '../shared/table.js';
import { clientOf, factLines, fitted, found, present } from './present.js';
import type { OfRun } from './run-show.js';

export interface ReportOptions extends ServerOptions {
  readonly project?: string;
}

const RUNS = gql(
  `query OperatorRunCounts($projectId: ID) { runCounts(projectId: $projectId) { state count projects { projectId count } } }`,
);
const TIERS = gql(`query OperatorTiers($runId: ID!) { run(runId: $runId) { runId state tiers {
  tierId name state cleanliness cleanlinessReasons { code message source } blocksPromotion minorIssuesCount
  maxMinorIssuesTolerated majorIssuesCount maxMajorIssuesTolerated tokensUsed tokenCap ciRunsUsed ciRunCap } } }`);
const ENTRY = gql(
  `fragment OperatorBacklogEntry on BacklogEntry { issueKey status baseSeverity occurrenceCount ageInRuns ageInTiers lastSeenRunId }`,
);
const BACKLOG = gql(
  `query OperatorBacklogSummary($projectId: ID!) { backlogSummary(projectId: $projectId) { total open needsCleanup
    topByRuns { ...OperatorBacklogEntry } topByTiers { ...OperatorBacklogEntry } topByOccurrences { ...OperatorBacklogEntry } } }`,
  ENTRY,
);

type Entry = ResultOf<typeof BACKLOG>['backlogSummary']['topByRuns'][number];

/** How many runs are in each state, of all projects or of one. */
export async function reportRuns(output: Output, { project: projectId, ...options }: ReportOptions): Promise<number> {
  const answer = await clientOf(options).request(RUNS, { projectId });
  const rows = answer.runCounts.map(({ state, count, projects }) => [
    state,
    grouped(count),
    projects.map((each) => `${each.projectId} ${grouped(each.count)}`).join(', '),
  ]);
  const lines = rows.length === 0 ? [] : fitted(output, ['STATE', 'RUNS', 'BY PROJECT'], rows, [2]);
  const total = answer.runCounts.reduce((sum, { count }) => sum + count, 0);
  const of = projectId === undefined ? '' : ` --project ${projectId}`;
  present(output, answer, [...lines, output.paint('dim', `${grouped(total)} runs`)], [`autopack run list${of}`]);
  return EXIT.ok;
}

/** Which tiers of a run are clean, why one is not, and whether it keeps the run from being promoted. */
export async function reportTiers(output: Output, { runId, ...options }: OfRun): Promise<number> {
  const answer = await clientOf(options).request(TIERS, { runId });
  const run = found(answer.run, `run "${runId}"`);
  const rows = run.tiers.map((tier) => [
    tier.tierId,
    tier.state,
    tier.cleanliness,
    tier.blocksPromotion ? 'yes' : 'no',
    `${tier.minorIssuesCount}/${tier.maxMinorIssuesTolerated}`,
    `${tier.majorIssuesCount}/${tier.maxMajorIssuesTolerated}`,
    `${tier.ciRunsUsed}/${tier.ciRunCap}`,
    tier.name,
  ]);
  const heading = ['TIER', 'STATE', 'CLEANLINESS', 'BLOCKS', 'MINOR', 'MAJOR', 'CI RUNS', 'NAME'];
  const reasons = run.tiers.flatMap(({ tierId, cleanlinessReasons }) =>
    cleanlinessReasons.flatMap(({ code, message }) =>
      foldedLines(printable(`${tierId}: ${message} (${code})`), output.columns),
    ),
  );
  const lines = fitted(output, heading, rows, [7]);
  present(output, { run }, [...lines, ...reasons], [`autopack run explain ${runId}`]);
  return EXIT.ok;
}

/** How many issues outlive the runs of a project, and which of them come again most often. */
export async function reportBacklog(
  output: Output,
  { project: projectId = DEFAULT_PROJECT, ...options }: ReportOptions,
): Promise<number> {
  const answer = await clientOf(options).request(BACKLOG, { projectId });
  const { total, open, needsCleanup, topByRuns, topByTiers, topByOccurrences } = answer.backlogSummary;
  const section = (title: string, entries: readonly Entry[], valueOf: (entry: Entry) => number): string[] => {
    if (entries.length === 0) return [];
    const rows = entries.map((entry) => [grouped(valueOf(entry)), entry.issueKey, entry.status, entry.baseSeverity]);
    return ['', output.paint('bold', title), ...fitted(output, ['N', 'ISSUE', 'STATUS', 'SEVERITY'], rows, [1])];
  };
  const facts = [
    ['issues', grouped(total)],
    ['open', grouped(open)],
    ['to clean up', grouped(needsCleanup)],
  ] as const;
  const lines = [
    ...factLines(output, facts),
    ...section('In most runs', topByRuns, ({ ageInRuns }) => ageInRuns),
    ...section('In most tiers', topByTiers, ({ ageInTiers }) => ageInTiers),
    ...section('Seen most often', topByOccurrences, ({ occurrenceCount }) => occurrenceCount),
  ];
  present(output, answer, lines, [`autopack backlog --project ${projectId}`]);
  return EXIT.ok;
}
