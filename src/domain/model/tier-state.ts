/**
 * The tier machine.
 *
 * PENDING       no phase of the tier was assigned.
 * IN_PROGRESS   at least one phase was assigned and not all are terminal.
 * COMPLETE      all phases are terminal, at least one is COMPLETE, none FAILED.
 * FAILED        a phase of it FAILED, or the run ended as failed while the tier was in progress.
 * SKIPPED       all phases are SKIPPED, or the run ended as failed before the tier began.
 */
import { defineMachine } from './machine.js';

export const TIER_STATES = ['PENDING', 'IN_PROGRESS', 'COMPLETE', 'FAILED', 'SKIPPED'] as const;
export type TierState = (typeof TIER_STATES)[number];

export const tierMachine = defineMachine<TierState>({
  name: 'tier',
  states: TIER_STATES,
  initial: ['PENDING'],
  terminal: ['COMPLETE', 'FAILED', 'SKIPPED'],
  moves: [
    { from: 'PENDING', to: 'IN_PROGRESS', when: 'its first phase is handed out' },
    { from: 'PENDING', to: 'SKIPPED', when: 'all phases skipped, or the run failed' },
    { from: 'PENDING', to: 'FAILED', when: 'a phase failed' },
    { from: 'IN_PROGRESS', to: 'COMPLETE', when: 'all phases ended, one complete' },
    { from: 'IN_PROGRESS', to: 'FAILED', when: 'a phase or the run failed' },
    { from: 'IN_PROGRESS', to: 'SKIPPED', when: 'all phases skipped' },
  ],
});

export const isTierTerminal = (state: TierState): boolean => tierMachine.isTerminal(state);
