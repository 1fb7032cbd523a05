/** The rows of the list, in pages, and how they stay what the server has. */
import { type InfiniteData, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';

import { execute } from '../../api/execute.js';
import { RUNS } from '../../api/keys.js';
import {
  RunList,
  RunListChanged,
  type RunListQuery,
  type RunListRowFragment,
} from '../../api/operations/runs.generated.js';
import { queries } from '../../api/use-data.js';
import { type ChangedRuns, useLiveRuns } from '../../live/use-live-runs.js';
import { apiFilterOf, type ListFilter, statesOf } from './filters.js';

/** Rows of a request; also the most that are asked for by their ids. */
const PAGE = 100;
/** Pages that are asked for again as a whole when runs come and go; of a longer list only the first. */
const MOST_PAGES_AGAIN = 3;
/** A list displays no more rows than that: whoever looks for an older run searches. */
const MOST_PAGES = 100;

export type Row = RunListRowFragment;
type Page = RunListQuery['runs'];
type Pages = InfiniteData<Page, string | null>;

export const LISTS = [...RUNS, 'list'] as const;

export interface RunRows {
  readonly rows: readonly Row[];
  readonly isLoaded: boolean;
  readonly error: Error | null;
  readonly isOlder: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

export function useRunList(filter: ListFilter): RunRows {
  const variables = useMemo(() => ({ filter: apiFilterOf(filter), orderBy: filter.order, first: PAGE }), [filter]);
  const key = useMemo(() => [...LISTS, variables], [variables]);
  const list = useInfiniteQuery({
    queryKey: key,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => (await execute(RunList, { ...variables, after: pageParam }, signal)).runs,
    getNextPageParam: ({ pageInfo }, pages) =>
      pageInfo.hasNextPage && pages.length < MOST_PAGES ? pageInfo.endCursor : undefined,
    placeholderData: keepPreviousData,
  });
  const { data, fetchNextPage, hasNextPage, isFetching } = list;
  useLiveRuns({
    projectId: filter.projectId,
    isLoaded: data !== undefined,
    refresh: async (changed) => {
      await Promise.all([
        refreshRows(key, filter, changed),
        changed.moved.size > 0 ? queries.invalidateQueries({ queryKey: [...RUNS, 'counts'] }) : undefined,
        queries.invalidateQueries({ queryKey: [...RUNS, 'notices'] }),
      ]);
    },
  });
  const rows = useMemo(() => distinct((data?.pages ?? []).flatMap(({ nodes }) => nodes)), [data]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return {
    rows,
    isLoaded: data !== undefined,
    error: list.error,
    isOlder: list.isPlaceholderData,
    loadMore,
    retry: () => void list.refetch(),
  };
}

/** A run that moved between two requests may be on two pages. */
function distinct(rows: readonly Row[]): readonly Row[] {
  const known = new Set<string>();
  return rows.filter(({ id }) => !known.has(id) && known.add(id));
}

async function refreshRows(key: readonly unknown[], filter: ListFilter, changed: ChangedRuns): Promise<void> {
  const present = queries.getQueryData<Pages>(key);
  if (!present) return;
  const known = new Map(present.pages.flatMap(({ nodes }) => nodes).map(({ runId, id }) => [runId, id]));
  const comes = [...changed.moved].some((runId) => !known.has(runId));
  if (comes && present.pages.length <= MOST_PAGES_AGAIN) return queries.invalidateQueries({ queryKey: key });
  const ids = [...changed.runIds].flatMap((runId) => known.get(runId) ?? []);
  const fresh = await rowsOf(ids);
  if (comes) {
    const { runs } = await execute(RunList, { filter: apiFilterOf(filter), orderBy: filter.order, first: PAGE });
    for (const row of runs.nodes) fresh.set(row.id, row);
    queries.setQueryData<Pages>(key, (pages) => pages && withFirst(patched(pages, fresh, filter), runs));
  } else {
    queries.setQueryData<Pages>(key, (pages) => pages && patched(pages, fresh, filter));
  }
}

/** Rows by id; null: the run is gone. */
async function rowsOf(ids: readonly string[]): Promise<Map<string, Row | null>> {
  const rows = new Map<string, Row | null>();
  for (let at = 0; at < ids.length; at += PAGE) {
    const part = ids.slice(at, at + PAGE);
    const { nodes } = await execute(RunListChanged, { ids: part });
    part.forEach((id, index) => rows.set(id, (nodes[index] ?? null) as Row | null));
  }
  return rows;
}

function patched(pages: Pages, fresh: ReadonlyMap<string, Row | null>, filter: ListFilter): Pages {
  const states = statesOf(filter);
  const next = (row: Row): Row[] => {
    const now = fresh.get(row.id);
    if (now === undefined) return [row];
    return now === null || (states !== null && !states.includes(now.state)) ? [] : [now];
  };
  const isTouched = ({ nodes }: Page): boolean => nodes.some(({ id }) => fresh.has(id));
  return {
    ...pages,
    pages: pages.pages.map((page) => (isTouched(page) ? { ...page, nodes: page.nodes.flatMap(next) } : page)),
  };
}

/** A long list with a newer first page: its rows come first, the others stay where they are. */
function withFirst({ pages, pageParams }: Pages, first: Page): Pages {
  const ids = new Set(first.nodes.map(({ id }) => id));
  const [head, ...rest] = pages;
  const others = head!.nodes.filter(({ id }) => !ids.has(id));
  return { pageParams, pages: [{ ...head!, nodes: [...first.nodes, ...others] }, ...rest] };
}
