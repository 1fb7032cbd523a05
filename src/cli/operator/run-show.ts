/** `autopack run show`: a run with its tiers, phases and budgets, and what comes next. */
import type { ResultOf } from '../../common/typed-document.js';
import type { GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { EXIT } from '../shared/exit-codes.js';
import { foldedLines } from '../shared/folded-lines.js';
import { type Output, printable } from '../shared/output.js';
import type { ServerOptions } from '../shared/server-address.js';
import { grouped } from '../shared/table.js';
import { clientOf, factLines, fitted, found, present, shortHash, timeOf } from './present.js';
import { changeWords } from './promotion-change.js';

export interface OfRun extends ServerOptions {
  readonly runId: string;
}

const SHOW = gql(`query OperatorRun($runId: ID!) { run(runId: $runId) {
  runId projectId state isTerminal safetyProfile runScope version tokensUsed tokenCap ciRunsUsed minorIssuesCount majorIssuesCount
  createdAt startedAt completedAt deadlineAt integrationBranch baseCommit headCommit debtStatus failureReason
  continuesRunId continuedByRunId previousRunId nextRunId promotionEligibleToMain
  promotion { eligible promotedTo promotedAt checksVerdict change { forge number url state draft base problem { code message } } }
  failure { rule message phaseId tierId }
  budgets { scope name limit used left }
  tiers { tierId name state cleanliness }
  phases { phaseId tierId name state tryNumber maxBuilderAttempts tokensUsed holder { role workerId } waitingFor { code message } }
  fileLayout { root }
} }`);

export type DisplayedRun = NonNullable<ResultOf<typeof SHOW>['run']>;

async function readDisplayedRun(client: GraphqlClient, runId: string): Promise<DisplayedRun> {
  return found((await client.request(SHOW, { runId })).run, `run "${runId}"`);
}

export async function runShow(output: Output, options: OfRun): Promise<number> {
  const run = await readDisplayedRun(clientOf(options), options.runId);
  present(output, { run }, linesOf(output, run), nextOf(run));
  return EXIT.ok;
}

function linesOf(output: Output, run: DisplayedRun): string[] {
  const facts: [string, string][] = [
    ['project', `${run.projectId}, ${run.safetyProfile}, ${run.runScope}`],
    ['time', `created ${timeOf(run.createdAt)}, ended ${timeOf(run.completedAt)}, deadline ${timeOf(run.deadlineAt)}`],
    ['branch', `${run.integrationBranch ?? '-'}  ${shortHash(run.baseCommit)}..${shortHash(run.headCommit)}`],
    ['issues', `${run.minorIssuesCount} minor, ${run.majorIssuesCount} major; debt ${run.debtStatus}`],
    ['files', run.fileLayout.root],
  ];
  const links = [
    ['continues', run.continuesRunId],
    ['continued by', run.continuedByRunId],
    ['after', run.previousRunId],
    ['before', run.nextRunId],
  ] as const;
  for (const [name, id] of links) if (id !== null) facts.push([name, id]);
  if (run.promotion.promotedTo !== null) facts.push(['promoted to', run.promotion.promotedTo]);
  if (run.promotion.change) facts.push(['proposed', changeWords(run.promotion.change, run.promotion.checksVerdict)]);
  const failure = run.failure === null ? [] : foldedLines(printable(`failed: ${run.failure.message}`), output.columns);
  const rows = run.phases.map((phase) => [
    phase.tierId,
    phase.phaseId,
    phase.state,
    `${phase.tryNumber}/${phase.maxBuilderAttempts}`,
    grouped(phase.tokensUsed),
    phase.holder?.workerId ?? phase.waitingFor?.code ?? '',
    phase.name,
  ]);
  const budgets = run.budgets.map(({ name, used, limit, left }) => [
    name,
    grouped(used),
    grouped(limit),
    grouped(left),
  ]);
  return [
    `${output.paint('bold', printable(run.runId))}  ${output.paint(paintOf(run.state), run.state)}`,
    ...factLines(output, facts),
    ...failure.map((line) => output.paint('red', line)),
    '',
    ...fitted(output, ['TIER', 'PHASE', 'STATE', 'TRY', 'TOKENS', 'WORKER/WAITS', 'NAME'], rows, [6, 5]),
    '',
    ...fitted(output, ['BUDGET', 'USED', 'LIMIT', 'LEFT'], budgets, [0]),
  ];
}

export const paintOf = (state: string): 'green' | 'red' | 'cyan' =>
  state === 'DONE_SUCCESS' ? 'green' : state.startsWith('DONE_') ? 'red' : 'cyan';

/** What an operator can do with a run in this state; a command in each. */
export function nextOf({ runId, projectId, isTerminal, state, promotion, continuedByRunId }: Following): string[] {
  if (!isTerminal) return [...afterStart(runId, projectId), `autopack run explain ${runId}`];
  if (state === 'DONE_SUCCESS') {
    if (promotion.promotedTo !== null) return [`autopack run files ${runId}`];
    return [promotion.eligible ? `autopack run promote ${runId}` : `autopack run explain ${runId}`];
  }
  const on = continuedByRunId === null ? `autopack run continue ${runId}` : `autopack run show ${continuedByRunId}`;
  return [`autopack run explain ${runId}`, on];
}

type Following = Pick<DisplayedRun, 'runId' | 'projectId' | 'isTerminal' | 'state' | 'continuedByRunId'> & {
  readonly promotion: Pick<DisplayedRun['promotion'], 'eligible' | 'promotedTo'>;
};

/** Where a run that lives is done and watched; with the server's address where it was just started. */
export function afterStart(runId: string, projectId: string, url?: string): string[] {
  const server = url === undefined ? '' : ` --url ${url}`;
  return [
    `start a worker with: autopack worker --role builder,ci --agent <preset> --project ${projectId}${server}`,
    `watch with: autopack run watch ${runId}${server}`,
  ];
}
