/**
 * Pages of runs (O1). Each order walks an index in both forms, with and without a project, and a cursor holds the key of
 * its order. Tokens of live runs move, so no index holds them: the order by tokens merges ended runs, whose tokens are
 * final, with the live ones, which are few.
 */
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';

import { EndedRunEntity } from '../database/entities/ended-run.entity.js';
import { RunEntity } from '../database/entities/run.entity.js';
import type { RunFacts } from '../domain/model/facts.js';
import { decodeCursor, encodeCursor } from '../graphql/paging/cursor.js';
import type { RunFilter as RequestedFilter } from './run.inputs.js';
import type { RunOrder } from './run-order.js';

/** What is asked for, within the projects that the caller reaches; null: all (A2). */
export type RunFilter = RequestedFilter & { readonly projectIds?: readonly string[] | null };

type InstantOrder = Exclude<RunOrder, 'MOST_TOKENS'>;
const INSTANTS = {
  NEWEST: { key: 'createdAt', direction: 'DESC', only: null },
  OLDEST_START: { key: 'startedAt', direction: 'ASC', only: 'run.startedAt is not null' },
  LATEST_END: { key: 'completedAt', direction: 'DESC', only: 'run.completedAt is not null' },
  NEXT_DEADLINE: {
    key: 'deadlineAt',
    direction: 'ASC',
    only: 'run.completedAt is null and run.deadlineAt is not null',
  },
} as const satisfies Readonly<Record<InstantOrder, object>>;

/** The list that a cursor is of: cursors of another order are refused. */
const listOf = (order: RunOrder): string => (order === 'NEWEST' ? 'runs' : `runs ${order}`);

@Injectable()
export class RunListRepository {
  constructor(@InjectRepository(RunEntity) private readonly runs: Repository<RunEntity>) {}

  /** A page with one row to spare. */
  async page(filter: RunFilter, order: RunOrder, size: number, after: string | null): Promise<RunFacts[]> {
    if (order === 'MOST_TOKENS') return this.byTokens(filter, size + 1, after);
    const { key, direction } = INSTANTS[order];
    const query = this.filtered(filter, order)
      .orderBy(`run.${key}`, direction)
      .addOrderBy('run.runId', direction)
      .take(size + 1);
    if (after !== null) {
      const [at, runId] = decodeCursor(listOf(order), after, ['instant', 'text']);
      query.andWhere(`(run.${key}, run.runId) ${direction === 'ASC' ? '>' : '<'} (:at, :runId)`, { at, runId });
    }
    return query.getMany();
  }

  cursorOf(run: RunFacts, order: RunOrder): string {
    if (order === 'MOST_TOKENS') {
      return encodeCursor(listOf(order), [run.tokensUsed, run.completedAt === null ? 1 : 0, run.runId]);
    }
    return encodeCursor(listOf(order), [run[INSTANTS[order].key]!.toISOString(), run.runId]);
  }

  count(filter: RunFilter, order: RunOrder): Promise<number> {
    return this.filtered(filter, order).getCount();
  }

  private async byTokens(filter: RunFilter, limit: number, after: string | null): Promise<RunFacts[]> {
    const behind = after === null ? null : decodeCursor(listOf('MOST_TOKENS'), after, ['safe', 'int', 'text']);
    const ended = this.filtered(filter, 'MOST_TOKENS').innerJoin(EndedRunEntity, 'e', 'e.runId = run.runId');
    if (filter.projectId != null) ended.andWhere('e.projectId = :projectId');
    const live = this.filtered(filter, 'MOST_TOKENS').andWhere('run.completedAt is null');
    const [endedRuns, liveRuns] = await Promise.all([
      tokensBehind(ended, 'e', 0, behind).limit(limit).getMany(),
      tokensBehind(live, 'run', 1, behind).limit(limit).getMany(),
    ]);
    // Live runs come first among equals; each of the two lists keeps its order.
    return [...liveRuns, ...endedRuns].sort((a, b) => b.tokensUsed - a.tokensUsed).slice(0, limit);
  }

  private filtered(filter: RunFilter, order: RunOrder): SelectQueryBuilder<RunEntity> {
    const query = this.runs.createQueryBuilder('run');
    const only = order === 'MOST_TOKENS' ? null : INSTANTS[order].only;
    if (only !== null) query.andWhere(only);
    const { projectId, states, terminal, createdAfter, createdBefore } = filter;
    if (projectId != null) query.andWhere('run.projectId = :projectId', { projectId });
    if (filter.projectIds != null)
      query.andWhere('run.projectId = any(:projectIds)', { projectIds: filter.projectIds });
    if (states != null) query.andWhere('run.state = any(:states)', { states });
    if (terminal != null) query.andWhere(terminal ? 'run.completedAt is not null' : 'run.completedAt is null');
    if (createdAfter != null) query.andWhere('run.createdAt > :createdAfter', { createdAfter });
    if (createdBefore != null) query.andWhere('run.createdAt < :createdBefore', { createdBefore });
    const { endedAfter, endedBefore, failureCodes, text } = filter;
    if (endedAfter != null) query.andWhere('run.completedAt > :endedAfter', { endedAfter });
    if (endedBefore != null) query.andWhere('run.completedAt < :endedBefore', { endedBefore });
    if (failureCodes != null) {
      const codes = failureCodes.map((code, i) => [`code${i}`, JSON.stringify([{ code }])] as const);
      const any = codes.map(([name]) => `(run.failure -> 'reasons') @> :${name}::jsonb`).join(' or ');
      query.andWhere(any === '' ? 'false' : `run.failure is not null and (${any})`, Object.fromEntries(codes));
    }
    if (text != null) {
      const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
      query.andWhere('(run.runId ilike :like or left(run.introduction, 200) ilike :like)', { like });
    }
    return query;
  }
}

/** In the order of tokens, behind a cursor: the number, whether its run is live, and its id. */
function tokensBehind(
  query: SelectQueryBuilder<RunEntity>,
  alias: 'e' | 'run',
  isLive: 0 | 1,
  behind: readonly [number, number, string] | null,
): SelectQueryBuilder<RunEntity> {
  query.orderBy(`${alias}.tokensUsed`, 'DESC').addOrderBy(`${alias}.runId`, 'DESC');
  if (behind === null) return query;
  const [tokens, wasLive, runId] = behind;
  if (wasLive === isLive)
    return query.andWhere(`(${alias}.tokensUsed, ${alias}.runId) < (:tokens, :behindId)`, { tokens, behindId: runId });
  return query.andWhere(`${alias}.tokensUsed ${isLive === 0 ? '<=' : '<'} :tokens`, { tokens });
}
