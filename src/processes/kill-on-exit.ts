/**
 * Nothing that we started outlives us: when our process ends, by itself or by an uncaught error, what still runs is killed; also by a signal that asks it
 * to end, once `killAllOnSignals` was called. After a KILL of ours nothing of this runs; then `killOrphans` at the next start does it.
 */

export interface LiveProcess {
  /** Kills it with its descendants at once; it then ends as `aborted`. */
  killNow(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const live = new Set<LiveProcess>();
let watchesExit = false;

/** Answers how to forget it again. */
export function rememberLive(one: LiveProcess): () => void {
  if (!watchesExit) process.on('exit', killAll);
  watchesExit = true;
  live.add(one);
  return () => void live.delete(one);
}

/**
 * To be called once by a program that starts commands, before it starts any, unless it has listeners of its own that end its commands more gently. Answers
 * how to undo it.
 */
export function killAllOnSignals(): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    killAll();
    // Without a listener the signal would have ended us; with others, it is theirs to decide.
    if (process.listenerCount(signal) > 1) return;
    undo();
    process.kill(process.pid, signal);
  };
  const undo = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return undo;
}

function killAll(): void {
  for (const one of live) one.killNow();
}
