/**
 * A decided change as a write for the pipeline: its statement, its values, and where to check whether it landed. Most
 * changes touch only rows of their run and share a statement with those of other runs; a change that touches other rows
 * gets a statement of its own.
 */
import { changeValues } from '../../database/change-parts.js';
import { COMMIT_GROWTH, commitGrowthValues, INSERT_RUNS, insertRunsValues } from '../../database/plan-writes.js';
import {
  COMMIT_CHANGES,
  COMMIT_ENDING,
  COMMIT_ISSUES,
  commitEndingValues,
  commitIssuesValues,
  DELETE_RUN,
  DELETION_LANDED,
  EVENT_LANDED,
} from '../../database/run-writes.js';
import { freeze } from '../../database/strategy-rows.js';
import {
  COMMIT_WORK,
  COMMIT_WORK_AND_ISSUES,
  commitWorkAndIssuesValues,
  commitWorkValues,
  touchesIssues,
} from '../../database/work-writes.js';
import type { RunChange } from '../../domain/decisions/change/change.js';
import type { IssueRecording } from '../../domain/decisions/issue/record-issues.js';
import type { PlanGrowth } from '../../domain/decisions/start/grow-plan.js';
import type { SealedPlan } from '../../domain/decisions/start/seal-plan.js';
import type { NewRun } from '../../domain/decisions/start/start-run.js';
import type { WorkChange } from '../../domain/decisions/work/work-change.js';
import type { AttachmentFacts } from '../../domain/model/attempt.js';
import type { RunFacts } from '../../domain/model/facts.js';
import { runKey } from '../../domain/model/identity.js';
import { isRunTerminal } from '../../domain/model/run-state.js';
import type { GroupStatement, GuardedWrite, SingleWrite } from './guarded-write.js';

export const grows = (change: RunChange): change is PlanGrowth => 'newPhases' in change;
const records = (change: RunChange): change is IssueRecording => 'sightings' in change;
const seals = (change: PlanGrowth): change is SealedPlan => 'strategy' in change;

const CHANGES: GroupStatement = { statement: COMMIT_CHANGES, values: changeValues };
const WORK: GroupStatement<WorkChange> = { statement: COMMIT_WORK, values: commitWorkValues };

export function changeWrite(change: RunChange): GuardedWrite {
  const { runId } = change.run;
  const landed = eventLanded(runId, change.seenVersion + 1);
  const own = statementOf(change);
  return own ? { runId, landed, ...own } : { runId, landed, group: CHANGES, change, attachments: [] };
}

/** Null: the change shares a statement with others. */
function statementOf(change: RunChange): Pick<SingleWrite, 'statement' | 'values'> | null {
  if (grows(change)) {
    const frozen = seals(change) ? freeze(change.run, change.strategy) : null;
    return {
      statement: COMMIT_GROWTH,
      values: (writeId, record) => commitGrowthValues({ change, writeId, record }, frozen),
    };
  }
  if (records(change))
    return { statement: COMMIT_ISSUES, values: (writeId, record) => commitIssuesValues({ change, writeId, record }) };
  if (change.closing || isRunTerminal(change.run.state)) {
    return { statement: COMMIT_ENDING, values: (writeId, record) => commitEndingValues({ change, writeId, record }) };
  }
  return null;
}

/** New runs, all or none; the row of the first run shows whether they landed. */
export function insertWrite(made: readonly NewRun[]): SingleWrite {
  const runs = made.map((one) => ({ ...one, frozen: one.strategy && freeze(one.run, one.strategy) }));
  const { runId } = made[0]!.run;
  return {
    runId,
    statement: INSERT_RUNS,
    values: (writeId, record) => insertRunsValues(runs, writeId, record),
    landed: eventLanded(runId, 1),
  };
}

export function deleteWrite(run: RunFacts): SingleWrite {
  return {
    runId: run.runId,
    statement: DELETE_RUN,
    values: (_, record) => [run.runId, run.version, record && JSON.stringify(record)],
    landed: () => ({ statement: DELETION_LANDED, values: [runKey(run.runId)] }),
  };
}

const eventLanded = (runId: string, seq: number) => (writeId: string) => ({
  statement: EVENT_LANDED,
  values: [runId, seq, writeId],
});

/** A change by a command about work, with the proofs of the attachments that it contains. */
export function workWrite(change: WorkChange, attachments: readonly AttachmentFacts[], entity?: string): GuardedWrite {
  const { runId } = change.run;
  const named = {
    runId,
    ...(entity === undefined ? {} : { entity }),
    landed: eventLanded(runId, change.seenVersion + 1),
  };
  if (!touchesIssues(change)) return { ...named, group: WORK, change, attachments };
  return {
    ...named,
    statement: COMMIT_WORK_AND_ISSUES,
    values: (writeId, record) => commitWorkAndIssuesValues({ change, attachments, writeId, record }),
  };
}
