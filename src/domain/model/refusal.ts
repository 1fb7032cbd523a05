/**
 * Why a command was not accepted: facts a client can act on, as data. A refused command changes nothing (S2).
 * `retryable` means: the very same input can succeed later. `path` is the path of the input that is to blame.
 */
import type { Budget } from './budget.js';
import type { PhaseState } from './phase-state.js';
import type { Reason } from './reason.js';
import type { WorkerRole } from './vocabulary.js';

export type { Reason } from './reason.js';

interface Reported {
  readonly message: string;
  readonly retryable: boolean;
  readonly path?: readonly string[];
}

export type Refusal =
  | (Reported & { readonly kind: 'not-found'; readonly code: 'NOT_FOUND' })
  | (Reported & {
      readonly kind: 'conflict';
      readonly code: 'ALREADY_EXISTS' | 'IDEMPOTENCY_CONFLICT' | 'VERSION_CONFLICT';
      readonly currentVersion?: number;
    })
  | (Reported & {
      readonly kind: 'input';
      readonly code: 'INVALID_INPUT' | 'PLAN_TOO_LARGE';
      /** Line of the document that is to blame, where the input is one. */
      readonly line?: number;
    })
  | (Reported & {
      readonly kind: 'transition';
      readonly code: 'TRANSITION_REFUSED' | 'RUN_TERMINAL' | 'PLAN_SEALED';
      readonly currentState: string;
      /** What would be accepted now. */
      readonly allowedStates: readonly string[];
    })
  | (Reported & {
      readonly kind: 'stale-lease';
      readonly code: 'STALE_LEASE';
      readonly phaseState: PhaseState;
      /** The lease that holds the phase now, without its token. */
      readonly holder: LeaseInfo | null;
      /** Under which the result was kept; null: there was none. */
      readonly lateResultId: string | null;
    })
  | (Reported & { readonly kind: 'budget'; readonly code: 'BUDGET_EXHAUSTED'; readonly budget: Budget })
  | (Reported & {
      readonly kind: 'policy';
      readonly code: 'POLICY_VIOLATION' | 'NOT_ELIGIBLE';
      readonly reasons: readonly Reason[];
    });

/** The fields of a live lease that may be displayed (W2). Instants may come back from JSON as text. */
export interface LeaseInfo {
  readonly role: WorkerRole;
  readonly workerId: string;
  readonly expiresAt: Date | string;
  readonly hardDeadlineAt: Date | string;
}

/** A code of a refusal; the same names as the API's `CommandErrorCode`. */
export const REFUSAL_CODES = [
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'IDEMPOTENCY_CONFLICT',
  'VERSION_CONFLICT',
  'INVALID_INPUT',
  'PLAN_TOO_LARGE',
  'TRANSITION_REFUSED',
  'RUN_TERMINAL',
  'PLAN_SEALED',
  'STALE_LEASE',
  'BUDGET_EXHAUSTED',
  'POLICY_VIOLATION',
  'NOT_ELIGIBLE',
] as const satisfies readonly Refusal['code'][];
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Ends a switch over a closed union: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
