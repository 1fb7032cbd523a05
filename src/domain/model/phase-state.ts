/**
 * The phase machine.
 *
 * QUEUED       waits for its turn, or for another attempt.
 * EXECUTING    a Builder (or an external driver) works on it.
 * GATE         a result is in and is judged.
 * CI_RUNNING   the patch is applied, CI decides.
 * COMPLETE     CI was green and the tier's policy accepted it.
 * FAILED       it cannot be finished; the run ends with it.
 * SKIPPED      it was left out, or the run ended before its turn.
 */
import { defineMachine } from './machine.js';

export const PHASE_STATES = ['QUEUED', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE', 'FAILED', 'SKIPPED'] as const;
export type PhaseState = (typeof PHASE_STATES)[number];

/** What a phase does in a state, as the end of a sentence: “the phase waits in the queue”. */
export const PHASE_WORDS: Readonly<Record<PhaseState, string>> = {
  QUEUED: 'waits in the queue',
  EXECUTING: 'is being built',
  GATE: 'is in the gate',
  CI_RUNNING: 'is tested by CI',
  COMPLETE: 'is complete',
  FAILED: 'has failed',
  SKIPPED: 'was skipped',
};

export const phaseMachine = defineMachine<PhaseState>({
  name: 'phase',
  states: PHASE_STATES,
  initial: ['QUEUED'],
  terminal: ['COMPLETE', 'FAILED', 'SKIPPED'],
  moves: [
    { from: 'QUEUED', to: 'EXECUTING', when: 'handed out' },
    { from: 'QUEUED', to: 'SKIPPED', when: 'left out' },
    { from: 'QUEUED', to: 'FAILED', when: 'given up' },
    { from: 'EXECUTING', to: 'GATE', when: 'a result is in' },
    { from: 'EXECUTING', to: 'QUEUED', when: 'attempt failed, attempts left' },
    { from: 'EXECUTING', to: 'FAILED', when: 'given up' },
    { from: 'GATE', to: 'CI_RUNNING', when: 'applied, CI is due' },
    { from: 'GATE', to: 'QUEUED', when: 'rejected, attempts left' },
    { from: 'GATE', to: 'FAILED', when: 'given up' },
    { from: 'CI_RUNNING', to: 'COMPLETE', when: 'green' },
    { from: 'CI_RUNNING', to: 'QUEUED', when: 'red, attempts left' },
    { from: 'CI_RUNNING', to: 'GATE', when: 'red, an audit is left' },
    { from: 'CI_RUNNING', to: 'FAILED', when: 'given up' },
  ],
});

/** A worker or driver works on it: at most one phase of a run is at work (S4). */
export const isAtWork = (state: PhaseState): boolean =>
  state === 'EXECUTING' || state === 'GATE' || state === 'CI_RUNNING';
export const isPhaseTerminal = (state: PhaseState): boolean => phaseMachine.isTerminal(state);
