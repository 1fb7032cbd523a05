/** Replays of ended runs under their own strategies (X4): the test of the machine itself, a page at a time. */
import { Injectable } from '@nestjs/common';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { decodeCursor, encodeCursor } from '../graphql/paging/cursor.js';
import type { ReplayRunsArgs } from './backtest.inputs.js';
import type { ReplayedRunModel, ReplayedRunsModel } from './backtest.model.js';
import { tooMany } from './backtest.service.js';
import { type EndedRun, MOST_ROWS, RecordedRunsRepository } from './recorded-runs.repository.js';
import { ReplayPool, type ReplayThread } from './replay-pool.js';

const LIST = 'replayRuns';
const FIRST = 20;

@Injectable()
export class ReplayService {
  constructor(
    private readonly recorded: RecordedRunsRepository,
    private readonly pool: ReplayPool,
  ) {}

  /** `abandoned`: the client has gone away; the play is stopped. */
  async replay({ projectId, first, after }: ReplayRunsArgs, abandoned: AbortSignal): Promise<ReplayedRunsModel> {
    const wanted = first ?? FIRST;
    const ended = await this.recorded.ended(projectId ?? null, after == null ? null : place(after), wanted);
    const thread = this.pool.acquire(abandoned);
    if (!thread) return { runs: [], endCursor: null, errors: [toCommandError(tooMany)] };
    try {
      const runs: ReplayedRunModel[] = [];
      for (const { runId } of ended) {
        abandoned.throwIfAborted();
        const played = await this.played(thread, runId);
        if (played) runs.push(played);
      }
      const last = ended.length < wanted ? undefined : ended.at(-1);
      const endCursor = last ? encodeCursor(LIST, [last.completedAt.toISOString(), last.runId]) : null;
      return { runs, endCursor, errors: [] };
    } finally {
      thread.release();
    }
  }

  /** Null: it was deleted meanwhile. */
  private async played(thread: ReplayThread, runId: string): Promise<ReplayedRunModel | null> {
    const recorded = await this.recorded.recorded(runId);
    if (recorded === null) return null;
    if ('tooLong' in recorded)
      return { runId, outcome: 'UNKNOWN', atSeq: 1, difference: `It has more than ${MOST_ROWS} events or attempts.` };
    const answer = await thread.replay(recorded);
    if ('fault' in answer) return { runId, outcome: 'OTHER', atSeq: 1, difference: answer.fault };
    if (answer.outcome === 'SAME') return { runId, outcome: 'SAME', atSeq: null, difference: null };
    return { runId, outcome: answer.outcome, atSeq: answer.atSeq, difference: answer.why };
  }
}

function place(after: string): EndedRun {
  const [at, runId] = decodeCursor(LIST, after, ['instant', 'text']);
  return { completedAt: new Date(at), runId };
}
