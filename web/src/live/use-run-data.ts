/**
 * Data of a run, as they are and as they become. The server sends them anew after changes: what it works out is shared by all who look at the run with the same document, so
 * that a hundred open pages cost it hardly more than one. Asking again after each event would cost a hundred times as much.
 */
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';

import { keyOfPushed } from '../api/keys.js';
import type { Operation } from '../api/operation.js';
import { follow } from '../api/sockets.js';
import { queries, useData } from '../api/use-data.js';

interface OfRun {
  readonly runId: string;
}

interface State {
  readonly isTerminal: boolean;
}

/** `query` asks for the run, `live` is `runChanged` with the same selection. */
export function useRunData<Run extends State>(
  runId: string,
  query: Operation<{ readonly run: Run | null }, OfRun>,
  live: Operation<{ readonly runChanged: Run }, OfRun>,
): UseQueryResult<{ readonly run: Run | null }> {
  const result = useData<{ readonly run: Run | null }, OfRun>(keyOfPushed(runId), query, { runId });
  const isThere = !result.isPlaceholderData && result.data?.run != null;
  useEffect(() => {
    if (!isThere) return undefined;
    const key = [...keyOfPushed(runId), query.name, { runId }];
    const hasEnded = () => queries.getQueryData<{ run: State | null }>(key)?.run?.isTerminal !== false;
    return follow(live, () => (hasEnded() ? null : { runId }), {
      next: ({ runChanged }) => queries.setQueryData(key, { run: runChanged }),
      // The mark of the shell follows the events, which come over the same socket.
      state: () => {},
    });
  }, [runId, isThere, query, live]);
  return result;
}
