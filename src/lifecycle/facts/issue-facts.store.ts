/**
 * What recording issues reads, in one statement: the phase with its tier and run, and what is stored about each
 * reported key.
 */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../../database/database.js';
import { isResolved } from '../../database/issue-sql.js';
import {
  backlogEntryFromJson,
  type JsonRow,
  phaseFromJson,
  phaseIssueFromJson,
  runFromJson,
  sightingFromJson,
  tierFromJson,
} from '../../database/rows.js';
import type { PhaseFacts, TierFacts } from '../../domain/model/facts.js';
import type { Elsewhere, KnownIssue } from '../../domain/rules/issue/merge.js';
import type { IssueRules } from '../../domain/rules/issue/severity.js';
import type { CommandKey } from './idempotency.js';
import { rememberedFrom } from './requested-facts.statements.js';
import type { Seen } from './seen.js';

export interface SeenIssues extends Seen {
  readonly phase: PhaseFacts | null;
  readonly tier: TierFacts | null;
  readonly known: ReadonlyMap<string, KnownIssue>;
  /** The frozen strategy's; null: the run has none (a draft). */
  readonly rules: IssueRules | null;
}

/**
 * What is stored about each of the keys, as JSON; null without a phase. Reads from `r`, `p` and the lateral `rules`.
 */
export const knownIssues = (keys: string): string => `case when p.run_id is not null then (
      select jsonb_agg(jsonb_build_object(
        'issue_key', wanted.issue_key,
        'own', (select to_jsonb(i) from phase_issue i where i.run_id = p.run_id and i.phase_id = p.phase_id and i.issue_key = wanted.issue_key),
        'elsewhere', (select jsonb_build_object(
            'inRun', min(i.effective_severity),
            'inTier', min(i.effective_severity) filter (where i.tier_id = p.tier_id),
            'openInRun', min(i.effective_severity) filter (where i.open),
            'openInTier', min(i.effective_severity) filter (where i.open and i.tier_id = p.tier_id))
          from phase_issue i where i.run_id = p.run_id and i.issue_key = wanted.issue_key and i.phase_id <> p.phase_id and not i.expected_fail),
        'aged', exists (select from aged_issue a where a.run_id = p.run_id and a.issue_key = wanted.issue_key),
        'entry', to_jsonb(b),
        'resolved', b.issue_key is not null and ${isResolved('b', 'rules.resolved_after_runs')},
        'sighting', (select to_jsonb(g) from issue_sighting g where g.project_id = b.project_id and g.issue_key = b.issue_key
          and g.episode = b.episode and g.run_id = p.run_id and g.tier_id = p.tier_id),
        'seen_in_run', exists (select from issue_sighting g where g.project_id = b.project_id and g.issue_key = b.issue_key
          and g.episode = b.episode and g.run_id = p.run_id and g.counted)))
      from unnest(${keys}::text[]) as wanted (issue_key)
      left join backlog_entry b on b.project_id = r.project_id and b.issue_key = wanted.issue_key
    ) end`;

/**
 * $1 run, $2 phase, $3 distinct keys, $4 and $5 idempotency key, $6 the successful runs after which an issue is
 * resolved where the run has no strategy. Of the severities MAJOR comes first, so that the least is the highest.
 */
const ISSUE_FACTS = statement({
  name: 'issue_facts',
  text: `select autopack_now() as now, row_to_json(r) as run, row_to_json(p) as phase, row_to_json(t) as tier, s.issue_policy,
    (select row_to_json(k) from idempotency_record k where k.mutation = $4 and k.key = $5) as remembered,
    ${knownIssues('$3')} as known
  from (select $1::text as run_id) requested
  left join run r on r.run_id = requested.run_id
  left join phase p on p.run_id = r.run_id and p.phase_id = $2
  left join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id
  left join strategy s on s.run_id = r.run_id
  cross join lateral (select coalesce((s.issue_policy ->> 'resolvedAfterRuns')::int, $6::int) as resolved_after_runs) as rules`,
});

interface IssueFactsRow {
  readonly now: Date;
  readonly remembered: JsonRow | null;
  readonly run: JsonRow | null;
  readonly phase: JsonRow | null;
  readonly tier: JsonRow | null;
  readonly issue_policy: IssueRules | null;
  readonly known: readonly KnownRow[] | null;
}

export interface KnownRow {
  readonly issue_key: string;
  readonly own: JsonRow | null;
  readonly elsewhere: Elsewhere;
  readonly aged: boolean;
  readonly entry: JsonRow | null;
  readonly resolved: boolean;
  readonly sighting: JsonRow | null;
  readonly seen_in_run: boolean;
}

@Injectable()
export class IssueFactsStore {
  constructor(private readonly database: Database) {}

  async ofPhase(
    place: { readonly runId: string; readonly phaseId: string },
    issueKeys: readonly string[],
    resolvedAfterRuns: number,
    key: CommandKey | null,
  ): Promise<SeenIssues> {
    const values = [place.runId, place.phaseId, issueKeys, key?.mutation ?? null, key?.key ?? null, resolvedAfterRuns];
    const [row] = await this.database.read<IssueFactsRow>(ISSUE_FACTS, values);
    const { now, remembered, run, phase, tier, issue_policy, known } = row!;
    return {
      now,
      remembered: rememberedFrom(remembered),
      run: run && runFromJson(run),
      phase: phase && phaseFromJson(phase),
      tier: tier && tierFromJson(tier),
      known: knownByKey(known),
      rules: issue_policy,
    };
  }
}

export const knownByKey = (rows: readonly KnownRow[] | null): ReadonlyMap<string, KnownIssue> =>
  new Map((rows ?? []).map((one) => [one.issue_key, knownIssue(one)]));

const knownIssue = ({
  issue_key,
  own,
  elsewhere,
  aged,
  entry,
  resolved,
  sighting,
  seen_in_run,
}: KnownRow): KnownIssue => ({
  issueKey: issue_key,
  own: own && phaseIssueFromJson(own),
  elsewhere,
  aged,
  entry: entry && backlogEntryFromJson(entry),
  resolved,
  sighting: sighting && sightingFromJson(sighting),
  seenInRun: seen_in_run,
});
