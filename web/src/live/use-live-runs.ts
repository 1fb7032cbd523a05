/** Follows the events of all runs, for lists. */
import { useEffect, useRef } from 'react';

import { RunListEvents, type RunListEventsSubscription } from '../api/operations/runs.generated.js';
import { follow } from '../api/sockets.js';
import { serverNow } from './clock.js';
import { reportLive } from './live-state.js';
import { Refresher } from './refresher.js';

export type RunsEvent = RunListEventsSubscription['runsEvents'];

/** Milliseconds between two refreshes while events come quickly. */
const GAP = 400;
/** What was committed while the list was being loaded may be in it or not: so much is asked for again. */
const OVERLAP = 5_000;

interface FollowedRuns {
  readonly projectId?: string | undefined;
  /** False until the list was loaded once. */
  readonly isLoaded: boolean;
  /** With the ids of the runs of which events came since the last call. */
  readonly refresh: (runIds: ReadonlySet<string>) => Promise<unknown>;
}

export function useLiveRuns({ projectId, isLoaded, refresh }: FollowedRuns): void {
  const work = useRef(refresh);
  useEffect(() => {
    work.current = refresh;
  });
  useEffect(() => {
    if (!isLoaded) return undefined;
    const part = Symbol('runs');
    let changed = new Set<string>();
    let newest = new Date(serverNow() - OVERLAP).toISOString();
    const refresher = new Refresher(() => {
      const runIds = changed;
      changed = new Set();
      return work.current(runIds);
    }, GAP);
    const stop = follow(RunListEvents, () => ({ projectId: projectId ?? null, since: newest }), {
      next: ({ runsEvents: { runId, at } }) => {
        if (at > newest) newest = at;
        changed.add(runId);
        refresher.request();
      },
      state: (state) => reportLive(part, state),
    });
    return () => {
      stop();
      refresher.stop();
      reportLive(part, null);
    };
  }, [projectId, isLoaded]);
}
