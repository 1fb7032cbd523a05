/**
 * `npm run start:dev`: the server, built and started anew when a source changes. Sources that do not compile leave the running server in
 * place; a server that ended by itself is started again by the next change. The first signal stops both, and the exit code is the server's.
 */
import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { PAGES } from './sources.mjs';
import { exitCodeOf, onSignals } from './spawn.mjs';

/** An editor writes a file in several steps, a checkout many files. */
const SETTLE_MS = 100;

/** Builds and starts until a signal comes; `locked` runs a build while nobody else builds here. Answers the exit code. */
export async function watchSources(root, locked, args) {
  const server = new Server(root, args);
  const wake = new Alarm();
  let stopping = false;
  const ignoreSignals = onSignals((signal) => {
    stopping = true;
    server.signal(signal);
    wake.ring();
  });
  const folders = ['src', PAGES].map((name) => join(root, name)).filter((folder) => existsSync(folder));
  const watchers = folders.map((folder) => watch(folder, { recursive: true }, () => wake.ring()));
  try {
    if (!stopping) server.start();
    while (!stopping) {
      await wake.rings(SETTLE_MS);
      if (stopping || isBuilt(root)) continue;
      try {
        console.error('autopack: building (the sources have changed) …');
        await locked(() => build(root));
      } catch (error) {
        if (!stopping) console.error(error.message);
        continue;
      }
      if (stopping) break;
      await server.end();
      if (!stopping) server.start();
    }
    return await server.end();
  } finally {
    for (const watcher of watchers) watcher.close();
    ignoreSignals();
  }
}

/** The server's process. A channel to it closes when this process ends in whatever way, and then the server stops (src/cli/dev.ts). */
class Server {
  #root;
  #args;
  #child;
  #ended = Promise.resolve(0);

  constructor(root, args) {
    this.#root = root;
    this.#args = args;
  }

  start() {
    const child = spawn(process.execPath, [join(this.#root, 'dist', 'cli', 'dev.js'), ...this.#args], {
      cwd: this.#root,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    this.#ended = new Promise((ended) => {
      child.once('error', (error) => {
        console.error(`The server could not be started: ${error.message}`);
        ended(1);
      });
      child.once('exit', (code, signal) => ended(exitCodeOf(code, signal)));
    });
    void this.#ended.then((code) => {
      if (!child.killed)
        console.error(`autopack: the server ended with code ${code}; the next change starts it again.`);
    });
  }

  signal(signal) {
    this.#child?.kill(signal);
  }

  /** Asks it to stop, unless a signal has done so; resolves to its exit code when it has ended. */
  end() {
    if (!this.#child?.killed) this.signal('SIGTERM');
    return this.#ended;
  }
}

/** Remembers that something happened until somebody waits for it. */
class Alarm {
  #rang = false;
  #waiting = () => undefined;

  ring() {
    this.#rang = true;
    this.#waiting();
  }

  /** Resolves when it has rung since the last time, and then has been left alone for a moment. */
  async rings(settleMs) {
    if (!this.#rang) await new Promise((rung) => (this.#waiting = rung));
    do {
      this.#rang = false;
      await new Promise((settled) => setTimeout(settled, settleMs));
    } while (this.#rang);
  }
}
