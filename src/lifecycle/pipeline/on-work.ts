/** Commands about the work on a phase: what all of them have in common. */
import type { WorkChange } from '../../domain/decisions/work/work-change.js';
import { noWorkRows, type WorkRows, workRowsAfter, workRowsOf } from '../facts/rows.js';
import type { SeenWork } from '../facts/work-facts.store.js';
import { ALL_FIRST, type Command, type Preconditions } from './command.js';
import { workWrite } from './guarded-writes.js';
import type { Follower } from './on-run.js';

type Default = 'persist' | 'respond' | 'follow' | 'first';
type OnWork<Facts extends SeenWork, Change extends WorkChange> = Omit<Command<Facts, Change, WorkRows>, Default> &
  Partial<Pick<Command<Facts, Change, WorkRows>, Exclude<Default, 'first'>>> & {
    readonly first?: Partial<Preconditions>;
  };

export function onWork<Facts extends SeenWork, Change extends WorkChange>(
  follower: Follower,
  { first, ...own }: OnWork<Facts, Change>,
): Command<Facts, Change, WorkRows> {
  return {
    persist: (change) => workWrite(change, []),
    respond: ({ run, work }, change) => {
      if (!work) return { ...noWorkRows, run };
      return change ? workRowsAfter(change, work) : workRowsOf(work);
    },
    follow: async (rows, { run }) => {
      await follower.follow(run);
      return rows;
    },
    ...own,
    first: { ...ALL_FIRST, ...first },
  };
}
