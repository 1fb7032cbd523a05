/**
 * The run machine.
 *
 * PLAN_BOOTSTRAP       a draft: tiers and phases may still be added; it ends by its deadline if it is not sealed.
 * RUN_CREATED          the plan is complete and frozen, the clock runs, no phase was assigned yet.
 * PHASE_QUEUEING       passed within the first assignment; a run never stays here.
 * PHASE_EXECUTION      a phase is at work, or went back to the queue.
 * GATE                 a result is in and is being judged.
 * CI_RUNNING           the patch is on the integration branch and CI is due.
 * SNAPSHOT_CREATED     a phase turned green; the next one may be assigned.
 * DONE_SUCCESS         no phase is left and at least one is COMPLETE.
 * DONE_FAILED_*        a rule ended the run; `failure` says which.
 */
import { defineMachine, type Move } from './machine.js';

export const RUN_STATES = [
  'PLAN_BOOTSTRAP',
  'RUN_CREATED',
  'PHASE_QUEUEING',
  'PHASE_EXECUTION',
  'GATE',
  'CI_RUNNING',
  'SNAPSHOT_CREATED',
  'DONE_SUCCESS',
  'DONE_FAILED_BUDGET_EXHAUSTED',
  'DONE_FAILED_POLICY_VIOLATION',
  'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
  'DONE_FAILED_ENVIRONMENT',
  'DONE_FAILED_CANCELLED',
] as const;
export type RunState = (typeof RUN_STATES)[number];

export const RUN_FAILED_STATES = [
  'DONE_FAILED_BUDGET_EXHAUSTED',
  'DONE_FAILED_POLICY_VIOLATION',
  'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
  'DONE_FAILED_ENVIRONMENT',
  'DONE_FAILED_CANCELLED',
] as const satisfies readonly RunState[];
export type RunFailedState = (typeof RUN_FAILED_STATES)[number];

const TERMINAL = ['DONE_SUCCESS', ...RUN_FAILED_STATES] as const;

const progress: readonly Move<RunState>[] = [
  { from: 'PLAN_BOOTSTRAP', to: 'RUN_CREATED', when: 'the plan is sealed' },
  { from: 'RUN_CREATED', to: 'PHASE_QUEUEING', when: 'the first phase is about to be handed out' },
  { from: 'PHASE_QUEUEING', to: 'PHASE_EXECUTION', when: 'a phase is handed out' },
  { from: 'PHASE_EXECUTION', to: 'GATE', when: 'a result is in' },
  { from: 'PHASE_EXECUTION', to: 'DONE_SUCCESS', when: 'the rest was skipped' },
  { from: 'GATE', to: 'PHASE_EXECUTION', when: 'the phase goes back' },
  { from: 'GATE', to: 'CI_RUNNING', when: 'the patch is applied and CI is due' },
  { from: 'CI_RUNNING', to: 'PHASE_EXECUTION', when: 'the phase goes back' },
  { from: 'CI_RUNNING', to: 'GATE', when: 'an audit is needed' },
  { from: 'CI_RUNNING', to: 'SNAPSHOT_CREATED', when: 'CI is green and accepted' },
  { from: 'SNAPSHOT_CREATED', to: 'PHASE_EXECUTION', when: 'a phase is handed out' },
  { from: 'SNAPSHOT_CREATED', to: 'DONE_SUCCESS', when: 'no phase is left' },
];

const live = RUN_STATES.filter((state) => !(TERMINAL as readonly RunState[]).includes(state));
const endings: readonly Move<RunState>[] = live.flatMap((from) =>
  RUN_FAILED_STATES.map((to): Move<RunState> => ({ from, to, when: 'a rule ends the run' })),
);

export const runMachine = defineMachine<RunState>({
  name: 'run',
  states: RUN_STATES,
  initial: ['PLAN_BOOTSTRAP', 'RUN_CREATED'],
  terminal: TERMINAL,
  moves: [...progress, ...endings],
});

/** The run accepts tiers and phases; nothing is assigned (S9). */
export const isDraft = (state: RunState): boolean => state === 'PLAN_BOOTSTRAP';
/** The run has ended and never changes again (S3). */
export const isRunTerminal = (state: RunState): boolean => runMachine.isTerminal(state);
