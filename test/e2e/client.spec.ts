/** `autopack/client` against a real server: values, errors as values, events over connections that are lost. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

import { AutopackFailure, valueOf } from '../../src/client/answers.js';
import { type Autopack, createAutopack } from '../../src/client/autopack.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

const TIERS = [
  {
    tierId: 'T',
    name: 'T',
    phases: [
      { phaseId: 'a', name: 'A' },
      { phaseId: 'b', name: 'B' },
    ],
  },
];
const TOKEN = 'a-token-of-the-tests';
let server: TestServer;
let autopack: Autopack;
/** The same through a line that the test cuts. */
let line: Line;
let overLine: Autopack;

class Line {
  private readonly sockets = new Set<Socket>();
  /** Far ends that have become WebSockets. */
  private readonly opened = new Set<Socket>();
  private lastAt = 0;
  private isDown = false;
  private constructor(private readonly door: Server) {}

  static async to(url: string): Promise<Line> {
    const door = createServer();
    const made = new Line(door);
    door.on('connection', (client) => {
      if (made.isDown) return void client.destroy();
      const far = connect(Number(new URL(url).port), '127.0.0.1');
      far.once('data', (head: Buffer) => head.includes(' 101 ') && made.opened.add(far));
      for (const [one, other] of [[client, far] as const, [far, client] as const]) {
        made.sockets.add(one);
        one.on('error', () => undefined).on('close', () => other.destroy());
        one.on('data', () => (made.lastAt = performance.now())).pipe(other);
      }
    });
    await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.door.address() as AddressInfo).port}`;
  }

  /** Whether a WebSocket is open and nothing was said for so long. */
  isQuiet(ms: number): boolean {
    return this.opened.size > 0 && performance.now() - this.lastAt > ms;
  }

  cut(isDown: boolean): void {
    this.isDown = isDown;
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    this.opened.clear();
  }

  close(): Promise<void> {
    this.cut(true);
    return new Promise((done) => this.door.close(() => done()));
  }
}

beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_TOKEN: TOKEN });
  line = await Line.to(server.url);
  autopack = createAutopack({ url: `${server.url}/graphql`, token: TOKEN });
  overLine = createAutopack({ url: line.url, token: TOKEN });
});
afterAll(async () => {
  await line.close();
  await server.close();
});

const start = (runId: string) => autopack.startRun({ runId, tiers: TIERS });
const move = (runId: string, phaseId: string, state: 'EXECUTING' | 'GATE') =>
  autopack.updatePhaseStatus({ runId, phaseId, state });

it('methods answer the one field of their operation, mutations without their refusals', async () => {
  const answer = await start('typed');
  expect(answer).toEqual({
    ok: true,
    value: { run: expect.objectContaining({ runId: 'typed', state: 'RUN_CREATED' }) },
  });
  expect(valueOf(await autopack.lookAtRun({ runId: 'typed' }))?.tiers).toHaveLength(1);
  expect(valueOf(await autopack.lookAtRun({ runId: 'nobody' }))).toBeNull();
});

it('any other document can be sent, as a text or as codegen types it', async () => {
  const text = 'query Phases($runId: ID!) { run(runId: $runId) { phases { phaseId } } }';
  valueOf(await start('texts'));
  const { run } = valueOf(await autopack.request<{ run: { phases: { phaseId: string }[] } }>(text, { runId: 'texts' }));
  expect(run.phases).toHaveLength(2);
});

it('what goes wrong is a value with a kind, a sentence and codes', async () => {
  valueOf(await start('wrong'));
  expect(await start('wrong')).toMatchObject({
    ok: false,
    error: {
      kind: 'refused',
      codes: ['ALREADY_EXISTS'],
      retryable: false,
      status: 200,
      message: expect.stringMatching(/taken/),
    },
  });
  const illegal = await autopack.updatePhaseStatus({ runId: 'wrong', phaseId: 'a', state: 'COMPLETE' });
  expect(illegal).toMatchObject({
    error: { refusals: [{ __typename: 'TransitionRefusedError', currentState: 'QUEUED' }] },
  });
  const badInput = await autopack.startRun({ tiers: 'all' as never });
  expect(badInput).toMatchObject({ error: { kind: 'invalid', retryable: false } });
  const stranger = createAutopack({ url: server.url });
  expect(await stranger.server()).toMatchObject({
    error: { kind: 'unauthorized', message: expect.stringMatching(/asks for a token/) },
  });
  const nobody = createAutopack({ url: 'http://127.0.0.1:9' });
  expect(await nobody.server()).toMatchObject({ error: { kind: 'unreachable', retryable: true, status: null } });
  expect(() => valueOf({ ok: false, error: { message: 'No.' } as never })).toThrow(AutopackFailure);
  expect(() => createAutopack({ url: 'ftp://somewhere' })).toThrow(TypeError);
});

it('no answer contains the token', async () => {
  const stranger = createAutopack({ url: server.url, token: 'another-secret-token' });
  expect(JSON.stringify(await stranger.server())).not.toContain('another-secret-token');
});

it('a call ends with its signal and with its time', async () => {
  const ended = AbortSignal.abort();
  expect(await autopack.server({}, { signal: ended })).toMatchObject({ error: { kind: 'unreachable' } });
  const hasty = createAutopack({ url: server.url, token: TOKEN, timeoutMs: 1 });
  expect(await hasty.listRuns({})).toMatchObject({
    error: { kind: 'unreachable', message: expect.stringMatching(/in time/) },
  });
});

it('E2: events go on behind the last one when the connection is lost, without a gap or a repeat', async () => {
  valueOf(await start('followed'));
  const seen: number[] = [];
  const watching = (async () => {
    for await (const { seq } of overLine.watchRun({ runId: 'followed' })) seen.push(seq);
  })();
  await until('the first event to arrive', async () => seen.length > 0);
  line.cut(true);
  valueOf(await move('followed', 'a', 'EXECUTING'));
  line.cut(false);
  await until('what was missed to arrive', async () => seen.length > 2);
  line.cut(false);
  valueOf(await autopack.cancelRun({ runId: 'followed', reason: 'enough' }));
  await watching;
  const { version } = valueOf(await autopack.lookAtRun({ runId: 'followed' }))!;
  expect(seen).toEqual(Array.from({ length: version }, (_, i) => i + 1));
});

it('E2: events of all runs go on from the last instant, and none comes twice', async () => {
  const seen: string[] = [];
  const stop = new AbortController();
  const watching = (async () => {
    for await (const { id, runId } of overLine.watchRuns({ signal: stop.signal }))
      if (runId.startsWith('fleet')) seen.push(id);
  })();
  await until('the subscription to be there', async () => {
    valueOf(await autopack.startRun({ runId: `fleet-${seen.length}-${Date.now()}`, tiers: TIERS }));
    return seen.length > 0;
  });
  line.cut(true);
  valueOf(await start('fleet-missed'));
  line.cut(false);
  await until('what was missed to arrive', async () => seen.some((id) => id.includes('fleet-missed')));
  stop.abort();
  await watching;
  expect(new Set(seen).size).toBe(seen.length);
});

it('E2: events of all runs have no gap either if the connection is lost before the first of them', async () => {
  valueOf(await start('quiet-before'));
  const seen: string[] = [];
  const stop = new AbortController();
  line.cut(false);
  const watching = (async () => {
    for await (const { runId, seq } of overLine.watchRuns({ signal: stop.signal }))
      if (runId.startsWith('quiet')) seen.push(`${runId}/${seq}`);
  })();
  await until('the subscription to be there', () => line.isQuiet(300));
  line.cut(true);
  valueOf(await start('quiet-missed'));
  line.cut(false);
  await until('what was missed to arrive', async () => seen.length > 0);
  stop.abort();
  await watching;
  expect(seen[0]).toBe('quiet-missed/1');
});

it('a connection that stood and was silent counts as found: patience begins anew when it is lost', async () => {
  valueOf(await start('silent'));
  const seen: number[] = [];
  const watching = (async () => {
    for await (const { seq } of overLine.watchRun({ runId: 'silent', after: 1, patienceMs: 2_000 })) seen.push(seq);
  })();
  for (let i = 0; i < 3; i++) {
    await until('the connection to stand for a while', () => line.isQuiet(1_500));
    line.cut(true);
    line.cut(false);
  }
  valueOf(await autopack.cancelRun({ runId: 'silent', reason: 'enough' }));
  await watching;
  expect(seen.length).toBeGreaterThan(0);
});

it('an iterator ends when its reader leaves, and throws where there is no way on', async () => {
  valueOf(await start('left'));
  for await (const { seq } of autopack.watchRun({ runId: 'left' })) if (seq === 1) break;
  const nobody = (async () => {
    for await (const _ of autopack.watchRun({ runId: 'nobody' })) void _;
  })();
  await expect(nobody).rejects.toThrow(AutopackFailure);
  const stranger = createAutopack({ url: server.url });
  const refused = (async () => {
    for await (const _ of stranger.watchRun({ runId: 'left' })) void _;
  })();
  await expect(refused).rejects.toMatchObject({ error: { kind: 'unauthorized' } });
  const away = createAutopack({ url: 'http://127.0.0.1:9' });
  const impatient = (async () => {
    for await (const _ of away.watchRun({ runId: 'left', patienceMs: 300 })) void _;
  })();
  await expect(impatient).rejects.toMatchObject({ error: { kind: 'unreachable' } });
});
