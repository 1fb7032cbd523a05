/** The orders of the list of runs (O1). */
import { registerEnumType } from '@nestjs/graphql';

export const RUN_ORDERS = ['NEWEST', 'OLDEST_START', 'LATEST_END', 'MOST_TOKENS', 'NEXT_DEADLINE'] as const;
export type RunOrder = (typeof RUN_ORDERS)[number];

export const RunOrderEnum = Object.fromEntries(RUN_ORDERS.map((order) => [order, order])) as Record<RunOrder, RunOrder>;

registerEnumType(RunOrderEnum, {
  name: 'RunOrder',
  description: 'The order of a list of runs. An order by an instant lists the runs that have it.',
  valuesMap: {
    NEWEST: { description: 'Made last, first.' },
    OLDEST_START: { description: 'Runs that have started, those that started first, first.' },
    LATEST_END: { description: 'Runs that have ended, those that ended last, first.' },
    MOST_TOKENS: { description: 'Those that used most tokens first; of the same number, live runs first.' },
    NEXT_DEADLINE: { description: 'Live runs with a deadline, the nearest first.' },
  },
});
