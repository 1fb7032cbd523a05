/** How a command that stays up ends: the first signal asks it to, the second one does not wait. */
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C can arrive twice: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 250;

export interface StopRequest {
  /** Settles with the first signal. */
  readonly stopped: Promise<NodeJS.Signals>;
  readonly isStopped: () => boolean;
  /** Stops listening: from now on a signal ends the process as usual. */
  readonly ignore: () => void;
}

/** From now on the process does not end by itself on a signal. */
export function listenForStop(): StopRequest {
  let firstAt: number | undefined;
  let settle: (signal: NodeJS.Signals) => void;
  const stopped = new Promise<NodeJS.Signals>((resolve) => (settle = resolve));
  const onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      settle(signal);
    } else if (now - firstAt > SAME_SIGNAL_MS) {
      process.exit(128 + constants.signals[signal]);
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const ignore = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  return { stopped, isStopped: () => firstAt !== undefined, ignore };
}
