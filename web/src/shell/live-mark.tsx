import type { LiveState } from '../api/sockets.js';
import { useLiveState } from '../live/live-state.js';
import { Badge } from '../parts/state-word.js';
import type { StateLook } from '../parts/states.js';

const LOOKS: Readonly<Record<LiveState, StateLook>> = {
  connecting: { sign: '◌', word: 'Connecting', tone: 'idle' },
  live: { sign: '●', word: 'Live', tone: 'good' },
  reconnecting: { sign: '◌', word: 'Reconnecting', tone: 'warn' },
  ended: { sign: '■', word: 'Ended', tone: 'idle' },
};

/** Whether what is on the screen is what the server has. */
export function LiveMark() {
  const state = useLiveState();
  return (
    <span role="status" data-live={state ?? 'none'}>
      {state === null ? null : <Badge look={LOOKS[state]} />}
    </span>
  );
}
