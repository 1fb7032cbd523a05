/**
 * The SQL of project files: the lock under which they are rendered (F3), the outbox rows that say that they are
 * outdated, and their contents. Rows are read on the same connection, by statements that begin after the lock was taken
 * and the outbox rows were read.
 */
import { Injectable } from '@nestjs/common';
import type { PoolClient, QueryResultRow } from 'pg';

import { Database, queryOn } from '../../database/database.js';
import type { RenderedEntry } from '../../domain/documents/run/issue-documents.js';
import type { StoredRuleset } from '../../domain/documents/run/project-documents.js';
import {
  LOCK_PROJECT,
  NOTE_PROJECT,
  PROJECT_IDS,
  READ_BACKLOG,
  READ_PROJECT,
  READ_RULESETS,
  STALE_PROJECTS,
  UNLOCK_PROJECT,
} from './project-files.statements.js';

/** A project whose files are outdated. */
export interface StaleProject {
  readonly projectId: string;
  readonly writtenAt: Date;
}

/** A project whose files only this server may write now. */
export interface LockedProject {
  /** The newest ruleset, if any was published; null if there is no such project. */
  readNewest(): Promise<{ readonly rulesetVersion: number; readonly ruleset: StoredRuleset | null } | null>;
  /** The backlog by key, resolved or not. */
  readBacklog(resolvedAfterRuns: number): Promise<RenderedEntry[]>;
  readRulesets(versions: readonly number[]): Promise<StoredRuleset[]>;
}

@Injectable()
export class ProjectFilesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes the lock, runs the work, deletes the outbox rows, and releases the lock; returns null if another server holds
   * it. If the work fails or the process dies, the outbox rows remain, so that the files are rendered again.
   */
  async withLock<Result>(
    projectId: string,
    work: (locked: LockedProject) => Promise<Result>,
  ): Promise<{ readonly result: Result } | null> {
    let unnoted = false;
    try {
      return await this.database.withConnection(async (client) => {
        const [lock] = await queryOn<{ held: boolean; notes: string[] }>(client, LOCK_PROJECT, [projectId]);
        if (!lock?.held) return null;
        unnoted = lock.notes.length === 0;
        const result = await work(lockedProject(client, projectId));
        await queryOn(client, UNLOCK_PROJECT, [projectId, lock.notes]);
        return { result };
      });
    } catch (error) {
      if (unnoted) await this.database.read(NOTE_PROJECT, [projectId]);
      throw error;
    }
  }

  /**
   * Projects whose files have been outdated for longer than the given age, the longest first, after the given place.
   */
  async staleProjects(olderThanMs: number, limit: number, after: StaleProject | null): Promise<StaleProject[]> {
    const values = [olderThanMs, limit, after?.writtenAt ?? null, after?.projectId ?? null];
    const rows = await this.database.read<{ project_id: string; written_at: Date }>(STALE_PROJECTS, values);
    return rows.map((row) => ({ projectId: row.project_id, writtenAt: row.written_at }));
  }

  /** A page of all projects, by id. */
  async projectIds(limit: number, after: string): Promise<string[]> {
    return (await this.database.read<{ project_id: string }>(PROJECT_IDS, [limit, after])).map((row) => row.project_id);
  }
}

const lockedProject = (client: PoolClient, projectId: string): LockedProject => ({
  readNewest: async () => {
    const [row] = await queryOn<{ ruleset_version: number; document: string | null }>(client, READ_PROJECT, [
      projectId,
    ]);
    if (!row) return null;
    const { ruleset_version: version, document } = row;
    return { rulesetVersion: version, ruleset: document === null ? null : { version, document } };
  },
  readBacklog: (resolvedAfterRuns) =>
    queryOn<RenderedEntry & QueryResultRow>(client, READ_BACKLOG, [projectId, resolvedAfterRuns]),
  readRulesets: (versions) => queryOn<StoredRuleset & QueryResultRow>(client, READ_RULESETS, [projectId, versions]),
});
