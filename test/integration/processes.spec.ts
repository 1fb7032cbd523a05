/** Commands of a project as processes (A5): their end, environment, input and output. */
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { cleanEnvironment } from '../../src/processes/clean-environment.js';
import { MARK_VARIABLE } from '../../src/processes/process-mark.js';
import { startProcess } from '../../src/processes/start-process.js';
import { until, within } from '../support/waiting.js';
import { folder, node, numberIn, run, runs, sh, specOf } from './processes.fixture.js';

describe('A5: commands of a project, their end', () => {
  it('A5: reports the exit code and both streams, apart and as they came', async () => {
    const end = await sh('echo one; sleep 0.1; echo two >&2; sleep 0.1; echo three; exit 3');
    expect(end).toMatchObject({
      end: 'exited',
      exitCode: 3,
      signal: null,
      truncated: false,
      leftBehind: 0,
      startFault: null,
    });
    expect([end.output, end.stdout, end.stderr]).toEqual(['one\ntwo\nthree\n', 'one\nthree\n', 'two\n']);
    expect(end.durationSeconds).toBeGreaterThanOrEqual(0.2);
  });

  it('A5: reports the signal of which it died', async () => {
    expect(await sh('kill -SEGV $$')).toMatchObject({ end: 'exited', exitCode: null, signal: 'SIGSEGV' });
  });

  it('A5: never uses a shell: what looks like one is text', async () => {
    const end = await run(['printf', '%s\\n', '$(id)', '; touch made', '`id`', '*']);
    expect(end.stdout).toBe('$(id)\n; touch made\n`id`\n*\n');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('A5: ends what takes too long', async () => {
    const end = await sh('echo began; sleep 1000', { timeoutMs: 200 });
    expect(end).toMatchObject({ end: 'timed-out', exitCode: null, signal: 'SIGTERM', stdout: 'began\n' });
    expect(end.durationSeconds).toBeLessThan(5);
  });

  it('A5: a time limit that no timer can hold is not a time limit of nothing', async () => {
    expect(await sh('sleep 0.1; echo done', { timeoutMs: Number.MAX_SAFE_INTEGER })).toMatchObject({
      end: 'exited',
      stdout: 'done\n',
    });
  });

  it('A5: lets it clean up after TERM, and kills it when it ignores that', async () => {
    const polite = await node(
      `process.on('SIGTERM', () => { console.log('cleaned'); process.exit(7); }); setInterval(() => {}, 1000); console.log('up');`,
      {
        timeoutMs: 1_000,
        graceMs: 10_000,
      },
    );
    expect(polite).toMatchObject({ end: 'timed-out', exitCode: 7, stdout: 'up\ncleaned\n' });
    const deaf = await sh(`trap '' TERM; echo up; while :; do sleep 0.05; done`, { timeoutMs: 300 });
    expect(deaf).toMatchObject({ end: 'timed-out', signal: 'SIGKILL' });
  });

  it('A5: TERM comes once', async () => {
    const end = await node(
      `let times = 0; process.on('SIGTERM', () => console.log('TERM', ++times)); setInterval(() => {}, 1000); console.log('up')`,
      { timeoutMs: 800, graceMs: 700 },
    );
    expect(end.stdout).toBe('up\nTERM 1\n');
  });

  it('A5: an abort ends it, and one that came before keeps it from starting', async () => {
    const control = new AbortController();
    const ended = sh('echo $$ > number; sleep 1000', { signal: control.signal });
    const pid = await numberIn('number');
    control.abort();
    expect(await ended).toMatchObject({ end: 'aborted', signal: 'SIGTERM' });
    expect(runs(pid)).toBe(false);
    expect(await sh('touch made', { signal: control.signal })).toMatchObject({ end: 'aborted', exitCode: null });
    expect(readdirSync(folder)).toEqual(['number']);
  });

  it('A5: says why it was not started', async () => {
    const started = { end: 'not-started', exitCode: null, signal: null };
    writeFileSync(join(folder, 'plain'), 'text');
    writeFileSync(join(folder, 'script'), '#!/no/such/interpreter\n');
    chmodSync(join(folder, 'script'), 0o755);
    expect(await run(['no-such-program-here'])).toMatchObject({ ...started, startFault: 'missing-program' });
    expect(await run(['./script'])).toMatchObject({ ...started, startFault: 'missing-program' });
    expect(await run(['./plain'])).toMatchObject({ ...started, startFault: 'not-executable' });
    // The system denies permission for a folder of PATH that may not be entered, too, or for a folder with the program's name.
    const env = { PATH: `${join(folder, 'programs')}:${process.env.PATH}` };
    mkdirSync(join(folder, 'programs', 'no-such-program-here'), { recursive: true });
    expect(await run(['no-such-program-here'], { env })).toMatchObject({ ...started, startFault: 'missing-program' });
    writeFileSync(join(folder, 'programs', 'not-to-be-run'), 'text', { mode: 0o644 });
    expect(await run(['not-to-be-run'], { env })).toMatchObject({ ...started, startFault: 'not-executable' });
    expect(await run([''])).toMatchObject({ ...started, startFault: 'missing-program' });
    expect(await run(['true', 'a\0b'])).toMatchObject({ ...started, startFault: 'bad-arguments' });
    expect(await run(['true', 'x'.repeat(5_000_000)])).toMatchObject({ ...started, startFault: 'bad-arguments' });
    expect(await run(['true'], { cwd: join(folder, 'nowhere') })).toMatchObject({
      ...started,
      startFault: 'missing-folder',
    });
    expect(await run(['true'], { cwd: join(folder, 'plain') })).toMatchObject({
      ...started,
      startFault: 'missing-folder',
    });
  });

  it('A5: its input is closed, or ends after what it is given', async () => {
    expect((await run(['cat'])).stdout).toBe('');
    const text = 'Grüße\n'.repeat(50_000);
    expect((await run(['wc', '-c'], { stdin: text })).stdout.trim()).toBe(String(Buffer.byteLength(text)));
    expect(await run(['true'], { stdin: text })).toMatchObject({ end: 'exited', exitCode: 0 });
  });
});

describe('A5: commands of a project, their environment', () => {
  it('A5: gets what is named and nothing of ours', async () => {
    process.env.AUTOPACK_TEST_SECRET = 'hush-hush';
    try {
      const env = cleanEnvironment(
        ['AUTOPACK_TEST_ALLOWED', 'NOT_SET'],
        { CI: '1', HOME: folder },
        { ...process.env, AUTOPACK_TEST_ALLOWED: 'yes' },
      );
      const { stdout } = await run(['env'], { env });
      const names = stdout
        .trim()
        .split('\n')
        .map((line) => line.split('=', 1)[0]!);
      expect(names.sort()).toEqual(['AUTOPACK_TEST_ALLOWED', 'CI', 'HOME', 'LANG', 'PATH', MARK_VARIABLE].sort());
      expect(stdout).not.toContain('hush-hush');
    } finally {
      delete process.env.AUTOPACK_TEST_SECRET;
    }
  });

  it('A5: the folder in which it runs does not choose the program', async () => {
    const from = { PATH: `:.:bin:/usr/bin:/bin:` };
    expect(cleanEnvironment([], {}, from).PATH).toBe('/usr/bin:/bin');
    expect(cleanEnvironment([], {}, {}).PATH).toMatch(/^\/.*\/bin$/);
    writeFileSync(join(folder, 'uname'), '#!/bin/sh\necho wrong one\n');
    chmodSync(join(folder, 'uname'), 0o755);
    expect((await run(['uname'], { env: cleanEnvironment([], {}, from) })).stdout).not.toContain('wrong');
  });

  it('A5: its program is looked up in its own PATH, not in ours', async () => {
    mkdirSync(join(folder, 'tools'));
    writeFileSync(join(folder, 'tools', 'my-tool'), '#!/bin/sh\necho mine\n');
    chmodSync(join(folder, 'tools', 'my-tool'), 0o755);
    expect(await run(['my-tool'], { env: { PATH: `${folder}/tools:/usr/bin:/bin` } })).toMatchObject({
      exitCode: 0,
      stdout: 'mine\n',
    });
    expect(await run(['my-tool'])).toMatchObject({ end: 'not-started' });
  });
});

describe('A5: commands of a project, their output', () => {
  it('A5: a flood is ended at its limit and takes no memory', async () => {
    const before = process.memoryUsage().rss;
    const end = await run(['yes', 'flood'], { maxOutputBytes: 50_000_000, keepOutputBytes: 100_000 });
    expect(end).toMatchObject({ end: 'too-much-output', truncated: true, leftBehind: 0 });
    expect(Buffer.byteLength(end.output)).toBeLessThan(110_000);
    expect(end.output.startsWith('flood\nflood\n')).toBe(true);
    expect(end.output.split('\n').filter((line) => !'flood'.startsWith(line))).toEqual([
      expect.stringMatching(/^\[\d+ bytes of output are left out here\]$/),
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000);
  });

  it('A5: of more than is kept the begin and the end are kept, in whole lines', async () => {
    const end = await sh('seq 1 100000; echo failed >&2', { keepOutputBytes: 4_000 });
    expect(end).toMatchObject({ end: 'exited', exitCode: 0, truncated: true, stderr: 'failed\n' });
    const [head, tail] = end.output.split(/\n\[\d+ bytes of output are left out here\]\n/) as [string, string];
    expect(head).toBe([...Array(head.split('\n').length).keys()].map((i) => i + 1).join('\n'));
    expect(tail.endsWith('99999\n100000\nfailed\n')).toBe(true);
    expect(
      tail
        .split('\n')
        .slice(0, -2)
        .every((line, i, all) => i === 0 || Number(line) === Number(all[i - 1]) + 1),
    ).toBe(true);
  });

  it('A5: characters that arrive in parts are whole, and bytes that are none are replaced', async () => {
    const seen: string[] = [];
    const script = `
      const bytes = Buffer.from('ä€😀');
      let i = 0;
      const next = () => i < bytes.length ? process.stdout.write(bytes.subarray(i, ++i), () => setTimeout(next, 15)) : process.stdout.write(Buffer.from([0x7c, 0xff, 0xc3]));
      next();
    `;
    const end = await node(script, { onOutput: (_, text) => seen.push(text) });
    expect(end.stdout).toBe('ä€😀|\ufffd\ufffd');
    expect(seen.join('')).toBe(end.stdout);
  });

  it('A5: a listener that throws changes nothing', async () => {
    const onOutput = (): void => {
      throw new Error('a bad listener');
    };
    expect(await sh('echo one; echo two', { onOutput })).toMatchObject({
      end: 'exited',
      exitCode: 0,
      stdout: 'one\ntwo\n',
    });
  });
});

describe('A5: a command that is talked to', () => {
  it('A5: answers line by line, keeps what it says on stderr, and ends when its input ends', async () => {
    const script = `
      const lines = require('node:readline').createInterface({ input: process.stdin });
      lines.on('line', (line) => console.log(line.toUpperCase()));
      lines.on('close', () => console.error('bye'));
    `;
    const talk = startProcess(specOf([process.execPath, '-e', script]));
    const answers = createInterface({ input: talk.stdout })[Symbol.asyncIterator]();
    for (const word of ['one', 'zwölf']) {
      talk.stdin.write(`${word}\n`);
      expect((await within('an answer', answers.next())).value).toBe(word.toUpperCase());
    }
    talk.stdin.end();
    expect(await within('its end', talk.ended)).toMatchObject({
      end: 'exited',
      exitCode: 0,
      stdout: 'ONE\nZWÖLF\n',
      stderr: 'bye\n',
    });
    expect(talk.stderrTail()).toBe('bye\n');
  });

  it('A5: is ended with its descendants, and writing to it then hurts nobody', async () => {
    const talk = startProcess(specOf(['/bin/sh', '-c', `setsid sh -c 'echo $$ > number; exec sleep 1000' & cat`]));
    const pid = await numberIn('number');
    expect(await within('its end', talk.kill())).toMatchObject({ end: 'aborted' });
    expect(runs(pid)).toBe(false);
    talk.stdin.write('more\n');
    await within(
      'its output to end',
      until('the end', () => talk.stdout.readableEnded || talk.stdout.resume().readableEnded),
    );
  });

  it('A5: output that nobody reads makes it wait, not us grow', async () => {
    const talk = startProcess(specOf(['yes'], { maxOutputBytes: 5_000_000, timeoutMs: 600 }));
    expect(await within('its end', talk.ended)).toMatchObject({ end: 'timed-out' });
    const flood = startProcess(specOf(['yes'], { maxOutputBytes: 5_000_000 }));
    flood.stdout.resume();
    expect(await within('its end', flood.ended)).toMatchObject({ end: 'too-much-output' });
  });

  it('A5: one that cannot be started says so and has streams all the same', async () => {
    for (const talk of [
      startProcess(specOf(['no-such-program-here'])),
      startProcess(specOf(['true'], { cwd: '/no/such/folder' })),
    ]) {
      expect(talk.pid).toBeNull();
      talk.stdin.write('hello');
      talk.stdout.resume();
      expect(await within('its end', talk.ended)).toMatchObject({ end: 'not-started', exitCode: null });
      expect(await talk.kill()).toMatchObject({ end: 'not-started' });
    }
  });
});
