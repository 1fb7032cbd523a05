/**
 * What commands about work read: the phase with its surroundings, its strategy, its lease and attempts, in one
 * statement with the database's clock and what is recorded under the caller's key. One text finds the phase by a lease
 * token, by its name, or as the head of a run; work-offers.store.ts finds the next work in the queue.
 */
import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Database, statement } from '../../database/database.js';
import { GroupedRead } from '../../database/grouped-read.js';
import { closingOfPhase, hasClosing, resolvedKeysOfPhase } from '../../database/issue-sql.js';
import {
  attemptFromJson,
  ciTryFromJson,
  type JsonRow,
  leaseFromJson,
  phaseFromJson,
  runFromJson,
  tierFromJson,
} from '../../database/rows.js';
import type { ClosingFacts } from '../../domain/decisions/change/phase-step.js';
import type { WorkFacts } from '../../domain/decisions/work/facts.js';
import type { WorkerRole } from '../../domain/model/vocabulary.js';
import { DEFAULT_ISSUE_RULES } from '../../domain/rules/issue/default-rules.js';
import type { IssueRules } from '../../domain/rules/issue/severity.js';
import type { PhaseStrategy, Policies } from '../../domain/rules/strategy/strategy.js';
import type { CommandKey } from './idempotency.js';
import { knownByKey, knownIssues, type KnownRow } from './issue-facts.store.js';
import {
  type AnsweredRow,
  eachOf,
  type Facts,
  factsOfEach,
  keyValues,
  rememberedFrom,
} from './requested-facts.statements.js';
import { type Settled, type WorkRows, workRowsOf } from './rows.js';
import type { Seen } from './seen.js';

/** A phase with its work, as it was loaded. */
export type FoundWork = Omit<WorkFacts, 'open'>;

export interface SeenWork extends Seen {
  /** Null: there is no such run or phase, or no work to claim. */
  readonly work: FoundWork | null;
  readonly strategyHash: string | null;
}

/** Which phase to load. */
export type WorkPlace =
  | { readonly token: string }
  | { readonly runId: string; readonly phaseId: string; readonly attempt?: number | null }
  | { readonly headOf: string };

/** The claiming worker, and the scope of its claim. */
export interface ClaimScope {
  readonly role: WorkerRole;
  readonly workerId: string;
  /** Id of the token that claims (A2); left out or null: it has no stored one. */
  readonly holderId?: string | null;
  readonly projectId: string | null;
  readonly runId: string | null;
}

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * The facts of the phases named by the rows of `requested (run_id, phase_id, number)`: without a phase the head of the
 * run. `issueKeys` selects the issues to include; null: none.
 */
export const workFacts = (issueKeys: string | null): Facts => ({
  columns: `row_to_json(r) as run, row_to_json(p) as phase, row_to_json(t) as tier,
    ps.document as strategy, s.policies, s.issue_policy, s.hash as strategy_hash, row_to_json(l) as lease, row_to_json(a) as attempt, row_to_json(c) as candidate,
    h.phase_id as head_phase_id,
    case when p.state = 'CI_RUNNING' and p.phase_index = r.head_phase_index then (
      select b.phase_index from phase b where b.run_id = r.run_id and b.phase_index > r.head_phase_index and b.state = 'QUEUED'
      order by b.phase_index limit 1) end as behind_head_index,
    case when p.state = 'CI_RUNNING' and ${hasClosing('p')} then ${closingOfPhase('p')} end as closing,
    case when p.state = 'CI_RUNNING' then ${resolvedKeysOfPhase('p', 'r')} end as resolved_keys,
    case when p.state = 'CI_RUNNING' then (select json_agg(row_to_json(y) order by y.number) from ci_try y where y.run_id = p.run_id
      and y.phase_id = p.phase_id and y.round = p.round and y.attempt = coalesce((p.work -> 'candidate' ->> 'attempt')::int, 0)) end as tries,
    ${issueKeys === null ? 'null::jsonb' : `case when cardinality(${issueKeys}) > 0 then ${knownIssues(issueKeys)} end`} as known`,
  joins: `left join run r on r.run_id = requested.run_id
  left join phase h on h.run_id = r.run_id and h.phase_index = r.head_phase_index
  left join phase p on p.run_id = r.run_id and p.phase_id = coalesce(requested.phase_id, h.phase_id)
  left join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id
  left join strategy s on s.run_id = r.run_id
  left join phase_strategy ps on ps.run_id = p.run_id and ps.phase_id = p.phase_id
  left join lease l on l.run_id = p.run_id and l.phase_id = p.phase_id
  left join attempt a on a.run_id = p.run_id and a.phase_id = p.phase_id and a.number = coalesce(requested.number, l.attempt)
  left join attempt c on c.run_id = p.run_id and c.phase_id = p.phase_id and c.number = (p.work -> 'candidate' ->> 'attempt')::int
  cross join lateral (select coalesce((s.issue_policy ->> 'resolvedAfterRuns')::int, ${DEFAULT_ISSUE_RULES.resolvedAfterRuns}) as resolved_after_runs) as rules`,
});

const PLACES = eachOf(
  {
    mutation: 'text',
    key: 'text',
    issue_keys: 'text',
    token_hash: 'text',
    run_id: 'text',
    phase_id: 'text',
    number: 'int',
  },
  'named',
);
/**
 * A phase at most for each of them. $1 mutations, $2 keys, $3 keys of issues, each time a list as JSON or null; $4
 * hashes of tokens, or $5 runs, $6 phases, or null for their heads, and $7 attempts, or null for those of the leases.
 */
const WORK_FACTS = statement({
  name: 'work_facts',
  text: factsOfEach(
    `(select named.place, named.mutation, named.key, array(select jsonb_array_elements_text(named.issue_keys::jsonb)) as issue_keys,
      coalesce(holder.run_id, named.run_id) as run_id, coalesce(holder.phase_id, named.phase_id) as phase_id, coalesce(holder.number, named.number) as number
      from ${PLACES} left join attempt holder on holder.token_hash = named.token_hash) as requested`,
    workFacts('requested.issue_keys'),
  ),
});

/** A row of `workFacts`. */
export interface WorkRow extends AnsweredRow {
  readonly run: JsonRow | null;
  readonly phase: JsonRow | null;
  readonly tier: JsonRow | null;
  readonly strategy: PhaseStrategy | null;
  readonly policies: Policies | null;
  readonly issue_policy: IssueRules | null;
  readonly strategy_hash: string | null;
  readonly lease: JsonRow | null;
  readonly attempt: JsonRow | null;
  readonly candidate: JsonRow | null;
  readonly head_phase_id: string | null;
  readonly behind_head_index: number | null;
  readonly closing: Omit<ClosingFacts, 'resolvedKeys'> | null;
  readonly resolved_keys: string[] | null;
  readonly tries: readonly JsonRow[] | null;
  readonly known: readonly KnownRow[] | null;
}

@Injectable()
export class WorkFactsStore {
  private readonly facts: GroupedRead<WorkRow>;

  constructor(database: Database) {
    this.facts = new GroupedRead(database, WORK_FACTS);
  }

  async of(place: WorkPlace, key: CommandKey | null, issueKeys: readonly string[] = []): Promise<SeenWork> {
    const issues = issueKeys.length > 0 ? JSON.stringify(issueKeys) : null;
    return seenWorkOf(await this.facts.ask([...keyValues(key), issues, ...placeValues(place)]));
  }

  /** The rows of an answer after its refs settled: as the settlement left them, or read again. */
  async settled(rows: WorkRows, settled: Settled | null): Promise<WorkRows> {
    const { run, phase, attempt, lease } = rows;
    if (!settled || !run || !phase) return rows;
    const after = settled.rows?.phase?.phaseId === phase.phaseId ? settled.rows : null;
    if (after) return { ...rows, run: after.run, tier: after.tier, phase: after.phase };
    const { work } = await this.of({ runId: run.runId, phaseId: phase.phaseId, attempt: attempt?.number ?? 0 }, null);
    return work ? { ...workRowsOf(work), lease } : rows;
  }
}

/** $4 to $7 of WORK_FACTS. */
function placeValues(place: WorkPlace): [string | null, string | null, string | null, number | null] {
  if ('token' in place) return [hashOfToken(place.token), null, null, null];
  if ('headOf' in place) return [null, place.headOf, null, null];
  return [null, place.runId, place.phaseId, place.attempt ?? null];
}

export function seenWorkOf(row: WorkRow): SeenWork {
  const { now, remembered, run, strategy_hash } = row;
  const work = workOf(row);
  return {
    now,
    remembered: rememberedFrom(remembered),
    run: work?.run ?? (run && runFromJson(run)),
    lease: work?.lease ?? null,
    work,
    strategyHash: strategy_hash,
  };
}

function workOf(row: WorkRow): SeenWork['work'] {
  const { run, phase, tier, strategy, policies } = row;
  if (!run || !phase || !tier || !strategy || !policies) return null;
  return {
    run: runFromJson(run),
    phase: phaseFromJson(phase),
    tier: tierFromJson(tier),
    head: row.head_phase_id === null ? null : { phaseId: row.head_phase_id },
    behindHeadIndex: row.behind_head_index,
    closing: row.closing && { ...row.closing, resolvedKeys: row.resolved_keys ?? [] },
    strategy,
    policies,
    lease: row.lease && leaseFromJson(row.lease),
    attempt: row.attempt && attemptFromJson(row.attempt),
    candidate: row.candidate && attemptFromJson(row.candidate),
    tries: (row.tries ?? []).map(ciTryFromJson),
    known: knownByKey(row.known),
    rules: row.issue_policy ?? DEFAULT_ISSUE_RULES,
  };
}
