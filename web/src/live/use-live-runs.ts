/** Follows the events of all runs, for lists. */
import { useEffect, useRef } from 'react';

import { RunListEvents } from '../api/operations/runs.generated.js';
import { follow } from '../api/sockets.js';
import { serverNow } from './clock.js';
import { reportLive } from './live-state.js';
import { Refresher } from './refresher.js';

/** Milliseconds between two refreshes while events come quickly. */
const GAP = 300;
/** What was committed while the list was being loaded may be in it or not: so much is asked for again. */
const OVERLAP = 5_000;

export interface ChangedRuns {
  readonly runIds: ReadonlySet<string>;
  /** Those whose own state changed, new ones among them: lists and counts may hold other runs now. */
  readonly moved: ReadonlySet<string>;
}

interface FollowedRuns {
  /** Null: runs of all projects. */
  readonly projectId: string | null;
  /** False until the list was loaded once. */
  readonly isLoaded: boolean;
  /** What changed since the last call. */
  readonly refresh: (changed: ChangedRuns) => Promise<unknown>;
}

export function useLiveRuns({ projectId, isLoaded, refresh }: FollowedRuns): void {
  const work = useRef(refresh);
  useEffect(() => {
    work.current = refresh;
  });
  useEffect(() => {
    if (!isLoaded) return undefined;
    const part = Symbol('runs');
    let runIds = new Set<string>();
    let moved = new Set<string>();
    let newest = new Date(serverNow() - OVERLAP).toISOString();
    const refresher = new Refresher(() => {
      const changed = { runIds, moved };
      runIds = new Set();
      moved = new Set();
      return work.current(changed);
    }, GAP);
    const stop = follow(RunListEvents, () => ({ projectId, since: newest }), {
      next: ({ runsEvents: { runId, at, subjectKind } }) => {
        if (at > newest) newest = at;
        runIds.add(runId);
        if (subjectKind === 'RUN') moved.add(runId);
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
