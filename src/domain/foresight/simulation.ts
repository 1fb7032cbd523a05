/**
 * The simulation of a plan (X1, X3): many plays, what became of them, and what other caps would have made of the same
 * plays. The same setup and seed give the same answer, byte for byte, however the plays are shared out among threads:
 * every play has its own numbers, and outcomes are put together in their order.
 */
import type { NewRun } from '../decisions/start/start-run.js';
import { type BoundBudget, budgetsThatBind } from './answer/budgets.js';
import { type CapAdvice, capAdvice } from './answer/caps-wanted.js';
import { type Share, shareOf, type Spread, spreadOf, wilson } from './figures/statistics.js';
import type { PlayOutcome } from './play/play-plan.js';
import type { Player, Setup } from './play/play-task.js';

export const MOST_PLAYS = 10_000;
export const DEFAULT_PLAYS = 200;
export const DEFAULT_SEED = 1;
/** Seeds are words of 32 bits. */
export const MOST_SEED = 2 ** 31 - 1;

export interface StateOdds extends Share {
  readonly state: PlayOutcome['state'];
  readonly reason: string | null;
}

export interface PhaseOdds {
  readonly phaseId: string;
  /** The share of plays in which it is the phase that fails. */
  readonly fails: number;
  /** Its share of all tokens of all plays. */
  readonly tokenShare: number;
}

export interface SimulationAnswer {
  readonly plays: number;
  readonly seed: number;
  /** Odds of DONE_SUCCESS. */
  readonly success: Share;
  /** By state and reason, the likeliest first. */
  readonly odds: readonly StateOdds[];
  readonly tokens: Spread;
  readonly minutes: Spread;
  readonly ciRuns: Spread;
  readonly phases: readonly PhaseOdds[];
  readonly budgets: readonly BoundBudget[];
  /** Present if a probability was wanted (X3). */
  readonly caps: CapAdvice | null;
}

export interface Wanted {
  readonly plays: number;
  /** The probability of DONE_SUCCESS that caps are searched for; null: none. */
  readonly success: number | null;
}

export async function simulate(setup: Setup, wanted: Wanted, player: Player): Promise<SimulationAnswer> {
  const numbers = Array.from({ length: wanted.plays }, (_, i) => i);
  const outcomes = await player({ plays: numbers, variant: null });
  const counted = (holds: (one: PlayOutcome) => boolean): Share =>
    wilson(outcomes.filter(holds).length, outcomes.length);
  return {
    plays: wanted.plays,
    seed: setup.seed,
    success: counted((one) => one.state === 'DONE_SUCCESS'),
    odds: oddsOf(outcomes),
    tokens: spreadOf(outcomes.map((one) => one.tokens)),
    minutes: spreadOf(outcomes.map((one) => rounded(one.minutes))),
    ciRuns: spreadOf(outcomes.map((one) => one.ciRuns)),
    phases: phaseOdds(setup.runs, outcomes),
    budgets: await budgetsThatBind(outcomes, player),
    caps: wanted.success === null ? null : await capAdvice(setup.runs, outcomes, wanted.success, player),
  };
}

const rounded = (minutes: number): number => Math.round(minutes * 10) / 10;

function oddsOf(outcomes: readonly PlayOutcome[]): StateOdds[] {
  const groups = new Map<string, { state: PlayOutcome['state']; reason: string | null; count: number }>();
  for (const { state, reason } of outcomes) {
    const key = `${state} ${reason ?? ''}`;
    const group = groups.get(key) ?? { state, reason, count: 0 };
    group.count += 1;
    groups.set(key, group);
  }
  return [...groups]
    .sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
    .map(([, { state, reason, count }]) => ({ state, reason, ...wilson(count, outcomes.length) }));
}

function phaseOdds(runs: readonly NewRun[], outcomes: readonly PlayOutcome[]): PhaseOdds[] {
  const total = outcomes.reduce((sum, one) => sum + one.tokens, 0);
  return runs
    .flatMap((run) => run.phases)
    .map(({ phaseId }, i) => {
      const tokens = outcomes.reduce((sum, one) => sum + (one.phaseTokens[i] ?? 0), 0);
      return {
        phaseId,
        fails: shareOf(outcomes, (one) => one.failedPhase === phaseId),
        tokenShare: total === 0 ? 0 : tokens / total,
      };
    });
}
