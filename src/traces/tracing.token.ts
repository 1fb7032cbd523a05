/** What the rest of the server knows of tracing: nothing of an SDK. */
import type { Attributes } from '../domain/rules/trace/trace-names.js';
import type { TraceSpan } from '../domain/rules/trace/trace-span.js';

export interface FinishedOperation {
  readonly name: string;
  /** By the process' own clock (performance.now()). */
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
  /** The code of its first error; null: it has none. */
  readonly error: string | null;
}

export interface Tracing {
  /** Whether the collector took all of them. Never throws, and ends in bounded time. */
  deliver(spans: readonly TraceSpan[]): Promise<boolean>;
  /** Queues the span of an operation; drops it if the queue is full. Never waits. */
  operation(done: FinishedOperation): void;
  /** Sends what is queued. */
  close(): Promise<void>;
}

/** The injection token: `@Inject(TRACING) tracing: Tracing | null`; null: no endpoint is set. */
export const TRACING = Symbol('Tracing');
