/** `autopack run list`: the runs of all projects or of one, a page at a time. */
import type { RunState } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { EXIT } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import type { ServerOptions } from '../shared/server-address.js';
import { grouped } from '../shared/table.js';
import { clientOf, fitted, present, timeOf } from './present.js';

export interface RunListOptions extends ServerOptions {
  readonly project?: string;
  readonly state?: readonly RunState[];
  readonly live?: boolean;
  readonly ended?: boolean;
  readonly first?: number;
  readonly after?: string;
}

const LIST = gql(`query OperatorRuns($filter: RunFilter, $first: Int, $after: String) {
  runs(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { runId projectId state isTerminal tokensUsed tokenCap minorIssuesCount majorIssuesCount createdAt completedAt } } }`);

export async function runList(output: Output, options: RunListOptions): Promise<number> {
  const terminal = options.live ? false : options.ended ? true : undefined;
  const filter = { projectId: options.project, states: options.state, terminal };
  const answer = await clientOf(options).request(LIST, { filter, first: options.first, after: options.after });
  const { nodes, totalCount, pageInfo } = answer.runs;
  const rows = nodes.map((run) => [
    run.runId,
    run.state,
    grouped(run.tokensUsed),
    `${run.minorIssuesCount}/${run.majorIssuesCount}`,
    timeOf(run.createdAt),
    run.projectId,
  ]);
  const lines =
    rows.length === 0 ? [] : fitted(output, ['RUN', 'STATE', 'TOKENS', 'ISSUES', 'CREATED', 'PROJECT'], rows, [5, 4]);
  const more = pageInfo.hasNextPage ? [`autopack run list --after ${pageInfo.endCursor ?? ''}`] : [];
  const one = nodes[0] ? [`autopack run show ${nodes[0].runId}`] : ['autopack run start <plan.md>'];
  const count = nodes.length === totalCount ? `${totalCount} runs` : `${nodes.length} of ${totalCount} runs`;
  present(output, answer, [...lines, output.paint('dim', count)], [...more, ...one]);
  return EXIT.ok;
}
