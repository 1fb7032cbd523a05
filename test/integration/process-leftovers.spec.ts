/** What commands of a project leave behind, and what happens when Autopack itself ends (A5). */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { cleanEnvironment } from '../../src/processes/clean-environment.js';
import { killOrphans, killOrphansOf, ourselves } from '../../src/processes/kill-orphans.js';
import { MARK_VARIABLE, newMark } from '../../src/processes/process-mark.js';
import { lookUp, processTable, stillRuns } from '../../src/processes/process-table.js';
import { ProcessTree } from '../../src/processes/process-tree.js';
import { startProcess } from '../../src/processes/start-process.js';
import { compileProcesses } from '../support/server/compiled-processes.js';
import { until } from '../support/waiting.js';
import { folder, node, numberIn, run, runs, sh, specOf } from './processes.fixture.js';

describe('A5: commands of a project, what they leave behind', () => {
  const cases: readonly [string, string][] = [
    ['a child in the background that holds the output', 'sleep 1000 & echo $! > number'],
    [
      'a child in a session of its own',
      `setsid sh -c 'echo $$ > number; exec sleep 1000' & while [ ! -s number ]; do sleep 0.02; done`,
    ],
    [
      'a child that hears no hang-up',
      `nohup sh -c 'echo $$ > number; exec sleep 1000' > nohup.out 2>&1 & while [ ! -s number ]; do sleep 0.02; done`,
    ],
    [
      'a child that ignores TERM',
      `setsid sh -c 'trap "" TERM; echo $$ > number; while :; do sleep 0.1; done' & while [ ! -s number ]; do sleep 0.02; done`,
    ],
    [
      'a child with another environment in the same group',
      `env -i sh -c 'echo $$ > number; exec sleep 1000' & while [ ! -s number ]; do sleep 0.02; done`,
    ],
  ];
  it.each(cases)('A5: %s is ended with it, at once', async (_, script) => {
    const began = performance.now();
    const end = await sh(script);
    expect(end).toMatchObject({ end: 'exited', exitCode: 0 });
    expect(end.leftBehind).toBeGreaterThanOrEqual(1);
    expect(runs(await numberIn('number'))).toBe(false);
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  const daemon = `
    const { spawn } = require('node:child_process');
    const inner = "require('node:fs').writeFileSync('number', String(process.pid)); setInterval(() => {}, 1000)";
    const middle = "require('node:child_process').spawn(process.execPath, ['-e', " + JSON.stringify(inner) + "], { detached: true, stdio: 'ignore' }).unref()";
    spawn(process.execPath, ['-e', middle], { detached: true, stdio: 'ignore' }).unref();
  `;

  it('A5: a daemon (two forks, own session, no parent) is ended when the command has ended', async () => {
    const end = await node(
      `${daemon}; const look = () => require('node:fs').existsSync('number') ? 0 : setTimeout(look, 20); look();`,
    );
    expect(end).toMatchObject({ end: 'exited', exitCode: 0, leftBehind: 1 });
    expect(runs(await numberIn('number'))).toBe(false);
  });

  it('A5: a daemon is ended when the command is stopped', async () => {
    const control = new AbortController();
    const ended = node(`${daemon}; setInterval(() => {}, 1000)`, { signal: control.signal });
    const pid = await numberIn('number');
    expect(runs(pid)).toBe(true);
    control.abort();
    expect(await ended).toMatchObject({ end: 'aborted', leftBehind: 1 });
    expect(runs(pid)).toBe(false);
  });

  it('A5: a daemon that starts itself anew when it is asked to end is ended for good', async () => {
    writeFileSync(
      join(folder, 'phoenix.sh'),
      `trap 'setsid sh phoenix.sh & exit' TERM\necho $$ >> numbers\nwhile :; do sleep 0.05; done\n`,
    );
    const end = await sh('setsid sh phoenix.sh & while [ ! -s numbers ]; do sleep 0.02; done');
    expect(end.end).toBe('exited');
    const numbers = readFileSync(join(folder, 'numbers'), 'utf8').trim().split('\n').map(Number);
    expect(numbers.length).toBeGreaterThan(1);
    expect(numbers.filter(runs)).toEqual([]);
  });

  it('A5: one that drops its mark and its parents later is remembered', async () => {
    const script = `setsid sh -c 'env -i sh -c "echo \\$\\$ > number; exec sleep 1000" & sleep 2.5' & sleep 3.5`;
    const end = await sh(script);
    expect(end.leftBehind).toBeGreaterThanOrEqual(1);
    expect(runs(await numberIn('number'))).toBe(false);
  });

  it('A5: another command of ours that runs beside it is not touched', async () => {
    const beside = startProcess(specOf(['sleep', '1000']));
    try {
      await sh('setsid sleep 1000 & sleep 0.1');
      expect(runs(beside.pid!)).toBe(true);
    } finally {
      expect(await beside.kill()).toMatchObject({ end: 'aborted', signal: 'SIGTERM' });
    }
  });

  it('A5: a command that supervises commands itself is ended with theirs', async () => {
    await compileProcesses(folder);
    const inner = `
      import { startProcess } from './processes/start-process.js';
      startProcess({ argv: ['/bin/sh', '-c', 'echo $$ > number; exec sleep 1000'], cwd: '.', env: { PATH: process.env.PATH }, timeoutMs: 1e6, maxOutputBytes: 1e6 });
      const look = () => (fs.existsSync('number') ? process.kill(process.pid, 'SIGKILL') : setTimeout(look, 20));
      import fs from 'node:fs';
      look();
    `;
    writeFileSync(join(folder, 'inner.mjs'), inner);
    const end = await run([process.execPath, 'inner.mjs']);
    expect(end).toMatchObject({ end: 'exited', signal: 'SIGKILL', leftBehind: 1 });
    expect(runs(await numberIn('number'))).toBe(false);
  });
});

describe('A5: when we end ourselves', () => {
  let starter: ChildProcess | null = null;
  afterEach(async () => {
    if (starter && !gone(starter)) {
      starter.kill('SIGKILL');
      await until('the starter to end', () => gone(starter!));
    }
    for (const owner of ['worker-1', 'worker-10']) await killOrphans(owner, 0);
  });

  /** Another process of ours with a command that has left its group; answers the number of that command. */
  async function startUnder(owner: string, more = ''): Promise<number> {
    await compileProcesses(folder);
    const program = `
      import { killAllOnSignals } from './processes/kill-on-exit.js';
      import { startProcess } from './processes/start-process.js';
      killAllOnSignals();
      const argv = ['/bin/sh', '-c', "setsid sh -c 'trap \\"\\" TERM; echo $$ > number.new; mv number.new number-${owner}; while :; do sleep 0.1; done' & cat"];
      const { ended } = startProcess({ argv, cwd: '.', env: { PATH: process.env.PATH }, timeoutMs: 1e6, maxOutputBytes: 1e6, owner: '${owner}' });
      ${more}
    `;
    writeFileSync(join(folder, `starter-${owner}.mjs`), program);
    starter = spawn(process.execPath, [`starter-${owner}.mjs`], {
      cwd: folder,
      env: cleanEnvironment(),
      stdio: 'ignore',
    });
    return numberIn(`number-${owner}`);
  }
  const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'A5: by %s, what we started is killed and we die of it',
    async (signal) => {
      const pid = await startUnder('worker-1');
      starter!.kill(signal);
      await until('the starter to end', () => gone(starter!));
      expect(starter!.signalCode).toBe(signal);
      await until('the command to end', () => !runs(pid));
    },
  );

  it('A5: by an uncaught error, what we started is killed', async () => {
    const pid = await startUnder(
      'worker-1',
      `import fs from 'node:fs'; setInterval(() => { if (fs.existsSync('crash')) throw new Error('crash'); }, 20);`,
    );
    writeFileSync(join(folder, 'crash'), 'now');
    await until('the starter to end', () => gone(starter!));
    expect(starter!.exitCode).not.toBe(0);
    await until('the command to end', () => !runs(pid));
  });

  it('A5: who handles the signal is left to it, and sees the command as aborted', async () => {
    const more = `import fs from 'node:fs'; let times = 0; process.on('SIGTERM', async () => { times += 1; fs.writeFileSync('told', (await ended).end + times); process.exit(9); });`;
    const pid = await startUnder('worker-1', more);
    starter!.kill('SIGTERM');
    await until('the starter to end', () => gone(starter!));
    expect(starter!.exitCode).toBe(9);
    expect(readFileSync(join(folder, 'told'), 'utf8')).toBe('aborted1');
    expect(runs(pid)).toBe(false);
  });

  it('A5: what a killed process started is found by that process too, whatever name it worked under, and not while it runs', async () => {
    const orphan = await startUnder('worker-1');
    const began = lookUp(starter!.pid!)!.began;
    const holder = { pid: starter!.pid!, began };
    expect(await killOrphansOf(holder, 100)).toBe(0);
    starter!.kill('SIGKILL');
    await until('the starter to end', () => gone(starter!));
    expect(await killOrphansOf({ ...holder, began: began + 1 }, 100)).toBe(0);
    expect(runs(orphan)).toBe(true);
    expect(await killOrphansOf(holder, 100)).toBeGreaterThanOrEqual(1);
    expect(runs(orphan)).toBe(false);
  });

  it('A5: after a KILL of ours the next start finds its own orphans, and only these', async () => {
    const orphan = await startUnder('worker-1');
    starter!.kill('SIGKILL');
    await until('the starter to end', () => gone(starter!));
    const other = await startUnder('worker-10');
    expect(runs(orphan)).toBe(true);
    expect(await killOrphans('worker-10', 100)).toBe(0);
    expect(await killOrphans('worker-', 100)).toBe(0);
    expect(runs(orphan) && runs(other)).toBe(true);
    expect(await killOrphans('worker-1', 100)).toBeGreaterThanOrEqual(1);
    expect(runs(orphan)).toBe(false);
    expect(runs(other)).toBe(true);
    starter!.kill('SIGTERM');
    await until('the other to end', () => !runs(other));
  });
});

describe('A5: numbers that are used again', () => {
  it('A5: what a command left behind is found with a smaller number too: the count has begun anew', async () => {
    const mark = newMark(ourselves('a lap'));
    const child = spawn('sleep', ['60'], {
      env: { PATH: process.env.PATH, [MARK_VARIABLE]: mark },
      detached: true,
      stdio: 'ignore',
    });
    try {
      // No system gives out such a number.
      const tree = new ProcessTree({ pid: 2 ** 30, began: lookUp(child.pid!)!.began }, mark);
      await until('the mark', () =>
        processTable().rows.some((row) => row.pid === child.pid && row.marks().includes(mark)),
      );
      expect(await tree.endRest(300)).toBe(1);
      expect(runs(child.pid!)).toBe(false);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('A5: a process is known by its number and its begin', () => {
    const us = lookUp(process.pid)!;
    expect(stillRuns(us)).toBe(true);
    expect(stillRuns({ pid: us.pid, began: us.began - 1 })).toBe(false);
    expect(lookUp(2 ** 22 + 1)).toBeNull();
  });
});
