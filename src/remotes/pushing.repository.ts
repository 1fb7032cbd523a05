/** Reads and writes of the pushing to remotes (M3). */
import { Injectable } from '@nestjs/common';

import { IdSource } from '../common/ids.js';
import { Database } from '../database/database.js';
import type { ForgeKind, PushFault, RefPushState } from '../domain/model/remote.js';
import {
  COLLECT_RUN,
  END_COLLECTING,
  LOOK_FOR_PUSHES,
  RELEASE_PUSH,
  RENEW_PUSH,
  RUNS_TO_COLLECT,
  SETTLE_PUSH,
  TAKE_PUSHES,
} from './pushing.statements.js';

export interface DueRef {
  readonly runId: string;
  readonly ref: string;
  readonly wanted: string;
  readonly pushed: string | null;
  /** Before this one. */
  readonly attempts: number;
  /** Where the run's repository is. */
  readonly repositoryPath: string;
}

/** A push that this server makes now. */
export interface DuePush {
  readonly projectId: string;
  readonly pushId: string;
  readonly url: string;
  readonly forge: ForgeKind | null;
  /** Before this one. */
  readonly failures: number;
  readonly refs: readonly DueRef[];
}

/** What became of a ref. */
export interface RefOutcome {
  readonly runId: string;
  readonly ref: string;
  readonly wanted: string;
  readonly state: RefPushState;
  /** What it names on the remote now, if we put it there; null: nothing new is known. */
  readonly pushed: string | null;
  readonly pauseMs: number;
  readonly fault: PushFault | null;
  readonly error: string | null;
}

export interface PushOutcome {
  readonly refs: readonly RefOutcome[];
  readonly pauseMs: number;
  /** Of the push as a whole. */
  readonly fault: PushFault | null;
  readonly error: string | null;
  readonly hasPushed: boolean;
}

@Injectable()
export class PushingRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: IdSource,
  ) {}

  async look(busy: readonly string[]): Promise<{ readonly hasNew: boolean; readonly hasDue: boolean }> {
    const [row] = await this.database.write<{ has_new: boolean; has_due: boolean }>(LOOK_FOR_PUSHES, [busy]);
    return { hasNew: row!.has_new, hasDue: row!.has_due };
  }

  /** Finds what was to be pushed when a remote was set. */
  async collect(): Promise<void> {
    const runs = await this.database.write<{ runId: string }>(RUNS_TO_COLLECT, []);
    for (const { runId } of runs) await this.database.write(COLLECT_RUN, [runId]);
    await this.database.write(END_COLLECTING, []);
  }

  async take(busy: readonly string[], most: number): Promise<DuePush[]> {
    const pushId = this.ids.uuid();
    const rows = await this.database.write<Omit<DuePush, 'pushId'> & Record<string, unknown>>(TAKE_PUSHES, [
      ...[busy, most, pushId],
    ]);
    return rows.map(({ projectId, url, forge, failures, refs }) => ({ projectId, pushId, url, forge, failures, refs }));
  }

  /** False: the push is another's now, or the remote is another one. */
  async renew({ projectId, pushId }: DuePush): Promise<boolean> {
    return (await this.database.write(RENEW_PUSH, [projectId, pushId])).length > 0;
  }

  /** Gives back a push that was broken off. */
  async release({ projectId, pushId }: DuePush): Promise<void> {
    await this.database.read(RELEASE_PUSH, [projectId, pushId]);
  }

  /** May be called again: a push that is not this one any more is not recorded. */
  async settle({ projectId, pushId }: DuePush, outcome: PushOutcome): Promise<void> {
    const rows = outcome.refs.map(({ runId, pauseMs, ...ref }) => ({ ...ref, run_id: runId, pause_ms: pauseMs }));
    const { pauseMs, fault, error, hasPushed } = outcome;
    await this.database.read(SETTLE_PUSH, [projectId, pushId, JSON.stringify(rows), pauseMs, fault, error, hasPushed]);
  }
}
