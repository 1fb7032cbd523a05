/**
 * Every play that a model allows, each with its probability: the chances are followed one after the other into all their outcomes, and
 * the decisions say what follows. Amounts must be fixed (p50 equal to p90). Small plans only: the number of plays grows without mercy.
 */
import type { NewRun } from '../../../src/domain/decisions/start/start-run.js';
import type { WorkerModel } from '../../../src/domain/foresight/model/worker-model.js';
import type { Choices } from '../../../src/domain/foresight/play/choices.js';
import { type PlayOutcome, playPlan } from '../../../src/domain/foresight/play/play-plan.js';

export interface WeightedPlay {
  readonly outcome: PlayOutcome;
  readonly probability: number;
}

export function everyPlay(runs: readonly NewRun[], model: WorkerModel, most = 20_000): WeightedPlay[] {
  const plays: WeightedPlay[] = [];
  const open: (readonly number[])[] = [[]];
  while (open.length > 0) {
    const prefix = open.pop()!;
    const path: number[] = [];
    let probability = 1;
    const choices: Choices = {
      pick(_, odds) {
        const all = [...odds, 1 - odds.reduce((sum, each) => sum + each, 0)];
        const possible = all.flatMap((each, i) => (each > 1e-12 ? [i] : []));
        const here = path.length;
        const chosen = prefix[here] ?? possible[0]!;
        if (here >= prefix.length) for (const other of possible.slice(1)) open.push([...path, other]);
        path.push(chosen);
        probability *= all[chosen]!;
        return chosen;
      },
      amount(_, { p50, p90 }) {
        if (p50 !== p90) throw new Error('An amount is not fixed: its outcomes cannot be counted');
        return p50;
      },
    };
    plays.push({ outcome: playPlan(runs, model, choices), probability });
    if (plays.length > most) throw new Error(`More than ${most} plays`);
  }
  return plays;
}

/** The probability of each end, by state and reason. */
export function endsOf(plays: readonly WeightedPlay[]): Map<string, number> {
  const ends = new Map<string, number>();
  for (const { outcome, probability } of plays) {
    const key = `${outcome.state} ${outcome.reason ?? ''}`;
    ends.set(key, (ends.get(key) ?? 0) + probability);
  }
  return ends;
}
