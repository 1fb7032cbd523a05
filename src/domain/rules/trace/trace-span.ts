/** A span of a run's trace (O9), as it is exported. */
import type { Attributes } from './trace-names.js';

export interface TraceEvent {
  readonly name: string;
  readonly at: Date;
  readonly attributes: Attributes;
}

export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Null: the run itself. */
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly start: Date;
  readonly end: Date;
  readonly attributes: Attributes;
  readonly events: readonly TraceEvent[];
  /** Why it is an error, in a word; null: it is none. */
  readonly error: string | null;
  /** The event that ended it. */
  readonly seq: number;
}
