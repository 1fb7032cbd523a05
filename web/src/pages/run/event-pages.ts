/**
 * Events of a run, a page at a time, or all of some types. An event never changes, so that a page is asked for once; pages that nobody looks at are forgotten.
 */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { execute } from '../../api/execute.js';
import { type EventRowFragment, RunEventPage, type RunEventType } from '../../api/operations/run.generated.js';
import { queries } from '../../api/use-data.js';

const PAGE = 100;
/** The most that the server gives at once. */
const MOST = 1_000;
/** Milliseconds after which a page that is not on the screen is forgotten: memory stays as it is while one scrolls. */
const KEPT_MS = 5_000;
/** Milliseconds that events of some types may take to come by themselves. */
const LATE_MS = 500;
const KEPT = { staleTime: Infinity, gcTime: KEPT_MS };

const keyOf = (runId: string, page: number) => ['run-events', runId, page] as const;
const keyOfTypes = (runId: string, types: readonly RunEventType[]) => ['run-events', runId, types] as const;
const pageOf = (seq: number): number => Math.floor((seq - 1) / PAGE);

/** The event; undefined until it has come. */
export function useEvent(runId: string, seq: number): EventRowFragment | undefined {
  const page = pageOf(seq);
  const { data, isFetching, error, refetch } = useQuery({
    queryKey: keyOf(runId, page),
    queryFn: async ({ signal }) => {
      const { run } = await execute(RunEventPage, { runId, after: page * PAGE, first: PAGE, types: null }, signal);
      return run?.events ?? [];
    },
    ...KEPT,
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

interface EventsOfTypes {
  /** In order. */
  readonly events: readonly EventRowFragment[];
  /** The last seq up to which every event of these types is among them. */
  readonly upTo: number;
}

const NONE: EventsOfTypes = { events: [], upTo: 0 };

/** All events of some types, as far as they have come; null: no filter is set. `count`: how many events the run has. */
export function useEventsOfTypes(
  runId: string,
  types: readonly RunEventType[] | null,
  count: number,
): (EventsOfTypes & { readonly error: Error | null }) | null {
  const queryKey = keyOfTypes(runId, types ?? []);
  const { data, isFetching, error, refetch } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      for (let { events, upTo } = queries.getQueryData<EventsOfTypes>(queryKey) ?? NONE; ;) {
        const { run } = await execute(RunEventPage, { runId, after: upTo, first: MOST, types }, signal);
        const found = run?.events ?? [];
        events = [...events, ...found];
        upTo = found.at(-1)?.seq ?? upTo;
        if (found.length < MOST) {
          // The version was read before the events. A run that is gone has no more.
          return { events, upTo: Math.max(upTo, run?.version ?? Infinity) };
        }
        queries.setQueryData(queryKey, { events, upTo });
      }
    },
    enabled: types !== null,
    ...KEPT,
  });
  const isBehind = types !== null && data !== undefined && data.upTo < count && !isFetching && !error;
  useEffect(() => {
    if (!isBehind) return undefined;
    // The number of events may come before them: what the subscription brings is not asked for.
    const timer = setTimeout(() => void refetch({ cancelRefetch: false }), LATE_MS);
    return () => clearTimeout(timer);
  }, [isBehind, refetch]);
  return types && { ...(data ?? NONE), error };
}

/** Takes an event that came by the subscription, so that it is on the screen without a question. */
export function addEvent(runId: string, event: EventRowFragment): void {
  const page = pageOf(event.seq);
  queries.setQueryData<readonly EventRowFragment[]>(keyOf(runId, page), (known) =>
    known?.length === event.seq - 1 - page * PAGE ? [...known, event] : known,
  );
  for (const { queryKey } of queries.getQueryCache().findAll({ queryKey: ['run-events', runId] })) {
    const types = queryKey[2];
    if (!Array.isArray(types)) continue;
    queries.setQueryData<EventsOfTypes>(queryKey, (known) => {
      if (known?.upTo !== event.seq - 1) return known;
      return { events: types.includes(event.type) ? [...known.events, event] : known.events, upTo: event.seq };
    });
  }
}
