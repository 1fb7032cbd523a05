/** What the virtual workers of a play share, and the names of what they draw. */
import { MINUTE_MS } from '../../model/durations.js';
import type { PhaseFacts } from '../../model/facts.js';
import type { Profile, WorkerModel } from '../model/worker-model.js';
import type { ChoiceKey, Choices } from './choices.js';
import type { VirtualRun } from './virtual-run.js';

/** What CI will find of a patch; a red one always by the same test. */
export type Truth = { readonly is: 'good' | 'missing' } | { readonly is: 'red'; readonly test: string };

export interface Scene {
  readonly run: VirtualRun;
  readonly model: WorkerModel;
  readonly choices: Choices;
  /** Number of the run in its plan, from 0. */
  readonly index: number;
  /** What the model says of the phase at work. */
  readonly profile: Profile;
  /** The phase at work, as it was when its worker came. */
  readonly phase: PhaseFacts;
  /** By patch hash: once drawn, it stays so. */
  readonly truths: Map<string, Truth>;
  /** The test by which a phase was last red, by phase. */
  readonly lastRed: Map<string, string>;
  /** Draws so far by kind and phase. */
  readonly counters: Map<string, number>;
}

export const msOf = (minutes: number): number => Math.round(minutes * MINUTE_MS);

/** The key of a draw for the phase at work. */
export const keyOf = (scene: Scene, draw: ChoiceKey['draw'], ordinal: number): ChoiceKey => ({
  run: scene.index,
  phase: scene.phase.phaseIndex,
  draw,
  ordinal,
});

/** The number of the next draw of a kind in the phase, from 1. */
export function next({ counters, phase }: Scene, draw: ChoiceKey['draw']): number {
  const key = `${phase.phaseIndex} ${draw}`;
  const number = (counters.get(key) ?? 0) + 1;
  counters.set(key, number);
  return number;
}

/** Time passes. False: the deadline of the run came first, and the run is over. */
export function passUntil(run: VirtualRun, at: number): boolean {
  const { deadlineAt } = run.run;
  if (deadlineAt !== null && at > deadlineAt.getTime()) {
    run.expire();
    return false;
  }
  run.now = new Date(at);
  return true;
}
