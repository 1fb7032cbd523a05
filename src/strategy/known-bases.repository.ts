/** The last verdict of CI on a commit in a project, for warnings (P12). */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import type { KnownVerdict } from '../domain/rules/strategy/base-warning.js';

/** $1 project, $2 commit, $3 names of steps. */
const KNOWN = statement({
  name: 'known_base_verdict',
  text: `select verdict, failing, more_failing as "moreFailing", summary, commit from commit_check
    where project_id = $1 and commit = $2 and steps_hash = any($3::text[]) and state = 'DONE' and verdict <> 'ENVIRONMENT' order by ended_at desc limit 1`,
});

@Injectable()
export class KnownBasesRepository {
  constructor(private readonly database: Database) {}

  /** Null: CI has not judged it with any of these steps. */
  async of(projectId: string, commit: string, stepsKeys: readonly string[]): Promise<KnownVerdict | null> {
    const [row] = await this.database.read<KnownVerdict & Record<string, unknown>>(KNOWN, [
      projectId,
      commit,
      stepsKeys,
    ]);
    return row ?? null;
  }
}
