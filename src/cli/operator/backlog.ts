/** `autopack backlog`: the issues that outlive runs. */
import type { BacklogStatus } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { DEFAULT_PROJECT } from '../shared/default-project.js';
import { EXIT } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import type { ServerOptions } from '../shared/server-address.js';
import { clientOf, fitted, present } from './present.js';

export interface BacklogOptions extends ServerOptions {
  readonly project?: string;
  readonly status?: readonly BacklogStatus[];
  readonly first?: number;
  readonly after?: string;
}

const BACKLOG = gql(`query OperatorBacklog($projectId: ID!, $status: [BacklogStatus!], $first: Int, $after: String) {
  issueBacklog(projectId: $projectId, status: $status, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { issueKey status category baseSeverity occurrenceCount ageInRuns ageInTiers firstSeenRunId lastSeenRunId lastSeenAt } } }`);

export async function backlog(output: Output, options: BacklogOptions): Promise<number> {
  const { status, first, after, project: projectId = DEFAULT_PROJECT } = options;
  const answer = await clientOf(options).request(BACKLOG, { projectId, status, first, after });
  const { nodes, totalCount, pageInfo } = answer.issueBacklog;
  const rows = nodes.map((one) => [
    one.issueKey,
    one.status,
    one.baseSeverity,
    String(one.occurrenceCount),
    `${one.ageInRuns}/${one.ageInTiers}`,
    one.lastSeenRunId,
  ]);
  const heading = ['ISSUE', 'STATUS', 'SEVERITY', 'SEEN', 'RUNS/TIERS', 'LAST RUN'];
  const lines = rows.length === 0 ? [] : fitted(output, heading, rows, [5, 0]);
  const next = pageInfo.hasNextPage
    ? [`autopack backlog --project ${projectId} --after ${pageInfo.endCursor ?? ''}`]
    : [];
  present(output, answer, [...lines, output.paint('dim', `${nodes.length} of ${totalCount} issues`)], next);
  return EXIT.ok;
}
