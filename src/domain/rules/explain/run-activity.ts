/** What a run is doing after each of its events (O7): the one thing that goes on, or what it waits for. */
import type { BaseCheck } from '../../model/base-check.js';
import type { PhaseFacts } from '../../model/facts.js';
import { isPhaseTerminal, type PhaseState } from '../../model/phase-state.js';
import { NO_WORK } from '../../model/phase-work.js';
import type { PhaseAddition, TierPlan, WholePlan } from '../../model/plan-data.js';
import type { RunEvent } from '../../model/run-event.js';
import { isRunTerminal, type RunState } from '../../model/run-state.js';
import { followed, withNote, type WorkNote } from '../events/work-recorded.js';

export const SPAN_KINDS = ['waiting', 'attempt', 'gate', 'ci', 'audit', 'pause'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

export interface Activity {
  readonly kind: SpanKind;
  /** Null: the run as a whole, such as a draft or CI on its base commit. */
  readonly phaseId: string | null;
  /** Null: no lease holds the phase. */
  readonly attempt: number | null;
  readonly workerId: string | null;
}

type Row = Pick<
  PhaseFacts,
  'state' | 'work' | 'notBefore' | 'waitUntil' | 'builderAttempts' | 'auditorAttempts' | 'maxBuilderAttempts' | 'round'
> & {
  /** A CI worker has reported, and the phase stays in CI_RUNNING until the refs are moved. */
  readonly isReported: boolean;
};
const QUEUED: Row = {
  state: 'QUEUED',
  work: NO_WORK,
  notBefore: null,
  waitUntil: null,
  isReported: false,
  ...{ builderAttempts: 0, auditorAttempts: 0, maxBuilderAttempts: 0, round: 0 },
};
const BY_ROLE = { BUILDER: 'attempt', AUDITOR: 'audit', CI: 'ci' } as const;
const THE_RUN = { phaseId: null, attempt: null, workerId: null };

export class RunActivity {
  private order: string[] = [];
  /** Phases before this place have ended. */
  private head = 0;
  private readonly rows = new Map<string, Row>();
  private state: RunState = 'RUN_CREATED';
  private hasClock = false;
  private checksBase = false;
  /** Of the phase at the head before the newest event. */
  private before: Row | null = null;

  apply(event: RunEvent): void {
    this.before = this.headRow();
    this.readPlan(event);
    const base = (event.data.refs as { baseCheck?: BaseCheck | null } | undefined)?.baseCheck;
    if (base !== undefined) this.checksBase = base !== null && base.outcome === null;
    if (event.type === 'RUN_STATE_CHANGED') this.state = event.toState as RunState;
    if (event.subject.startsWith('phase/')) this.movePhase(event.subject.slice('phase/'.length), event);
  }

  /** Null: the run has ended, or its phases have. */
  now(): Activity | null {
    if (isRunTerminal(this.state)) return null;
    if (!this.hasClock) return { kind: 'waiting', ...THE_RUN };
    if (this.checksBase) return { kind: 'ci', ...THE_RUN };
    const row = this.headRow();
    if (row === null) return { kind: 'waiting', ...THE_RUN };
    const phaseId = this.order[this.head]!;
    const { holder } = row.work;
    if (holder) return { kind: BY_ROLE[holder.role], phaseId, attempt: holder.attempt, workerId: holder.workerId };
    return { kind: kindOf(row), phaseId, attempt: null, workerId: null };
  }

  get pausedUntil(): Date | null {
    return this.headRow()?.notBefore ?? null;
  }

  /** The event ended a stay in CI that no worker had claimed: its report came from outside. */
  endedOutsideCi(event: RunEvent): boolean {
    const { before } = this;
    if (before?.state !== 'CI_RUNNING' || before.isReported) return false;
    return before.work.holder === null && event.type !== 'WORK_CLAIMED';
  }

  private headRow(): Row | null {
    while (this.head < this.order.length && isPhaseTerminal(this.rowOf(this.order[this.head]!).state)) this.head += 1;
    const phaseId = this.order[this.head];
    return phaseId === undefined ? null : this.rowOf(phaseId);
  }

  private rowOf(phaseId: string): Row {
    return this.rows.get(phaseId) ?? QUEUED;
  }

  private movePhase(phaseId: string, event: RunEvent): void {
    const row = withNote(followed(this.rowOf(phaseId), event), event.data.noted as WorkNote | undefined);
    const state = event.type === 'PHASE_STATE_CHANGED' ? (event.toState as PhaseState) : row.state;
    const stays = event.type !== 'PHASE_STATE_CHANGED' && event.type !== 'WORK_CLAIMED';
    const isReported = stays && (row.isReported || (event.data.ci !== undefined && event.data.attempt !== undefined));
    this.rows.set(phaseId, { ...row, state, isReported });
  }

  private readPlan(event: RunEvent): void {
    const { plan } = event.data as { plan?: WholePlan };
    if (plan !== undefined) {
      this.order = plan.tiers.flatMap(({ phases }) => phases.map(({ phaseId }) => phaseId));
      this.head = 0;
      this.checksBase = (plan.baseCheck ?? null) !== null && plan.baseCheck?.outcome === null;
    }
    if (event.type === 'PLAN_TIER_ADDED')
      this.order.push(...(event.data.tier as TierPlan).phases.map(({ phaseId }) => phaseId));
    if (event.type === 'PLAN_PHASE_ADDED') {
      const { phaseIndex, phase } = event.data as unknown as PhaseAddition;
      this.order.splice(phaseIndex, 0, phase.phaseId);
    }
    const begins = event.type === 'RUN_STATE_CHANGED' && event.toState === 'RUN_CREATED';
    const deadlineAt = event.data.deadlineAt ?? plan?.deadlineAt ?? null;
    if (event.type === 'RUN_RELEASED' || (begins && deadlineAt !== null)) this.hasClock = true;
  }
}

function kindOf({ state, work, notBefore }: Row): SpanKind {
  if (notBefore !== null) return 'pause';
  if (state === 'EXECUTING') return 'attempt';
  return state === 'GATE' && !work.auditDue ? 'gate' : 'waiting';
}
