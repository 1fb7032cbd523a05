/** Runs programs in this process group, and passes signals on to them. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program and answers its exit code. */
export function spawnTask(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const done = onSignals((signal) => child.kill(signal));
    child.once('error', (error) => {
      done();
      reject(new Error(`${command} could not be started: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      done();
      resolve(exitCodeOf(code, signal));
    });
  });
}

/** From now on signals that ask for an end go to `handle` and do not end this process; call what it answers to undo that. */
export function onSignals(handle) {
  for (const signal of PASSED_ON) process.on(signal, handle);
  return () => {
    for (const signal of PASSED_ON) process.off(signal, handle);
  };
}

/** Exit code of a program; 128 and the signal's number if a signal ended it, as shells count. */
export const exitCodeOf = (code, signal) => (signal ? 128 + constants.signals[signal] : code);
