/** What is played and in which parts: the seam between a simulation and the threads that play for it. */
import type { NewRun } from '../../decisions/start/start-run.js';
import type { WorkerModel } from '../model/worker-model.js';
import { type Variant, varied } from './caps.js';
import { seededChoices } from './choices.js';
import { type PlayOutcome, playPlan } from './play-plan.js';

/** What is played: plain data that can be handed to a thread. */
export interface Setup {
  /** The runs that the plan becomes, as the server would make them; see `runsToPlay`. */
  readonly runs: readonly NewRun[];
  readonly model: WorkerModel;
  readonly seed: number;
}

/** Some plays of a setup under a variant. */
export interface PlayTask {
  /** Numbers of the plays. */
  readonly plays: readonly number[];
  /** Null: the plan as it is. */
  readonly variant: Variant | null;
}

/** Plays them, here or in threads; the outcomes in the order of the numbers. */
export type Player = (task: PlayTask) => Promise<readonly PlayOutcome[]>;

export function playTask({ runs, model, seed }: Setup, { plays, variant }: PlayTask): PlayOutcome[] {
  const played = varied(runs, variant);
  return plays.map((play) => playPlan(played, model, seededChoices(seed, play)));
}
