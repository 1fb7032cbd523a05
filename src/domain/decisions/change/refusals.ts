/** The refusals that several commands share, each worded once. */
import type { RunFacts } from '../../model/facts.js';
import type { Refusal } from '../../model/refusal.js';
import { isDraft } from '../../model/run-state.js';

/** Retryable: a caller may still start a run under this id. */
export const runNotFound = (runId: string): Refusal => ({
  kind: 'not-found',
  code: 'NOT_FOUND',
  message: `There is no run "${runId}".`,
  retryable: true,
  path: ['input', 'runId'],
});

/** A tier or phase can still appear only while the plan grows. */
export const partNotFound = (run: RunFacts, what: 'tier' | 'phase', id: string): Refusal => ({
  kind: 'not-found',
  code: 'NOT_FOUND',
  message: `Run "${run.runId}" has no ${what} "${id}".`,
  retryable: isDraft(run.state),
  path: ['input', what === 'tier' ? 'tierId' : 'phaseId'],
});

/**
 * The caller acts on a version that is not the run's present one; only a version that is still to come can match later.
 */
export const versionConflict = (run: RunFacts, expected: number): Refusal => ({
  kind: 'conflict',
  code: 'VERSION_CONFLICT',
  message: `Run "${run.runId}" is at version ${run.version}, not ${expected}: read it again before you act on it.`,
  retryable: expected > run.version,
  path: ['input', 'expectedRunVersion'],
  currentVersion: run.version,
});

export const runTerminal = (run: RunFacts): Refusal => ({
  kind: 'transition',
  code: 'RUN_TERMINAL',
  message: `Run "${run.runId}" has ended as ${run.state}; nothing about it changes any more.`,
  retryable: false,
  path: ['input', 'runId'],
  currentState: run.state,
  allowedStates: [],
});

/** Nothing works on the phases of a draft. */
export const notSealed = (run: RunFacts): Refusal => ({
  kind: 'transition',
  code: 'TRANSITION_REFUSED',
  message: `There is no work on phases of run "${run.runId}" yet: its plan is not sealed; sealPlan starts the run.`,
  retryable: true,
  path: ['input', 'runId'],
  currentState: run.state,
  allowedStates: [],
});

export const projectNotFound = (projectId: string): Refusal => ({
  kind: 'not-found',
  code: 'NOT_FOUND',
  message: `There is no project "${projectId}"; createProject makes one.`,
  retryable: true,
  path: ['input', 'projectId'],
});

/** Ids are unique ignoring case, and the id of a deleted run is not given out again (I1). */
export const idTaken = (runId: string): Refusal => ({
  kind: 'conflict',
  code: 'ALREADY_EXISTS',
  message: `The run id "${runId}" is taken (ids are unique ignoring case, and deleted runs keep theirs); choose another one.`,
  retryable: false,
  path: ['input', 'runId'],
});

/** The run's repository cannot be reached, and something is to be done there first (G7). */
export const refsPending = (run: RunFacts): Refusal => ({
  kind: 'transition',
  code: 'TRANSITION_REFUSED',
  message: `The repository of run "${run.runId}" cannot be reached now, and its ${run.refIntent?.purpose.toLowerCase() ?? 'ref move'} waits for it; try again.`,
  retryable: true,
  path: ['input', 'runId'],
  currentState: run.state,
  allowedStates: [],
});
