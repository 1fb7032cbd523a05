/** The rows of a run that is played again, in memory, and how commands land on them as the server's writes do. */
import type { RunChange } from '../decisions/change/change.js';
import type { Decision, OpenRows } from '../decisions/change/decision.js';
import type { WorkChange } from '../decisions/work/work-change.js';
import { BacklogInMemory } from '../foresight/memory/backlog.js';
import { closedIssues, recordedIssues } from '../foresight/memory/issue-rows.js';
import { changedRows, landedWork, NO_ROWS_OF_WORK, openRowsOf, type RowsOfRun } from '../foresight/memory/run-rows.js';
import type { PhaseIssue } from '../model/issue.js';
import type { RunEvent } from '../model/run-event.js';
import type { Strategy } from '../rules/strategy/strategy.js';

type AnyChange = RunChange & Partial<WorkChange>;

export class PlayedRows {
  run: RowsOfRun['run'];
  tiers: RowsOfRun['tiers'];
  phases: RowsOfRun['phases'];
  lease = NO_ROWS_OF_WORK.lease;
  attempts = NO_ROWS_OF_WORK.attempts;
  tries = NO_ROWS_OF_WORK.tries;
  snapshots = NO_ROWS_OF_WORK.snapshots;
  queue = NO_ROWS_OF_WORK.queue;
  issues: readonly PhaseIssue[];
  readonly backlog = new BacklogInMemory();

  /** `events`: those behind which the play begins. */
  constructor(
    rows: RowsOfRun,
    readonly strategy: Strategy,
    events: readonly RunEvent[],
  ) {
    this.run = rows.run;
    this.tiers = rows.tiers;
    this.phases = rows.phases;
    this.issues = issuesOfDraft(rows, events);
  }

  /** Decides, with the open rows if the decision asks for them. Null: it is not accepted; nothing has changed. */
  decided(decide: (open: OpenRows | null) => Decision<AnyChange> | null): AnyChange | null {
    const first = decide(null);
    const decision = first?.outcome === 'needs' ? decide(openRowsOf(this)) : first;
    return decision?.outcome === 'accepted' ? decision.change : null;
  }

  land(change: AnyChange): readonly RunEvent[] {
    Object.assign(this, landedWork(this, change), changedRows(this, change));
    if (change.issues && change.issues.length > 0) {
      this.issues = recordedIssues(this.issues, { issues: change.issues });
      this.backlog.write(change.entries ?? [], change.sightings ?? []);
    }
    if (change.closing) {
      this.issues = closedIssues(this.issues, change.closing);
      this.backlog.resolve(change.closing.resolvedKeys, change.run.changedAt);
    }
    return change.events;
  }
}

/** Issues that were recorded before the plan was sealed, as far as decisions look at them. */
function issuesOfDraft({ run, phases }: RowsOfRun, events: readonly RunEvent[]): readonly PhaseIssue[] {
  let issues: readonly PhaseIssue[] = [];
  for (const { subject, at, data } of events) {
    const phase = phases.find(({ phaseId }) => subject === `phase/${phaseId}`);
    if (phase === undefined || data.issues === undefined) continue;
    const { runId } = run;
    const { phaseId, tierId, taskCategory, complexity } = phase;
    const recorded = (data.issues as PhaseIssue[]).map((issue) => ({
      ...issue,
      ...{ runId, phaseId, tierId, taskCategory, complexity, description: null, evidenceRefs: [], open: true },
      ...{ firstSeenRun: runId, lastSeenRun: runId, firstSeenAt: at, lastSeenAt: at },
    }));
    issues = recordedIssues(issues, { issues: recorded });
  }
  return issues;
}
