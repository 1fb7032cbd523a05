/** A decided change as a write for the runner: its statement, its values, and where to look whether it landed. */
import type { Statement } from '../database/database.js';
import {
  COMMIT_CHANGE,
  COMMIT_GROWTH,
  commitChangeValues,
  commitGrowthValues,
  DELETE_RUN,
  INSERT_RUN,
  insertRunValues,
} from '../database/run-writes.js';
import type { RunChange } from '../domain/command/change.js';
import type { PlanGrowth } from '../domain/command/grow-plan.js';
import type { NewRun } from '../domain/command/start-run.js';
import type { RunFacts } from '../domain/run/facts.js';
import { runKey } from '../domain/shared/identity.js';
import type { GuardedWrite } from './command-runner.js';

const EVENT_LANDED: Statement = {
  name: 'event_landed',
  text: 'select 1 as landed from run_event where run_id = $1 and seq = $2 and write_id = $3',
};
const DELETION_LANDED: Statement = {
  name: 'deletion_landed',
  text: 'select 1 as landed from run_id where run_key = $1 and deleted_at is not null',
};

export function changeWrite(change: RunChange | PlanGrowth): GuardedWrite {
  const grows = 'newPhases' in change;
  return {
    runId: change.run.runId,
    statement: grows ? COMMIT_GROWTH : COMMIT_CHANGE,
    values: (writeId, record) => (grows ? commitGrowthValues(change, writeId, record) : commitChangeValues(change, writeId, record)),
    landed: eventLanded(change.run.runId, change.seenVersion + 1),
  };
}

export function insertWrite(made: NewRun): GuardedWrite {
  return {
    runId: made.run.runId,
    statement: INSERT_RUN,
    values: (writeId, record) => insertRunValues(made, writeId, record),
    landed: eventLanded(made.run.runId, 1),
  };
}

export function deleteWrite(run: RunFacts): GuardedWrite {
  return {
    runId: run.runId,
    statement: DELETE_RUN,
    values: (_, record) => [run.runId, run.version, record && JSON.stringify(record)],
    landed: () => ({ statement: DELETION_LANDED, values: [runKey(run.runId)] }),
  };
}

const eventLanded = (runId: string, seq: number) => (writeId: string) => ({ statement: EVENT_LANDED, values: [runId, seq, writeId] });
