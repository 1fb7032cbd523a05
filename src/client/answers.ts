/** What the methods of the client answer: a value, or why there is none. Nothing is thrown for what a server or a network does. */
import type { RefusalFragment } from './operations.generated.js';

/**
 * Why there is no value.
 *
 * `unreachable`: no answer came. `broken`: the server has a fault of its own, or no time now. Both may pass. `unauthorized`: there is no token, or one that
 * may not do this. `invalid`: the server does not take the request as it is. `refused`: the Supervisor understood the command and says no; `refusals` says why.
 */
export type FailureKind = 'unreachable' | 'broken' | 'unauthorized' | 'invalid' | 'refused';

/** Why a command was refused, as its payload says it. `__typename` is one of seven; `code` is the same in words of its own. */
export type Refusal = RefusalFragment;

/** A value of the input that the server cannot take, with its place: `input.tiers.0.name`. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

/** Why an operation has no value. */
export interface AutopackError {
  readonly kind: FailureKind;
  /** A sentence for people, or several lines. */
  readonly message: string;
  /** The same again may succeed later. */
  readonly retryable: boolean;
  /** `extensions.code` of the errors beside the data, or `code` of the refusals. */
  readonly codes: readonly string[];
  readonly fields: readonly FieldFault[];
  /** Of a command that was refused; else empty. */
  readonly refusals: readonly Refusal[];
  /** The HTTP status; null: no answer came. */
  readonly status: number | null;
}

export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: AutopackError };

/** What `valueOf` throws, and what an iterator of events throws where there is no way on. */
export class AutopackFailure extends Error {
  override readonly name = 'AutopackFailure';
  readonly error: AutopackError;

  constructor(error: AutopackError) {
    super(error.message);
    this.error = error;
  }
}

/** The value of an answer; throws AutopackFailure where there is none. For scripts and tests. */
export function valueOf<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value;
  throw new AutopackFailure(answer.error);
}
