/**
 * The SDK of OpenTelemetry, set up (O9). The only files that load it are this one and what it imports, and this one is
 * loaded only if an endpoint is set. Nothing is registered globally: two servers in one process do not disturb each other.
 */
import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type IdGenerator,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';

import { PACKAGE_VERSION } from '../common/package-root.js';
import type { TraceSettings } from '../config/trace-settings.js';
import { ERROR_TYPE } from '../domain/rules/trace/trace-names.js';
import type { TraceSpan } from '../domain/rules/trace/trace-span.js';
import { Delivery, type DeliveryLog } from './delivery.js';
import type { TraceCounts } from './trace-counts.js';
import type { FinishedOperation, Tracing } from './tracing.token.js';

const MOST_AT_ONCE = 512;
/** Of finished operations that wait, as the SDK has it. */
const QUEUE = 2_048;
const SCOPE = 'autopack';

export function createTracing({ url, variables }: TraceSettings, counts: TraceCounts, logger: DeliveryLog): Tracing {
  // The SDK reads the environment of the process; what only the .env file sets is not there yet.
  for (const [name, value] of Object.entries(variables)) process.env[name] ||= value;
  const exporter = new OTLPTraceExporter({ url });
  const delivery = new Delivery(exporter, logger);
  const ours = resourceFromAttributes({ 'service.name': 'autopack', 'service.version': PACKAGE_VERSION });
  const resource = defaultResource()
    .merge(ours)
    .merge(detectResources({ detectors: [envDetector] }));

  const ids = new DerivedIds();
  const collected = new CollectedSpans();
  const runs = new BasicTracerProvider({ resource, idGenerator: ids, spanProcessors: [collected] });
  const runTracer = runs.getTracer(SCOPE, PACKAGE_VERSION);
  const readable = (spans: readonly TraceSpan[]): ReadableSpan[] => {
    for (const span of spans) {
      // The sampler decides by the trace: its answer for the root is that for every span.
      ids.next = span;
      const { traceFlags } = runTracer.startSpan('', {}, ROOT_CONTEXT).spanContext();
      const parent = contextOf(span, traceFlags);
      const { name, start: startTime, attributes } = span;
      const made = runTracer.startSpan(name, { startTime, attributes: { ...attributes } }, parent);
      for (const event of span.events) made.addEvent(event.name, { ...event.attributes }, event.at);
      if (span.error !== null) made.setStatus({ code: SpanStatusCode.ERROR });
      made.end(span.end);
    }
    return collected.take();
  };

  const queue = new BoundedQueue(counts, delivery);
  const operations = new BasicTracerProvider({ resource, spanProcessors: [queue] });
  const operationTracer = operations.getTracer(SCOPE, PACKAGE_VERSION);

  return {
    async deliver(spans) {
      const sampled = readable(spans);
      for (let from = 0; from < sampled.length; from += MOST_AT_ONCE) {
        const part = sampled.slice(from, from + MOST_AT_ONCE);
        if (!(await delivery.send(part))) {
          counts.failed += sampled.length - from;
          return false;
        }
        counts.delivered += part.length;
      }
      return true;
    },
    operation({ name, start, end, attributes, error }: FinishedOperation) {
      const options = { startTime: start, kind: SpanKind.SERVER, attributes: { ...attributes } };
      const span = operationTracer.startSpan(name, options, ROOT_CONTEXT);
      if (error !== null) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute(ERROR_TYPE, error);
      span.end(end);
    },
    async close() {
      await operations.shutdown();
      await exporter.shutdown();
    },
  };
}

/** The SDK takes the ids of a span from here: those of the span that comes next. */
class DerivedIds implements IdGenerator {
  next: Pick<TraceSpan, 'traceId' | 'spanId'> = { traceId: '', spanId: '' };

  generateTraceId(): string {
    return this.next.traceId;
  }
  generateSpanId(): string {
    return this.next.spanId;
  }
}

const contextOf = ({ traceId, parentSpanId }: TraceSpan, traceFlags: TraceFlags): Context =>
  parentSpanId === null
    ? ROOT_CONTEXT
    : trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: parentSpanId, traceFlags, isRemote: false });

/** Keeps the ended spans that are sampled until they are taken. */
class CollectedSpans implements SpanProcessor {
  private spans: ReadableSpan[] = [];

  onStart(): void {}
  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) this.spans.push(span);
  }
  take(): ReadableSpan[] {
    return this.spans.splice(0);
  }
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/** The SDK's queue for spans of operations. It does not tell what it drops: what it could not hold is counted before it. */
class BoundedQueue implements SpanProcessor {
  private readonly most = Number(process.env.OTEL_BSP_MAX_QUEUE_SIZE) || QUEUE;
  private readonly inner: BatchSpanProcessor;
  private waiting = 0;

  constructor(
    private readonly counts: TraceCounts,
    delivery: Delivery,
  ) {
    const exporter: SpanExporter = {
      export: (spans, done) => {
        this.waiting -= spans.length;
        void delivery.send(spans).then((isTaken) => {
          counts[isTaken ? 'delivered' : 'dropped'] += spans.length;
          // The log has its line, and the SDK would write another for each batch.
          done({ code: ExportResultCode.SUCCESS });
        });
      },
      shutdown: async () => undefined,
    };
    this.inner = new BatchSpanProcessor(exporter);
  }

  onStart(): void {}
  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (this.waiting >= this.most) {
      this.counts.dropped += 1;
      return;
    }
    this.waiting += 1;
    this.inner.onEnd(span);
  }
  forceFlush(): Promise<void> {
    return this.inner.forceFlush();
  }
  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }
}
