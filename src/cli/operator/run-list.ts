/** `autopack run list`: the runs of all projects or of one, a page at a time. */
import type { ResultOf } from '../../common/typed-document.js';
import type { RunOrder, RunState } from '../graphql/documents.generated.js';
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
  readonly order?: RunOrder;
  /** Part of the id, or of the plan's introduction. */
  readonly text?: string;
  /** Codes of the reasons of a failure. */
  readonly failure?: readonly string[];
  readonly endedAfter?: string;
  readonly endedBefore?: string;
  readonly first?: number;
  readonly after?: string;
}

const LIST = gql(`query OperatorRuns($filter: RunFilter, $first: Int, $after: String, $orderBy: RunOrder) {
  runs(filter: $filter, first: $first, after: $after, orderBy: $orderBy) { totalCount pageInfo { hasNextPage endCursor }
    nodes { runId projectId state isTerminal tokensUsed tokenCap tokenUtilisation minorIssuesCount majorIssuesCount
      debtStatus safetyProfile runScope tierCount ciRunsUsed durationSeconds createdAt startedAt completedAt deadlineAt
      phaseCounts { state count } failure { rule message reasons { code } } } } }`);

type Listed = ResultOf<typeof LIST>['runs']['nodes'][number];

/** The time that an order goes by. */
const TIMES: Readonly<Record<RunOrder, readonly [heading: string, timeOf: (run: Listed) => string | null]>> = {
  NEWEST: ['CREATED', ({ createdAt }) => createdAt],
  OLDEST_START: ['STARTED', ({ startedAt }) => startedAt],
  LATEST_END: ['ENDED', ({ completedAt }) => completedAt],
  MOST_TOKENS: ['CREATED', ({ createdAt }) => createdAt],
  NEXT_DEADLINE: ['DEADLINE', ({ deadlineAt }) => deadlineAt],
};

export async function runList(output: Output, options: RunListOptions): Promise<number> {
  const terminal = options.live ? false : options.ended ? true : undefined;
  const { project: projectId, state: states, text, failure: failureCodes, endedAfter, endedBefore } = options;
  const { first, after, order: orderBy = 'NEWEST' } = options;
  const filter = { projectId, states, terminal, text, failureCodes, endedAfter, endedBefore };
  const answer = await clientOf(options).request(LIST, { filter, first, after, orderBy });
  const [heading, at] = TIMES[orderBy];
  const { nodes, totalCount, pageInfo } = answer.runs;
  const rows = nodes.map((run) => [
    run.runId,
    run.state,
    grouped(run.tokensUsed),
    `${run.minorIssuesCount}/${run.majorIssuesCount}`,
    timeOf(at(run)),
    run.projectId,
  ]);
  const lines =
    rows.length === 0 ? [] : fitted(output, ['RUN', 'STATE', 'TOKENS', 'ISSUES', heading, 'PROJECT'], rows, [5, 4]);
  const more = pageInfo.hasNextPage ? [`autopack run list${wordsOf(options)} --after ${pageInfo.endCursor ?? ''}`] : [];
  const one = nodes[0] ? [`autopack run show ${nodes[0].runId}`] : ['autopack run start <plan.md>'];
  const count = nodes.length === totalCount ? `${totalCount} runs` : `${nodes.length} of ${totalCount} runs`;
  present(output, answer, [...lines, output.paint('dim', count)], [...more, ...one]);
  return EXIT.ok;
}

/** The options again, so that the next page is one of the same list: a cursor belongs to its order. */
function wordsOf(options: RunListOptions): string {
  const given: readonly (readonly [name: string, value: string | undefined])[] = [
    ['project', options.project],
    ['state', options.state?.join(',').toLowerCase()],
    ['order', options.order?.toLowerCase()],
    ['text', options.text === undefined ? undefined : `'${options.text.replaceAll("'", `'\\''`)}'`],
    ['failure', options.failure?.join(',')],
    ['ended-after', options.endedAfter],
    ['ended-before', options.endedBefore],
    ['first', options.first?.toString()],
  ];
  const words = given.flatMap(([name, value]) => (value === undefined ? [] : [` --${name} ${value}`]));
  return [...words, options.live ? ' --live' : '', options.ended ? ' --ended' : ''].join('');
}
