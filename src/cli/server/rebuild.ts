/** `autopack rebuild`: the files of one run, or of every run, written anew by the server (F1). */
import type { ResultOf } from '../../common/typed-document.js';
import { accepted, GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';

export interface RebuildOptions extends ServerOptions {
  readonly runId?: string;
  readonly all?: boolean;
}

interface Rebuilt {
  readonly runId: string;
  readonly root: string;
  readonly files: number;
  readonly upToDate: boolean;
}

interface Failed {
  readonly runId: string;
  readonly error: string;
}

const PAGE = 100;
const RUNS = gql(`query RunIds($first: Int!, $after: String) {
  runs(first: $first, after: $after) { nodes { runId } pageInfo { hasNextPage endCursor } } }`);
const REBUILD = gql(
  `mutation RebuildFileLayout($input: RebuildFileLayoutInput!) { rebuildFileLayout(input: $input) {
    fileLayout { root upToDate files { path } } errors { ...Refusal } } }`,
  REFUSAL,
);

export async function rebuild(output: Output, options: RebuildOptions): Promise<number> {
  if ((options.runId === undefined) === (options.all !== true)) {
    throw new CommandFailed('Name one run, or say --all: autopack rebuild [runId|--all]', EXIT.usage);
  }
  const client = new GraphqlClient(serverAddress(options));
  const rebuilt: Rebuilt[] = [];
  const failed: Failed[] = [];
  for await (const runId of options.runId === undefined ? everyRun(client) : [options.runId]) {
    try {
      const run = await rebuildRun(client, runId);
      rebuilt.push(run);
      output.line(
        `${output.paint('green', 'ok')}      ${runId}: ${run.files} files in ${printable(run.root)}${run.upToDate ? '' : ', already changed again'}`,
      );
    } catch (error) {
      // A server that is gone fails every run; one run that is refused fails only itself.
      if (!(error instanceof CommandFailed) || error.exitCode !== EXIT.wrong) throw error;
      failed.push({ runId, error: error.message });
      output.line(`${output.paint('red', 'failed')}  ${printable(runId)}: ${error.message}`);
    }
  }
  if (options.all) output.line(`${rebuilt.length} rebuilt, ${failed.length} failed`);
  output.document({ ok: failed.length === 0, rebuilt, failed });
  return failed.length === 0 ? EXIT.ok : EXIT.wrong;
}

async function rebuildRun(client: GraphqlClient, runId: string): Promise<Rebuilt> {
  const data = await client.request(REBUILD, { input: { runId } });
  const { fileLayout } = accepted(data.rebuildFileLayout);
  if (!fileLayout) throw new CommandFailed(`The server says nothing about the files of ${printable(runId)}.`);
  return { runId, root: fileLayout.root, files: fileLayout.files.length, upToDate: fileLayout.upToDate };
}

/** Ids of all runs, newest first, a page at a time. */
async function* everyRun(client: GraphqlClient): AsyncGenerator<string> {
  let after: string | null = null;
  do {
    const { runs }: ResultOf<typeof RUNS> = await client.request(RUNS, { first: PAGE, after });
    for (const { runId } of runs.nodes) yield runId;
    after = runs.pageInfo.hasNextPage ? runs.pageInfo.endCursor : null;
  } while (after !== null);
}
