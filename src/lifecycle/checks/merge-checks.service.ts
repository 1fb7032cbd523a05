/**
 * CI on the merge commit of a promotion before its target moves (M2): reads the verdict that exists, and creates a
 * check if there is none. The feature that promotes does what follows from the verdict (check-followers.ts).
 */
import { Injectable } from '@nestjs/common';

import { INSERT_CHECK, insertCheckValues, STOP_MERGE_CHECKS } from '../../database/check-writes.js';
import { Database, statement } from '../../database/database.js';
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
import { PROFILES_OF_RUN } from './check-facts.store.js';
import { CheckFollowers } from './check-followers.js';

const MOST_CHECKS = 20;
/** $1 the run. */
const MERGE_FACTS = statement({
  name: 'merge_check_facts',
  text: `select s.policies, ${PROFILES_OF_RUN}, (select jsonb_agg(to_jsonb(c)) from (select * from commit_check c where c.run_id = r.run_id and c.kind = 'MERGE'
      and c.state <> 'STOPPED' order by c.created_at desc limit ${MOST_CHECKS}) as c) as checks
    from run r join strategy s on s.run_id = r.run_id where r.run_id = $1`,
});

interface FactsRow {
  readonly [column: string]: unknown;
  readonly policies: Policies;
  readonly profiles: readonly CiProfile[] | null;
  readonly checks: readonly JsonRow[] | null;
}

@Injectable()
export class MergeChecks {
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
    return { policies, steps: mergeSteps(policies, new Set(profiles ?? [])), checks: (checks ?? []).map(commitCheckFromJson) };
  }
}
