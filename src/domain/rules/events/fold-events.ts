/**
 * The rows of a run, recomputed from its events alone (E1). Nothing that decides reads state from here: it proves
 * that the events hold everything, and lets `doctor` find rows that were changed behind the Supervisor's back. Event data
 * come from JSON: instants are text.
 */
import type { PhaseFacts, RunFacts, RunFailure, TierFacts } from '../../model/facts.js';
import { isPhaseTerminal, type PhaseState } from '../../model/phase-state.js';
import type { RequestedLimits } from '../../model/plan.js';
import type { PhaseAddition, PhasePlan, RunPlan, TierPlan, WholePlan } from '../../model/plan-data.js';
import { unreachable } from '../../model/refusal.js';
import type { RunEvent } from '../../model/run-event.js';
import { isRunTerminal, type RunState } from '../../model/run-state.js';
import { isTierTerminal, type TierState } from '../../model/tier-state.js';
import { IssueLedger, type RecordedIssue } from '../issue/counting.js';
import {
  blankPhase,
  blankTier,
  NO_ISSUES_DISPLAYED,
  NO_REFS,
  NOT_KNOWN,
  NOTHING_ENDED,
  NOTHING_SPENT,
} from './blank-rows.js';
import {
  displayed,
  ENDING_COUNTS,
  found,
  instant,
  issuesDisplayed,
  type PhaseRow,
  type RunRow,
  type TierRow,
} from './folded-values.js';
import { followed, withNote, type WorkNote } from './work-recorded.js';

export interface FoldedRows {
  readonly run: RunFacts;
  /** By index. */
  readonly tiers: TierFacts[];
  readonly phases: PhaseFacts[];
}

/**
 * Recomputes the rows of one run. Throws when the events are not the whole story: a gap, or a part that was never
 * planned.
 */
export function foldEvents(runId: string, events: readonly RunEvent[]): FoldedRows {
  const [start, ...later] = events;
  if (!start || start.seq !== 1 || start.data.plan === undefined)
    throw new Error(`The events of run ${runId} do not begin with its plan`);
  const fold = new Fold(runId, start);
  later.forEach((event, i) => {
    if (event.seq !== i + 2) throw new Error(`The events of run ${runId} have a gap: ${event.seq} follows ${i + 1}`);
    fold.apply(event);
  });
  return fold.rows();
}

class Fold {
  private readonly run: RunRow;
  private readonly tiers = new Map<string, TierRow>();
  private readonly phases = new Map<string, PhaseRow>();
  private readonly issues = new IssueLedger();

  constructor(runId: string, start: RunEvent) {
    const { tiers, deadlineAt, ...plan } = start.data.plan as WholePlan;
    const state = start.toState as RunState;
    const {
      asked: requested = NOT_KNOWN as RequestedLimits,
      previousRunId = null,
      nextRunId = null,
      continuesRunId = null,
    } = plan;
    const { repositoryPath = null, introduction = null, baseCheck = null } = plan;
    this.run = {
      runId,
      ...plan,
      ...{ asked: requested, introduction, previousRunId, nextRunId, continuesRunId, repositoryPath, baseCheck },
      ...NO_REFS,
      state,
      version: start.seq,
      ...NOTHING_SPENT,
      ...NO_ISSUES_DISPLAYED,
      tierCount: 0,
      phaseCount: 0,
      ...NOTHING_ENDED,
      headPhaseIndex: null,
      failure: null,
      createdAt: start.at,
      // A run that waits has no clock yet (P10).
      startedAt: state === 'RUN_CREATED' && deadlineAt !== null ? start.at : null,
      completedAt: null,
      deadlineAt: instant(deadlineAt),
      changedAt: start.at,
    };
    for (const tier of tiers) this.addTier(tier, start);
    this.readRefs(start);
  }

  apply(event: RunEvent): void {
    switch (event.type) {
      case 'RUN_STATE_CHANGED':
        this.moveRun(event);
        break;
      case 'TIER_STATE_CHANGED':
        this.moveTier(event);
        break;
      case 'PHASE_STATE_CHANGED':
        this.movePhase(event);
        break;
      case 'TOKENS_ADDED':
      case 'ISSUES_RECORDED':
      case 'WORK_CLAIMED':
      case 'WORK_ENDED':
      case 'AUDIT_REQUESTED':
      case 'REFS_INTENDED':
      case 'REFS_SETTLED':
        this.charge(event);
        break;
      case 'PLAN_TIER_ADDED':
        this.addTier(event.data.tier as TierPlan, event);
        this.replan(event);
        break;
      case 'PLAN_PHASE_ADDED':
        this.insertPhase(event);
        this.replan(event);
        break;
      case 'RUN_RELEASED':
        this.startClock(event);
        break;
      case 'BASE_CHECKED':
        break;
      default:
        unreachable(event.type);
    }
    this.readRefs(event);
    this.run.version = event.seq;
    this.run.changedAt = event.at;
  }

  /**
   * The commits of the run's refs, now or soon (G7), and the verdict of CI on its base (V6): in the last event of the
   * command that changed them.
   */
  private readRefs(event: RunEvent): void {
    Object.assign(this.run, event.data.refs);
  }

  rows(): FoldedRows {
    const { issues } = this;
    const phases = [...this.phases.values()].sort((a, b) => a.phaseIndex - b.phaseIndex);
    const head = phases.find((phase) => !isPhaseTerminal(phase.state));
    const idsOf = (rows: readonly PhaseRow[]) => rows.map((phase) => phase.phaseId);
    const counted = (ids: readonly string[]) => ({ ...issues.counters(ids), ...issues.openCounters(ids) });
    const phasesOf = (tier: TierRow) => phases.filter((phase) => phase.tierId === tier.tierId);
    return {
      // Changes to the refs of a run that has ended do not change its documents (G7).
      run: {
        ...this.run,
        ...(this.run.completedAt ? { refIntent: null } : {}),
        headPhaseIndex: head?.phaseIndex ?? null,
        ...counted(idsOf(phases)),
      },
      tiers: [...this.tiers.values()]
        .sort((a, b) => a.tierIndex - b.tierIndex)
        .map((tier) => ({ ...tier, ...counted(idsOf(phasesOf(tier))) })),
      phases: phases.map((phase) => ({ ...phase, ...issues.counters([phase.phaseId]) })),
    };
  }

  private moveRun(event: RunEvent): void {
    const { run } = this;
    run.state = event.toState as RunState;
    if (run.state === 'RUN_CREATED') {
      if (event.data.plan !== undefined) this.sealPlan(event.data.plan as WholePlan, event);
      this.startClock(event);
    }
    if (isRunTerminal(run.state)) run.completedAt = event.at;
    if (event.data.failure !== undefined) run.failure = event.data.failure as RunFailure;
  }

  private startClock(event: RunEvent): void {
    this.run.startedAt = event.at;
    this.run.deadlineAt = instant(event.data.deadlineAt);
  }

  private moveTier(event: RunEvent): void {
    const tier = found(this.tiers, event);
    tier.state = event.toState as TierState;
    if (tier.state === 'IN_PROGRESS') tier.startedAt = event.at;
    if (isTierTerminal(tier.state)) tier.completedAt = event.at;
    displayed(tier, event);
  }

  private movePhase(event: RunEvent): void {
    const { phase, tier } = this.charge(event);
    const { run } = this;
    const to = event.toState as PhaseState;
    phase.state = to;
    if (to === 'EXECUTING') phase.startedAt ??= event.at;
    if (to === 'CI_RUNNING') for (const scope of [tier, run]) scope.ciRunsUsed += 1;
    if (isPhaseTerminal(to)) {
      phase.completedAt = event.at;
      for (const scope of [tier, run]) scope[ENDING_COUNTS[to as keyof typeof ENDING_COUNTS]] += 1;
    }
    if (to === 'COMPLETE' && this.issues.close(phase.phaseId, phase.round)) issuesDisplayed(phase, event);
    if (typeof event.data.note === 'string') phase.note = event.data.note;
  }

  /**
   * Tokens are in the event of the phase that they are charged to, and count in its tier and run as well (B1); so do
   * recorded issues.
   */
  private charge(event: RunEvent): { phase: PhaseRow; tier: TierRow } {
    const phase = found(this.phases, event);
    const tier = this.tiers.get(phase.tierId)!;
    const tokens = (event.data.tokens as number | undefined) ?? 0;
    for (const scope of [phase, tier, this.run]) scope.tokensUsed += tokens;
    Object.assign(phase, withNote(followed(phase, event), event.data.noted as WorkNote | undefined));
    displayed(phase, event);
    displayed(tier, event);
    if (event.data.issues !== undefined) {
      this.issues.record(phase.phaseId, event.data.issues as readonly RecordedIssue[]);
      for (const row of [phase, this.run]) issuesDisplayed(row, event);
    }
    return { phase, tier };
  }

  private addTier({ phases, ...plan }: TierPlan, event: RunEvent): void {
    const { run } = this;
    this.tiers.set(
      plan.tierId,
      blankTier(run.runId, plan, { tierIndex: run.tierCount, phaseCount: phases.length }, event),
    );
    run.tierCount += 1;
    for (const phase of phases) this.addPhase(phase, plan.tierId, run.phaseCount, event);
  }

  private addPhase(plan: PhasePlan, tierId: string, phaseIndex: number, event: RunEvent): void {
    this.phases.set(plan.phaseId, blankPhase(this.run.runId, plan, { tierId, phaseIndex }, event));
    this.run.phaseCount += 1;
  }

  /**
   * A phase that is added to a tier goes behind its last one; those of later tiers make room, and their documents show
   * it (S9).
   */
  private insertPhase(event: RunEvent): void {
    const { tierId, phaseIndex, phase, tier: budgets } = event.data as unknown as PhaseAddition;
    const tier = this.tiers.get(tierId);
    if (!tier) throw new Error(`Event ${event.seq} adds a phase to tier ${tierId}, which was never planned`);
    const behind = [...this.phases.values()].filter((other) => other.phaseIndex >= phaseIndex);
    for (const other of behind) {
      other.phaseIndex += 1;
      displayed(other, event);
    }
    for (const movedTierId of new Set(behind.map((other) => other.tierId)))
      displayed(this.tiers.get(movedTierId)!, event);
    Object.assign(tier, budgets);
    tier.phaseCount += 1;
    displayed(tier, event);
    this.addPhase(phase, tierId, phaseIndex, event);
  }

  private replan(event: RunEvent): void {
    const { deadlineAt, ...plan } = event.data.run as RunPlan;
    Object.assign(this.run, plan, { deadlineAt: instant(deadlineAt) });
  }

  /**
   * The whole plan as it was compiled at the seal: every row has it, and what the strategy added is at the end (P7).
   */
  private sealPlan({ tiers, deadlineAt: _, ...plan }: WholePlan, event: RunEvent): void {
    Object.assign(this.run, plan);
    for (const planned of tiers) {
      const { phases, ...tierPlan } = planned;
      const tier = this.tiers.get(planned.tierId);
      if (!tier) {
        this.addTier(planned, event);
        continue;
      }
      displayed(Object.assign(tier, tierPlan, { phaseCount: phases.length }), event);
      for (const phasePlan of phases) {
        const phase = this.phases.get(phasePlan.phaseId);
        if (phase) displayed(Object.assign(phase, phasePlan), event);
        else this.addPhase(phasePlan, tier.tierId, this.run.phaseCount, event);
      }
    }
  }
}
