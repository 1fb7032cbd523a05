/** The one way to start programs (A5), with real processes: their groups, their limits, and what becomes of them when we end. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { type Captured, captured, type CaptureOrder } from '../../src/processes/captured-program.js';
import { lookUp } from '../../src/processes/process-table.js';
import { printedAtOnce, type Program, type ProgramOrder, startProgram } from '../../src/processes/program.js';
import { compileProcesses } from '../support/server/compiled-processes.js';
import { until, within } from '../support/waiting.js';

const ENV = { PATH: process.env.PATH };
let folder: string;
let started: Program[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'autopack-programs-'));
  started = [];
});
afterEach(() => {
  for (const program of started) program.kill();
  rmSync(folder, { recursive: true, force: true });
});

const runs = (pid: number): boolean => lookUp(pid)?.zombie === false;
const numberIn = (file: string): Promise<number> =>
  until(`a number in ${file}`, () => {
    try {
      return Number(readFileSync(join(folder, file), 'utf8').trim());
    } catch {
      return null;
    }
  });
/** Writes the number of a child that stays and holds no pipe, and goes on. */
const LEAVES_CHILD = 'sleep 60 < /dev/null > /dev/null 2>&1 & echo $! > new; mv new child;';

function start(script: string, more: Partial<ProgramOrder> = {}): Program {
  const program = startProgram({ argv: ['/bin/sh', '-c', script], cwd: folder, env: ENV, ...more });
  started.push(program);
  return program;
}

const capture = (script: string, more: Partial<CaptureOrder> = {}): Promise<Captured> =>
  within(
    'a program to end',
    captured({
      argv: ['/bin/sh', '-c', script],
      cwd: folder,
      env: ENV,
      timeoutMs: 20_000,
      mostOutput: 1_000_000,
      ...more,
    }),
  );

describe('A5: programs, their groups', () => {
  it('A5: what a program leaves in its group is killed when it has ended', async () => {
    const program = start(`${LEAVES_CHILD} exit 3`);
    expect(await program.exited).toEqual({ exitCode: 3, signal: null });
    expect(await program.ended).toEqual({ exitCode: 3, signal: null });
    expect(program.exit).toEqual({ exitCode: 3, signal: null });
    const child = await numberIn('child');
    await until('the child to end', () => !runs(child));
  });

  it('A5: without a guard it stays, until its group is killed', async () => {
    const program = start(`${LEAVES_CHILD} exit 0`, { guard: 'none' });
    await program.ended;
    const child = await numberIn('child');
    expect(runs(child)).toBe(true);
    program.kill();
    await until('the child to end', () => !runs(child));
  });

  it('A5: one in our own group is killed alone, and we go on', async () => {
    const program = start('echo up; exec sleep 60', { group: 'ours' });
    await until('it to say something', () => program.stdout.read() as Buffer | null);
    expect(lookUp(program.pid!)!.group).toBe(lookUp(process.pid)!.group);
    program.kill();
    expect(await program.ended).toEqual({ exitCode: null, signal: 'SIGKILL' });
  });

  it('A5: one that cannot be started has no number, and says why', async () => {
    // A folder in PATH that may not be read would be another reason.
    const env = { PATH: dirname(process.execPath) };
    const missing = startProgram({ argv: ['no-such-program'], cwd: folder, env });
    expect(missing.pid).toBeNull();
    await expect(missing.exited).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(missing.ended).rejects.toMatchObject({ code: 'ENOENT' });
    missing.stdin.write('to nobody');
    missing.kill();
    missing.signal('SIGTERM');
    missing.hold(true);
    missing.letGo();
    const tooLong = startProgram({ argv: ['/bin/true', 'x'.repeat(3_000_000)], cwd: folder, env: ENV });
    await expect(tooLong.ended).rejects.toMatchObject({ code: 'E2BIG' });
    await expect(capture('', { argv: ['no-such-program'] })).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('A5: programs that run to their end', () => {
  it('A5: both outputs are captured, and its input comes from a text or a file', async () => {
    writeFileSync(join(folder, 'told'), 'from a file');
    const echo = 'cat; echo wrong >&2; exit 4';
    const text = await capture(echo, { input: 'a text' });
    expect([text.stdout.toString(), text.stderr.toString(), text.exitCode]).toEqual(['a text', 'wrong\n', 4]);
    expect((await capture(echo, { input: { file: join(folder, 'told') } })).stdout.toString()).toBe('from a file');
    expect((await capture(echo)).stdout.toString()).toBe('');
    expect((await capture(echo, { input: { file: join(folder, 'nothing') } })).stdout.toString()).toBe('');
  });

  it('A5: one that takes too long is killed with its group', async () => {
    const end = await capture(`${LEAVES_CHILD} sleep 60`, { timeoutMs: 500 });
    expect(end).toMatchObject({ exitCode: null, signal: 'SIGKILL', stopped: 'it took longer than 0.5 seconds' });
    const child = await numberIn('child');
    await until('the child to end', () => !runs(child));
  });

  it.each(['', '>&2'])('A5: one that prints too much is killed (%s)', async (where) => {
    const end = await capture(`yes ${where}`, { mostOutput: 100_000, mostErrors: 100_000 });
    expect(end.stopped).toBe('it printed more than 100000 bytes');
    expect(end.stdout.length + end.stderr.length).toBeLessThanOrEqual(100_000);
  });

  it('A5: it gets what is named and nothing of ours', async () => {
    process.env.AUTOPACK_TEST_SECRET = 'secret';
    try {
      expect((await capture('env', { env: { ...ENV, NAMED: 'yes' } })).stdout.toString()).toMatch(/^NAMED=yes$/m);
      expect((await capture('env')).stdout.toString()).not.toContain('secret');
    } finally {
      delete process.env.AUTOPACK_TEST_SECRET;
    }
  });

  it('A5: what is printed at once is captured; a failure or a delay is not', () => {
    const sh = (script: string, timeoutMs = 20_000) =>
      printedAtOnce({ argv: ['/bin/sh', '-c', script], env: ENV }, timeoutMs, 1_000);
    expect(sh('echo one')).toBe('one\n');
    expect([sh('exit 1'), sh('sleep 60', 200), sh('yes')]).toEqual([null, null, null]);
  });
});

describe('A5: when we end ourselves', () => {
  it.each([
    ['of ourselves', 'process.exit(0)'],
    ['by an uncaught error', "throw new Error('crash')"],
  ])('A5: %s, what we started is killed with its group, and what shall outlive us stays', async (_, last) => {
    await compileProcesses(folder);
    const ours = `
      import { existsSync, writeFileSync } from 'node:fs';
      import { startProgram } from './processes/program.js';
      const start = (name, guard) => {
        const script = 'sleep 60 < /dev/null > /dev/null 2>&1 & echo $! > ' + name + '.new; mv ' + name + '.new ' + name + '; wait';
        return startProgram({ argv: ['/bin/sh', '-c', script], cwd: '.', env: { PATH: process.env.PATH }, guard });
      };
      start('guarded', 'group');
      writeFileSync('leader', String(start('kept', 'none').pid));
      setInterval(() => { if (existsSync('end')) ${last}; }, 20);
    `;
    writeFileSync(join(folder, 'ours.mjs'), ours);
    const us = start('', { argv: [process.execPath, 'ours.mjs'] });
    const [guarded, kept, leader] = [await numberIn('guarded'), await numberIn('kept'), await numberIn('leader')];
    try {
      expect([runs(guarded), runs(kept)]).toEqual([true, true]);
      writeFileSync(join(folder, 'end'), 'now');
      await us.ended;
      await until('what is guarded to end', () => !runs(guarded));
      expect(runs(kept)).toBe(true);
    } finally {
      process.kill(-leader, 'SIGKILL');
    }
  });
});
