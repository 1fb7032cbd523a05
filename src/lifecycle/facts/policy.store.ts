/**
 * What strategies are compiled with: published rulesets, read once (a version never changes), and the issues of the
 * backlog that have aged.
 */
import { Inject, Injectable } from '@nestjs/common';

import { BUDGETS } from '../../common/tokens.js';
import { Database, statement } from '../../database/database.js';
import { isAged, isResolved } from '../../database/issue-sql.js';
import type { Policy } from '../../domain/decisions/start/start-run.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { BudgetDefaults } from '../../domain/model/limits.js';
import type { RequestedLimits } from '../../domain/model/plan.js';
import type { NumberedRuleset } from '../../domain/rules/ruleset/ruleset.js';
import { storedRules } from '../../domain/rules/ruleset/stored-rules.js';
import { agingOf } from '../../domain/rules/strategy/aging-thresholds.js';
import { rulesInForce } from '../../domain/rules/strategy/rules-in-force.js';
import type { AgedIssue } from '../../domain/rules/strategy/strategy.js';

/** $1 project, $2 version. */
const RULESET = statement({
  name: 'ruleset_document',
  text: 'select document from ruleset where project_id = $1 and version = $2',
});

/**
 * $1 project, $2 and $3 thresholds of age in runs and tiers, $4 runs after which an issue is resolved, $5 a run whose
 * own sightings do not count, or null.
 */
const AGED = statement({
  name: 'aged_issues',
  text: `select b.issue_key as "issueKey", b.category, b.base_severity as "baseSeverity", b.age_in_runs as "ageInRuns", b.age_in_tiers as "ageInTiers"
  from backlog_entry b
  cross join lateral (select count(*)::int as tiers, least(count(*), 1)::int as runs from issue_sighting g
    where $5::text is not null and g.project_id = b.project_id and g.issue_key = b.issue_key and g.episode = b.episode
      and g.run_id = $5 and g.counted) as own
  where b.project_id = $1 and ${isAged('b', '$2::int', '$3::int')} and not ${isResolved('b', '$4::int')}
    and (b.age_in_runs - own.runs >= $2::int or b.age_in_tiers - own.tiers >= $3::int)
  order by b.issue_key`,
});

const MOST_CACHED = 200;

@Injectable()
export class PolicyStore {
  /** By project and version; evicts the least recently used. */
  private readonly rulesets = new Map<string, NumberedRuleset>();

  constructor(
    private readonly database: Database,
    @Inject(BUDGETS) readonly server: BudgetDefaults,
  ) {}

  /** A published ruleset; null for version 0, and for one that is not there. */
  async ruleset(projectId: string, version: number): Promise<NumberedRuleset | null> {
    if (version === 0) return null;
    const name = JSON.stringify([projectId, version]);
    const known = this.rulesets.get(name) ?? (await this.read(projectId, version));
    if (!known) return null;
    this.rulesets.delete(name);
    this.rulesets.set(name, known);
    if (this.rulesets.size > MOST_CACHED) this.rulesets.delete(this.rulesets.keys().next().value!);
    return known;
  }

  /**
   * Everything that a draft is compiled with when it is sealed now (P2). Sightings in the draft itself do not age an
   * entry (Q4).
   */
  async draftPolicy({ projectId, runId, asked: requested }: RunFacts, rulesetVersion: number): Promise<Policy> {
    const ruleset = await this.ruleset(projectId, rulesetVersion);
    return { ruleset, server: this.server, agedIssues: await this.agedIssues(projectId, ruleset, requested, runId) };
  }

  /**
   * Keys of backlog entries that have reached the age thresholds of the profile in force (Q4) through sightings of runs
   * other than the named one.
   */
  async agedIssues(
    projectId: string,
    ruleset: NumberedRuleset | null,
    requested: Pick<RequestedLimits, 'safetyProfile' | 'runScope'>,
    besidesRunId: string | null = null,
  ): Promise<AgedIssue[]> {
    const { safetyProfile } = rulesInForce(ruleset, requested, this.server);
    const { runs, tiers, resolvedAfterRuns } = agingOf(ruleset?.rules ?? null, safetyProfile);
    return this.database.read<AgedIssue & Record<string, unknown>>(AGED, [
      projectId,
      runs,
      tiers,
      resolvedAfterRuns,
      besidesRunId,
    ]);
  }

  private async read(projectId: string, version: number): Promise<NumberedRuleset | null> {
    const [row] = await this.database.read<{ document: unknown }>(RULESET, [projectId, version]);
    return row ? { version, rules: storedRules(projectId, version, row.document) } : null;
  }
}
