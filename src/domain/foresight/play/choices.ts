/**
 * The chances of a play: everything that a worker, an agent or CI decides by itself is drawn here, under a key that
 * says what is drawn. The same key gives the same draw, whatever the caps of the run are: two plays with one number
 * differ only by what is asked of them (X3: common random numbers).
 */
import type { LogNormal } from '../model/worker-model.js';
import { normalQuantile } from './normal-quantile.js';
import { uniform } from './philox.js';

/** What can be drawn for a phase. The order is part of every seed's answer: new ones go to the end. */
export const DRAWS = [
  'base',
  'pickup',
  'builder',
  'tokens',
  'minutes',
  'minor',
  'major',
  'repeat-patch',
  'truth',
  'repeat-failure',
  'try',
  'flaky-test',
  'audit',
  'audit-tokens',
  'audit-minutes',
  'replaced-truth',
  'ci-minutes',
] as const;

/** What is drawn: in which run of the plan, in which phase of it, and the how manieth time there. */
export interface ChoiceKey {
  readonly run: number;
  readonly phase: number;
  readonly draw: (typeof DRAWS)[number];
  readonly ordinal: number;
}

export interface Choices {
  /** The index of the entry that comes true; with what the odds leave of 1: their number. */
  pick(key: ChoiceKey, odds: readonly number[]): number;
  /** An amount, not rounded. */
  amount(key: ChoiceKey, distribution: LogNormal): number;
}

const INDEX = Object.fromEntries(DRAWS.map((draw, i) => [draw, i])) as Record<(typeof DRAWS)[number], number>;
/** The 90 % point of the standard normal distribution. */
const Z90 = 1.2815515655446004;

/** The chances of one play of a seed. */
export function seededChoices(seed: number, play: number): Choices {
  const unit = ({ run, phase, draw, ordinal }: ChoiceKey): number =>
    uniform([phase, INDEX[draw], ordinal, run], [seed, play]);
  return {
    pick: (key, odds) => picked(unit(key), odds),
    amount: (key, distribution) => quantileOf(distribution, unit(key)),
  };
}

function picked(at: number, odds: readonly number[]): number {
  let sum = 0;
  for (const [i, each] of odds.entries()) {
    sum += each;
    if (at < sum) return i;
  }
  return odds.length;
}

/** The point of a log-normal distribution below which this share lies. */
function quantileOf({ p50, p90 }: LogNormal, share: number): number {
  if (p50 <= 0 || p90 <= p50) return p50;
  return p50 * Math.exp((normalQuantile(share) * Math.log(p90 / p50)) / Z90);
}
