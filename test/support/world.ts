/**
 * One run in memory, driven by the pure decisions and kept as the database keeps it: rows that a change replaces, events that it
 * appends. Facts are put together as the statements of the facts store do. Rows are frozen, so that a decision that writes to what
 * it was given fails the test.
 */
import { isDeepStrictEqual } from 'node:util';
import { BUDGET_DEFAULTS, type BudgetDefaults } from '../../src/domain/budget/limits.js';
import type { Occasion, RunChange } from '../../src/domain/command/change.js';
import type { Decision, OpenRows } from '../../src/domain/command/decision.js';
import { decideAddPhase, decideAddTier, type PlanGrowth } from '../../src/domain/command/grow-plan.js';
import { decideLever, nextPhaseStates, type LeverCommand, type LeverFacts } from '../../src/domain/command/lever.js';
import { nextRunStates } from '../../src/domain/command/next-states.js';
import { decideCancel, decideExpiry, decideSeal } from '../../src/domain/command/run-commands.js';
import { decideStart, type NewRun, type StartRunCommand } from '../../src/domain/command/start-run.js';
import { isPhaseTerminal, type PhaseState } from '../../src/domain/phase/phase-state.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../../src/domain/run/facts.js';
import type { RunEvent } from '../../src/domain/run/run-event.js';
import type { RunState } from '../../src/domain/run/run-state.js';
import type { Refusal } from '../../src/domain/shared/refusal.js';
import type { PlannedPhase, PlannedTier } from '../../src/domain/plan/plan.js';
import { isTierTerminal } from '../../src/domain/tier/tier-state.js';
import type { RunRows } from './builders.js';

/** What a command did: the events that it appended, or why it was refused. */
export type Outcome =
  { readonly accepted: true; readonly events: readonly RunEvent[] } | { readonly accepted: false; readonly errors: readonly Refusal[] };

export class World {
  readonly events: RunEvent[] = [];
  private rows: RunRows;

  private constructor(
    rows: RunRows,
    private readonly defaults: BudgetDefaults,
  ) {
    this.rows = frozen(rows);
  }

  /** A world in the middle of a run's story; it has no events of what came before. */
  static of(rows: RunRows): World {
    return new World(rows, BUDGET_DEFAULTS);
  }

  /** Starts a run; answers the refusals if its plan is not accepted. */
  static start(command: StartRunCommand, occasion: Occasion, defaults: BudgetDefaults = BUDGET_DEFAULTS): World | readonly Refusal[] {
    const decision = twice(() => decideStart(command, defaults, occasion));
    if (decision.outcome !== 'accepted') return decision.outcome === 'refused' ? decision.errors : neverAsked();
    const { run, tiers, phases, event }: NewRun = decision.change;
    const world = new World({ run, tiers, phases }, defaults);
    world.events.push(frozen(event));
    return world;
  }

  get run(): RunFacts {
    return this.rows.run;
  }

  get tiers(): readonly TierFacts[] {
    return this.rows.tiers;
  }

  get phases(): readonly PhaseFacts[] {
    return this.rows.phases;
  }

  phase(phaseId: string): PhaseFacts {
    return this.phases.find((phase) => phase.phaseId === phaseId)!;
  }

  tier(tierId: string): TierFacts {
    return this.tiers.find((tier) => tier.tierId === tierId)!;
  }

  lever(phaseId: string, command: LeverCommand, occasion: Occasion): Outcome {
    return this.commit(this.leverDecision(phaseId, command, occasion));
  }

  addTier(plan: PlannedTier, occasion: Occasion): Outcome {
    const ids = plan.phases.map((phase) => phase.phaseId);
    const facts = {
      run: this.run,
      tierExists: this.tiers.some((tier) => tier.tierId === plan.tierId),
      takenPhaseIds: this.phases.map((phase) => phase.phaseId).filter((id) => ids.includes(id)),
    };
    return this.commit(twice(() => decideAddTier(facts, plan, this.defaults, occasion)));
  }

  addPhase(tierId: string, plan: PlannedPhase, occasion: Occasion): Outcome {
    const tier = this.tier(tierId);
    const mine = this.phases.filter((phase) => phase.tierId === tierId);
    const upToHere = this.tiers.filter((other) => other.tierIndex <= tier.tierIndex);
    const facts = {
      run: this.run,
      tier,
      phaseExists: this.phases.some((phase) => phase.phaseId === plan.phaseId),
      tierIncidentTokens: mine.reduce((sum, phase) => sum + phase.incidentTokenCap, 0),
      phaseIndex: upToHere.reduce((sum, other) => sum + other.phaseCount, 0),
    };
    return this.commit(twice(() => decideAddPhase(facts, plan, this.defaults, occasion)));
  }

  seal(occasion: Occasion): Outcome {
    return this.commit(this.sealDecision(occasion));
  }

  cancel(reason: string, occasion: Occasion): Outcome {
    return this.commit(this.withOpenRows((open) => decideCancel({ run: this.run, open }, reason, occasion)));
  }

  expire(occasion: Occasion): Outcome {
    return this.commit(this.expiryDecision(occasion));
  }

  /** What the lever would do to the phase, without doing it. */
  leverDecision(phaseId: string, command: LeverCommand, occasion: Occasion): Decision {
    return this.withOpenRows((open) => decideLever({ ...this.leverFacts(phaseId, command.state), open }, command, occasion));
  }

  sealDecision(occasion: Occasion): Decision {
    const emptyTierIds = this.tiers.filter((tier) => tier.phaseCount === 0).map((tier) => tier.tierId);
    return twice(() => decideSeal({ run: this.run, emptyTierIds }, occasion));
  }

  expiryDecision(occasion: Occasion): Decision {
    return this.withOpenRows((open) => decideExpiry({ run: this.run, open }, occasion));
  }

  nextPhaseStates(phaseId: string): PhaseState[] {
    return nextPhaseStates(this.leverFacts(phaseId, 'QUEUED'));
  }

  nextRunStates(): RunState[] {
    const head = this.head();
    const facts = head && { phase: head, tier: this.tier(head.tierId), behindHeadIndex: this.behind(head) };
    const emptyTiers = this.tiers.some((tier) => tier.phaseCount === 0);
    return nextRunStates(this.run, facts, emptyTiers);
  }

  private head(): PhaseFacts | null {
    return this.phases.find((phase) => !isPhaseTerminal(phase.state)) ?? null;
  }

  private behind(head: PhaseFacts): number | null {
    const next = this.phases.find((phase) => phase.phaseIndex > head.phaseIndex && phase.state === 'QUEUED');
    return next?.phaseIndex ?? null;
  }

  /** The phase behind the head is read only when the head itself may end. */
  private leverFacts(phaseId: string, to: PhaseState): Omit<LeverFacts, 'open'> {
    const phase = this.phase(phaseId);
    const head = this.head();
    const behindHeadIndex = isPhaseTerminal(to) && head?.phaseId === phaseId ? this.behind(head) : null;
    return { run: this.run, phase, tier: this.tier(phase.tierId), head, behindHeadIndex };
  }

  /** Decides without the open rows and, if asked, with them. They never change a decision that did not ask for them. */
  private withOpenRows(decide: (open: OpenRows | null) => Decision): Decision {
    const open = {
      phases: this.phases.filter((phase) => !isPhaseTerminal(phase.state)),
      tiers: this.tiers.filter((tier) => !isTierTerminal(tier.state)),
    };
    const first = twice(() => decide(null));
    const second = twice(() => decide(open));
    if (first.outcome !== 'needs-open-rows') insistEqual(first, second, 'the open rows changed a decision that did not ask for them');
    return second;
  }

  private commit(decision: Decision<RunChange | PlanGrowth>): Outcome {
    if (decision.outcome === 'refused') return { accepted: false, errors: decision.errors };
    if (decision.outcome === 'needs-open-rows') return neverAsked();
    const change = decision.change;
    insistEqual(change.seenVersion, this.run.version, 'the decision saw another version than the run has');
    this.rows = frozen('newPhases' in change ? this.grown(change) : this.changed(change));
    this.events.push(...frozen(change.events));
    return { accepted: true, events: change.events };
  }

  private changed(change: RunChange): RunRows {
    const tiers = new Map(change.tiers.map((tier) => [tier.tierId, tier]));
    const phases = new Map(change.phases.map((phase) => [phase.phaseId, phase]));
    return {
      run: change.run,
      tiers: this.tiers.map((tier) => tiers.get(tier.tierId) ?? tier),
      phases: this.phases.map((phase) => phases.get(phase.phaseId) ?? phase),
    };
  }

  /** As the write of a growing draft does: phases behind the new one move back, which their documents and their tiers' show. */
  private grown(growth: PlanGrowth): RunRows {
    const { run, tiers, phases } = this.changed(growth);
    const { makeRoomAt } = growth;
    const isMoved = (phase: PhaseFacts) => makeRoomAt !== null && phase.phaseIndex >= makeRoomAt;
    const shown = { shownVersion: run.version, shownAt: run.changedAt };
    const movedTiers = new Set(phases.filter(isMoved).map((phase) => phase.tierId));
    const moved = phases.map((phase) => (isMoved(phase) ? { ...phase, ...shown, phaseIndex: phase.phaseIndex + 1 } : phase));
    return {
      run,
      tiers: [...tiers.map((tier) => (movedTiers.has(tier.tierId) ? { ...tier, ...shown } : tier)), ...growth.newTiers],
      phases: [...moved, ...growth.newPhases].sort((a, b) => a.phaseIndex - b.phaseIndex),
    };
  }
}

/** Same input, same output (C5): every decision of a test is made twice. */
function twice<Result>(decide: () => Result): Result {
  const first = decide();
  insistEqual(first, decide(), 'the same facts and command gave two answers');
  return first;
}

function insistEqual(left: unknown, right: unknown, otherwise: string): void {
  if (!isDeepStrictEqual(left, right)) throw new Error(`${otherwise}: ${JSON.stringify(left)} and ${JSON.stringify(right)}`);
}

function neverAsked(): never {
  throw new Error('A decision asked for open rows that it was given');
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value) && !(value instanceof Date)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}
