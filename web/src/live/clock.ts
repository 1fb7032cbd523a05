/**
 * The server's clock. Times of the API are compared with this, never with the clock of the reader's machine, which may be wrong by hours.
 */
import { useSyncExternalStore } from 'react';

/** Server's time minus the page's own, in milliseconds; null: no answer came yet. */
let offset: number | null = null;
/** A `Date` header has whole seconds: only a larger difference says that the clock moved. */
const HEADER_STEP = 1_000;

/** Milliseconds of the page's own steady clock. */
const own = (): number => performance.timeOrigin + performance.now();

/** Takes the header `Date` of an answer. */
export function noteServerDate(header: string | null): void {
  const at = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(at)) return;
  // The header is cut to the second, so that the middle of it is the best guess.
  const measured = at + HEADER_STEP / 2 - own();
  if (offset === null || Math.abs(measured - offset) > 1.5 * HEADER_STEP) offset = measured;
}

/** Takes `Server.now`, which is exact; `sentAt` is what `ownTime()` was when it was asked for. */
export function noteServerNow(now: string, sentAt: number): void {
  const received = own();
  // Half of the way is a guess: a slow answer says less than the header did.
  if (received - sentAt < HEADER_STEP) offset = Date.parse(now) - (sentAt + received) / 2;
}

export const ownTime = own;

/** Milliseconds since 1970 by the server's clock. */
export const serverNow = (): number => own() + (offset ?? 0);

const TICK = 1_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((each) => each()), TICK);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time in a component, to steps of `step` milliseconds: it is drawn again when the next step begins. */
export const useServerNow = (step = TICK): number =>
  useSyncExternalStore(subscribe, () => Math.floor(serverNow() / step) * step);
