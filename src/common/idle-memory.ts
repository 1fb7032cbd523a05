/**
 * Gives memory back after a flood. The collector of V8 runs when something is allocated: a server that was busy and is
 * idle now keeps what it does not need for as long as nobody asks for anything. So an idle server collects once, where
 * that is worth a pause of a tenth of a second.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_MS = 15_000;
/** Less processor time than this share of the time between two looks is idle. */
const IDLE_SHARE = 0.1;
/** Grown by so much since it was last collected. */
const WORTH_BYTES = 48 * 1024 * 1024;

/** Pages that are empty go back to the system at once, where V8 knows the flavour. */
const THOROUGH = { type: 'major', execution: 'sync', flavor: 'last-resort' } as const;

export interface Surroundings {
  readonly heapUsed: () => number;
  /** Milliseconds of processor time so far. */
  readonly processorMs: () => number;
  readonly collect: () => void;
}

/** Answers how to look once; the first look only takes the measure. */
export function idleMemory({ heapUsed, processorMs, collect }: Surroundings, everyMs = LOOK_MS): () => void {
  let spent = processorMs();
  let kept = heapUsed();
  return () => {
    const before = spent;
    spent = processorMs();
    kept = Math.min(kept, heapUsed());
    if (spent - before > everyMs * IDLE_SHARE || heapUsed() < kept + WORTH_BYTES) return;
    collect();
    kept = heapUsed();
    // What the collection took is no work.
    spent = processorMs();
  };
}

/** The collector of V8, asked for by hand: a pause of a tenth of a second or two. */
export function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (how?: typeof THOROUGH) => void;
  setFlagsFromString('--no-expose-gc');
  return () => {
    // Which of them frees and which gives back differs between versions of V8: on Node 20 the plain ones do, on Node 24
    // the thorough one.
    gc();
    gc(THOROUGH);
    gc();
  };
}

/** Looks until it is told to stop; keeps no process alive. */
export function watchIdleMemory(): () => void {
  const look = idleMemory({
    heapUsed: () => process.memoryUsage().heapUsed,
    processorMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
    collect: collector(),
  });
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
