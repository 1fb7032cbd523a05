/**
 * What one accepted command changes: rows as they are afterwards and the events that say so (C6, E1). A change is built
 * by a recorder, so that a state never changes without its event, a counter never without its cause, and the order of
 * the events is the same for every command: phases, tiers, the run.
 */
import type { PhaseCounts, PhaseFacts, RunFacts, RunFailure, TierFacts } from '../../model/facts.js';
import { isPhaseTerminal, phaseMachine, type PhaseState } from '../../model/phase-state.js';
import type { Actor, RunEvent, RunEventType, Subject } from '../../model/run-event.js';
import { isRunTerminal, type RunFailedState, runMachine, type RunState } from '../../model/run-state.js';
import { isTierTerminal, tierMachine, type TierState } from '../../model/tier-state.js';
import { refsRecorded } from '../../rules/events/refs-recorded.js';
import { workRecorded } from '../../rules/events/work-recorded.js';
import { awaitedRole, leftBehind } from '../../rules/work/phase-turn.js';
import { isClaimable, type QueueEntry } from '../../rules/work/queue.js';

/** Rows after the command; `tiers` and `phases` hold only those that changed, by index. */
export interface RunChange {
  /** The version that the decision saw: the write lands only if the run still has it. */
  readonly seenVersion: number;
  readonly run: RunFacts;
  readonly tiers: readonly TierFacts[];
  readonly phases: readonly PhaseFacts[];
  readonly events: readonly RunEvent[];
  /** What a phase that became COMPLETE does to its issues; left out: nothing. */
  readonly closing?: IssueClosing;
  /** The work that the run offers afterwards (W1); null: none; left out: as before. */
  readonly queue?: QueueEntry | null;
}

/**
 * Issues that the completing attempt did not report are closed (Q8), and the aged ones that the phase was to clean up
 * are resolved (Q6).
 */
export interface IssueClosing {
  readonly phaseId: string;
  readonly attempt: number;
  readonly resolvedKeys: readonly string[];
}

export interface CommandContext {
  readonly actor: Actor;
  /** The command's name, as events show it. */
  readonly cause: string;
  /** The database's clock when the facts were read. */
  readonly now: Date;
}

type Data = Record<string, unknown>;
type Pending = Omit<RunEvent, 'seq' | 'actor' | 'cause' | 'at'>;

export class ChangeRecorder {
  private runRow: RunFacts;
  private readonly tierRows = new Map<string, TierFacts>();
  private readonly phaseRows = new Map<string, PhaseFacts>();
  private readonly phasesSeen = new Map<string, PhaseFacts>();
  private readonly issuesShown = new Set<string>();
  private indexShown = false;
  private readonly pendingData = new Map<string, Data>();
  private readonly pending = { phase: [] as Pending[], tier: [] as Pending[], run: [] as Pending[] };

  constructor(
    private readonly seen: RunFacts,
    private readonly context: CommandContext,
  ) {
    this.runRow = seen;
  }

  get run(): RunFacts {
    return this.runRow;
  }

  /** The run as the decision saw it. */
  get seenRun(): RunFacts {
    return this.seen;
  }

  /** The tier as this change has left it so far. */
  tier(tier: TierFacts): TierFacts {
    return this.tierRows.get(tier.tierId) ?? tier;
  }

  phase(phase: PhaseFacts): PhaseFacts {
    return this.phaseRows.get(phase.phaseId) ?? phase;
  }

  /** Sets values that are not states; states have methods of their own. */
  patchRun(values: Partial<Omit<RunFacts, 'state' | 'version' | 'runId'>>): void {
    this.runRow = { ...this.runRow, ...values };
  }

  patchTier(tier: TierFacts, values: Partial<Omit<TierFacts, 'state' | 'tierId'>>): void {
    this.tierRows.set(tier.tierId, { ...this.tier(tier), ...values });
  }

  patchPhase(phase: PhaseFacts, values: Partial<Omit<PhaseFacts, 'state' | 'phaseId'>>): void {
    this.setPhase(phase, { ...this.phase(phase), ...values });
  }

  /**
   * Moves a phase, stamps its instants and counts its ending in its tier and in the run. Lease and waits of the state
   * that it leaves end.
   */
  movePhase(phase: PhaseFacts, tier: TierFacts, to: PhaseState, data: Data = {}): void {
    const before = this.phase(phase);
    assert(phaseMachine.allows(before.state, to), `phase ${phase.phaseId}`, before.state, to);
    const { now } = this.context;
    this.setPhase(phase, {
      ...before,
      ...leftBehind(before),
      state: to,
      startedAt: to === 'EXECUTING' ? (before.startedAt ?? now) : before.startedAt,
      completedAt: isPhaseTerminal(to) ? now : null,
    });
    this.patchTier(tier, isPhaseTerminal(to) ? countEnding(this.tier(tier), to) : {});
    if (isPhaseTerminal(to)) this.patchRun(countEnding(this.runRow, to));
    this.note('phase', `phase/${phase.phaseId}`, 'PHASE_STATE_CHANGED', before.state, to, {
      tierId: phase.tierId,
      ...data,
    });
  }

  moveTier(tier: TierFacts, to: TierState): void {
    const before = this.tier(tier);
    assert(tierMachine.allows(before.state, to), `tier ${tier.tierId}`, before.state, to);
    const { now } = this.context;
    this.tierRows.set(tier.tierId, {
      ...before,
      state: to,
      startedAt: to === 'IN_PROGRESS' ? now : before.startedAt,
      completedAt: isTierTerminal(to) ? now : null,
    });
    this.note('tier', `tier/${tier.tierId}`, 'TIER_STATE_CHANGED', before.state, to, {});
  }

  moveRun(to: RunState, data: Data = {}): void {
    const { state } = this.runRow;
    assert(runMachine.allows(state, to), 'the run', state, to);
    this.runRow = { ...this.runRow, state: to, completedAt: isRunTerminal(to) ? this.context.now : null };
    this.note('run', 'run', 'RUN_STATE_CHANGED', state, to, data);
  }

  failRun(to: RunFailedState, failure: RunFailure): void {
    this.patchRun({ failure });
    this.moveRun(to, { failure });
  }

  /** An event of a command that changes no state (E1). */
  noteWithoutMove(subject: Subject, type: RunEventType, data: Data): void {
    const group = subject === 'run' ? 'run' : subject.startsWith('tier/') ? 'tier' : 'phase';
    this.note(group, subject, type, null, null, data);
  }

  /** Adds to the data of the phase's first event of this change. */
  addEventData(phase: PhaseFacts, data: Data): void {
    this.pendingData.set(`phase/${phase.phaseId}`, { ...this.pendingData.get(`phase/${phase.phaseId}`), ...data });
  }

  /** The phase already has an event. */
  moved(phase: PhaseFacts): boolean {
    return this.pending.phase.some((event) => event.subject === `phase/${phase.phaseId}`);
  }

  /** The phase's issue document shows something else now; with `inIndex` the run's index too. */
  showIssues(phase: PhaseFacts, { inIndex }: { readonly inIndex: boolean }): void {
    this.patchPhase(phase, {});
    this.issuesShown.add(phase.phaseId);
    this.indexShown ||= inIndex;
  }

  /** Numbers the events and stamps each row with the last event that changed what its document shows (F3). */
  finish(): RunChange {
    const { actor, cause, now: at } = this.context;
    const pending = [...this.pending.phase, ...this.pending.tier, ...this.pending.run].map((event, i, all) => {
      const isFirst = all.findIndex((other) => other.subject === event.subject) === i;
      const reported = isFirst ? this.pendingData.get(event.subject) : undefined;
      return reported ? { ...event, data: { ...event.data, ...reported } } : event;
    });
    const numbered = pending.map((event, i): RunEvent => ({
      ...event,
      seq: this.seen.version + 1 + i,
      actor,
      cause,
      at,
    }));
    const events = refsRecorded(workRecorded(numbered, this.phasesSeen, this.phaseRows), this.seen, this.runRow);
    const firstSeq = this.seen.version + 1;
    const lastSeq = new Map(events.map((event) => [event.subject, event.seq]));
    const phases = [...this.phaseRows.values()]
      .sort((a, b) => a.phaseIndex - b.phaseIndex)
      .map((phase) => ({
        ...phase,
        shownVersion: lastSeq.get(`phase/${phase.phaseId}`) ?? phase.shownVersion,
        shownAt: at,
      }))
      .map((phase) =>
        this.issuesShown.has(phase.phaseId) ? { ...phase, issuesVersion: firstSeq, issuesAt: at } : phase,
      );
    const newest = new Map<string, number>();
    for (const phase of phases) newest.set(phase.tierId, Math.max(newest.get(phase.tierId) ?? 0, phase.shownVersion));
    const tiers = [...this.tierRows.values()]
      .sort((a, b) => a.tierIndex - b.tierIndex)
      .map((tier) => ({
        ...tier,
        shownVersion: lastSeq.get(`tier/${tier.tierId}`) ?? newest.get(tier.tierId) ?? tier.shownVersion,
        shownAt: at,
      }));
    const version = this.seen.version + events.length;
    const index = this.indexShown ? { issuesVersion: firstSeq, issuesAt: at } : {};
    const run = { ...this.runRow, ...index, version, changedAt: at };
    return { seenVersion: this.seen.version, run, tiers, phases, events, ...this.offered(run) };
  }

  /** The work that the run offers now, if the change touched what that depends on (W1). */
  private offered(run: RunFacts): Pick<RunChange, 'queue'> {
    if (!isClaimable(run)) return isClaimable(this.seen) ? { queue: null } : {};
    const head = [...this.phaseRows.values()].find((phase) => phase.phaseIndex === run.headPhaseIndex);
    const { runId, projectId, createdAt } = run;
    const entry = { runId, projectId, createdAt, readyAt: this.context.now, waitUntil: null, avoidWorker: null };
    if (head) {
      const role = awaitedRole(head);
      const { notBefore, waitUntil, work } = head;
      return {
        queue: role && {
          ...entry,
          role,
          readyAt: notBefore ?? entry.readyAt,
          waitUntil,
          avoidWorker: work.avoidWorker,
        },
      };
    }
    const fresh = run.headPhaseIndex !== this.seen.headPhaseIndex || !isClaimable(this.seen);
    return fresh ? { queue: { ...entry, role: 'BUILDER' } } : {};
  }

  private setPhase(seen: PhaseFacts, row: PhaseFacts): void {
    if (!this.phasesSeen.has(seen.phaseId)) this.phasesSeen.set(seen.phaseId, seen);
    this.phaseRows.set(seen.phaseId, row);
  }

  private note(
    group: 'phase' | 'tier' | 'run',
    subject: Subject,
    type: RunEventType,
    from: string | null,
    to: string | null,
    data: Data,
  ) {
    this.pending[group].push({ subject, type, fromState: from, toState: to, data });
  }
}

function countEnding<Counts extends PhaseCounts>(counts: Counts, ending: PhaseState): Partial<PhaseCounts> {
  if (ending === 'COMPLETE') return { phasesComplete: counts.phasesComplete + 1 };
  if (ending === 'FAILED') return { phasesFailed: counts.phasesFailed + 1 };
  return { phasesSkipped: counts.phasesSkipped + 1 };
}

/** A decision never leaves its table; if it does, that is a fault of ours and nothing must be written. */
function assert(legal: boolean, what: string, from: string, to: string): void {
  if (!legal) throw new Error(`Illegal move of ${what}: ${from} → ${to}`);
}
