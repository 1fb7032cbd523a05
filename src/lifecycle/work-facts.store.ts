/**
 * What commands about work read: the phase with its surroundings, its strategy, its lease and attempts, in one statement with the database's clock and what is
 * remembered under the caller's key. The phase is found by a lease token, by its name, as the head of a run, or as the next in the queue.
 */
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Database, statement, type Statement } from '../database/database.js';
import { closingOfPhase, hasClosing, resolvedKeysOfPhase } from '../database/issue-sql.js';
import { attemptFromJson, ciTryFromJson, leaseFromJson, phaseFromJson, runFromJson, tierFromJson, type JsonRow } from '../database/rows.js';
import type { ClosingFacts } from '../domain/command/phase-step.js';
import { DEFAULT_ISSUE_RULES } from '../domain/issue/default-rules.js';
import type { IssueRules } from '../domain/issue/severity.js';
import type { WorkerRole } from '../domain/shared/vocabulary.js';
import type { PhaseStrategy, Policies } from '../domain/strategy/strategy.js';
import type { WorkFacts } from '../domain/work/facts.js';
import { keyValues, REMEMBERED, rememberedFrom } from './facts.store.js';
import type { Seen } from './pipeline/command.js';
import type { CommandKey } from './pipeline/idempotency.js';
import { knownByKey, knownIssues, type KnownRow } from './issue-facts.store.js';
import { workRowsOf, type Settled, type WorkRows } from './pipeline/rows.js';

/** A phase with its work, as it was loaded. */
export type FoundWork = Omit<WorkFacts, 'open'>;

export interface SeenWork extends Seen {
  /** Null: there is no such run or phase, or nothing to claim. */
  readonly work: FoundWork | null;
  readonly strategyHash: string | null;
}

/** Which phase is meant. */
export type WorkPlace =
  | { readonly token: string }
  | { readonly runId: string; readonly phaseId: string; readonly attempt?: number | null }
  | { readonly headOf: string };

/** Who asks for work, and how far it may come from. */
export interface ClaimScope {
  readonly role: WorkerRole;
  readonly workerId: string;
  readonly projectId: string | null;
  readonly runId: string | null;
}

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** $1 and $2 idempotency key, $3 keys of issues; what `asked` needs comes after. */
const workFacts = (name: string, asked: string, before = ''): Statement =>
  statement({
    name,
    text: `with recursive ${before}asked as materialized (${asked})
  select autopack_now() as now, ${REMEMBERED('$1', '$2')}, to_jsonb(r) as run, to_jsonb(p) as phase, to_jsonb(t) as tier,
    ps.document as strategy, s.policies, s.issue_policy, s.hash as strategy_hash, to_jsonb(l) as lease, to_jsonb(a) as attempt, to_jsonb(c) as candidate,
    h.phase_id as head_phase_id,
    case when p.state = 'CI_RUNNING' and p.phase_index = r.head_phase_index then (
      select b.phase_index from phase b where b.run_id = r.run_id and b.phase_index > r.head_phase_index and b.state = 'QUEUED'
      order by b.phase_index limit 1) end as behind_head_index,
    case when p.state = 'CI_RUNNING' and ${hasClosing('p')} then ${closingOfPhase('p')} end as closing,
    case when p.state = 'CI_RUNNING' then ${resolvedKeysOfPhase('p', 'r')} end as resolved_keys,
    case when p.state = 'CI_RUNNING' then (select jsonb_agg(to_jsonb(y) order by y.number) from ci_try y where y.run_id = p.run_id
      and y.phase_id = p.phase_id and y.round = p.round and y.attempt = coalesce((p.work -> 'candidate' ->> 'attempt')::int, 0)) end as tries,
    case when cardinality($3::text[]) > 0 then ${knownIssues('$3')} end as known
  from (select 1) as one
  left join asked on true
  left join run r on r.run_id = asked.run_id
  left join phase h on h.run_id = r.run_id and h.phase_index = r.head_phase_index
  left join phase p on p.run_id = r.run_id and p.phase_id = coalesce(asked.phase_id, h.phase_id)
  left join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id
  left join strategy s on s.run_id = r.run_id
  left join phase_strategy ps on ps.run_id = p.run_id and ps.phase_id = p.phase_id
  left join lease l on l.run_id = p.run_id and l.phase_id = p.phase_id
  left join attempt a on a.run_id = p.run_id and a.phase_id = p.phase_id and a.number = coalesce(asked.number, l.attempt)
  left join attempt c on c.run_id = p.run_id and c.phase_id = p.phase_id and c.number = (p.work -> 'candidate' ->> 'attempt')::int
  cross join lateral (select coalesce((s.issue_policy ->> 'resolvedAfterRuns')::int, ${DEFAULT_ISSUE_RULES.resolvedAfterRuns}) as resolved_after_runs) as rules`,
  });

/** $4 hash of the token. */
const BY_TOKEN = workFacts('work_by_token', 'select run_id, phase_id, number from attempt where token_hash = $4');
/** $4 run, $5 phase, $6 attempt; null: that of the lease. */
const BY_PHASE = workFacts('work_by_phase', 'select $4::text as run_id, $5::text as phase_id, $6::int as number');
/** $4 run. */
const BY_HEAD = workFacts('work_by_head', 'select $4::text as run_id, null::text as phase_id, null::int as number');

/** Seconds for which a worker that asked counts as being there (B6). */
const THERE_SECONDS = 60;

/**
 * The next work for a worker (W1), of projects that are dispatched (A9). $4 role, $5 worker, what `projects` and `ofRun` need comes after.
 * The worker is seen by the way; what failed with it last waits
 * for another one, if another is there (B6): for a minute, because the other may look elsewhere (C1).
 */
const nextWork = (name: string, projects: string, ofRun = ''): Statement =>
  workFacts(
    name,
    `select next.run_id, null::text as phase_id, 0 as number from projects p, clock, others
    cross join lateral (select count(*) as live from lease l where l.project_id = p.project_id and l.role = $4) as load
    cross join lateral (select q.run_id, q.created_at from work_queue q
      where q.role = $4 and q.project_id = p.project_id ${ofRun} and q.ready_at <= clock.now
        and (q.avoid_worker is distinct from $5 or not others.there or q.ready_at <= clock.now - interval '${THERE_SECONDS} seconds')
      order by q.created_at, q.run_id limit 1) as next
    where p.project_id is not null and not exists (select from project s where s.project_id = p.project_id and not s.dispatching)
    order by load.live, next.created_at, next.run_id limit 1`,
    `clock as materialized (select autopack_now() as now),
    seen as (insert into worker (role, worker_id, last_seen_at) select $4::text, $5::text, now from clock
      on conflict on constraint pk_worker do update set last_seen_at = excluded.last_seen_at
      where worker.last_seen_at < excluded.last_seen_at - interval '5 seconds'),
    others as materialized (select exists (select from worker w, clock where w.role = $4 and w.worker_id <> $5
      and w.last_seen_at > clock.now - interval '${THERE_SECONDS} seconds') as there),
    projects as (${projects}),
  `,
  );

/**
 * Of the projects the one with the fewest live leases of the role, of its runs the oldest: each project is found from the one before it in
 * the index.
 */
const NEXT = nextWork(
  'work_to_claim',
  `(select q.project_id from work_queue q where q.role = $4 order by q.project_id limit 1)
      union all
      select (select q.project_id from work_queue q where q.role = $4 and q.project_id > p.project_id order by q.project_id limit 1)
      from projects p where p.project_id is not null`,
);
/** $6 project: of its runs the oldest. */
const NEXT_OF_PROJECT = nextWork('work_to_claim_of_project', 'select $6::text as project_id');
/** $6 run, $7 its project, if that was asked for. A plan that served all three would read the whole queue for one run. */
const NEXT_OF_RUN = nextWork(
  'work_to_claim_of_run',
  'select q.project_id from work_queue q where q.run_id = $6 and ($7::text is null or q.project_id = $7)',
  'and q.run_id = $6',
);

interface WorkRow {
  readonly now: Date;
  readonly remembered: JsonRow | null;
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
  constructor(private readonly database: Database) {}

  async of(place: WorkPlace, key: CommandKey | null, issueKeys: readonly string[] = []): Promise<SeenWork> {
    const common = [...keyValues(key), issueKeys];
    if ('token' in place) return this.one(BY_TOKEN, [...common, hashOfToken(place.token)]);
    if ('headOf' in place) return this.one(BY_HEAD, [...common, place.headOf]);
    return this.one(BY_PHASE, [...common, place.runId, place.phaseId, place.attempt ?? null]);
  }

  /** The work that is offered next to this worker. */
  async next({ role, workerId, projectId, runId }: ClaimScope, key: CommandKey | null): Promise<SeenWork> {
    const common = [...keyValues(key), [], role, workerId];
    if (runId !== null) return this.one(NEXT_OF_RUN, [...common, runId, projectId]);
    if (projectId !== null) return this.one(NEXT_OF_PROJECT, [...common, projectId]);
    return this.one(NEXT, common);
  }

  /** The rows of an answer after its refs settled: as that left them, or as they are now. */
  async settled(rows: WorkRows, settled: Settled | null): Promise<WorkRows> {
    const { run, phase, attempt, lease } = rows;
    if (!settled || !run || !phase) return rows;
    const after = settled.rows?.phase?.phaseId === phase.phaseId ? settled.rows : null;
    if (after) return { ...rows, run: after.run, tier: after.tier, phase: after.phase };
    const { work } = await this.of({ runId: run.runId, phaseId: phase.phaseId, attempt: attempt?.number ?? 0 }, null);
    return work ? { ...workRowsOf(work), lease } : rows;
  }

  private async one(statement: Statement, values: readonly unknown[]): Promise<SeenWork> {
    const [row] = await this.database.read<WorkRow & Record<string, unknown>>(statement, values);
    const { now, remembered, run, strategy_hash } = row!;
    const work = workOf(row!);
    return {
      now,
      remembered: rememberedFrom(remembered),
      run: work?.run ?? (run && runFromJson(run)),
      lease: work?.lease ?? null,
      work,
      strategyHash: strategy_hash,
    };
  }
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
