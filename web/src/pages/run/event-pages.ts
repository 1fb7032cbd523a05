/** Events of a run, a page at a time. An event never changes, so that a page is asked for once; pages that nobody looks at are forgotten. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { execute } from '../../api/execute.js';
import { type EventRowFragment, RunEventPage } from '../../api/operations/run.generated.js';
import { queries } from '../../api/use-data.js';

const PAGE = 100;
/** Milliseconds after which a page that is not on the screen is forgotten: memory stays as it is while one scrolls. */
const KEPT_MS = 5_000;

const keyOf = (runId: string, page: number) => ['run-events', runId, page] as const;
const pageOf = (seq: number): number => Math.floor((seq - 1) / PAGE);

/** The event; undefined until it has come. */
export function useEvent(runId: string, seq: number): EventRowFragment | undefined {
  const page = pageOf(seq);
  const { data, isFetching, error, refetch } = useQuery({
    queryKey: keyOf(runId, page),
    queryFn: async ({ signal }) => {
      const { run } = await execute(RunEventPage, { runId, after: page * PAGE, first: PAGE }, signal);
      return run?.events ?? [];
    },
    staleTime: Infinity,
    gcTime: KEPT_MS,
  });
  const event = data?.[seq - 1 - page * PAGE];
  // A page that was read while the run was shorter.
  const isBehind = data !== undefined && event === undefined && !isFetching && !error;
  const isRequested = useRef(false);
  useEffect(() => {
    // Once for each row: of a run that was archived there is no more to come.
    if (!isBehind || isRequested.current) return;
    isRequested.current = true;
    void refetch({ cancelRefetch: false });
  }, [isBehind, refetch]);
  return event;
}

/** Takes an event that came by the subscription, so that it is on the screen without a question. */
export function addEvent(runId: string, event: EventRowFragment): void {
  const page = pageOf(event.seq);
  queries.setQueryData<readonly EventRowFragment[]>(keyOf(runId, page), (known) =>
    known?.length === event.seq - 1 - page * PAGE ? [...known, event] : known,
  );
}
