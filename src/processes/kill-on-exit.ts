/**
 * Nothing that we started outlives us: when our process ends, by itself, by an uncaught error, or by a signal that asks it to, what still runs is
 * killed. After a KILL of ours nothing of this runs; then `killOrphans` at the next start does it.
 */

export interface LiveProcess {
  /** Kills it with its descendants at once; it then ends as `aborted`. */
  killNow(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const live = new Set<LiveProcess>();

/** Answers how to forget it again. */
export function rememberLive(one: LiveProcess): () => void {
  live.add(one);
  return () => void live.delete(one);
}

/**
 * To be called once by a program that starts commands, before it starts any. Answers how to undo it. `spareOnSignal`: a signal kills nothing, because the
 * program has listeners of its own that end its commands more gently; its end still does.
 */
export function killAllOnExit({ spareOnSignal = false } = {}): () => void {
  const onExit = (): void => killAll();
  const onSignal = (signal: NodeJS.Signals): void => {
    killAll();
    // Without a listener the signal would have ended us; with others, it is theirs to decide.
    if (process.listenerCount(signal) > 1) return;
    undo();
    process.kill(process.pid, signal);
  };
  const undo = (): void => {
    process.off('exit', onExit);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.on('exit', onExit);
  if (!spareOnSignal) for (const signal of SIGNALS) process.on(signal, onSignal);
  return undo;
}

function killAll(): void {
  for (const one of live) one.killNow();
}
