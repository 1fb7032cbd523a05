/** The benchmarks and the fuzzer as real programs that get a signal to end: nothing of them stays, whatever they are at. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 90_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autopack-signals-'));
  await chmod(folder, 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Command lines of the processes whose command line or environment names the folder of the test: PostgreSQL gets its cluster, all others TMPDIR. */
async function processes(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const read = (pid: string, what: string) => readFile(`/proc/${pid}/${what}`, 'utf8').catch(() => '');
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await read(pid, 'cmdline');
      return line.includes(folder) || (await read(pid, 'environ')).includes(folder) ? line.replaceAll('\0', ' ') : '';
    }),
  );
  return found.filter((line) => line !== '');
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const from = performance.now(); !(await isSo()); await delay(50))
    if (performance.now() - from > PATIENCE_MS) throw new Error(`Waited in vain until ${what}`);
}

const hasFolder = async () => (await readdir(folder)).some((name) => name.startsWith('autopack-'));
const runs = (program: RegExp) => async () => (await processes()).some((line) => program.test(line));
const BENCH = ['bench/main.ts', '--quick', '--only', 'throughput'];
const FUZZ = ['bench/fuzz/main.ts', '--operations', '100000'];

(process.platform === 'linux' ? describe : describe.skip)('a program of the benchmarks that a signal ends', () => {
  test.each([
    ['the bench, its database being made', BENCH, 'SIGINT', 130, hasFolder],
    ['the bench, its database being started', BENCH, 'SIGHUP', 129, runs(/postgres.* -D /)],
    ['the bench, its server being started', BENCH, 'SIGTERM', 143, runs(/main\.js serve/)],
    ['the fuzzer, the database of its server being started', FUZZ, 'SIGTERM', 143, runs(/postgres.* -D /)],
  ] as const)(
    'leaves no process and no folder: %s',
    async (_, args, signal, code, isThere) => {
      const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
        env: { ...process.env, TMPDIR: folder },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const ended = once(child, 'exit');
      await until(`${args[0]} is so far`, isThere);
      child.kill(signal);
      // As a terminal and npm do, which both send it.
      child.kill(signal);
      expect(await ended).toEqual([code, null]);
      expect((await readdir(folder)).filter((name) => name.startsWith('autopack-'))).toEqual([]);
      await until('all have ended', async () => (await processes()).length === 0);
    },
    PATIENCE_MS * 2,
  );
});
