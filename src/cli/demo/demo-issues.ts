/** The issues of the demo's run by key, and its project's backlog, as they are in the end: a line each. */
import type { GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import type { ResultOf } from '../graphql/typed-document.js';
import { type Output, printable } from '../shared/output.js';

const LEVELS = gql(`query IssueLevels($runId: ID!, $projectId: ID!) {
  runIssueIndex(runId: $runId) { issueKey effectiveSeverity occurrenceCount seenInPhases }
  issueBacklog(projectId: $projectId) { nodes { issueKey status ageInRuns ageInTiers occurrenceCount } }
}`);

export interface IssueLevels {
  readonly issues: ResultOf<typeof LEVELS>['runIssueIndex'];
  readonly backlog: ResultOf<typeof LEVELS>['issueBacklog']['nodes'];
}

export async function readIssueLevels(client: GraphqlClient, runId: string, projectId: string): Promise<IssueLevels> {
  const { runIssueIndex, issueBacklog } = await client.request(LEVELS, { runId, projectId });
  return { issues: runIssueIndex, backlog: issueBacklog.nodes };
}

export function printIssueLevels(output: Output, { issues, backlog }: IssueLevels): void {
  const entries = new Map(backlog.map((entry) => [entry.issueKey, entry]));
  output.line(issues.length === 0 ? 'Issues: none.' : 'Issues, and their status in the backlog of the project:');
  for (const { issueKey, effectiveSeverity, seenInPhases } of issues) {
    const entry = entries.get(issueKey);
    const aged = entry
      ? `${entry.status.toLowerCase().replace('_', ' ')}, seen in ${entry.ageInRuns} run, ${entry.ageInTiers} tier`
      : 'not there';
    const line = `${effectiveSeverity.toLowerCase()} ${printable(issueKey)} in ${seenInPhases.map(printable).join(', ')}: ${aged}`;
    output.line(`  ${output.paint('yellow', line)}`);
  }
}
