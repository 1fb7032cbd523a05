/** Programs that leave nothing behind: no process, no database and no folder, whether they end, fail or are stopped by a signal. */
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

import { endAll } from './children.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Makes something that `undo` is called with at the end, also where the end is requested while it is being made. What was made last is undone
 * first. Once the end has been asked for, nothing is made any more, and this fails.
 */
export type Keep = <Made>(make: () => Promise<Made>, undo: (made: Made) => unknown) => Promise<Made>;

/**
 * Runs `work` in a temporary folder of its own. When it ends, the processes that it has recorded (children.ts) are ended, what it has kept is
 * undone, and the folder is removed. A signal that asks for an end does the same, wherever `work` is, and then ends this process with the
 * code that shells give to that signal; so does an error that nobody catches, with 1.
 */
export async function tidily(prefix: string, work: (folder: string, keep: Keep) => Promise<void>): Promise<void> {
  const tidier = new Tidier();
  const stopListening = tidier.listen();
  // At once: no signal comes between the folder and the note of it.
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // A database may run as another user, and has its place below.
  chmodSync(folder, 0o755);
  void tidier.keep(
    () => Promise.resolve(folder),
    () => rm(folder, { recursive: true, force: true }),
  );
  try {
    await work(folder, tidier.keep);
  } catch (error) {
    if (!tidier.isEnding) throw error;
  } finally {
    await tidier.tidy();
    // Then the process ends with the code of the signal, whatever the work came to.
    if (tidier.isEnding) await new Promise(() => undefined);
    stopListening();
  }
}

class Tidier {
  /** From now on the work loses what it works with: its errors say nothing. */
  isEnding = false;
  private readonly undos: (() => Promise<unknown>)[] = [];
  private tidied: Promise<void> | undefined;

  readonly keep: Keep = (make, undo) => {
    if (this.tidied !== undefined) return Promise.reject(new Error('This program is ending'));
    const making = make();
    // What could not be made needs no undoing.
    this.undos.push(() => making.then(undo, () => undefined));
    return making;
  };

  /** Once, however often it is called. */
  tidy(): Promise<void> {
    return (this.tidied ??= this.undoAll());
  }

  /** Answers how to stop it. */
  listen(): () => void {
    const onSignal = (signal: NodeJS.Signals) => this.endWith(128 + constants.signals[signal]);
    const onError = (error: unknown) => {
      if (!this.isEnding) console.error(error);
      this.endWith(1);
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
    process.on('uncaughtException', onError);
    return () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      process.off('uncaughtException', onError);
    };
  }

  private endWith(code: number): void {
    if (this.isEnding) return;
    this.isEnding = true;
    void this.tidy()
      .catch((error: unknown) => console.error(error))
      .finally(() => process.exit(code));
  }

  /** Each of them, whether or not another fails. */
  private async undoAll(): Promise<void> {
    await endAll();
    const errors: unknown[] = [];
    for (const undo of this.undos.reverse()) await undo().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be tidied up');
  }
}
