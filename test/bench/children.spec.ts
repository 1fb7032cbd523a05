/** Processes of the benchmarks that end in ways that nobody asked for. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { end, hasEnded } from '../../bench/children.js';
import { startBenchServer } from '../../bench/server.js';

describe('a process that a signal has ended', () => {
  test('is not waited for as a server that may still answer', async () => {
    const nodeOptions = ['--import', 'data:text/javascript,process.kill(process.pid,"SIGKILL")'];
    await expect(startBenchServer({}, { nodeOptions })).rejects.toThrow('The server ended with SIGKILL');
  });

  test('is not waited for when it is to be stopped', async () => {
    const child = spawn(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")']);
    await once(child, 'exit');
    expect([child.exitCode, hasEnded(child)]).toEqual([null, true]);
    await end(child);
  });
});
