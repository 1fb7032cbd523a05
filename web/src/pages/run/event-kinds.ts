/** The kind of each event of a run, for filters: asked for when a filter is set, a thousand at once, and kept as words alone. */
import { useEffect, useMemo } from 'react';

import { execute } from '../../api/execute.js';
import { messageOf } from '../../api/faults.js';
import { RunEventKinds, type RunEventType } from '../../api/operations/run.generated.js';
import { Store, useStore } from '../../api/store.js';
import { EVENT_GROUPS } from './event-words.js';

const MOST = 1_000;

interface Known {
  readonly types: readonly RunEventType[];
  readonly trouble: string | null;
}

class Kinds {
  readonly known = new Store<Known>({ types: [], trouble: null });
  private isReading = false;

  constructor(private readonly runId: string) {}

  /** Reads until the event `seq` is known. */
  async readTo(seq: number): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    try {
      for (let { types } = this.known.get(); types.length < seq;) {
        const variables = { runId: this.runId, after: types.length, first: MOST };
        const { run } = await execute(RunEventKinds, variables);
        const found = run?.events ?? [];
        if (found.length === 0) break;
        types = [...types, ...found.map(({ type }) => type)];
        this.known.set({ types, trouble: null });
      }
    } catch (error) {
      this.known.set({ ...this.known.get(), trouble: messageOf(error) });
    } finally {
      this.isReading = false;
    }
  }
}

interface Filtered {
  /** Seqs of the events of the group, in order; null: no filter is set. */
  readonly seqs: readonly number[] | null;
  readonly isComplete: boolean;
  readonly trouble: string | null;
}

/** `count`: how many events the run has. */
export function useFilteredEvents(runId: string, group: string, count: number): Filtered {
  const kinds = useMemo(() => new Kinds(runId), [runId]);
  const { types, trouble } = useStore(kinds.known);
  const wanted = EVENT_GROUPS.find(({ key }) => key === group)?.types ?? null;
  useEffect(() => {
    if (wanted) void kinds.readTo(count);
  }, [kinds, wanted, count, types.length]);
  const seqs = useMemo(
    () => wanted && types.flatMap((type, i) => (wanted.includes(type) ? [i + 1] : [])),
    [types, wanted],
  );
  return { seqs, isComplete: types.length >= count, trouble };
}
