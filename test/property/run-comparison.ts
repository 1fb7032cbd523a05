/** The pure decisions and the reference model on the same story: both must accept, refuse and change the same. */
import { isDeepStrictEqual } from 'node:util';

import { PHASE_STATES, phaseMachine, type PhaseState } from '../../src/domain/model/phase-state.js';
import type { RunEvent } from '../../src/domain/model/run-event.js';
import { RUN_STATES, runMachine, type RunState } from '../../src/domain/model/run-state.js';
import { tierMachine, type TierState } from '../../src/domain/model/tier-state.js';
import type { AgedIssue } from '../../src/domain/rules/strategy/strategy.js';
import {
  aManualTransition,
  aPlannedPhase,
  aReport,
  aStart,
  byClock,
  byOperator,
  inWords,
  START,
} from '../support/domain/builders.js';
import {
  type ModelReport,
  type ModelStart,
  type ModelView,
  ReferenceModel,
} from '../support/domain/reference-model.js';
import { type Outcome, World } from '../support/domain/world.js';
import { AGAIN, ONWARD, type Timed } from './run-stories.js';

/** The product's world and the model side by side, and what must hold after every step. */
class Comparison {
  private now = START.getTime();
  /** What a refusal said can never succeed. */
  private readonly hopeless = new Set<string>();

  constructor(
    readonly world: World,
    private readonly model: ReferenceModel,
  ) {}

  take(timed: Timed): void {
    this.now += timed.wait;
    const before = { rows: this.rows(), events: [...this.world.events] };
    const [outcome, answer] = this.perform(timed);
    if ('refused' in answer) {
      expectEqual({ refused: codesOf(outcome) }, { refused: answer.refused });
      this.checkRefusal(timed, outcome, answer);
      expectEqual(this.rows(), before.rows);
      expectEqual(this.world.events, before.events);
      return;
    }
    if (!outcome.accepted) throw new Error(`Refused, but the rules accept it: ${JSON.stringify(outcome.errors)}`);
    expectEqual(outcome.events.map(inWords), answer.events);
    expectEqual(this.world.events.slice(0, before.events.length), before.events);
    this.checkTerminalRowsStay(before.rows, timed.kind === 'recordIssues');
    this.checkMoves(outcome.events);
    this.check();
  }

  /** S1, S3, S4, E1 and the counters, whatever happened. The world itself asserts that its rows can be recomputed from its events. */
  check(): void {
    const { run, tiers, phases, events } = this.world;
    expectEqual(viewOf(this.world), this.model.view());
    expectEqual(
      events.map((event) => event.seq),
      events.map((_, i) => i + 1),
    );
    expectEqual(run.version, events.length);
    const atWork = phases.filter(({ state }) => ['EXECUTING', 'GATE', 'CI_RUNNING'].includes(state));
    if (atWork.length > 1) throw new Error(`${atWork.length} phases are at work`);
    if (runMachine.isTerminal(run.state)) {
      expectEqual(
        phases.filter(({ state }) => !phaseMachine.isTerminal(state)),
        [],
      );
      expectEqual(
        tiers.filter(({ state }) => !tierMachine.isTerminal(state)),
        [],
      );
    }
  }

  /** S4: what the answer names as next is exactly what is accepted. */
  checkNextStates(): void {
    const { world } = this;
    const context = byOperator('probe', new Date(this.now));
    const reachable = new Set<RunState>();
    for (const { phaseId, state: present } of world.phases) {
      const accepted: PhaseState[] = [];
      for (const state of PHASE_STATES) {
        for (const addTokens of [0, 1e12]) {
          const decision = world.manualDecision(phaseId, aManualTransition(state, { addTokens }), context);
          if (decision.outcome !== 'accepted') continue;
          if (addTokens === 0 && state !== present) accepted.push(state);
          reachable.add(decision.change.run.state);
        }
      }
      expectEqual({ phaseId, next: world.nextPhaseStates(phaseId) }, { phaseId, next: accepted });
      expectEqual({ phaseId, next: accepted }, { phaseId, next: this.model.allowed(phaseId) });
    }
    const { deadlineAt } = world.run;
    const late = byClock(new Date((deadlineAt?.getTime() ?? 0) + 1));
    for (const decision of [world.sealDecision(context), world.expiryDecision(late)]) {
      if (decision.outcome === 'accepted') reachable.add(decision.change.run.state);
    }
    if (!runMachine.isTerminal(world.run.state)) reachable.add('DONE_FAILED_CANCELLED');
    reachable.delete(world.run.state);
    expectEqual(
      world.nextRunStates(),
      RUN_STATES.filter((state) => reachable.has(state)),
    );
  }

  /** Whether a clock reading past the deadline would change what a command can bring. */
  get isLate(): boolean {
    const { deadlineAt } = this.world.run;
    return deadlineAt !== null && this.now > deadlineAt.getTime();
  }

  private perform(timed: Timed): [Outcome, ReturnType<ReferenceModel['seal']>] {
    const { world, model, now } = this;
    const at = new Date(now);
    switch (timed.kind) {
      case 'transition': {
        const phaseId = this.phaseIdOf(timed.phase);
        if (phaseId === null) return NOTHING_DONE;
        const state = this.stateOf(timed, phaseId);
        const { tokens, note } = timed;
        const outcome = world.transition(
          phaseId,
          aManualTransition(state, { addTokens: tokens, note }),
          byOperator('updatePhaseStatus', at),
        );
        return [outcome, model.transition(phaseId, state, tokens, note, now)];
      }
      case 'addTier': {
        const plan = {
          ...timed.tier,
          name: timed.tier.tierId,
          description: null,
          phases: timed.tier.phases.map(planned),
        };
        return [world.addTier(plan, byOperator('addTier', at)), model.addTier(timed.tier, now)];
      }
      case 'addPhase': {
        const tierId = world.tiers[timed.tier % Math.max(1, world.tiers.length)]?.tierId;
        if (tierId === undefined) return NOTHING_DONE;
        return [world.addPhase(tierId, planned(timed), byOperator('addPhase', at)), model.addPhase(tierId, timed, now)];
      }
      case 'recordIssues': {
        const phaseId = this.phaseIdOf(timed.phase);
        if (phaseId === null) return NOTHING_DONE;
        const outcome = world.recordIssues(phaseId, timed.reports.map(reported), byOperator('recordIssues', at));
        return [outcome, model.recordIssues(phaseId, timed.reports, now)];
      }
      case 'release':
        return [world.release(timed.predecessor, byClock(at)), model.release(timed.predecessor, now)];
      case 'seal':
        return [world.seal(byOperator('sealPlan', at)), model.seal(now)];
      case 'cancel':
        return [world.cancel('no longer wanted', byOperator('cancelRun', at)), model.cancel(now)];
      case 'tick':
        return [world.expire(byClock(at)), model.tick(now)];
    }
  }

  private phaseIdOf(phase: number | 'head'): string | null {
    const { phases } = this.world;
    if (phases.length === 0) return null;
    if (phase === 'head') return this.model.head?.id ?? phases[0]!.phaseId;
    return phases[phase % phases.length]!.phaseId;
  }

  /** S2: the refusal names the present state and what would be accepted; what it calls hopeless never succeeds later. */
  private checkRefusal(timed: Timed, outcome: Outcome, answer: ReturnType<ReferenceModel['seal']>): void {
    if (outcome.accepted || !('refused' in answer)) return;
    const [error] = outcome.errors;
    if (error?.kind === 'transition' && answer.current !== undefined) expectEqual(error.currentState, answer.current);
    if (error?.kind === 'transition' && answer.allowed !== undefined) expectEqual(error.allowedStates, answer.allowed);
    if (timed.kind !== 'transition' || error === undefined) return;
    if (!error.retryable) this.hopeless.add(JSON.stringify(this.requestedFor(timed)));
  }

  private requestedFor(timed: Extract<Timed, { kind: 'transition' }>): unknown {
    const phaseId = this.phaseIdOf(timed.phase)!;
    return [phaseId, this.stateOf(timed, phaseId), timed.tokens > 0];
  }

  private stateOf(timed: Extract<Timed, { kind: 'transition' }>, phaseId: string): PhaseState {
    const { state } = this.world.phase(phaseId);
    if (timed.state === 'onward') return ONWARD[state];
    return timed.state === 'again' ? AGAIN[state] : timed.state;
  }

  /** S3. Issues may be recorded of what has ended in a run that has not (Q1): they change counters and nothing else. */
  private checkTerminalRowsStay(before: ReturnType<Comparison['rows']>, recorded: boolean): void {
    const { world } = this;
    const kept = (row: object) => (recorded ? withoutIssues(row) : row);
    if (runMachine.isTerminal(before.run.state)) expectEqual(world.run, before.run);
    for (const tier of before.tiers)
      if (tierMachine.isTerminal(tier.state)) expectEqual(kept(world.tier(tier.tierId)), kept(tier));
    for (const phase of before.phases) {
      if (phaseMachine.isTerminal(phase.state)) expectEqual(kept(world.phase(phase.phaseId)), kept(phase));
    }
  }

  /** Every move is in its table, and none was called hopeless before. */
  private checkMoves(events: readonly RunEvent[]): void {
    for (const event of events) checkLegal(event.subject, event.fromState, event.toState);
    if (runMachine.isTerminal(this.world.run.state)) return;
    for (const { subject, toState, data } of events) {
      if (toState === null || !subject.startsWith('phase/')) continue;
      const requested = JSON.stringify([subject.slice('phase/'.length), toState, data.tokens !== undefined]);
      if (this.hopeless.has(requested)) throw new Error(`A refusal called it hopeless, and it happened: ${requested}`);
    }
  }

  private rows() {
    return { run: this.world.run, tiers: [...this.world.tiers], phases: [...this.world.phases] };
  }
}

const NOTHING_DONE: [Outcome, { refused: string[] }] = [{ accepted: false, errors: [] }, { refused: [] }];

const planned = (phase: { phaseId: string; taskCategory: string | null }) =>
  aPlannedPhase(phase.phaseId, {
    taskCategory: phase.taskCategory,
    allowedPaths: ['src'],
    acceptanceCriteria: ['it works'],
  });

const reported = ({ key, severity, highRisk, expected }: ModelReport) =>
  aReport(key, { severity, category: highRisk ? 'schema_contract_change' : 'style', expectedFail: expected });

const OF_ISSUES = [
  'minorIssuesCount',
  'majorIssuesCount',
  'openMinorIssues',
  'openMajorIssues',
  'issuesVersion',
  'issuesAt',
];
const withoutIssues = (row: object) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => ![...OF_ISSUES, 'shownVersion', 'shownAt'].includes(name)));

const codesOf = (outcome: Outcome): string[] =>
  outcome.accepted ? ['accepted'] : outcome.errors.map((error) => error.code);

/** Comparing is most of the work: Jest's own comparison runs only to print a difference. */
function expectEqual(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

function checkLegal(subject: string, from: string | null, to: string | null): void {
  if (from === null || to === null) return;
  const legal =
    subject === 'run'
      ? runMachine.allows(from as RunState, to as RunState)
      : subject.startsWith('tier/')
        ? tierMachine.allows(from as TierState, to as TierState)
        : phaseMachine.allows(from as PhaseState, to as PhaseState);
  if (!legal) throw new Error(`${subject} went from ${from} to ${to}`);
}

const sorted = <Row extends { readonly issueKey: string }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => (a.issueKey < b.issueKey ? -1 : 1));

/** The rows in the model's form. */
function viewOf(world: World): ModelView {
  const ms = (instant: Date | null) => instant?.getTime() ?? null;
  const { run } = world;
  const counted = (row: { minorIssuesCount: number; majorIssuesCount: number }) => [
    row.minorIssuesCount,
    row.majorIssuesCount,
  ];
  const opened = (row: { openMinorIssues: number; openMajorIssues: number }) => [
    row.openMinorIssues,
    row.openMajorIssues,
  ];
  return {
    backlog: sorted(world.backlog.all).map(
      ({ issueKey, ageInRuns, ageInTiers, occurrenceCount, episode, resolvedAt }) => {
        return {
          key: issueKey,
          age: [ageInRuns, ageInTiers],
          times: occurrenceCount,
          episode,
          resolved: resolvedAt !== null,
        };
      },
    ),
    issues: world.phases.flatMap(({ phaseId }) =>
      sorted(world.issues)
        .filter((issue) => issue.phaseId === phaseId)
        .map(({ issueKey, effectiveSeverity, expectedFail, occurrenceCount, reportedAttempt, open }) => ({
          ...{ phase: phaseId, key: issueKey, major: effectiveSeverity === 'MAJOR', expected: expectedFail },
          ...{ times: occurrenceCount, attempt: reportedAttempt, open },
        })),
    ),
    run: {
      state: run.state,
      version: run.version,
      tokens: run.tokensUsed,
      ciRuns: run.ciRunsUsed,
      tierCount: run.tierCount,
      counts: [run.phaseCount, run.phasesComplete, run.phasesFailed, run.phasesSkipped],
      maxMinorIssues: run.maxMinorIssuesTotal,
      issues: [counted(run), opened(run)],
      head: run.headPhaseIndex,
      failure: run.failure?.reasons[0]?.code ?? null,
      instants: [run.createdAt, run.startedAt, run.completedAt, run.deadlineAt, run.changedAt].map(ms),
    },
    tiers: world.tiers.map((tier) => ({
      id: tier.tierId,
      index: tier.tierIndex,
      state: tier.state,
      tokens: tier.tokensUsed,
      ciRuns: tier.ciRunsUsed,
      counts: [tier.phaseCount, tier.phasesComplete, tier.phasesFailed, tier.phasesSkipped],
      caps: [tier.tokenCap, tier.ciRunCap, tier.maxMinorIssuesTolerated, tier.maxMajorIssuesTolerated],
      issues: [counted(tier), opened(tier)],
      instants: [tier.startedAt, tier.completedAt].map(ms),
    })),
    phases: world.phases.map((phase) => ({
      id: phase.phaseId,
      tier: phase.tierId,
      index: phase.phaseIndex,
      state: phase.state,
      attempts: phase.builderAttempts,
      audits: phase.auditorAttempts,
      tokens: phase.tokensUsed,
      caps: [phase.maxBuilderAttempts, phase.maxAuditorAttempts, phase.incidentTokenCap],
      note: phase.note,
      issues: counted(phase),
      instants: [phase.startedAt, phase.completedAt].map(ms),
    })),
  };
}

const anAgedIssue = (issueKey: string): AgedIssue => ({
  issueKey,
  category: 'style',
  baseSeverity: 'MINOR',
  ageInRuns: 3,
  ageInTiers: 3,
});

/** Starts the same plan in the world and in the model; null if both refuse it for the same reasons. */
export function begin(plan: ModelStart): Comparison | null {
  const world = World.start(
    aStart({
      draft: plan.draft,
      safetyProfile: plan.critical ? 'SAFETY_CRITICAL' : null,
      runScope: plan.singleTier ? 'SINGLE_TIER' : null,
      tokenCap: plan.tokenCap,
      maxPhases: plan.maxPhases,
      maxDurationMinutes: plan.minutes,
      ...(plan.waits ? { link: { previousRunId: 'run-0', nextRunId: null } } : {}),
      tiers: plan.tiers.map((tier) => ({
        ...tier,
        name: tier.tierId,
        description: null,
        phases: tier.phases.map(planned),
      })),
    }),
    byOperator('startRun', START),
    { agedIssues: Array.from({ length: plan.aged }, (_, i) => anAgedIssue(`k${i}`)) },
  );
  const model = ReferenceModel.start(plan, START.getTime());
  if (world instanceof World && model instanceof ReferenceModel) return new Comparison(world, model);
  expectEqual(
    world instanceof World ? 'accepted' : world.map((error) => error.code),
    model instanceof ReferenceModel ? 'accepted' : model,
  );
  return null;
}
