/** What the list is narrowed to, as its address says it: `?show=live&project=shop&q=invoice&order=MOST_TOKENS`. */
import type { RunFilter, RunOrder, RunState } from '../../api/operations/runs.generated.js';
import { RUN_STATES } from '../../parts/states.js';

/** States that are asked for together. */
export const GROUPS = {
  live: {
    word: 'Live',
    states: [
      'RUN_CREATED',
      'PLAN_BOOTSTRAP',
      'PHASE_QUEUEING',
      'PHASE_EXECUTION',
      'GATE',
      'CI_RUNNING',
      'SNAPSHOT_CREATED',
    ],
  },
  succeeded: { word: 'Succeeded', states: ['DONE_SUCCESS'] },
  failed: {
    word: 'Failed',
    states: [
      'DONE_FAILED_BUDGET_EXHAUSTED',
      'DONE_FAILED_ENVIRONMENT',
      'DONE_FAILED_POLICY_VIOLATION',
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    ],
  },
  cancelled: { word: 'Cancelled', states: ['DONE_FAILED_CANCELLED'] },
} as const satisfies Readonly<Record<string, { readonly word: string; readonly states: readonly RunState[] }>>;

export type Group = keyof typeof GROUPS;

export const ORDERS: Readonly<Record<RunOrder, string>> = {
  NEWEST: 'Newest first',
  OLDEST_START: 'Oldest start first',
  LATEST_END: 'Latest end first',
  MOST_TOKENS: 'Most tokens first',
  NEXT_DEADLINE: 'Next deadline first',
};

export interface ListFilter {
  /** A group, a state, or null: all. */
  readonly show: Group | RunState | null;
  readonly projectId: string | null;
  readonly text: string;
  readonly order: RunOrder;
}

const isOf = <Key extends string>(table: Readonly<Record<Key, unknown>>, text: string): text is Key =>
  Object.hasOwn(table, text);

/** What an address does not say, or says wrongly, is not narrowed. */
export function filterOf(address: URLSearchParams): ListFilter {
  const show = address.get('show') ?? '';
  const order = address.get('order') ?? '';
  return {
    show: isOf(GROUPS, show) || isOf(RUN_STATES, show) ? show : null,
    projectId: address.get('project') || null,
    text: (address.get('q') ?? '').trim(),
    order: isOf(ORDERS, order) ? order : 'NEWEST',
  };
}

/** The address of a filter, without what is usual. */
export function addressOf({ show, projectId, text, order }: ListFilter): Record<string, string> {
  return {
    ...(show === null ? {} : { show }),
    ...(projectId === null ? {} : { project: projectId }),
    ...(text === '' ? {} : { q: text }),
    ...(order === 'NEWEST' ? {} : { order }),
  };
}

/** The states that a filter lets through; null: all. */
export function statesOf({ show }: Pick<ListFilter, 'show'>): readonly RunState[] | null {
  if (show === null) return null;
  return isOf(GROUPS, show) ? GROUPS[show].states : [show];
}

export function apiFilterOf(filter: ListFilter): RunFilter {
  const states = statesOf(filter);
  return {
    ...(states === null ? {} : { states }),
    ...(filter.projectId === null ? {} : { projectId: filter.projectId }),
    ...(filter.text === '' ? {} : { text: filter.text }),
  };
}

export interface Count {
  readonly state: RunState;
  readonly count: number;
  readonly projects: readonly { readonly projectId: string; readonly count: number }[];
}

/** Counts by state within a project, in the order of a run's life; states without a run are left out. */
export function countsWithin(counts: readonly Count[], projectId: string | null): Map<RunState, number> {
  const order = Object.keys(RUN_STATES);
  return new Map(
    [...counts]
      .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
      .map(({ state, count, projects }) => {
        const own = projects.find((each) => each.projectId === projectId)?.count ?? 0;
        return [state, projectId === null ? count : own] as const;
      })
      .filter(([, count]) => count > 0),
  );
}
