/** `autopack` in another program: it starts, answers, stops, and the process can end. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'autopack-embeds-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const urlOf = (path: string): string => JSON.stringify(pathToFileURL(join(process.cwd(), 'dist', path)).href);
const databaseUrl = process.env.TEST_ADMIN_URL!;

/** Runs a program in a folder of its own until it ends by itself. */
async function program(text: string): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const file = join(folder, 'program.mjs');
  const head = `import { startServer } from ${urlOf('embedding/index.js')};
import { startWorker } from ${urlOf('embedding/worker.js')};
import { createAutopack } from ${urlOf('client/index.js')};
`;
  await writeFile(file, `${head}${text}`);
  const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: tmpdir() };
  return new Promise((done) =>
    execFile(process.execPath, [file], { cwd: folder, env, timeout: 90_000 }, (error, out, err) =>
      done({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    ),
  );
}
const places = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('autopack-server-'));
const clusters = (): string[] => {
  try {
    return readdirSync('/var/lib/autopack').sort();
  } catch {
    return [];
  }
};

it('a temporary server answers, closes twice, leaves no file and no cluster, and the process ends by itself', async () => {
  const before = clusters();
  const { code, out, err } = await program(`
const server = await startServer({ temporary: true });
const answer = await createAutopack({ url: server.url }).server();
await server.close();
await server.close();
console.log(process.pid, answer.ok, Object.keys(answer.value).length > 0);
`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [pid, ...rest] = out.trim().split(' ');
  expect(rest).toEqual(['true', 'true']);
  expect(places().filter((name) => name.includes(`-${pid}-`))).toEqual([]);
  expect(clusters()).toEqual(before);
  expect(readdirSync(folder)).toEqual(['program.mjs']);
}, 120_000);

it('what cannot work is a sentence, and the process ends', async () => {
  const { code, out } = await program(`
for (const options of [{ temporary: true, dataFolder: 'x' }, { databaseUrl: 'postgres://a:b@127.0.0.1:9/c' }]) {
  await startServer(options).then(() => console.log('started'), (error) => console.log(error.message.split('\\n').join(' ')));
}
await startWorker({ url: 'http://127.0.0.1:9', roles: ['BUILDER'] }).catch((error) => console.log(error.message));
`);
  expect(code).toBe(0);
  const lines = out.trim().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/temporary goes with none/),
    expect.stringMatching(/No database answers at/),
    expect.stringMatching(/needs an agent/),
  ]);
}, 60_000);

it('a worker in the program does a whole phase with a server of somebody else’s database', async () => {
  const { code, out, err } = await program(`
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import pg from ${JSON.stringify(pathToFileURL(join(process.cwd(), 'node_modules/pg/lib/index.js')).href)};
const name = 'autopack_embedding_' + process.pid;
const admin = new pg.Client({ connectionString: ${JSON.stringify(databaseUrl)} });
await admin.connect();
await admin.query('create database ' + name);
const url = new URL(${JSON.stringify(databaseUrl)});
url.pathname = '/' + name;
const git = (...words) => execFileSync('git', ['-C', 'shop', '-c', 'user.name=t', '-c', 'user.email=t@t', ...words]);
mkdirSync('shop');
git('init', '-q', '-b', 'main');
writeFileSync('shop/readme.txt', 'one');
git('add', '-A');
git('commit', '-qm', 'first');
const server = await startServer({ databaseUrl: url.href, runsFolder: 'runs', logLevel: 'error' });
const autopack = createAutopack({ url: server.url });
const must = (answer) => { if (!answer.ok) throw new Error(answer.error.message); return answer.value; };
must(await autopack.createProject({ projectId: 'shop', repositoryPath: process.cwd() + '/shop' }));
must(await autopack.publishRuleset({ projectId: 'shop', document: { ci: { baseline: 'off', profiles: { normal: [{ name: 'unit', argv: ['sh', '-c', 'true'] }] } } } }));
must(await autopack.startRun({ runId: 'r', projectId: 'shop', tiers: [{ tierId: 'T', name: 'T', phases: [{ phaseId: 'a', name: 'A' }] }] }));
const events = [];
const end = await startWorker({
  url: server.url, roles: ['BUILDER'], runId: 'r', once: true, workFolder: process.cwd() + '/work', cacheLimitMiB: 0,
  agent: { command: ['sh', '-c', 'cat {promptFile} > /dev/null; echo hello > hello.txt'] }, onEvent: ({ event }) => events.push(event),
});
const { phases } = must(await autopack.attempts({ runId: 'r' }));
console.log(JSON.stringify({ done: end.attempts.done, fault: end.fault, state: phases[0].state, events: events.includes('handed-in') }));
await server.close();
await admin.query('drop database ' + name + ' with (force)');
await admin.end();
`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toEqual({ done: 1, fault: null, state: 'CI_RUNNING', events: true });
}, 120_000);
