/** `run watch` beside a real server: what it asks, what it draws on a real terminal, and how it leaves. */
import { spawn } from 'node:child_process';

import { plan } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';
import { cli, unusedPort } from './cli.fixture.js';
import { countingProxy } from './counting-proxy.fixture.js';
import { CTRL_C, hasTerminals, MAIN, onTerminal, type Terminal } from './terminal.fixture.js';

import.meta.jest.setTimeout(120_000);
/** Programs are started here, on a machine that is busy. */
const PATIENCE_MS = 60_000;
const onTerminals = hasTerminals ? test : test.skip;
const here = cli();
let server: TestServer;
let client: WorkApi;
let made = 0;
const terminals: Terminal[] = [];

beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
}, 60_000);
afterAll(async () => {
  for (const { child } of terminals) child.kill('SIGKILL');
  await server?.close();
});

async function aRun(): Promise<string> {
  const runId = `watched-${++made}`;
  expect((await client.startRun({ runId, tiers: plan({ T1: ['a', 'b'] }) })).errors).toEqual([]);
  return runId;
}

function watch(runId: string, options: Parameters<typeof onTerminal>[2] = {}, url = server.url): Terminal {
  const terminal = onTerminal(here.folder, ['run', 'watch', runId, '--url', url], options);
  terminals.push(terminal);
  return terminal;
}
const shows = ({ screen, written }: Terminal, text: string) =>
  until(`the screen to show ${text}`, () => screen().lines.some((line) => line.includes(text)), PATIENCE_MS).catch(
    (error: Error) => Promise.reject(new Error(`${error.message}\n${written()}`)),
  );
/** Nothing of the picture remains but its lines. */
async function expectLeft(terminal: Terminal, code: number): Promise<void> {
  const left = await terminal.closed;
  expect({ code: left.code, written: terminal.written() }).toMatchObject({ code });
  expect(left.after).toBe(left.before);
  expect(terminal.screen()).toMatchObject({ isCursorHidden: false, unknown: [] });
}

onTerminals(
  'O7, O8: phases, try, budgets, timeline and the last lines of output stand in the picture; output asks for nothing',
  async () => {
    const runId = await aRun();
    const { token } = await client.lease('BUILDER', { runId, workerId: 'bob' });
    const proxy = await countingProxy(server.url);
    try {
      const terminal = watch(runId, {}, proxy.url);
      await shows(terminal, 'timeline');
      const [asked, from] = [proxy.requests(), performance.now()];
      for (const word of ['one', 'two', 'three', 'four']) {
        // At most one a second is kept, so that this takes seconds (O8).
        await until(
          `"${word}" to be taken`,
          async () => {
            await client.heartbeat(token, { outputTail: `${word}\n` });
            return terminal.screen().lines.includes(`  | ${word}`);
          },
          PATIENCE_MS,
        );
      }
      const seconds = (performance.now() - from) / 1_000;
      expect(proxy.requests() - asked).toBeLessThanOrEqual(Math.ceil(seconds / 15) + 1);
      const { lines } = terminal.screen();
      expect(lines.filter((line) => line.startsWith('  | '))).toHaveLength(3);
      expect(lines).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^watched-\d+ {2}PHASE_EXECUTION$/),
          expect.stringMatching(/^phases +░{20} 0 of 2$/),
          expect.stringMatching(/^token cap +░{20} 0 of \d/),
          expect.stringMatching(/^timeline +·*█+·*$/),
          expect.stringMatching(/^deadline +in .+: /),
          expect.stringMatching(/^ {2}▸ a Phase a +EXECUTING try 1\/\d BUILDER bob$/),
        ]),
      );
      await client.command('cancelRun', { runId, reason: 'Seen.' });
      await expectLeft(terminal, 1);
      expect(terminal.screen().lines.join('\n')).toContain(`${runId}  DONE_FAILED_CANCELLED: `);
    } finally {
      await proxy.close();
    }
  },
);

test('E2: a change is printed when it happens, with one request for it, over one socket', async () => {
  const runId = await aRun();
  const proxy = await countingProxy(server.url);
  try {
    let out = '';
    const watched = here.autopack(['run', 'watch', runId, '--json', '--url', proxy.url], {
      onOut: (text) => void (out = text),
    });
    const seqs = () =>
      out
        .split('\n')
        .filter((line) => line.includes('"seq"'))
        .map((line) => (JSON.parse(line) as { seq: number }).seq);
    const from = performance.now();
    let changes = 1;
    await until('the first event', () => seqs().length > 0, PATIENCE_MS);
    for (const phaseId of ['a', 'b']) {
      for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'] as const) {
        await client.move(runId, phaseId, state);
        changes += 1;
        const { version } = await client.read(runId);
        await until(`event ${version}`, () => seqs().at(-1) === version, PATIENCE_MS);
      }
    }
    expect((await watched).code).toBe(0);
    expect(seqs()).toEqual(seqs().map((_, index) => index + 1));
    const seconds = (performance.now() - from) / 1_000;
    expect(proxy.requests()).toBeLessThanOrEqual(changes + seconds / 15 + 2);
    expect(proxy.sockets()).toBe(1);
  } finally {
    await proxy.close();
  }
});

test('E2: where no WebSocket gets through, a change is printed all the same', async () => {
  const runId = await aRun();
  const proxy = await countingProxy(server.url, { refuseSockets: true });
  try {
    const watched = here.autopack(['run', 'watch', runId, '--url', proxy.url], {
      onOut: async (out) => {
        if (out.includes('RUN_CREATED')) await client.command('cancelRun', { runId, reason: 'Enough.' });
      },
    });
    expect(await watched).toMatchObject({ code: 1, out: expect.stringContaining('DONE_FAILED_CANCELLED: ') });
    expect(proxy.sockets()).toBeGreaterThan(0);
  } finally {
    await proxy.close();
  }
});

test('E2: a server that goes away is waited for: both are said once, and no event is missed or printed twice', async () => {
  const PORT = String(await unusedPort());
  const first = await server.another({ PORT });
  const runId = await aRun();
  let [seen, complaint] = ['', ''];
  const watched = here.autopack(['run', 'watch', runId, '--url', first.url], {
    onOut: (out) => void (seen = out),
    onErr: (err) => void (complaint = err),
  });
  await until('the first event', () => seen !== '', PATIENCE_MS);
  await first.close();
  await until('the complaint', () => complaint.includes('does not answer'), PATIENCE_MS);
  await client.move(runId, 'a', 'EXECUTING', 'GATE');
  const second = await server.another({ PORT });
  await client.command('cancelRun', { runId, reason: 'Enough.' });
  const { code, out, err } = await watched;
  const lines = out.trimEnd().split('\n');
  expect({ code, last: lines.pop() }).toEqual({ code: 1, last: expect.stringContaining('DONE_FAILED_CANCELLED: ') });
  expect(lines.map((line) => Number(line.slice(0, 4)))).toEqual(lines.map((_, index) => index + 1));
  expect(err.match(/does not answer; trying again until it does\.\n/g)).toHaveLength(1);
  expect(err.match(/The server answers again\.\n/g)).toHaveLength(1);
  expect(err).not.toMatch(/Error|WebSocket/);
  await second.close();
});

onTerminals.each([
  ['Ctrl-C', (terminal: Terminal) => terminal.press(CTRL_C)],
  ['SIGTERM', (terminal: Terminal) => terminal.signal('SIGTERM')],
])('%s ends it with 130, and leaves run and terminal as they were', async (_name, leave) => {
  const runId = await aRun();
  const terminal = watch(runId);
  await shows(terminal, 'a Phase a');
  expect(terminal.screen().isCursorHidden).toBe(true);
  leave(terminal);
  await expectLeft(terminal, 130);
  expect(terminal.screen().lines.join('\n')).toContain(`next: autopack run watch ${runId}`);
  expect((await client.read(runId)).state).toBe('RUN_CREATED');
});

onTerminals(
  'NO_COLOR takes the colours and nothing else; a picture is never wider or higher than the terminal',
  async () => {
    const runId = await aRun();
    const [plain, coloured] = [watch(runId, { env: { NO_COLOR: '1' } }), watch(runId, { columns: 40, rows: 9 })];
    await shows(plain, 'a Phase a');
    await shows(coloured, 'RUN_CREATED');
    const picture = coloured.screen().lines.filter((line) => line !== '');
    expect(picture.length).toBeLessThanOrEqual(8);
    for (const terminal of [plain, coloured]) {
      terminal.press(CTRL_C);
      await expectLeft(terminal, 130);
    }
    const COLOUR = /\u001b\[\d+m/;
    expect(plain.written()).not.toMatch(COLOUR);
    expect(coloured.written()).toMatch(COLOUR);
    for (const line of picture) expect(line.length).toBeLessThanOrEqual(39);
  },
);

test('elsewhere than on a terminal nothing is drawn; a reader that leaves ends it quietly', async () => {
  const runId = await aRun();
  const words = [process.execPath, MAIN, 'run', 'watch', runId, '--url', server.url].map((word) => `'${word}'`);
  const env = { PATH: process.env.PATH, HOME: here.folder, TERM: 'xterm' };
  const child = spawn('sh', ['-c', `{ ${words.join(' ')}; echo "code $?" >&2; } | head -n 1`], { env, stdio: 'pipe' });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  const closed = new Promise((ended) => child.once('close', ended));
  await until('the first line', () => out !== '', PATIENCE_MS);
  await client.move(runId, 'a', 'EXECUTING', 'GATE');
  await closed;
  expect({ out, err }).toEqual({
    out: expect.stringMatching(/^ +1 {2}[\d:]{8} {2}run {2}RUN_CREATED {2}startRun\n$/),
    err: 'code 0\n',
  });
});
