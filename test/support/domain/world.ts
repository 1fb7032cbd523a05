/**
 * One run in memory, driven by the pure decisions and kept as the database keeps it: rows that a change replaces, events that it
 * appends. Facts are put together as the statements of the facts store do. Rows are frozen, so that a decision that writes to what
 * it was given fails the test.
 */
import { isDeepStrictEqual } from 'node:util';

import type { CommandContext, RunChange } from '../../../src/domain/decisions/change/change.js';
import type { Decision, OpenRows } from '../../../src/domain/decisions/change/decision.js';
import type { ClosingFacts } from '../../../src/domain/decisions/change/phase-step.js';
import { decideRecordIssues, type IssueRecording } from '../../../src/domain/decisions/issue/record-issues.js';
import {
  decideManualTransition,
  type ManualTransition,
  type ManualTransitionFacts,
  nextPhaseStates,
} from '../../../src/domain/decisions/run/manual-transition.js';
import { nextRunStates } from '../../../src/domain/decisions/run/next-states.js';
import { decideCancel, decideExpiry } from '../../../src/domain/decisions/run/run-commands.js';
import { decideAddPhase, decideAddTier, type PlanGrowth } from '../../../src/domain/decisions/start/grow-plan.js';
import { decideRelease } from '../../../src/domain/decisions/start/release-run.js';
import { decideSeal, type SealedPlan } from '../../../src/domain/decisions/start/seal-plan.js';
import {
  decideStart,
  type NewRun,
  type Policy,
  type StartRunCommand,
} from '../../../src/domain/decisions/start/start-run.js';
import {
  closedIssues,
  closingFacts,
  issueRulesOf,
  knownIssue,
  recordedIssues,
} from '../../../src/domain/foresight/memory/issue-rows.js';
import { behindHead, changedRows, headOf, openRowsOf } from '../../../src/domain/foresight/memory/run-rows.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../../../src/domain/model/facts.js';
import type { IssueReport, PhaseIssue } from '../../../src/domain/model/issue.js';
import { BUDGET_DEFAULTS } from '../../../src/domain/model/limits.js';
import { isPhaseTerminal, type PhaseState } from '../../../src/domain/model/phase-state.js';
import type { PlannedPhase, PlannedTier } from '../../../src/domain/model/plan.js';
import type { Refusal } from '../../../src/domain/model/refusal.js';
import type { RunEvent } from '../../../src/domain/model/run-event.js';
import type { RunState } from '../../../src/domain/model/run-state.js';
import { foldEvents } from '../../../src/domain/rules/events/fold-events.js';
import type { KnownIssue } from '../../../src/domain/rules/issue/merge.js';
import type { IssueRules } from '../../../src/domain/rules/issue/severity.js';
import type { Strategy } from '../../../src/domain/rules/strategy/strategy.js';
import { Backlog } from './backlog.js';
import { asStored, type RunRows } from './builders.js';
import { assertCounted } from './recount.js';

/** What a command did: the events that it appended, or why it was refused. */
export type Outcome =
  | { readonly accepted: true; readonly events: readonly RunEvent[] }
  | { readonly accepted: false; readonly errors: readonly Refusal[] };

/** What a world's plans are compiled with, and the project that its issues belong to. */
export interface Surroundings extends Policy {
  readonly backlog: Backlog;
}

export type AnyChange = RunChange | PlanGrowth | SealedPlan | IssueRecording;

export class World {
  readonly events: RunEvent[] = [];
  /** Frozen with the run; null for a draft. */
  strategy: Strategy | null = null;
  readonly backlog: Backlog;
  /** What the project has published by now; a running run does not look at it again. */
  policy: Policy;
  protected rows: RunRows;
  protected issueRows: readonly PhaseIssue[] = [];
  /** The events as they would come back from the database. */
  protected readonly stored: RunEvent[] = [];

  protected constructor(
    rows: RunRows,
    { ruleset = null, agedIssues = [], server = BUDGET_DEFAULTS, backlog }: Partial<Surroundings>,
  ) {
    this.rows = frozen(rows);
    this.policy = { ruleset, agedIssues, server };
    this.backlog = backlog ?? new Backlog();
  }

  /** A world in the middle of a run's story; it has no events of what came before. */
  static of(rows: RunRows): World {
    return new World(rows, {});
  }

  /** Starts a run; answers the refusals if its plan is not accepted. */
  static start(
    command: StartRunCommand,
    context: CommandContext,
    around: Partial<Surroundings> = {},
  ): World | readonly Refusal[] {
    const policy = {
      ruleset: around.ruleset ?? null,
      agedIssues: around.agedIssues ?? [],
      server: around.server ?? BUDGET_DEFAULTS,
    };
    const decision = decideTwice(() => decideStart(command, policy, context));
    if (decision.outcome !== 'accepted') return decision.outcome === 'refused' ? decision.errors : neverRequested();
    const { run, tiers, phases, event, strategy }: NewRun = decision.change;
    const world = new World({ run, tiers, phases }, around);
    world.append([event]);
    world.strategy = strategy;
    world.assertRecomputable();
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

  /** Issues of phases, in the order in which they were first reported. */
  get issues(): readonly PhaseIssue[] {
    return this.issueRows;
  }

  issue(phaseId: string, issueKey: string): PhaseIssue {
    return this.issueRows.find((issue) => issue.phaseId === phaseId && issue.issueKey === issueKey)!;
  }

  phase(phaseId: string): PhaseFacts {
    return this.phases.find((phase) => phase.phaseId === phaseId)!;
  }

  tier(tierId: string): TierFacts {
    return this.tiers.find((tier) => tier.tierId === tierId)!;
  }

  transition(phaseId: string, command: ManualTransition, context: CommandContext): Outcome {
    return this.commit(this.manualDecision(phaseId, command, context));
  }

  addTier(plan: PlannedTier, context: CommandContext): Outcome {
    const ids = plan.phases.map((phase) => phase.phaseId);
    const facts = {
      run: this.run,
      tierExists: this.tiers.some((tier) => tier.tierId === plan.tierId),
      takenPhaseIds: this.phases.map((phase) => phase.phaseId).filter((id) => ids.includes(id)),
    };
    return this.commit(decideTwice(() => decideAddTier(facts, plan, this.policy, context)));
  }

  addPhase(tierId: string, plan: PlannedPhase, context: CommandContext): Outcome {
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
    return this.commit(decideTwice(() => decideAddPhase(facts, plan, this.policy, context)));
  }

  seal(context: CommandContext): Outcome {
    return this.commit(this.sealDecision(context));
  }

  recordIssues(phaseId: string, reports: readonly IssueReport[], context: CommandContext): Outcome {
    return this.commit(this.recordDecision(phaseId, reports, context));
  }

  /** The run that this one waits for is in this state; null: it was deleted. */
  release(predecessorState: RunState | null, context: CommandContext): Outcome {
    return this.commit(this.withOpenRows((open) => decideRelease({ run: this.run, predecessorState, open }, context)));
  }

  cancel(reason: string, context: CommandContext): Outcome {
    return this.commit(this.withOpenRows((open) => decideCancel({ run: this.run, open }, reason, context)));
  }

  expire(context: CommandContext): Outcome {
    return this.commit(this.expiryDecision(context));
  }

  /** What a manual transition would do to the phase, without doing it. */
  manualDecision(phaseId: string, command: ManualTransition, context: CommandContext): Decision {
    return this.withOpenRows((open) =>
      decideManualTransition({ ...this.manualFacts(phaseId, command.state), open }, command, context),
    );
  }

  sealDecision(context: CommandContext): Decision<SealedPlan> {
    const { run, tiers, phases } = this.rows;
    return decideTwice(() => decideSeal({ run, tiers, phases }, this.policy, context));
  }

  recordDecision(phaseId: string, reports: readonly IssueReport[], context: CommandContext): Decision<IssueRecording> {
    const phase = this.phase(phaseId);
    const known = new Map(reports.map(({ issueKey }) => [issueKey, this.knownIssue(phase, issueKey)]));
    const facts = { run: this.run, phase, tier: this.tier(phase.tierId), known, rules: this.issueRules() };
    return this.withOpenRows((open) => decideRecordIssues({ ...facts, open }, reports, context));
  }

  expiryDecision(context: CommandContext): Decision {
    return this.withOpenRows((open) => decideExpiry({ run: this.run, open }, context));
  }

  nextPhaseStates(phaseId: string): PhaseState[] {
    return nextPhaseStates(this.manualFacts(phaseId, 'QUEUED'));
  }

  nextRunStates(): RunState[] {
    const head = this.head();
    const closing = head?.state === 'CI_RUNNING' ? this.closing(head) : null;
    const facts = head && { phase: head, tier: this.tier(head.tierId), behindHeadIndex: this.behind(head), closing };
    const emptyTiers = this.tiers.some((tier) => tier.phaseCount === 0);
    return nextRunStates(this.run, facts, emptyTiers);
  }

  protected head(): PhaseFacts | null {
    return headOf(this.phases);
  }

  protected behind(head: PhaseFacts): number | null {
    return behindHead(this.phases, head);
  }

  /** The phase behind the head is read only when the head itself may end. */
  private manualFacts(phaseId: string, to: PhaseState): Omit<ManualTransitionFacts, 'open'> {
    const phase = this.phase(phaseId);
    const head = this.head();
    const behindHeadIndex = isPhaseTerminal(to) && head?.phaseId === phaseId ? this.behind(head) : null;
    const closing = to === 'COMPLETE' ? this.closing(phase) : null;
    return { run: this.run, phase, tier: this.tier(phase.tierId), head, behindHeadIndex, closing };
  }

  protected closing(phase: PhaseFacts): ClosingFacts | null {
    return closingFacts(this, phase);
  }

  protected knownIssue(phase: PhaseFacts, issueKey: string): KnownIssue {
    return knownIssue(this, phase, issueKey);
  }

  protected issueRules(): IssueRules {
    return issueRulesOf(this.strategy);
  }

  /** Decides without the open rows and, if asked, with them. They never change a decision that did not ask for them. */
  protected withOpenRows<Change>(decide: (open: OpenRows | null) => Decision<Change>): Decision<Change> {
    const open = this.openRows();
    const first = decideTwice(() => decide(null));
    const second = decideTwice(() => decide(open));
    if (first.outcome !== 'needs')
      assertEqual(first, second, 'the open rows changed a decision that did not ask for them');
    return second;
  }

  protected openRows(): OpenRows {
    return openRowsOf(this.rows);
  }

  protected commit(decision: Decision<AnyChange>): Outcome {
    if (decision.outcome === 'refused') return { accepted: false, errors: decision.errors };
    if (decision.outcome !== 'accepted') return neverRequested();
    const { change } = decision;
    assertEqual(change.seenVersion, this.run.version, 'the decision saw another version than the run has');
    const succeeds = change.run.state === 'DONE_SUCCESS' && this.run.state !== 'DONE_SUCCESS';
    this.rows = frozen('newPhases' in change ? this.grown(change) : changedRows(this.rows, change));
    this.append(change.events);
    if ('strategy' in change) this.strategy = frozen(change.strategy);
    if ('entries' in change) this.record(change);
    this.close(change);
    if (succeeds) this.backlog.succeed(change.run.changedAt);
    this.landed(change);
    this.assertRecomputable();
    return { accepted: true, events: change.events };
  }

  /** What else the write of the change does, for worlds that keep more rows. */
  protected landed(_change: AnyChange): void {}

  protected append(events: readonly RunEvent[]): void {
    this.events.push(...frozen(events));
    this.stored.push(...frozen(asStored(events)));
  }

  protected record(recording: IssueRecording): void {
    this.issueRows = frozen(recordedIssues(this.issueRows, recording));
    this.backlog.write(frozen(recording.entries), frozen(recording.sightings));
  }

  protected close({ closing, run }: RunChange): void {
    if (!closing) return;
    this.issueRows = frozen(closedIssues(this.issueRows, closing));
    this.backlog.resolve(closing.resolvedKeys, run.changedAt);
  }

  /** E1, Q3, Q8: a run that is known from its start can be recomputed from its events, and its counters from its issues. */
  protected assertRecomputable(): void {
    if (this.events[0]?.seq !== 1) return;
    const { run, tiers, phases } = this.rows;
    // What becomes of the refs of a run that has ended is not part of its events (G7).
    const reported = run.completedAt ? { ...run, refIntent: null } : run;
    assertEqual(foldEvents(run.runId, this.stored), { run: reported, tiers, phases }, 'the events tell of other rows');
    assertCounted(this.rows, this.issueRows);
  }

  /** As the write of a growing draft does: phases behind the new one move back, which their documents and their tiers' show. */
  private grown(growth: PlanGrowth): RunRows {
    const { run, tiers, phases } = changedRows(this.rows, growth);
    const { makeRoomAt } = growth;
    const isMoved = (phase: PhaseFacts) => makeRoomAt !== null && phase.phaseIndex >= makeRoomAt;
    const displayed = { shownVersion: run.version, shownAt: run.changedAt };
    const movedTiers = new Set(phases.filter(isMoved).map((phase) => phase.tierId));
    const moved = phases.map((phase) =>
      isMoved(phase) ? { ...phase, ...displayed, phaseIndex: phase.phaseIndex + 1 } : phase,
    );
    return {
      run,
      tiers: [
        ...tiers.map((tier) => (movedTiers.has(tier.tierId) ? { ...tier, ...displayed } : tier)),
        ...growth.newTiers,
      ],
      phases: [...moved, ...growth.newPhases].sort((a, b) => a.phaseIndex - b.phaseIndex),
    };
  }
}

/** Same input, same output (C5): every decision of a test is made twice. */
function decideTwice<Result>(decide: () => Result): Result {
  const first = decide();
  assertEqual(first, decide(), 'the same facts and command gave two answers');
  return first;
}

function assertEqual(left: unknown, right: unknown, otherwise: string): void {
  if (!isDeepStrictEqual(left, right))
    throw new Error(`${otherwise}: ${JSON.stringify(left)} and ${JSON.stringify(right)}`);
}

function neverRequested(): never {
  throw new Error('A decision asked for open rows that it was given');
}

export function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value) && !(value instanceof Date)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}
