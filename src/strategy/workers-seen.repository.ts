/** Which workers have asked for work lately. */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import type { WorkerRole } from '../domain/model/vocabulary.js';

/** $1 role, $2 project. */
const SEEN = statement({
  name: 'role_seen_within_a_day',
  text: `select exists (select from worker w where w.role = $1 and w.project_id in ('', $2) and w.last_seen_at > autopack_now() - interval '1 day') as seen`,
});

@Injectable()
export class WorkersSeenRepository {
  constructor(private readonly database: Database) {}

  /** Whether one of the role asked for work of the project, or of all projects. */
  async withinADay(role: WorkerRole, projectId: string): Promise<boolean> {
    const [row] = await this.database.read<{ seen: boolean }>(SEEN, [role, projectId]);
    return row!.seen;
  }
}
