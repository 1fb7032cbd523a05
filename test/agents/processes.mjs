/** What a check starts, ended whole: each process has a group of its own, so that a Ctrl-C reaches it by us alone, once, and in order. */
import { spawn } from 'node:child_process';

/** A worker that is told to end takes up to ten seconds, a server with its database less. */
const PATIENCE_MS = 60_000;

export class Processes {
  constructor() {
    this.live = new Map();
    this.isClosed = false;
    // After an uncaught error nobody waits for them: they end by themselves.
    process.on('exit', () => this.live.forEach((_, child) => child.kill('SIGTERM')));
  }

  /**
   * `ended` settles when the process has ended, or could not be started: `{ code, error }`. `end` asks it to end, once however often it is called, and
   * waits until it has.
   */
  start(program, words, options) {
    if (this.isClosed) throw new Error('the check is ending');
    const child = spawn(program, words, { ...options, detached: true });
    let error = null;
    child.once('error', (happened) => (error = happened));
    const ended = new Promise((done) =>
      child.once('close', (code) => {
        this.live.delete(child);
        done({ code, error });
      }),
    );
    let ending = null;
    const end = () => (ending ??= endGently(child, ended));
    this.live.set(child, end);
    return { child, ended, end };
  }

  /** Ends what runs, the latest first: a worker gives its lease back to a server that is still there. `kept` goes on. */
  async endAll({ kept = null } = {}) {
    for (const [child, end] of [...this.live].reverse()) if (child !== kept) await end();
  }

  /** Ends all and starts nothing any more. */
  close() {
    this.isClosed = true;
    return this.endAll();
  }
}

async function endGently(child, ended) {
  child.kill('SIGTERM');
  const late = setTimeout(() => killGroup(child.pid), PATIENCE_MS);
  await ended;
  clearTimeout(late);
}

/** Kills a process with those of its group; it may have ended meanwhile. */
export function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
