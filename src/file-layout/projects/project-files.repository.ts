/**
 * The SQL of project files: the lock under which they are rendered (F3), the note that they are behind, and what they show. Rows are
 * read by statements that begin after the lock was there and the notes were seen, on the same connection.
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

/** A project whose files are behind. */
export interface StaleProject {
  readonly projectId: string;
  readonly writtenAt: Date;
}

/** A project whose files this server alone may write now. */
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
   * Takes the lock, does the work, takes away the notes that the files were behind, and lets go; answers null if another server holds the
   * lock. If the work fails, or the process dies, the notes stay: somebody is to render the files anew.
   */
  async withLock<Result>(projectId: string, work: (locked: LockedProject) => Promise<Result>): Promise<{ readonly result: Result } | null> {
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

  /** Projects whose files are behind for longer than the age, the longest first, behind the place given. */
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
    const [row] = await queryOn<{ ruleset_version: number; document: string | null }>(client, READ_PROJECT, [projectId]);
    if (!row) return null;
    const { ruleset_version: version, document } = row;
    return { rulesetVersion: version, ruleset: document === null ? null : { version, document } };
  },
  readBacklog: (resolvedAfterRuns) => queryOn<RenderedEntry & QueryResultRow>(client, READ_BACKLOG, [projectId, resolvedAfterRuns]),
  readRulesets: (versions) => queryOn<StoredRuleset & QueryResultRow>(client, READ_RULESETS, [projectId, versions]),
});
