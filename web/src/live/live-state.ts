/** Whether what is on the screen is live: each part that follows something reports its state, the shell displays the worst. */
import type { LiveState } from '../api/sockets.js';
import { Store, useStore } from '../api/store.js';

const states = new Map<symbol, LiveState>();
const WORST_FIRST: readonly LiveState[] = ['reconnecting', 'connecting', 'live', 'ended'];
const worst = new Store<LiveState | null>(null);

/** Null: the part is gone. */
export function reportLive(part: symbol, state: LiveState | null): void {
  if (state === null) states.delete(part);
  else states.set(part, state);
  const present = new Set(states.values());
  worst.set(WORST_FIRST.find((each) => present.has(each)) ?? null);
}

/** Null: nothing on this screen is followed. */
export const useLiveState = (): LiveState | null => useStore(worst);
