/** A decided change as a write for the runner: its statement, its values, and where to look whether it landed. */
import { statement } from '../../database/database.js';
import { COMMIT_GROWTH, commitGrowthValues, INSERT_RUNS, insertRunsValues } from '../../database/plan-writes.js';
import {
  COMMIT_CHANGE,
  COMMIT_ENDING,
  COMMIT_ISSUES,
  commitChangeValues,
  commitEndingValues,
  commitIssuesValues,
  DELETE_RUN,
} from '../../database/run-writes.js';
import { freeze } from '../../database/strategy-rows.js';
import type { RunChange } from '../../domain/command/change.js';
import type { PlanGrowth } from '../../domain/command/grow-plan.js';
import type { IssueRecording } from '../../domain/command/record-issues.js';
import type { SealedPlan } from '../../domain/command/seal-plan.js';
import type { NewRun } from '../../domain/command/start-run.js';
import type { RunFacts } from '../../domain/run/facts.js';
import { isRunTerminal } from '../../domain/run/run-state.js';
import { runKey } from '../../domain/shared/identity.js';
import { COMMIT_WORK, commitWorkValues } from '../../database/work-writes.js';
import type { AttemptArtefact } from '../../domain/work/attempt.js';
import type { WorkChange } from '../../domain/work/work-change.js';
import type { GuardedWrite } from './guarded-write.js';

/** $1 run, $2 seq, $3 write. */
const EVENT_LANDED = statement({
  name: 'event_landed',
  text: 'select 1 as landed from run_event where run_id = $1 and seq = $2 and write_id = $3',
});
/** $1 key of the run id. */
const DELETION_LANDED = statement({
  name: 'deletion_landed',
  text: 'select 1 as landed from run_id where run_key = $1 and deleted_at is not null',
});

export const grows = (change: RunChange): change is PlanGrowth => 'newPhases' in change;
const records = (change: RunChange): change is IssueRecording => 'sightings' in change;
const seals = (change: PlanGrowth): change is SealedPlan => 'strategy' in change;

export function changeWrite(change: RunChange): GuardedWrite {
  const { runId } = change.run;
  return { runId, ...statementOf(change), landed: eventLanded(runId, change.seenVersion + 1) };
}

/** Most changes touch the run's rows alone; the others pay for what they touch besides. */
function statementOf(change: RunChange): Pick<GuardedWrite, 'statement' | 'values'> {
  if (grows(change)) {
    const frozen = seals(change) ? freeze(change.run, change.strategy) : null;
    return { statement: COMMIT_GROWTH, values: (writeId, record) => commitGrowthValues(change, frozen, writeId, record) };
  }
  if (records(change)) return { statement: COMMIT_ISSUES, values: (writeId, record) => commitIssuesValues(change, writeId, record) };
  if (change.closing || isRunTerminal(change.run.state)) {
    return { statement: COMMIT_ENDING, values: (writeId, record) => commitEndingValues(change, writeId, record) };
  }
  return { statement: COMMIT_CHANGE, values: (writeId, record) => commitChangeValues(change, writeId, record) };
}

/** New runs, all or none; the first one tells whether they landed. */
export function insertWrite(made: readonly NewRun[]): GuardedWrite {
  const runs = made.map((one) => ({ ...one, frozen: one.strategy && freeze(one.run, one.strategy) }));
  const { runId } = made[0]!.run;
  return {
    runId,
    statement: INSERT_RUNS,
    values: (writeId, record) => insertRunsValues(runs, writeId, record),
    landed: eventLanded(runId, 1),
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

/** A change by a command about work, with what proves the bodies that it brought. */
export function workWrite(change: WorkChange, artefacts: readonly AttemptArtefact[], entity?: string): GuardedWrite {
  const { runId } = change.run;
  return {
    runId,
    ...(entity === undefined ? {} : { entity }),
    statement: COMMIT_WORK,
    values: (writeId, record) => commitWorkValues(change, artefacts, writeId, record),
    landed: eventLanded(runId, change.seenVersion + 1),
  };
}
