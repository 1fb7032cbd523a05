/** The issues of the demo's run by key, and its project's backlog, as they are at the end. */
import { DEMO_PROJECT } from './demo-project.js';
import type { GraphqlClient } from '../graphql-client.js';
import { printable, type Output } from '../output.js';
import { tableOf } from '../plans/table.js';

export interface IssueLevels {
  readonly issues: readonly {
    readonly issueKey: string;
    readonly severity: string;
    /** Higher than the severity where the key had aged when the run started (Q4, Q5). */
    readonly effectiveSeverity: string;
    readonly occurrenceCount: number;
    readonly seenInPhases: readonly string[];
  }[];
  readonly backlog: readonly {
    readonly issueKey: string;
    readonly status: string;
    readonly ageInRuns: number;
    readonly ageInTiers: number;
    readonly occurrenceCount: number;
  }[];
}

const LEVELS = `query Levels($runId: ID!, $projectId: ID!) {
  runIssueIndex(runId: $runId) { issueKey severity effectiveSeverity occurrenceCount seenInPhases }
  issueBacklog(projectId: $projectId) { nodes { issueKey status ageInRuns ageInTiers occurrenceCount } }
}`;

export async function readIssueLevels(client: GraphqlClient, runId: string): Promise<IssueLevels> {
  const { runIssueIndex, issueBacklog } = await client.request<{
    runIssueIndex: IssueLevels['issues'];
    issueBacklog: { nodes: IssueLevels['backlog'] };
  }>(LEVELS, { runId, projectId: DEMO_PROJECT });
  return { issues: runIssueIndex, backlog: issueBacklog.nodes };
}

export function printIssueLevels(output: Output, { issues, backlog }: IssueLevels): void {
  output.line('Issues of the run:');
  const indexed = issues.map((issue) => [
    ...[issue.issueKey, severityOf(issue), `${issue.occurrenceCount}`],
    issue.seenInPhases.join(', '),
  ]);
  show(output, ['issue', 'severity', 'seen', 'in phases'], indexed);
  output.line(`Backlog of project ${printable(DEMO_PROJECT)}:`);
  const aged = backlog.map((entry) => [
    ...[
      entry.issueKey,
      entry.status.toLowerCase().replace('_', ' '),
      `${entry.ageInRuns}`,
      `${entry.ageInTiers}`,
      `${entry.occurrenceCount}`,
    ],
  ]);
  show(output, ['issue', 'status', 'runs', 'tiers', 'seen'], aged);
}

const severityOf = ({ severity, effectiveSeverity }: IssueLevels['issues'][number]): string =>
  severity === effectiveSeverity ? severity.toLowerCase() : `${severity.toLowerCase()}, by age ${effectiveSeverity.toLowerCase()}`;

function show(output: Output, heading: readonly string[], rows: readonly (readonly string[])[]): void {
  const [first, ...lines] = tableOf(heading, rows);
  output.line(`  ${output.paint('dim', first!)}`);
  for (const line of lines) output.line(`  ${line}`);
  output.line();
}
