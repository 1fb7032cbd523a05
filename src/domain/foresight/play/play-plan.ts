/**
 * Plays a plan once: its runs one after the other, as linked runs are (P10), until one fails or the last succeeds. What
 * is kept of a play is plain data: how it ended, what it used, and what each cap would have had to be to bind nothing.
 */
import type { NewRun } from '../../decisions/start/start-run.js';
import { MINUTE_MS } from '../../model/durations.js';
import type { PhaseFacts, RunFacts } from '../../model/facts.js';
import { isRunTerminal, type RunState } from '../../model/run-state.js';
import type { WorkerRole } from '../../model/vocabulary.js';
import { attemptsLeft, auditsLeft } from '../../rules/work/phase-turn.js';
import { BacklogInMemory } from '../memory/backlog.js';
import type { WorkerModel } from '../model/worker-model.js';
import { type BudgetKey, budgetKey } from './caps.js';
import type { Choices } from './choices.js';
import { playRun } from './play-run.js';
import { VirtualRun } from './virtual-run.js';

/** What the caps would have had to be: with caps of at least these, the same play would have gone as it went. */
export interface Needs {
  /** Of the run that needed most. */
  readonly tokenCap: number;
  readonly maxDurationMinutes: number;
  readonly maxMinorIssuesTotal: number;
  /** By position of the phase in the plan's runs, of those that were played. */
  readonly incidentTokens: readonly number[];
  /** No phase needed more than half of its incident cap, rounded up. */
  readonly fitsHalfIncident: boolean;
}

/** How one play ended. */
export interface PlayOutcome {
  readonly state: RunState;
  /** The code of the failure's first reason; null: it succeeded. */
  readonly reason: string | null;
  /** The phase that failed; null: none did. */
  readonly failedPhase: string | null;
  readonly tokens: number;
  readonly minutes: number;
  readonly ciRuns: number;
  /** By position of the phase in the plan's runs. */
  readonly phaseTokens: readonly number[];
  /** Budgets that ended the play. */
  readonly bound: readonly BudgetKey[];
  readonly needs: Needs;
  /** Limits that some phase reached, or would have with half of them: other limits could have made another play. */
  readonly reached: Reached;
}

/** Of Builder attempts and of audits, with the limits as they are and with half of them. */
export interface Reached {
  readonly builder: boolean;
  readonly halfBuilder: boolean;
  readonly auditor: boolean;
  readonly halfAuditor: boolean;
}

/** What a played run leaves, for those who want more than its outcome. */
export type Played = (run: VirtualRun) => void;

export function playPlan(
  runs: readonly NewRun[],
  model: WorkerModel,
  choices: Choices,
  played: Played = () => undefined,
): PlayOutcome {
  const backlog = new BacklogInMemory();
  const done: VirtualRun[] = [];
  const claimedAt = new Map<string, number>();
  let tokenCap = 0;
  let now = runs[0]!.run.createdAt;
  const claimed = ({ run, head }: VirtualRun, role: WorkerRole): void => {
    if (role === 'CI') return;
    tokenCap = Math.max(tokenCap, run.tokensUsed + 1);
    claimedAt.set(head.phaseId, head.tokensUsed + 1);
  };
  for (const [index, start] of runs.entries()) {
    const run = new VirtualRun(start, backlog, now);
    if (index > 0) run.release(done.at(-1)!.run.headCommit);
    playRun(run, index, model, choices, { claimed });
    done.push(run);
    played(run);
    now = run.now;
    if (run.run.state !== 'DONE_SUCCESS') break;
  }
  return outcomeOf(runs, done, { tokenCap, claimedAt });
}

interface Claims {
  readonly tokenCap: number;
  /** Tokens that a phase had used at its last claim, and one more: something must be left (B2). */
  readonly claimedAt: ReadonlyMap<string, number>;
}

function outcomeOf(runs: readonly NewRun[], done: readonly VirtualRun[], { tokenCap, claimedAt }: Claims): PlayOutcome {
  const { run, phases } = done.at(-1)!;
  if (!isRunTerminal(run.state)) throw new Error(`A played run is ${run.state}`);
  const failed = phases.find((phase) => phase.phaseId === run.failure?.phaseId || phase.state === 'FAILED') ?? null;
  const all = done.flatMap((one) => one.phases);
  const most = (of: (run: RunFacts) => number): number => Math.max(...done.map((one) => of(one.run)));
  const needOf = (phase: PhaseFacts): number => Math.max(phase.tokensUsed, claimedAt.get(phase.phaseId) ?? 0);
  const later = runs.slice(done.length).flatMap((one) => one.phases);
  return {
    state: run.state,
    reason: run.failure?.reasons[0]?.code ?? null,
    failedPhase: run.state === 'DONE_SUCCESS' ? null : (failed?.phaseId ?? null),
    tokens: sum(done.map((one) => one.run.tokensUsed)),
    minutes: sum(done.map((one) => elapsed(one.run))) / MINUTE_MS,
    ciRuns: sum(done.map((one) => one.run.ciRunsUsed)),
    phaseTokens: [...all.map((phase) => phase.tokensUsed), ...later.map(() => 0)],
    bound: boundBy(run, failed),
    needs: {
      tokenCap: Math.max(
        tokenCap,
        most((one) => one.tokensUsed),
      ),
      maxDurationMinutes: Math.max(
        1,
        most((one) => Math.ceil(elapsed(one) / MINUTE_MS)),
      ),
      maxMinorIssuesTotal: most((one) => one.minorIssuesCount),
      incidentTokens: all.map(needOf),
      fitsHalfIncident: all.every((phase) => needOf(phase) <= Math.ceil(phase.incidentTokenCap / 2)),
    },
    reached: reachedBy(all, new Map(runs.flatMap((one) => one.phases).map((phase) => [phase.phaseId, phase]))),
  };
}

/** A REVISE raises the limit of attempts (W10): a phase that had one counts as having reached it. */
function reachedBy(phases: readonly PhaseFacts[], planned: ReadonlyMap<string, PhaseFacts>): Reached {
  const troubled = phases.filter(
    (phase) => phase.builderAttempts > 1 || phase.auditorAttempts > 0 || phase.state === 'FAILED',
  );
  const reach = (limit: 'maxBuilderAttempts' | 'maxAuditorAttempts', share: number): boolean =>
    troubled.some((phase) => {
      const used = limit === 'maxBuilderAttempts' ? phase.builderAttempts : phase.auditorAttempts;
      const most = planned.get(phase.phaseId)![limit];
      return used >= Math.ceil(most * share) || phase[limit] > most;
    });
  return {
    builder: reach('maxBuilderAttempts', 1),
    halfBuilder: reach('maxBuilderAttempts', 0.5),
    auditor: reach('maxAuditorAttempts', 1),
    halfAuditor: reach('maxAuditorAttempts', 0.5),
  };
}

const elapsed = ({ startedAt, completedAt }: RunFacts): number =>
  startedAt === null || completedAt === null ? 0 : completedAt.getTime() - startedAt.getTime();
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The budgets that ended the run: the one that broke, the tier's that made it unclean, or the attempts that ran out. */
function boundBy({ failure }: RunFacts, failed: PhaseFacts | null): BudgetKey[] {
  if (failure === null) return [];
  if (failure.budget) return [budgetKey(failure.budget.scope, failure.budget.name)];
  const codes = failure.reasons.map(({ code }) => code);
  if (failure.rule === 'B4')
    return failure.reasons.map(({ code }) => budgetKey('TIER', code.replace(/_exceeded$/, '')));
  if (failure.rule !== 'W9' || failed === null || codes.includes('escalated')) return [];
  return [
    ...(attemptsLeft(failed) || codes.includes('no_progress') ? [] : [budgetKey('PHASE', 'max_builder_attempts')]),
    ...(auditsLeft(failed) ? [] : [budgetKey('PHASE', 'max_auditor_attempts')]),
  ];
}
