/**
 * Reads for promotions: their rows, and the contents of the text of a pull request. Each is one statement for all runs
 * of an operation.
 */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import type { OpenIssueLine, PhaseLine, PullRequestView, RunTotals } from '../domain/documents/run/pull-request.js';
import type { PromotionRows } from '../domain/rules/promotion/promotion.js';
import { type Batch, batchOf, first } from '../graphql/request/operation-context.js';
import { PromotionFactsStore } from '../lifecycle/facts/promotion-facts.store.js';

/** What a pull request contains besides the run, its tiers and its blockers. */
export type PullRequestParts = Pick<PullRequestView, 'now' | 'phases' | 'openIssues' | 'totals' | 'strategy'> & {
  readonly runId: string;
};

interface PartsRow {
  readonly [column: string]: unknown;
  readonly run_id: string;
  readonly now: Date;
  readonly phases: PhaseLine[];
  readonly open_issues: OpenIssueLine[];
  readonly totals: Omit<RunTotals, 'audits'>;
  readonly audits: Partial<RunTotals['audits']> | null;
  readonly strategy: PullRequestView['strategy'];
}

const MOST_LINES = 50;

/**
 * $1 runs. A phase counts as verified if a try of CI was GREEN on the commit of its snapshot (without a repository: at
 * all), and as flaky if another try of the same attempt had failed.
 */
const PULL_REQUEST_PARTS = statement({
  name: 'pull_request_parts',
  text: `with told as (
    select p.run_id, p.phase_id, p.phase_index, p.name, p.state, s.commit, s.tag, s.executed, green.attempt is not null as is_green,
      green.attempt is not null and exists (select from ci_try f where f.run_id = p.run_id and f.phase_id = p.phase_id
        and f.attempt = green.attempt and f.round = green.round and f.verdict in ('RED', 'MISSING')) as is_flaky,
      (select a.audit_verdict from attempt a where a.run_id = p.run_id and a.phase_id = p.phase_id and a.audit_verdict is not null
        order by a.number desc limit 1) as audit
    from phase p
    left join snapshot s on s.run_id = p.run_id and s.phase_id = p.phase_id
    left join lateral (select c.attempt, c.round from ci_try c where c.run_id = p.run_id and c.phase_id = p.phase_id
      and p.state = 'COMPLETE' and c.verdict = 'GREEN' and c.commit is not distinct from s.commit
      order by c.round desc, c.attempt desc, c.number desc limit 1) as green on true
    where p.run_id = any($1::text[])
  )
  select asked.run_id, autopack_now() as now,
    (select coalesce(jsonb_agg(jsonb_build_object('phaseId', t.phase_id, 'name', t.name, 'state', t.state, 'commit', t.commit, 'tag', t.tag,
        'ci', case when t.is_flaky then 'FLAKY' when t.is_green then 'GREEN' end, 'executed', t.executed, 'audit', t.audit)
        order by t.phase_index), '[]')
      from (select * from told where told.run_id = asked.run_id order by phase_index limit ${MOST_LINES}) as t) as phases,
    (select coalesce(jsonb_agg(jsonb_build_object('issueKey', i.issue_key, 'phaseId', i.phase_id, 'severity', i.effective_severity,
        'description', i.description) order by i.effective_severity, i.issue_key, i.phase_id), '[]')
      from (select * from phase_issue o where o.run_id = asked.run_id and o.open and not o.expected_fail
        order by o.effective_severity, o.issue_key, o.phase_id limit ${MOST_LINES}) as i) as open_issues,
    jsonb_build_object(
      'green', (select count(*) from told t where t.run_id = asked.run_id and t.is_green and not t.is_flaky),
      'flaky', (select count(*) from told t where t.run_id = asked.run_id and t.is_flaky),
      'unverified', (select count(*) from told t where t.run_id = asked.run_id and t.state = 'COMPLETE' and not t.is_green),
      'openIssues', (select count(*) from phase_issue o where o.run_id = asked.run_id and o.open and not o.expected_fail),
      'flakyIssues', (select count(distinct o.issue_key) from phase_issue o
        where o.run_id = asked.run_id and o.category = 'flaky_test' and o.source = 'CI')) as totals,
    (select jsonb_object_agg(v.audit_verdict, v.amount) from (select a.audit_verdict, count(*) as amount from attempt a
      where a.run_id = asked.run_id and a.audit_verdict is not null group by a.audit_verdict) as v) as audits,
    (select jsonb_build_object('hash', g.hash, 'rulesetVersion', g.ruleset_version) from strategy g where g.run_id = asked.run_id) as strategy
  from unnest($1::text[]) as asked (run_id)`,
});

const NO_AUDITS = { APPROVE: 0, REVISE: 0, ESCALATE: 0 };

@Injectable()
export class PromotionRepository {
  /** What is stored about the promotion of a run; null if there is no such run. */
  readonly byRun: Batch<string, PromotionRows | null> = { load: (runIds) => this.facts.many(runIds) };
  readonly pullRequest = batchOf<string, PullRequestParts, PullRequestParts | null>(
    (runId) => runId,
    (runIds) => this.parts(runIds),
    (parts) => parts.runId,
    first,
  );

  constructor(
    private readonly database: Database,
    private readonly facts: PromotionFactsStore,
  ) {}

  private async parts(runIds: readonly string[]): Promise<PullRequestParts[]> {
    const rows = await this.database.read<PartsRow>(PULL_REQUEST_PARTS, [[...new Set(runIds)]]);
    return rows.map(({ run_id: runId, now, phases, open_issues: openIssues, totals, audits, strategy }) => ({
      ...{ runId, now, phases, openIssues, strategy },
      totals: { ...totals, audits: { ...NO_AUDITS, ...audits } },
    }));
  }
}
