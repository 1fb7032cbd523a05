/**
 * Why a command was not accepted: facts a client can act on, as data. A refused command changes nothing (S2).
 * `retryable` means: the very same input can succeed later. `path` is the path of the input that is to blame.
 */
interface Told {
  readonly message: string;
  readonly retryable: boolean;
  readonly path?: readonly string[];
}

export type Refusal =
  | (Told & { readonly kind: 'not-found'; readonly code: 'NOT_FOUND' })
  | (Told & {
      readonly kind: 'conflict';
      readonly code: 'ALREADY_EXISTS' | 'IDEMPOTENCY_CONFLICT' | 'VERSION_CONFLICT';
      readonly currentVersion?: number;
    })
  | (Told & {
      readonly kind: 'input';
      readonly code: 'INVALID_INPUT' | 'PLAN_TOO_LARGE';
      /** Line of the document that is to blame, where the input is one. */
      readonly line?: number;
    })
  | (Told & {
      readonly kind: 'transition';
      readonly code: 'TRANSITION_REFUSED' | 'RUN_TERMINAL' | 'PLAN_SEALED';
      readonly currentState: string;
      /** What would be accepted now. */
      readonly allowedStates: readonly string[];
    });

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
] as const satisfies readonly Refusal['code'][];
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A reason with a stable code; `source` says where it came from. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly source?: string;
}

/** Ends a switch over a closed union: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
