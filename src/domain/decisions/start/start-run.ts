/** Starting a run: from a plan to its rows and its first event, compiled and frozen, or refused as a whole (C6, S9). */
import { MINUTE_MS } from '../../model/durations.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import type { BudgetDefaults } from '../../model/limits.js';
import { phaseCountOf, type Plan, type PlannedTier, requestedLimits } from '../../model/plan.js';
import type { Refusal } from '../../model/refusal.js';
import type { RunEvent } from '../../model/run-event.js';
import type { NumberedRuleset } from '../../rules/ruleset/ruleset.js';
import { budgetFaults, compileRun } from '../../rules/strategy/compile-run.js';
import { compileStrategy } from '../../rules/strategy/compile-strategy.js';
import { type RulesInForce, rulesInForce } from '../../rules/strategy/rules-in-force.js';
import type { AgedIssue, Strategy } from '../../rules/strategy/strategy.js';
import { type StartingPoint, startingRefs } from '../../rules/work/starting-point.js';
import type { CommandContext } from '../change/change.js';
import { accepted, type Decision, refused } from '../change/decision.js';
import { baseCheckOf } from '../run/base-checked.js';
import { newParts, planOfRun, planOfTiers } from './new-rows.js';
import { completenessFaults, duplicateIds, pathFaults, sizeFaults } from './plan-check.js';

export interface StartRunCommand extends Plan {
  readonly runId: string;
  readonly projectId: string;
  readonly draft: boolean;
  /**
   * The commit of the project's repository to start from; left out: it has none (G6). A draft reads it when it is
   * sealed.
   */
  readonly start?: StartingPoint | null;
  /** The place of a run among those that one plan became (P10); left out: it is the only one. */
  readonly link?: RunLink;
  /** The run whose plan it continues (P11); left out: none. */
  readonly continuesRunId?: string | null;
}

export interface RunLink {
  readonly previousRunId: string | null;
  readonly nextRunId: string | null;
  /**
   * It begins at once, though another run comes before it: its work holds that run's already (P11). Left out: it waits.
   */
  readonly begins?: boolean;
}

/** What a plan is compiled with besides itself (P2). */
export interface Policy {
  /** The project's newest ruleset; null: it has none. */
  readonly ruleset: NumberedRuleset | null;
  /** Backlog entries that have reached the thresholds of the run's profile (Q4). */
  readonly agedIssues: readonly AgedIssue[];
  readonly server: BudgetDefaults;
}

/** The rows of a new run, and the event that records it. */
export interface NewRun {
  readonly run: RunFacts;
  readonly tiers: readonly TierFacts[];
  readonly phases: readonly PhaseFacts[];
  readonly event: RunEvent;
  /** Frozen with the run; null for a draft. */
  readonly strategy: Strategy | null;
}

const HOUR_MS = 3_600_000;
const TIERS_PATH = ['input', 'tiers'] as const;

/** What keeps a plan from becoming a run: budgets over the ruleset's, its size, double ids, missing parts. */
export function startFaults(plan: Plan, rules: RulesInForce, draft: boolean): Refusal[] {
  const phases = phaseCountOf(plan.tiers);
  const { maxPhases } = compileRun(plan, phases, rules).run;
  return [
    ...budgetFaults(plan, rules),
    ...sizeFaults({ tiers: plan.tiers.length, phases }, { maxPhases, runScope: rules.runScope }, TIERS_PATH),
    ...duplicateIds(plan.tiers),
    ...pathFaults(plan.tiers, TIERS_PATH),
    ...(draft ? [] : completenessFaults(phases, emptyTiers(plan.tiers), TIERS_PATH)),
  ];
}

export function decideStart(command: StartRunCommand, policy: Policy, context: CommandContext): Decision<NewRun> {
  const { ruleset, agedIssues, server } = policy;
  const faults = startFaults(command, rulesInForce(ruleset, command, server), command.draft);
  if (faults.length > 0) return refused(...faults);

  const { now } = context;
  const { draft } = command;
  const { previousRunId, nextRunId, begins = false } = command.link ?? { previousRunId: null, nextRunId: null };
  const debtCleanup = !draft && nextRunId === null;
  const { strategy, tiers: planned } = compileStrategy({ plan: command, ruleset, agedIssues, server, debtCleanup });
  const { tiers, phases } = newParts(
    command.runId,
    planned,
    strategy,
    { tierIndex: 0, phaseIndex: 0 },
    { version: 1, now },
  );
  const { reasons: _, ...budgets } = strategy.run;
  const waits = previousRunId !== null && !begins;
  const run: RunFacts = {
    runId: command.runId,
    projectId: command.projectId,
    state: draft ? 'PLAN_BOOTSTRAP' : 'RUN_CREATED',
    version: 1,
    safetyProfile: strategy.safetyProfile,
    runScope: strategy.runScope,
    ...budgets,
    ...NOTHING_SPENT,
    issuesVersion: 0,
    issuesAt: null,
    tierCount: tiers.length,
    phaseCount: phases.length,
    phasesComplete: 0,
    phasesFailed: 0,
    phasesSkipped: 0,
    headPhaseIndex: phases.length > 0 ? 0 : null,
    failure: null,
    asked: requestedLimits(command),
    introduction: command.introduction?.trim() ? command.introduction : null,
    previousRunId,
    nextRunId,
    continuesRunId: command.continuesRunId ?? null,
    ...refsOf(command, waits),
    baseCheck: draft || command.start == null ? null : baseCheckOf(strategy),
    refsPutBack: [],
    createdAt: now,
    startedAt: draft || waits ? null : now,
    completedAt: null,
    deadlineAt: draft ? draftDeadline(now, server) : waits ? null : deadlineOf(now, budgets.maxDurationMinutes),
    changedAt: now,
  };
  const event: RunEvent = {
    seq: 1,
    type: 'RUN_STATE_CHANGED',
    subject: 'run',
    actor: context.actor,
    cause: context.cause,
    at: now,
    fromState: null,
    toState: run.state,
    data: { plan: { ...planOfRun(run), tiers: planOfTiers(tiers, phases) }, ...refsReported(run) },
  };
  return accepted({ run, tiers, phases, event, strategy: draft ? null : strategy });
}

/** A run that waits takes its start from the one before it (P10). */
function refsOf({ runId, draft, start = null }: StartRunCommand, waits: boolean) {
  const none = { repositoryPath: null, baseCommit: null, headCommit: null, refIntent: null };
  if (draft || start === null) return none;
  return waits ? { ...none, repositoryPath: start.repositoryPath } : startingRefs(runId, start);
}

const refsReported = ({ baseCommit, headCommit, refIntent }: RunFacts): { refs?: Partial<RunFacts> } =>
  refIntent === null ? {} : { refs: { baseCommit, headCommit, refIntent } };

/** The instant at which a run that starts now must have ended (B5). */
export const deadlineOf = (startedAt: Date, maxDurationMinutes: number): Date =>
  new Date(startedAt.getTime() + maxDurationMinutes * MINUTE_MS);

const draftDeadline = (now: Date, server: BudgetDefaults): Date =>
  new Date(now.getTime() + server.draftHours * HOUR_MS);

export const emptyTiers = (tiers: readonly PlannedTier[]): string[] =>
  tiers.filter((tier) => tier.phases.length === 0).map((tier) => tier.tierId);

const NOTHING_SPENT = {
  tokensUsed: 0,
  ciRunsUsed: 0,
  minorIssuesCount: 0,
  majorIssuesCount: 0,
  openMinorIssues: 0,
  openMajorIssues: 0,
} as const;
