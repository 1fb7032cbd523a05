/** Traces of runs against a real collector: a run is one trace, whoever reports it and however often servers restart. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { traceIdOf } from '../../src/domain/model/trace-ids.js';
import { plan } from '../support/api/api.js';
import { aPatch, RED_TESTS, type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { type CollectedSpan, TraceCollector } from '../support/server/trace-collector.js';
import { until } from '../support/waiting.js';
import { HELLO, scripts, WorkerWorld } from './worker.fixture.js';

import.meta.jest.setTimeout(120_000);

const collector = new TraceCollector();
const SETTINGS = (): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  // Short, so that a collector that is slow is one that fails.
  OTEL_EXPORTER_OTLP_TIMEOUT: '400',
  OTEL_BSP_SCHEDULE_DELAY: '50',
  OTEL_SERVICE_NAME: 'builds',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=one',
});
beforeAll(() => collector.open());
afterAll(() => collector.close());

/** Waits until the run's own span, the last one, has arrived. */
const wholeTrace = (runId: string): Promise<CollectedSpan[]> =>
  until(
    `the trace of ${runId}`,
    () => {
      const spans = collector.ofRun(runId);
      return spans.some(({ name }) => name.startsWith('invoke_workflow')) ? spans : null;
    },
    30_000,
  );
const named = (spans: readonly CollectedSpan[], name: string): CollectedSpan => {
  const found = spans.filter((span) => span.name === name);
  expect(found.map((span) => span.name)).toEqual([name]);
  return found[0]!;
};
const idsOf = (spans: readonly CollectedSpan[]): string[] => spans.map(({ spanId }) => spanId);

describe('a run with agents', () => {
  const world = new WorkerWorld();
  beforeAll(() => world.open(SETTINGS()), 180_000);
  afterAll(() => world.close(), 60_000);

  it('O9: is one trace with parents, durations and attributes, and TRACEPARENT leads to its spans', async () => {
    const seen = (name: string): string => join(world.folder, `traceparent-${name}`);
    const reportTo = (name: string): string => `printf '%s' "$TRACEPARENT" > ${seen(name)}`;
    const secret = 'hunter22-is-a-secret';
    const argv = ['sh', '-c', `${reportTo('ci')}; node check.mjs`];
    const step = { name: 'tell', argv, timeoutSeconds: 60, report: 'report.xml' };
    const place = await world.project({
      ci: {
        profiles: { normal: [step], strict: [step] },
        ...{ tries: { normal: 1, strict: 1 }, pausesSeconds: [0, 0] },
      },
    });
    const runId = await world.run(place, [
      { phaseId: 'a', name: secret, description: secret, taskCategory: 'feature' },
    ]);
    const worker = await world.worker(
      ['BUILDER', 'CI'],
      scripts(
        { role: 'builder', attempt: 1, do: [`say: "${secret}"`, 'crash: { exitCode: 3 }'] },
        {
          role: 'builder',
          do: [
            // The scripted agent passes nothing on: its own environment is read.
            `run: [sh, -c, ${JSON.stringify(`sed -zn 's/^TRACEPARENT=//p' /proc/$PPID/environ | tr -d '\\0' > ${seen('builder')}`)}]`,
            ...[HELLO, 'tokens: 1200', `result: { status: SUCCEEDED, notes: "${secret}" }`],
          ],
        },
      ),
      { runId },
    );
    await world.runIn(runId, 'DONE_SUCCESS');
    const spans = await wholeTrace(runId);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([traceIdOf(runId)]));
    expect(spans.map(({ name }) => name).sort()).toEqual([
      ...['RUN ci', `invoke_agent builder`, 'invoke_agent builder', `invoke_workflow ${place.projectId}`],
      ...['phase a', 'tier T1'],
    ]);
    const run = named(spans, `invoke_workflow ${place.projectId}`);
    const tier = named(spans, 'tier T1');
    const phase = named(spans, 'phase a');
    const ci = named(spans, 'RUN ci');
    const [broken, built] = spans.filter(({ name }) => name === 'invoke_agent builder');
    expect([run.parentSpanId, tier.parentSpanId, phase.parentSpanId]).toEqual([null, run.spanId, tier.spanId]);
    expect([broken, built, ci].map((span) => span!.parentSpanId)).toEqual(Array(3).fill(phase.spanId));

    const { attempts } = await world.client.phaseOf(runId, 'a');
    const times = attempts.map(({ startedAt, endedAt }) => [Date.parse(startedAt), Date.parse(endedAt!)]);
    expect([broken, built, ci].map((span) => [span!.startMs, span!.endMs])).toEqual(times);
    for (const inner of [tier, phase]) expect(run.startMs <= inner.startMs && inner.endMs <= run.endMs).toBe(true);

    expect(run.attributes).toMatchObject({
      'gen_ai.workflow.name': place.projectId,
      'autopack.run.state': 'DONE_SUCCESS',
      'vcs.ref.base.revision': place.base,
    });
    expect(phase.attributes).toMatchObject({
      'autopack.phase.category': 'feature',
      'autopack.phase.state': 'COMPLETE',
    });
    expect(built).toMatchObject({
      attributes: { 'autopack.attempt': 2, 'autopack.outcome': 'SUCCEEDED', 'autopack.tokens': 1200 },
      events: [{ name: 'gate', attributes: { 'autopack.gate.verdict': 'PASS' } }],
      isError: false,
    });
    expect(broken).toMatchObject({ attributes: { 'autopack.attempt': 1, 'error.type': 'FAILED' }, isError: true });
    expect(ci.attributes).toMatchObject({ 'cicd.pipeline.task.run.result': 'success', 'autopack.role': 'CI' });
    expect(run.resource).toMatchObject({ 'service.name': 'builds' });
    expect(collector.headers.every((headers) => headers['x-tenant'] === 'one')).toBe(true);

    const reported = async (name: string): Promise<string> => readFile(seen(name), 'utf8');
    expect(await reported('builder')).toBe(`00-${built!.traceId}-${built!.spanId}-01`);
    expect(await reported('ci')).toBe(`00-${ci.traceId}-${ci.spanId}-01`);

    // Nothing that somebody wrote is exported: neither texts of the plan, of agents and of results, nor documents and paths.
    await worker.stop();
    const text = collector.texts.join('\n');
    expect(text).toContain('mutation ClaimWork');
    for (const written of [secret, 'hello', '$input', world.folder, 'TRACEPARENT']) expect(text).not.toContain(written);
    for (const span of collector.spans.filter(({ name }) => /^(query|mutation)/.test(name)))
      expect(
        Object.keys(span.attributes).filter((key) => !/^(graphql\.operation\.(type|name)|error\.type)$/.test(key)),
      ).toEqual([]);
  });
});

describe('servers', () => {
  let server: TestServer;
  let client: WorkApi;
  beforeAll(async () => {
    server = await startTestServer();
    client = workApi(server);
    await client.command('createProject', { projectId: 'traced' });
    const document = { ci: { tries: { normal: 1 }, pausesSeconds: [0] }, environment: { pausesSeconds: [0] } };
    await client.command('publishRuleset', { projectId: 'traced', document });
  }, 120_000);
  afterAll(() => server.close(), 60_000);
  afterEach(async () => {
    collector.mood = 'takes';
  });

  const start = (runId: string) => client.startRun({ runId, projectId: 'traced', tiers: plan({ T: ['a'] }) });
  const build = async (api: WorkApi, runId: string, text: string) => {
    const { token } = await api.lease('BUILDER', { runId });
    expect((await api.build(token, { patch: aPatch('a.txt', text) })).errors).toEqual([]);
  };
  const ci = async (api: WorkApi, runId: string, verdict: 'RED' | 'GREEN') => {
    const { token: leaseToken } = await api.lease('CI', { runId });
    const { errors } = await api.ci(verdict === 'RED' ? { leaseToken, verdict, tests: RED_TESTS } : { leaseToken });
    expect(errors).toEqual([]);
  };
  const arrived = (runId: string, count: number) =>
    until(`${count} spans of ${runId}`, () => collector.ofRun(runId).length >= count, 30_000);

  it('O9: one that restarts in the middle of a run goes on with its trace, and sends nothing twice', async () => {
    await start('restarted');
    const first = await server.another(SETTINGS());
    await build(workApi(first), 'restarted', 'one');
    await arrived('restarted', 1);
    await first.close();
    // Without a server that exports, the database keeps what happened.
    await ci(client, 'restarted', 'RED');
    const second = await server.another(SETTINGS());
    await build(workApi(second), 'restarted', 'two');
    await ci(workApi(second), 'restarted', 'GREEN');
    const spans = await wholeTrace('restarted');
    expect(spans.map(({ name }) => name).sort()).toEqual([
      'RUN ci',
      'RUN ci',
      'invoke_agent builder',
      'invoke_agent builder',
      'invoke_workflow traced',
      'phase a',
      'tier T',
    ]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(new Set(idsOf(spans)).size).toBe(spans.length);
    await second.close();
  });

  it('O9: operations over a WebSocket have spans too: a subscription until it is over, what is refused with its code', async () => {
    const tracing = await server.another(SETTINGS());
    await start('followed');
    const socket = tracing.socket();
    const all = async (query: string) => {
      const results = [];
      for await (const result of socket.iterate({ query })) results.push(result);
      return results;
    };
    const spans = (name: string) => collector.spans.filter((span) => span.name === name);
    const arrivedOnce = async (name: string): Promise<CollectedSpan> => {
      await until(`the span ${name}`, () => spans(name).length > 0, 30_000);
      return named(collector.spans, name);
    };
    expect(await all('query OverSocket { server { now } }')).toHaveLength(1);
    expect(await arrivedOnce('query OverSocket')).toMatchObject({
      attributes: { 'graphql.operation.type': 'query', 'graphql.operation.name': 'OverSocket' },
      isError: false,
    });
    await all('query OfNoRun { run(runId: "followed") { nothing } }').catch(() => undefined);
    await until('the span of the refused one', () => spans('GraphQL').some(({ isError }) => isError), 30_000);
    await all('subscription OfNone { runEvents(runId: "none") { seq } }').catch(() => undefined);
    expect(await arrivedOnce('subscription OfNone')).toMatchObject({
      attributes: { 'error.type': 'NOT_FOUND' },
      isError: true,
    });
    const followed = socket.iterate({ query: 'subscription Left { runEvents(runId: "followed") { seq } }' });
    await followed.next();
    expect(spans('subscription Left')).toEqual([]);
    await followed.return!();
    expect(await arrivedOnce('subscription Left')).toMatchObject({ isError: false });
    const ending = all('subscription ToTheEnd { runEvents(runId: "followed") { seq } }');
    await client.command('cancelRun', { runId: 'followed', reason: 'seen' });
    await ending;
    const whole = await arrivedOnce('subscription ToTheEnd');
    expect(whole.isError).toBe(false);
    const queued = socket.iterate({ query: 'subscription Dropped { runsEvents { seq } }' });
    const next = queued.next().catch(() => undefined);
    await until('the subscription to be there', async () =>
      /^autopack_subscriptions 1$/m.test(await (await fetch(`${tracing.url}/metrics`)).text()),
    );
    await socket.dispose();
    await next;
    expect(await arrivedOnce('subscription Dropped')).toMatchObject({ isError: false });
    await tracing.close();
  });

  it('O9: several on one database send each span once, together', async () => {
    const servers = [
      await server.another(SETTINGS()),
      await server.another(SETTINGS()),
      await server.another(SETTINGS()),
    ];
    const apis = servers.map((each) => workApi(each));
    const runIds = Array.from({ length: 6 }, (_, i) => `together-${i}`);
    for (const runId of runIds) await start(runId);
    await Promise.all(
      runIds.map(async (runId, i) => {
        await build(apis[i % 3]!, runId, 'one');
        await ci(apis[(i + 1) % 3]!, runId, 'GREEN');
      }),
    );
    for (const runId of runIds) await wholeTrace(runId);
    await Promise.all(servers.map((each) => each.close()));
    for (const runId of runIds) {
      const ids = idsOf(collector.ofRun(runId));
      expect([ids.length, new Set(ids).size]).toEqual([5, 5]);
    }
  });

  it.each(['refuses', 'never answers', 'is away'] as const)(
    'O9: a collector that %s fails no run, and gets its spans later; operations are dropped and counted',
    async (mood) => {
      const runId = `without-${mood.replaceAll(' ', '-')}`;
      if (mood === 'is away') await collector.close();
      else collector.mood = mood;
      const tracing = await server.another({ ...SETTINGS(), OTEL_BSP_MAX_QUEUE_SIZE: '2048' });
      await start(runId);
      await build(workApi(tracing), runId, 'one');
      await ci(workApi(tracing), runId, 'GREEN');
      expect((await client.runOf(runId)).state).toBe('DONE_SUCCESS');
      const counts = async (): Promise<string> => (await fetch(`${tracing.url}/metrics`)).text();
      await until(
        'lost spans to be counted',
        async () => {
          const text = await counts();
          return (
            /_spans_total\{result="failed"\} [1-9]/.test(text) && /_spans_total\{result="dropped"\} [1-9]/.test(text)
          );
        },
        30_000,
      );
      expect(await counts()).toMatch(/^autopack_trace_runs_waiting [1-9]/m);
      expect(collector.ofRun(runId)).toEqual([]);
      if (mood === 'is away') await collector.open();
      collector.mood = 'takes';
      const spans = await wholeTrace(runId);
      expect(spans).toHaveLength(5);
      await until('nothing to wait', async () => /^autopack_trace_runs_waiting 0$/m.test(await counts()));
      await tracing.close();
    },
  );
});
