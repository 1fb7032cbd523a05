/**
 * Follows one run: every event makes its data be asked for again, but for those that the server sends by itself (use-run-data.ts), and the mark of the shell says whether it is
 * live.
 */
import { useEffect, useRef } from 'react';

import { keyOfPushed, keyOfRun } from '../api/keys.js';
import { RunEvents, type RunEventsSubscription } from '../api/operations/run.generated.js';
import { follow } from '../api/sockets.js';
import { queries } from '../api/use-data.js';
import { reportLive } from './live-state.js';
import { Refresher } from './refresher.js';

export type LiveEvent = RunEventsSubscription['runEvents'];

/** Milliseconds between two refreshes while events come quickly. */
const GAP = 250;

interface Followed {
  /** Seq that the page knows already: `version` of the run as it was loaded; undefined: not loaded yet, nothing is followed. */
  readonly version: number | undefined;
  readonly isTerminal: boolean | undefined;
  readonly onEvent?: (event: LiveEvent) => void;
}

export function useLiveRun(runId: string, { version, isTerminal, onEvent }: Followed): void {
  const listener = useRef(onEvent);
  useEffect(() => {
    listener.current = onEvent;
  });
  const loaded = useRef(version);
  loaded.current = version;
  const isLoaded = version !== undefined;
  const hasEnded = useRef(false);
  hasEnded.current = isTerminal === true;
  useEffect(() => {
    if (!isLoaded) return undefined;
    // A version that is pushed later may come before its events, which are not known by that.
    let known = loaded.current ?? 0;
    const part = Symbol(runId);
    const pushed = keyOfPushed(runId);
    const refresher = new Refresher(
      () =>
        queries.invalidateQueries({
          queryKey: keyOfRun(runId),
          predicate: ({ queryKey }) => queryKey[pushed.length - 1] !== pushed.at(-1),
        }),
      GAP,
    );
    const stop = follow(RunEvents, () => (hasEnded.current ? null : { runId, after: known }), {
      next: ({ runEvents: event }) => {
        if (event.seq <= known) return;
        known = event.seq;
        listener.current?.(event);
        refresher.request();
      },
      state: (state) => reportLive(part, state),
    });
    return () => {
      stop();
      refresher.stop();
      reportLive(part, null);
    };
  }, [runId, isLoaded]);
}
