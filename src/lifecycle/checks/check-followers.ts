/**
 * What follows from the verdict of a commit check: the run continues or ends (V6), a promotion completes or is refused
 * (M2). Each feature registers its follower at startup, as for CommitHooks.
 */
import { Injectable } from '@nestjs/common';

import { CHECK_FOLLOWED } from '../../database/check-writes.js';
import { Database } from '../../database/database.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { CheckKind } from '../../domain/rules/ci/commit-check.js';
import { CommitHooks } from '../pipeline/commit-hooks.js';
import { CheckFactsStore, type FoundCheck } from './check-facts.store.js';

/**
 * May be called several times for the same check, by several servers at once; it detects what is done already. Returns
 * the run as it is afterwards; null: the run no longer exists.
 */
export type CheckFollower = (found: FoundCheck) => Promise<RunFacts | null>;

@Injectable()
export class CheckFollowers {
  private readonly followers = new Map<CheckKind, CheckFollower>();

  constructor(
    private readonly facts: CheckFactsStore,
    private readonly hooks: CommitHooks,
    private readonly database: Database,
  ) {}

  use(kind: CheckKind, follower: CheckFollower): void {
    this.followers.set(kind, follower);
  }

  /** Does what follows from the verdict, and records that it is done. */
  async follow(checkId: string): Promise<RunFacts | null> {
    const { found } = await this.facts.byId(checkId);
    const follower = found && this.followers.get(found.check.kind);
    if (found && found.check.followedAt !== null) return found.checkedRun;
    const run = follower ? await follower(found) : null;
    // Without a run, nothing can follow.
    if (follower || !found) await this.database.write(CHECK_FOLLOWED, [checkId]);
    return run;
  }

  /** Claims that wait for CI work read the queue again. */
  announceWork(): void {
    this.hooks.workDue('here');
  }
}
