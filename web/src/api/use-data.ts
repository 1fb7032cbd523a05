/** Data of the API in a component. */
import { keepPreviousData, QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';

import { execute } from './execute.js';
import { Unreachable } from './faults.js';
import type { Operation } from './operation.js';
import { isConnected } from './sockets.js';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Events say when something is old.
      staleTime: 10_000,
      networkMode: 'always',
      retry: (failures, error) => error instanceof Unreachable && failures < 3,
      retryDelay: (failures) => Math.min(250 * 2 ** failures, 2_000),
    },
    mutations: { networkMode: 'always' },
  },
});

/** A server that is there again: what failed while it was away is asked for once more. */
isConnected.subscribe(() => {
  if (isConnected.get()) void queries.refetchQueries({ predicate: ({ state }) => state.error !== null });
});

interface DataOptions {
  readonly enabled?: boolean;
  /** Milliseconds after which it is asked for again, for what no event reports. */
  readonly refetchInterval?: number;
  /** Milliseconds in which it is not asked for again; Infinity for what never changes. */
  readonly staleTime?: number;
}

const queryOf = <Result, Variables>(
  key: readonly unknown[],
  operation: Operation<Result, Variables>,
  variables: Variables,
) => ({
  queryKey: [...key, operation.name, variables],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => execute(operation, variables, signal),
});

/** Asks for data that a component will use soon, so that they are on their way before it is displayed. */
export function startData<Result, Variables>(
  key: readonly unknown[],
  operation: Operation<Result, Variables>,
  variables: Variables,
): void {
  void queries.prefetchQuery(queryOf(key, operation, variables));
}

/** `key`: what makes it old, from keys.ts; name and variables of the operation are added. Earlier data stay while those of other variables are on their way. */
export function useData<Result, Variables>(
  key: readonly unknown[],
  operation: Operation<Result, Variables>,
  variables: Variables,
  options: DataOptions = {},
): UseQueryResult<Result> {
  return useQuery({
    ...queryOf(key, operation, variables),
    placeholderData: keepPreviousData,
    ...options,
  });
}
