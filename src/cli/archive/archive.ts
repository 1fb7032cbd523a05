/** `autopack archive`: runs that ended long ago become one file each, on the server (O10). */
import type { ResultOf } from '../../common/typed-document.js';
import { accepted, GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';

export interface ArchiveOptions extends ServerOptions {
  readonly olderThan?: number;
  readonly project?: string;
  readonly run?: string;
  readonly dryRun?: boolean;
}

const ARCHIVE = gql(
  `mutation ArchiveRuns($input: ArchiveRunsInput!) { archiveRuns(input: $input) {
    runs { runId projectId completedAt outcome reason { code message } path } endCursor errors { ...Refusal } } }`,
  REFUSAL,
);

type Archived = ResultOf<typeof ARCHIVE>['archiveRuns']['runs'][number];

const WORDS = { ARCHIVED: 'archived', ARCHIVABLE: 'would go', KEPT: 'kept', FAILED: 'failed' } as const;
const COLOURS = { ARCHIVED: 'green', ARCHIVABLE: 'green', KEPT: 'yellow', FAILED: 'red' } as const;

/** One batch after another, with a line for each run. */
export async function archive(output: Output, options: ArchiveOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const { olderThan: olderThanDays, project: projectId, run: runId, dryRun } = options;
  const runs: Archived[] = [];
  let after: string | null = null;
  do {
    const data: ResultOf<typeof ARCHIVE> = await client.request(ARCHIVE, {
      input: { olderThanDays, projectId, runIds: runId === undefined ? undefined : [runId], dryRun, after },
    });
    const batch = accepted(data.archiveRuns);
    for (const one of batch.runs) {
      const word = output.paint(COLOURS[one.outcome], WORDS[one.outcome].padEnd(9));
      output.line(`${word} ${printable(one.runId)}: ${printable(one.reason?.message ?? one.path)}`);
    }
    runs.push(...batch.runs);
    after = batch.endCursor ?? null;
  } while (after !== null);
  const count = (outcome: Archived['outcome']) => runs.filter((one) => one.outcome === outcome).length;
  const failed = count('FAILED');
  const done = dryRun ? `${count('ARCHIVABLE')} would be archived` : `${count('ARCHIVED')} archived`;
  output.line(`${done}, ${count('KEPT')} kept, ${failed} failed`);
  output.document({ ok: failed === 0, runs });
  return failed === 0 ? EXIT.ok : EXIT.wrong;
}
