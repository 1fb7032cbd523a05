/** `autopack backtest`: a ruleset on the ended runs of a project (X4). Asks the server for some runs at a time. */
import type { ResultOf } from '../../common/typed-document.js';
import { accepted, GraphqlClient } from '../graphql/client.js';
import type { BacktestRulesetInput } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { fitted, nextSteps } from '../operator/present.js';
import { reportProblems } from '../plans/problems.js';
import { readRulesetFile } from '../plans/ruleset.js';
import { DEFAULT_PROJECT } from '../shared/default-project.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { foldedLines } from '../shared/folded-lines.js';
import { type Output, printable } from '../shared/output.js';
import { progressOn } from '../shared/progress.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';

export interface BacktestOptions extends ServerOptions {
  readonly projectId?: string;
  /** A path, or the number of a version. */
  readonly ruleset?: string;
  /** A path of the command line as one that can be read. */
  readonly path: (file: string) => string;
  readonly run?: readonly string[];
  readonly last?: number;
}

const BACKTEST = gql(
  `query Backtest($input: BacktestRulesetInput!) { backtestRuleset(input: $input) { same otherEnd unknown
    runs { runId outcome before after atSeq reason { code message source } } errors { ...Refusal } } }`,
  REFUSAL,
);
const ENDED = gql(`query EndedRuns($projectId: ID!, $first: Int!, $after: String) {
  project(projectId: $projectId) { projectId }
  runs(filter: { projectId: $projectId, terminal: true }, orderBy: LATEST_END, first: $first, after: $after) {
    nodes { runId strategy { hash } } pageInfo { hasNextPage endCursor } } }`);

export type BacktestView = Pick<ResultOf<typeof BACKTEST>['backtestRuleset'], 'runs' | 'same' | 'otherEnd' | 'unknown'>;

const AT_ONCE = 20;
const MOST = 200;
const DEFAULT = 100;

export async function backtest(output: Output, options: BacktestOptions): Promise<number> {
  const { projectId = DEFAULT_PROJECT, ruleset, last = DEFAULT } = options;
  if (last < 1 || last > MOST) throw new CommandFailed(`--last must be from 1 to ${MOST}`, EXIT.usage);
  let policy: Pick<BacktestRulesetInput, 'ruleset' | 'rulesetVersion'> = {};
  if (ruleset !== undefined && /^\d{1,9}$/.test(ruleset)) policy = { rulesetVersion: Number(ruleset) };
  else if (ruleset !== undefined) {
    const read = await readRulesetFile(options.path(ruleset));
    if ('problems' in read) return reportProblems(output, ruleset, read.problems);
    policy = { ruleset: read.document };
  }
  const client = new GraphqlClient(serverAddress(options));
  const runIds = options.run ?? (await endedRuns(client, projectId, last));
  const progress = progressOn(output, 'playing', runIds.length);
  const view = { runs: [] as BacktestView['runs'][number][], same: 0, otherEnd: 0, unknown: 0 };
  try {
    for (let i = 0; i < runIds.length; i += AT_ONCE) {
      const input = { projectId, ...policy, runIds: runIds.slice(i, i + AT_ONCE) };
      const part = accepted((await client.request(BACKTEST, { input })).backtestRuleset);
      view.runs.push(...part.runs);
      for (const count of ['same', 'otherEnd', 'unknown'] as const) view[count] += part[count];
      progress.at(Math.min(i + AT_ONCE, runIds.length));
    }
  } finally {
    progress.end();
  }
  output.document({ ok: true, projectId, ...policy, ...view });
  if (output.json) return EXIT.ok;
  for (const line of backtestLines(output, view)) output.line(line);
  const parted = view.runs.find(({ outcome }) => outcome !== 'SAME');
  nextSteps(output, [
    ...(parted ? [`autopack events ${parted.runId} --after ${Math.max(0, (parted.atSeq ?? 1) - 1)}`] : []),
    `autopack ruleset suggest --project ${projectId}`,
  ]);
  return EXIT.ok;
}

async function endedRuns(client: GraphqlClient, projectId: string, last: number): Promise<string[]> {
  const runIds: string[] = [];
  let after: string | null = null;
  do {
    const { project, runs }: ResultOf<typeof ENDED> = await client.request(ENDED, {
      ...{ projectId, after, first: Math.min(100, last - runIds.length) },
    });
    if (!project) throw new CommandFailed(`There is no project "${printable(projectId)}".`);
    // A draft that was never sealed has no strategy: no ruleset ever held for it.
    runIds.push(...runs.nodes.flatMap((run) => (run.strategy ? [run.runId] : [])));
    after = runs.pageInfo.hasNextPage ? (runs.pageInfo.endCursor ?? null) : null;
  } while (after !== null && runIds.length < last);
  return runIds;
}

const WORDS = { SAME: 'same', OTHER_END: 'other end', UNKNOWN_FROM_HERE: 'unknown' } as const;
const ended = (state: string): string => state.replace(/^DONE_(FAILED_)?/, '').toLowerCase();

/** A table of all runs, then why each one that ends otherwise, or is not known to its end, does. */
export function backtestLines(output: Output, { runs, same, otherEnd, unknown }: BacktestView): string[] {
  const rows = runs.map(({ runId, outcome, before, after, atSeq }) => [
    ...[runId, WORDS[outcome], ended(before), after === null || after === undefined ? '?' : ended(after)],
    atSeq == null ? '-' : String(atSeq),
  ]);
  const whys = runs.flatMap(({ runId, atSeq, reason }) => {
    if (!reason) return [];
    const sentence = printable(`${runId}, event ${atSeq}: ${reason.message} (${reason.code})`);
    return ['', ...foldedLines(sentence, output.columns, '  ')];
  });
  const table =
    rows.length === 0
      ? ['No run of the project has ended yet.']
      : fitted(output, ['RUN', 'OUTCOME', 'ENDED', 'ENDS', 'EVENT'], rows, [2, 3]);
  return [
    ...table,
    ...whys,
    '',
    `${same} end as they did, ${otherEnd} otherwise, ${unknown} are not known to their end`,
  ];
}
