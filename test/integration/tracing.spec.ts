/** The SDK as it is set up: queue, sampling and what is lost, against a real collector. */
import type { TraceSpan } from '../../src/domain/rules/trace/trace-span.js';
import { TraceCounts } from '../../src/traces/trace-counts.js';
import { createTracing } from '../../src/traces/tracing.js';
import type { Tracing } from '../../src/traces/tracing.token.js';
import { TraceCollector } from '../support/server/trace-collector.js';
import { until } from '../support/waiting.js';

const collector = new TraceCollector();
beforeAll(() => collector.open());
afterAll(() => collector.close());
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
  collector.spans.length = 0;
  collector.mood = 'takes';
});

function set(variables: Record<string, string>): { tracing: Tracing; counts: TraceCounts; log: string[] } {
  const [counts, log] = [new TraceCounts(), [] as string[]];
  const write = (line: string): void => void log.push(line);
  const tracing = createTracing({ url: `${collector.url}/v1/traces`, variables }, counts, { warn: write, log: write });
  return { tracing, counts, log };
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
/** A run's span and one below it; the trace id spreads over all values as derived ones do. */
function runOf(i: number): TraceSpan[] {
  const traceId = hex(Math.imul(i + 1, 0x9e3779b1) >>> 0, 8).repeat(3) + hex(i + 1, 8);
  const span = {
    traceId,
    start: new Date(1_000),
    end: new Date(2_000),
    attributes: {},
    events: [],
    error: null,
    seq: 2,
  };
  const root = hex(i + 1, 16);
  return [
    { ...span, spanId: hex(i + 1_000, 16), parentSpanId: root, name: 'inner' },
    { ...span, spanId: root, parentSpanId: null, name: 'run' },
  ];
}
const operation = { name: 'query A', start: 1, end: 2, attributes: {}, error: null };

describe('O9: the queue of operations', () => {
  it('O9: is bounded: what it cannot hold is dropped and counted, and nobody waits', async () => {
    collector.mood = 'never answers';
    const { tracing, counts, log } = set({
      ...{ OTEL_BSP_MAX_QUEUE_SIZE: '4', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4', OTEL_BSP_SCHEDULE_DELAY: '20' },
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
    });
    for (let i = 0; i < 1_000; i += 1) tracing.operation(operation);
    expect(counts.dropped).toBeGreaterThanOrEqual(1_000 - 8);
    await until('the collector to have failed', () => log.length > 0);
    await tracing.close();
    expect(counts.dropped).toBe(1_000);
    expect(log).toEqual([expect.stringContaining('does not take traces')]);
  });

  it('O9: the log has one line when a collector begins to fail and one when it is over, without its address', async () => {
    collector.mood = 'refuses';
    const { tracing, counts, log } = set({ OTEL_EXPORTER_OTLP_TIMEOUT: '200' });
    expect([await tracing.deliver(runOf(1)), await tracing.deliver(runOf(1))]).toEqual([false, false]);
    expect(counts).toMatchObject({ failed: 4, delivered: 0 });
    collector.mood = 'takes';
    expect(await tracing.deliver(runOf(1))).toBe(true);
    expect(await tracing.deliver(runOf(2))).toBe(true);
    expect(log).toEqual([expect.stringContaining('does not take traces'), expect.stringContaining('again')]);
    expect(log.join()).not.toContain('127.0.0.1');
    await tracing.close();
  });
});

describe('O9: the sampler', () => {
  it.each([
    ['always_off', '', 0, 0],
    ['parentbased_always_on', '', 40, 40],
    ['parentbased_traceidratio', '0.5', 1, 39],
  ])('O9: %s %s sends a run whole or not at all, by whichever span it begins', async (sampler, ratio, least, most) => {
    const { tracing } = set({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: ratio });
    for (let i = 0; i < 40; i += 1) for (const span of runOf(i)) expect(await tracing.deliver([span])).toBe(true);
    const names = new Map<string, string[]>();
    for (const { traceId, name } of collector.spans) names.set(traceId, [...(names.get(traceId) ?? []), name]);
    expect(names.size).toBeGreaterThanOrEqual(least);
    expect(names.size).toBeLessThanOrEqual(most);
    for (const each of names.values()) expect(each).toEqual(['inner', 'run']);
    await tracing.close();
  });
});
