/** A day of an operator with commands alone: from the project to the promotion, with a run that fails on the way. No GraphQL by hand. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import stringWidth from 'string-width';

import { git, put } from '../integration/agents.fixture.js';
import { until } from '../support/waiting.js';
import { cli, documentOf, type Ended, type Options } from './cli.fixture.js';
import { CI_STEPS, hello, scripts, WorkerWorld } from './worker.fixture.js';

// Many programs are started here, one after the other, on a machine that is busy.
import.meta.jest.setTimeout(120_000);
const here = cli();
const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

const there = (args: readonly string[], options?: Options): Promise<Ended> =>
  here.autopack([...args, '--url', world.server.url], options);
const done = async (args: readonly string[], options?: Options): Promise<Ended> => {
  const ended = await there(args, options);
  expect({ args, code: ended.code, err: ended.err }).toMatchObject({ args, code: 0 });
  return ended;
};
const fits = ({ out }: Ended): void => {
  // A path is never cut: it stands on a line of its own.
  const lines = out.split('\n').filter((line) => line.trim().includes(' '));
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
};

const PLAN =
  '# Greetings\n\n## T1: Words\n### P1: Greet everybody who comes to this shop, 世界 and all others, kindly\n';
const RULESET = JSON.stringify({
  ci: {
    baseline: 'off',
    profiles: { normal: CI_STEPS, strict: CI_STEPS },
    tries: { normal: 1, strict: 1 },
    pausesSeconds: [0, 0],
  },
});
const GOOD = scripts({
  do: [hello('hello'), 'result: { status: SUCCEEDED, notes: "Greets now." }'],
});

async function work(runId: string): Promise<Ended> {
  const agent = JSON.stringify(await world.agentWords('command', GOOD));
  const words = [
    '--agent-command',
    agent,
    '--profile',
    'claude-stream-json',
    '--wait',
    '1',
    '--run',
    runId,
    '--max-attempts',
    '4',
  ];
  return there(['worker', '--role', 'builder,ci', '--work-dir', join(here.folder, 'work'), ...words]);
}

async function repositoryAt(name: string): Promise<string> {
  const path = join(here.folder, name);
  await git(here.folder, 'init', '-q', '-b', 'trunk', path);
  const check = `import { writeFileSync } from 'node:fs';
console.log('the check says: all is well');
writeFileSync('report.xml', '<testsuite name="all" tests="1"><testcase classname="greeting" name="greets"></testcase></testsuite>');
`;
  await put(path, { 'src/a.txt': 'a\n', 'check.mjs': check });
  await git(path, 'add', '-A');
  await git(path, 'commit', '-q', '-m', 'base');
  return path;
}

test('a whole day: project, policy, start, watch, work, look, promote', async () => {
  const path = await repositoryAt('shop');
  await here.file('plan.md', PLAN);
  await here.file('ruleset.json', RULESET);
  const made = await done(['project', 'create', 'shop', '--repository', path, '--allow-promotion']);
  expect(made.err).toContain('next: autopack ruleset publish <file> --project shop\n');
  await done(['ruleset', 'publish', 'ruleset.json', '--project', 'shop']);
  await done(['project', 'check', 'shop']);
  const started = await done(['run', 'start', 'plan.md', '--project', 'shop', '--id', 'shop-1']);
  expect(started.out).toBe('shop-1  RUN_CREATED  1 tier, 1 phase\n');
  expect(started.err).toContain(
    'start a worker with: autopack worker --role builder,ci --agent <preset> --project shop',
  );
  expect(started.err).toContain(`watch with: autopack run watch shop-1 --url ${world.server.url}\n`);

  const waits = await done(['run', 'explain', 'shop-1']);
  expect(waits.out).toMatch(/What waits\n {2}P1: .+ \(\w+\)/);
  const [watched, followed] = await Promise.all([
    done(['run', 'watch', 'shop-1']),
    done(['events', 'shop-1', '--follow', '--json']),
    work('shop-1'),
  ]);
  expect(watched.out).toMatch(/^ +\d+ {2}\d\d:\d\d:\d\d {2}\S+ {2}.+\n/);
  expect(watched.out).toMatch(/\nshop-1 {2}DONE_SUCCESS\n$/);
  expect(watched.err).toBe('next: autopack run promote shop-1\n');
  const seqs = followed.out
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { seq: number }).seq);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  expect(watched.out.trim().split('\n')).toHaveLength(seqs.length + 1);

  for (const words of [
    ['run', 'list', '--project', 'shop', '--ended'],
    ['run', 'show', 'shop-1'],
    ['run', 'explain', 'shop-1'],
    ['phase', 'show', 'shop-1', 'P1'],
    ['phase', 'attempts', 'shop-1', 'P1'],
    ['project', 'show', 'shop'],
    ['backlog', '--project', 'shop'],
    ['project', 'list'],
  ]) {
    expect(documentOf(await done([...words, '--json']))).toMatchObject({ ok: true });
    if (words[1] !== 'list' || words[0] !== 'project') fits(await done(words));
  }
  expect(documentOf(await done(['run', 'show', 'shop-1', '--json'])).run).toMatchObject({ runId: 'shop-1' });
  expect((await done(['run', 'show', 'shop-1'], { env: { COLUMNS: '160' } })).out).toContain(
    '世界 and all others, kindly',
  );

  expect((await done(['phase', 'show', 'shop-1', 'P1'])).out).toMatch(
    /\nattempts +1 of \d+ used, \d+ left\naudits +0 of \d+ used\ntokens +[\d,]+ of [\d,]+ used\n/,
  );
  const patch = await done(['run', 'diff', 'shop-1', 'P1']);
  expect(patch).toMatchObject({ err: '', out: expect.stringMatching(/^diff --git [\s\S]+\+hello\n/) });
  const missing = await there(['run', 'diff', 'shop-1', 'P1', '--attempt', '77']);
  expect(missing).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/Attempts with a patch: 1\.\n$/) });
  expect((await done(['run', 'logs', 'shop-1', 'P1'])).out).toContain('the check says: all is well');
  const files = documentOf(await done(['run', 'files', 'shop-1', '--json'])).run.fileLayout.files as { path: string }[];
  const summary = files.find((file) => file.path.endsWith('run_summary.md'))!;
  expect((await done(['run', 'files', 'shop-1', summary.path])).out).toContain('shop-1');

  expect((await done(['run', 'promote', 'shop-1'])).out).toMatch(
    /^ok {2}shop-1 is promoted to trunk at [0-9a-f]{7}\n$/,
  );
  expect(await git(path, 'show', 'trunk:src/greeting.txt')).toBe('hello');
  const again = await done(['run', 'show', 'shop-1']);
  expect(again.err).toBe('next: autopack run files shop-1\n');
});

test('a run that is cancelled is continued, and a project that is stopped hands out nothing', async () => {
  await repositoryAt('stand');
  await here.file('plan.md', PLAN);
  await done(['project', 'create', 'stand', '--repository', join(here.folder, 'stand')]);
  await done(['run', 'start', 'plan.md', '--project', 'stand', '--id', 'stand-1']);
  expect(await there(['run', 'promote', 'stand-1', '--json'])).toMatchObject({ code: 1 });
  const stopped = await done(['project', 'stop', 'stand', '--reason', 'A freeze.']);
  expect(stopped.err).toBe('next: autopack project resume stand\n');
  expect((await done(['run', 'explain', 'stand-1'])).out).toContain('A freeze.');
  await done(['project', 'resume', 'stand']);
  expect(await there(['run', 'cancel', 'stand-1'])).toMatchObject({ code: 64 });
  expect((await done(['run', 'cancel', 'stand-1', '--reason', 'Enough.'])).out).toBe(
    'stand-1  DONE_FAILED_CANCELLED\n',
  );
  const watched = await there(['run', 'watch', 'stand-1', '--json']);
  expect(watched.code).toBe(1);
  expect(JSON.parse(watched.out.trim().split('\n').at(-1)!)).toMatchObject({ ok: false, run: { runId: 'stand-1' } });
  expect((await done(['run', 'explain', 'stand-1'])).out).toContain('Enough.');
  const on = await done(['run', 'continue', 'stand-1']);
  expect(on.err).toContain('watch with: autopack run watch stand-1-r2');
  const list = documentOf(await done(['run', 'list', '--project', 'stand', '--live', '--json']));
  expect(list.runs.nodes.map(({ runId }: { runId: string }) => runId)).toEqual(['stand-1-r2']);
  expect(await there(['run', 'show', 'nowhere'])).toMatchObject({ code: 1, err: 'There is no run "nowhere".\n' });
  expect(await there(['run', 'cancel', 'stand-1', '--reason', 'Again.', '--json'])).toMatchObject({ code: 1 });

  const left = await there(['run', 'watch', 'stand-1-r2'], {
    onOut: (_out, child) => void child.kill('SIGINT'),
  });
  expect(left).toMatchObject({ code: 130, err: 'next: autopack run watch stand-1-r2\n' });
});

test('a watch draws in place on a terminal and gives the cursor back; a reader that leaves ends it quietly', async () => {
  await here.file('plan.md', PLAN);
  await done(['run', 'start', 'plan.md', '--id', 'drawn']);
  const main = join(process.cwd(), 'dist/cli/main.js');
  const watch = `"${process.execPath}" "${main}" run watch drawn --url ${world.server.url}`;
  const head = spawn('sh', ['-c', `${watch.replace('run watch', 'events')} --follow | head -n 1`], { stdio: 'pipe' });
  let [first, complaint] = ['', ''];
  head.stdout.on('data', (text) => (first += text));
  head.stderr.on('data', (text) => (complaint += text));
  const left = new Promise((ended) => head.once('close', ended));
  const script = ['/usr/bin/script', '/bin/script'].find((file) => existsSync(file));
  if (script) {
    const env = { PATH: process.env.PATH, HOME: here.folder, TERM: 'xterm', COLUMNS: '80' };
    const child = spawn(script, ['-qec', `stty cols 80 rows 24; ${watch}`, '/dev/null'], { env, stdio: 'pipe' });
    let drawn = '';
    child.stdout.on('data', (text) => (drawn += text));
    const closed = new Promise((ended) => child.once('close', ended));
    await until('the first picture', () => drawn.includes('P1 Greet'), 60_000);
    await done(['run', 'cancel', 'drawn', '--reason', 'Seen.']);
    expect(await closed).toBe(1);
    expect(drawn.startsWith('\u001b[?25l')).toBe(true);
    expect(drawn).toMatch(/\u001b\[\d+A\u001b\[0J/);
    expect(drawn.lastIndexOf('\u001b[?25h')).toBeGreaterThan(drawn.lastIndexOf('\u001b[?25l'));
    expect(drawn).toContain('DONE_FAILED_CANCELLED');
  } else await done(['run', 'cancel', 'drawn', '--reason', 'Seen.']);
  await left;
  expect(first.trim().split('\n')).toHaveLength(1);
  expect(complaint).not.toMatch(/EPIPE|Error/);
});

test('the completion of bash knows commands below commands, and options', async () => {
  const { out } = await here.autopack(['completion', 'bash']);
  await here.file('completion.bash', out);
  const ask = async (...words: string[]): Promise<string[]> => {
    const line = `source completion.bash; COMP_WORDS=(autopack ${words.join(' ')}); COMP_CWORD=${words.length}; _autopack; echo "\${COMPREPLY[@]}"`;
    const child = spawn('bash', ['-c', line], { cwd: here.folder, stdio: ['ignore', 'pipe', 'inherit'] });
    let answer = '';
    child.stdout.on('data', (text) => (answer += text));
    await new Promise((ended) => child.once('close', ended));
    return answer.trim().split(' ');
  };
  expect(await ask('run', 'wa')).toEqual(['watch']);
  expect(await ask('run', 'diff', '--at')).toEqual(['--attempt']);
  expect(await ask('proj')).toEqual(['project']);
  for (const shell of ['zsh', 'fish']) expect((await here.autopack(['completion', shell])).out).toContain('autopack');
});
