/**
 * CI on the merge commit of a promotion before its target moves (M2): reads the verdict that exists, and creates a
 * check if there is none. The feature that promotes does what follows from the verdict (check-followers.ts).
 */
import { Injectable } from '@nestjs/common';

import { INSERT_CHECK, insertCheckValues, STOP_MERGE_CHECKS } from '../../database/check-writes.js';
import { Database } from '../../database/database.js';
import { commitCheckFromJson, type JsonRow } from '../../database/rows.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { Reason } from '../../domain/model/reason.js';
import type { CiProfile } from '../../domain/model/vocabulary.js';
import { mergeSteps } from '../../domain/rules/ci/check-steps.js';
import type { MergeTarget } from '../../domain/rules/ci/commit-check.js';
import { stepsKey } from '../../domain/rules/ci/steps-key.js';
import {
  beingTested,
  type MergeCheckFacts,
  type MergeVerdict,
  mergeVerdict,
  newMergeCheck,
} from '../../domain/rules/promotion/merge-check.js';
import type { Policies } from '../../domain/rules/strategy/strategy.js';
import { CheckFollowers } from './check-followers.js';
import { MERGE_FACTS } from './merge-checks.statements.js';

interface FactsRow {
  readonly [column: string]: unknown;
  readonly policies: Policies;
  readonly profiles: readonly CiProfile[] | null;
  readonly checks: readonly JsonRow[] | null;
}

@Injectable()
export class MergeChecksService {
  constructor(
    private readonly database: Database,
    private readonly followers: CheckFollowers,
  ) {}

  async verdictOf(runId: string, target: Pick<MergeTarget, 'branch' | 'from'>, now: Date): Promise<MergeVerdict> {
    const facts = await this.facts(runId);
    return facts ? mergeVerdict(facts, target, now) : { outcome: 'untested' };
  }

  /**
   * Requests CI on the commit. Checks of the run for an earlier state of its target are stopped. Returns the reason
   * that the caller reports.
   */
  async begin(run: RunFacts, commit: string, target: MergeTarget, now: Date): Promise<Reason> {
    const facts = await this.facts(run.runId);
    if (!facts) throw new Error(`Run ${run.runId} has no strategy`);
    const { runId, projectId } = run;
    const stepsHash = stepsKey(facts.policies.ci, facts.steps.steps);
    const place = { runId, projectId, commit, createdAt: now, stepsHash };
    const check = newMergeCheck(place, target, facts.policies, now);
    await this.database.write(STOP_MERGE_CHECKS, [runId, check.checkId]);
    await this.database.write(INSERT_CHECK, insertCheckValues(check));
    this.followers.announceWork();
    return beingTested(check);
  }

  private async facts(runId: string): Promise<MergeCheckFacts | null> {
    const [row] = await this.database.read<FactsRow>(MERGE_FACTS, [runId]);
    if (!row) return null;
    const { policies, profiles, checks } = row;
    return {
      policies,
      steps: mergeSteps(policies, new Set(profiles ?? [])),
      checks: (checks ?? []).map(commitCheckFromJson),
    };
  }
}
