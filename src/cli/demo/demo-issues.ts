/** The issues of the demo's run by key, and its project's backlog, as they are in the end: a line each. */
import type { GraphqlClient } from '../graphql-client.js';
import { printable, type Output } from '../output.js';

export interface IssueLevels {
  readonly issues: readonly {
    readonly issueKey: string;
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
  runIssueIndex(runId: $runId) { issueKey effectiveSeverity occurrenceCount seenInPhases }
  issueBacklog(projectId: $projectId) { nodes { issueKey status ageInRuns ageInTiers occurrenceCount } }
}`;

export async function readIssueLevels(client: GraphqlClient, runId: string, projectId: string): Promise<IssueLevels> {
  const { runIssueIndex, issueBacklog } = await client.request<{
    runIssueIndex: IssueLevels['issues'];
    issueBacklog: { nodes: IssueLevels['backlog'] };
  }>(LEVELS, { runId, projectId });
  return { issues: runIssueIndex, backlog: issueBacklog.nodes };
}

export function printIssueLevels(output: Output, { issues, backlog }: IssueLevels): void {
  const entries = new Map(backlog.map((entry) => [entry.issueKey, entry]));
  output.line(issues.length === 0 ? 'Issues: none.' : 'Issues, and how they stand in the backlog of the project:');
  for (const { issueKey, effectiveSeverity, seenInPhases } of issues) {
    const entry = entries.get(issueKey);
    const aged = entry
      ? `${entry.status.toLowerCase().replace('_', ' ')}, seen in ${entry.ageInRuns} run, ${entry.ageInTiers} tier`
      : 'not there';
    const line = `${effectiveSeverity.toLowerCase()} ${printable(issueKey)} in ${seenInPhases.map(printable).join(', ')}: ${aged}`;
    output.line(`  ${output.paint('yellow', line)}`);
  }
}
