/** The commit rules of a run's frozen strategy (P2): read with every patch, and never changing. */
import { Injectable } from '@nestjs/common';

import { DEFAULT_SUBJECT, type Person, personOf } from '../domain/rules/ruleset/commit-rules.js';
import type { PatchLimits } from '../domain/rules/ruleset/ruleset.js';
import type { Policies } from '../domain/rules/strategy/strategy.js';
import { SnapshotsRepository } from './snapshots.repository.js';

const MOST_REMEMBERED = 500;

export interface CommitRules {
  readonly limits: PatchLimits;
  /** May files under Git LFS be stored (G8)? */
  readonly lfs: boolean;
  /** Author, committer and tagger (G9); not there: the Supervisor. */
  readonly identity?: Person;
  /** Template of a subject; see commit-rules.ts. */
  readonly subject: string;
}

@Injectable()
export class CommitRulesRepository {
  private readonly rules = new Map<string, CommitRules>();

  constructor(private readonly repository: SnapshotsRepository) {}

  async commitRules(runId: string): Promise<CommitRules> {
    const known = this.rules.get(runId);
    if (known) return known;
    const rules = rulesOf(await this.repository.policies(runId));
    if (this.rules.size >= MOST_REMEMBERED) this.rules.clear();
    this.rules.set(runId, rules);
    return rules;
  }
}

/** Strategies that were frozen before a policy was known do not have it. */
const rulesOf = ({ patch, git, commit }: Policies): CommitRules => ({
  limits: patch,
  lfs: git?.lfs ?? false,
  subject: commit?.subject ?? DEFAULT_SUBJECT,
  ...(commit?.author == null ? {} : { identity: personOf(commit.author) }),
});
