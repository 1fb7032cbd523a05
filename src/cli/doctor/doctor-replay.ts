/** `autopack doctor --replay`: ended runs, decided again under their own strategies, must give their own events back (X4). */
import type { ResultOf } from '../../common/typed-document.js';
import { accepted, type GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import type { Checks } from '../shared/checks.js';
import { CommandFailed } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import { progressOn } from '../shared/progress.js';

const REPLAY = gql(
  `query ReplayRuns($after: String) { replayRuns(first: 20, after: $after) {
    runs { runId outcome atSeq difference } endCursor errors { ...Refusal } } }`,
  REFUSAL,
);
const DIFFERENCE_LENGTH = 500;

/** Their events are in files, not in the database. */
const NOT_ARCHIVED = 'archived runs are not replayed';

export async function checkReplays(checks: Checks, client: GraphqlClient, output: Output): Promise<void> {
  const progress = progressOn(output, 'runs played again', null);
  let [same, other, after]: [number, number, string | null] = [0, 0, null];
  try {
    do {
      const answer: ResultOf<typeof REPLAY> = await client.request(REPLAY, { after });
      const { runs, endCursor } = accepted(answer.replayRuns);
      progress.end();
      for (const { runId, outcome, atSeq, difference } of runs) {
        if (outcome === 'SAME') same += 1;
        else {
          other += 1;
          checks.fail('replay', `${runId}, event ${atSeq}: ${difference?.slice(0, DIFFERENCE_LENGTH)}`);
        }
      }
      progress.at(same + other);
      after = endCursor ?? null;
    } while (after !== null);
    const found =
      same === 0 ? 'no run that is in the database has ended' : `${same} ended runs give their own events back`;
    if (other === 0) checks.ok('replay', `${found}; ${NOT_ARCHIVED}`);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    checks.fail('replay', error.message);
  } finally {
    progress.end();
  }
}
