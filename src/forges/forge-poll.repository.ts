/** Reads and writes of asking forges (M3). */
import { Injectable } from '@nestjs/common';

import { IdSource } from '../common/ids.js';
import { Database } from '../database/database.js';
import { lookedAtJson, SETTLE_FAULT, SETTLE_LOOK } from '../database/promotion-change-writes.js';
import { type JsonRow, promotionChangeFromJson } from '../database/rows.js';
import type { LookedAt } from '../domain/decisions/promotion/read-change.js';
import { type ChangeFault, type ChangeState, LONGEST_FAULT } from '../domain/model/promotion-change.js';
import type { RemoteFacts } from '../domain/model/remote.js';
import { OPENED_WITHIN_MS, SEEN_WITHIN_MS } from '../domain/rules/forge/look-pauses.js';
import type { Batch } from '../graphql/request/operation-context.js';
import type { ChangeLook } from '../lifecycle/promotion/change-lifecycle.service.js';
import { DUE_CHANGES, LOOK, NOW, RELEASE_PROJECT, TAKE_PROJECT } from './forge-poll.statements.js';

/** A change that this server looks at now. */
export interface DueChange extends ChangeLook {
  /** The commit of its branch on the remote; null: it was not pushed yet. */
  readonly pushed: string | null;
  /** Of the project, now; null: it has none. */
  readonly remote: Pick<RemoteFacts, 'url' | 'forge'> | null;
}

export interface TakenProject {
  readonly projectId: string;
  readonly pollId: string;
}

export interface RecordedFault {
  readonly code: ChangeFault;
  readonly message: string;
  readonly pauseMs: number;
  /** However long it takes: the wait does not count. */
  readonly isWaitedFor: boolean;
}

@Injectable()
export class ForgePollRepository {
  /** The database's clock, once for an operation. */
  readonly clock: Batch<'now', Date> = {
    load: async (keys) => {
      const [row] = await this.database.read<{ now: Date }>(NOW, []);
      return keys.map(() => row!.now);
    },
  };

  constructor(
    private readonly database: Database,
    private readonly ids: IdSource,
  ) {}

  async hasDue(): Promise<boolean> {
    const [row] = await this.database.read<{ has_due: boolean }>(LOOK, []);
    return row!.has_due;
  }

  /** A project with changes that are due, for this server alone; null: there is none that is free. */
  async take(busy: readonly string[]): Promise<TakenProject | null> {
    const pollId = this.ids.uuid();
    const [row] = await this.database.write<{ project_id: string }>(TAKE_PROJECT, [pollId, busy]);
    return row ? { projectId: row.project_id, pollId } : null;
  }

  async due({ projectId, pollId }: TakenProject, limit: number): Promise<DueChange[]> {
    type Row = Pick<DueChange, 'pushed' | 'remote'> & { readonly change: JsonRow; readonly write_id: string };
    const rows = await this.database.read<Row>(DUE_CHANGES, [projectId, limit]);
    return rows.map(({ change, write_id: writeId, pushed, remote }) => ({
      ...{ change: promotionChangeFromJson(change), writeId, pollId, pushed, remote },
    }));
  }

  async settle({ change: { runId, round }, writeId, pollId }: ChangeLook, seen: LookedAt): Promise<void> {
    await this.database.write(SETTLE_LOOK, [runId, round, writeId, pollId, lookedAtJson(seen)]);
  }

  /** Answers the state of the change then; null: it is another's now. */
  async settleFault(
    { change: { runId, round }, writeId, pollId }: ChangeLook,
    { code, message, pauseMs, isWaitedFor }: RecordedFault,
  ): Promise<ChangeState | null> {
    const values = [
      runId,
      round,
      writeId,
      pollId,
      code,
      message.slice(0, LONGEST_FAULT),
      Math.round(pauseMs),
      isWaitedFor,
      OPENED_WITHIN_MS,
      SEEN_WITHIN_MS,
    ];
    const [row] = await this.database.write<{ state: ChangeState }>(SETTLE_FAULT, values);
    return row?.state ?? null;
  }

  /** `pauseMs`: so long the forge wants to be left alone, by all projects that use it. */
  async release({ projectId, pollId }: TakenProject, pauseMs: number | null): Promise<void> {
    await this.database.write(RELEASE_PROJECT, [projectId, pollId, pauseMs === null ? null : Math.round(pauseMs)]);
  }
}
