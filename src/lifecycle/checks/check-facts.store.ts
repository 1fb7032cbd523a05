/**
 * What commands on commit checks read (V6, M2), in one statement: the check with its tries, and the steps that the
 * run's strategy defines.
 */
import { Injectable } from '@nestjs/common';

import { Database, type Statement, statement } from '../../database/database.js';
import { isDispatched } from '../../database/dispatch-sql.js';
import { checkTryFromJson, commitCheckFromJson, type JsonRow, runFromJson } from '../../database/rows.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { CiProfile } from '../../domain/model/vocabulary.js';
import { baseSteps, mergeSteps } from '../../domain/rules/ci/check-steps.js';
import type { CheckFacts } from '../../domain/rules/ci/commit-check.js';
import type { Policies } from '../../domain/rules/strategy/strategy.js';
import { type Claimant, MOST_TOGETHER, type Offer, type TakenItem } from '../claims/claim-dispatcher.js';
import { claimedFrom, seenNow, THERE_SECONDS } from '../claims/worker-presence.js';
import type { CommandKey } from '../facts/idempotency.js';
import {
  type AnsweredRow,
  type Facts,
  factsOfEach,
  keyValues,
  oneWith,
  rememberedFrom,
} from '../facts/requested-facts.statements.js';
import type { Seen } from '../facts/seen.js';
import { hashOfToken } from '../facts/work-facts.store.js';

export interface FoundCheck extends CheckFacts {
  readonly checkedRun: RunFacts;
  /** The first phase of the run that uses the strictest profile: a brief shows its slice of the strategy. */
  readonly phaseId: string;
}

export interface SeenCheck extends Seen {
  readonly found: FoundCheck | null;
  /** The try that the token belongs to; null: the check was not found by a token. */
  readonly number: number | null;
}

/** The CI profiles that the phases of run `r` use. */
export const PROFILES_OF_RUN = `(select jsonb_agg(distinct ps.document ->> 'ciProfile') from phase_strategy ps where ps.run_id = r.run_id) as profiles`;

/** The failures that CI excused on the run's last snapshot, for the steps that a merge commit has to pass. */
const RED_BEFORE = `(select t.judged -> 'redOnBase' from snapshot n join ci_try t on t.run_id = n.run_id and t.phase_id = n.phase_id
    where c.kind = 'MERGE' and n.run_id = c.run_id and n.ci_steps = c.steps_hash and t.judged is not null
    order by t.at desc, t.number desc limit 1) as red_before`;

/** The facts of the checks named by the rows of `requested (check_id, number)`. */
const FACTS: Facts = {
  columns: `row_to_json(r) as run, row_to_json(c) as check, requested.number, s.policies, ${PROFILES_OF_RUN}, ${RED_BEFORE},
    (select json_agg(row_to_json(t) order by t.number) from commit_check_try t where t.check_id = c.check_id) as tries,
    (select ps.phase_id from phase_strategy ps join phase p on p.run_id = ps.run_id and p.phase_id = ps.phase_id
      where ps.run_id = r.run_id order by ps.document ->> 'ciProfile' desc, p.phase_index limit 1) as phase_id`,
  joins: `left join commit_check c on c.check_id = requested.check_id
  left join run r on r.run_id = c.run_id left join strategy s on s.run_id = r.run_id`,
};

/** One check at most. $1 and $2 idempotency key; the parameters of `found` follow. */
const checkFacts = (name: string, found: string): Statement =>
  statement({ name, text: factsOfEach(oneWith(`(${found})`), FACTS) });

/** $3 hash of the token. */
const BY_TOKEN = checkFacts('check_by_token', 'select check_id, number from commit_check_try where token_hash = $3');
/** $3 check. */
const BY_ID = checkFacts('check_by_id', 'select $3::text as check_id, null::int as number');
/** $3 run, $4 commit: the one that waits for its verdict. */
const BY_COMMIT = checkFacts(
  'check_by_commit',
  `select check_id, null::int as number from commit_check where run_id = $3 and commit = $4 order by state in ('DUE', 'LEASED') desc, created_at desc limit 1`,
);
/**
 * The next check for each of several workers, in the same order as work on phases: first the project with the fewest
 * live leases, where each entry counts as one for the entries after it, then the oldest check (W1). Projects whose
 * dispatch is stopped are left out (A9). A check that failed with a worker waits for another worker (B6): a single
 * claimant gets the next check instead; for one of several claimants `is_kept` requests a read of its own. $1
 * mutations, $2 keys, $3 workers, $4 project, $5 run, $6 checks held by other claims, $7 their projects.
 */
const NEXT = statement({
  name: 'checks_to_claim',
  text: `with clock as materialized (select autopack_now() as now),
    ${seenNow(`'CI'`, '$3::text[]', claimedFrom('$4', '$5'))},
    others as materialized (select cardinality($3::text[]) > 1 or exists (select from worker w, clock where w.role = 'CI' and w.worker_id <> ($3::text[])[1]
      and w.last_seen_at > clock.now - interval '${THERE_SECONDS} seconds') as there),
    claimants as materialized (
      select c.claimant::int, c.mutation, c.key, c.worker_id from unnest($1::text[], $2::text[], $3::text[]) with ordinality as c (mutation, key, worker_id, claimant)),
    due as materialized (
      select c.check_id, c.project_id, c.created_at, others.there and c.ready_at > clock.now - interval '${THERE_SECONDS} seconds' as is_fresh, c.avoid_worker,
        row_number() over (partition by c.project_id order by c.created_at, c.check_id) as behind
      from commit_check c join run r on r.run_id = c.run_id cross join clock cross join others
      where c.state = 'DUE' and c.ready_at <= clock.now and (c.kind <> 'BASE' or r.completed_at is null) and c.check_id <> all($6::text[])
        and ($4::text is null or c.project_id = $4) and ($5::text is null or c.run_id = $5)
        and ${isDispatched('c.project_id')}
        and (cardinality($3::text[]) > 1 or c.avoid_worker is distinct from ($3::text[])[1] or not others.there
          or c.ready_at <= clock.now - interval '${THERE_SECONDS} seconds')),
    loads as materialized (select p.project_id, (select count(*) from lease l where l.project_id = p.project_id and l.role = 'CI')
        + (select count(*) from commit_check h where h.project_id = p.project_id and (h.state = 'LEASED'
          or exists (select from unnest($6::text[], $7::text[]) as t (check_id, project_id) where t.check_id = h.check_id and t.project_id is not null))) as live
      from (select distinct project_id from due) as p),
    entries as (select d.*, row_number() over (order by l.live + d.behind, d.created_at, d.check_id) as turn from due d join loads l on l.project_id = d.project_id),
    kept as materialized (select distinct c.claimant from claimants c join entries e on e.avoid_worker = c.worker_id and e.is_fresh and e.turn <= ${MOST_TOGETHER}),
    turns as (select c.claimant, row_number() over (order by c.claimant) as turn from claimants c
      where c.claimant not in (select claimant from kept)
        and not exists (select from idempotency_record k where k.mutation = c.mutation and k.key = c.key)),
    requested as materialized (select c.claimant as place, c.mutation, c.key, c.claimant in (select claimant from kept) as is_kept, e.check_id, null::int as number
      from claimants c left join turns t on t.claimant = c.claimant left join entries e on e.turn = t.turn order by c.claimant limit ${MOST_TOGETHER})
    ${factsOfEach('requested', { ...FACTS, columns: `requested.is_kept, ${FACTS.columns}` })}`,
});

interface CheckRow extends AnsweredRow {
  readonly run: JsonRow | null;
  readonly check: JsonRow | null;
  readonly tries: readonly JsonRow[] | null;
  readonly policies: Policies | null;
  readonly profiles: readonly CiProfile[] | null;
  readonly phase_id: string | null;
  readonly red_before: readonly string[] | null;
  readonly number: number | null;
}

@Injectable()
export class CheckFactsStore {
  constructor(private readonly database: Database) {}

  byToken(token: string, key: CommandKey | null): Promise<SeenCheck> {
    return this.one(BY_TOKEN, [...keyValues(key), hashOfToken(token)]);
  }

  byId(checkId: string): Promise<SeenCheck> {
    return this.one(BY_ID, [null, null, checkId]);
  }

  byCommit(runId: string, commit: string, key: CommandKey | null): Promise<SeenCheck> {
    return this.one(BY_COMMIT, [...keyValues(key), runId, commit]);
  }

  /** Implements ReadOffers. */
  async next(claimants: readonly Claimant[], taken: readonly TakenItem[]): Promise<Offer<SeenCheck>[]> {
    const { projectId, runId } = claimants[0]!.scope;
    const keys = claimants.map(({ key }) => keyValues(key));
    const workers = claimants.map(({ scope }) => scope.workerId);
    const isLeased = [taken.map(({ id }) => id), taken.map((item) => (item.leased ? item.projectId : null))];
    const values = [
      keys.map(([mutation]) => mutation),
      keys.map(([, key]) => key),
      workers,
      projectId,
      runId,
      ...isLeased,
    ];
    const rows = await this.database.read<CheckRow & { is_kept: boolean }>(NEXT, values);
    return rows
      .sort((one, other) => one.place - other.place)
      .map((row) => ({ ...offerOf(seenIn(row)), alone: row.is_kept }));
  }

  private async one(statement: Statement, values: readonly unknown[]): Promise<SeenCheck> {
    const [row] = await this.database.read<CheckRow>(statement, values);
    return seenIn(row!);
  }
}

function offerOf(seen: SeenCheck): Offer<SeenCheck> {
  const check = seen.found?.check;
  return { seen, item: check ? { id: check.checkId, runId: check.runId, projectId: check.projectId } : null };
}

function seenIn(row: CheckRow): SeenCheck {
  const { now, remembered, run, number } = row;
  return { now, remembered: rememberedFrom(remembered), run: run && runFromJson(run), found: foundIn(row), number };
}

function foundIn({
  run,
  check: checkRow,
  tries,
  policies,
  profiles,
  phase_id: phaseId,
  red_before: redBefore,
}: CheckRow): FoundCheck | null {
  if (!run || !checkRow || !policies || phaseId === null) return null;
  const checkedRun = runFromJson(run);
  const check = commitCheckFromJson(checkRow);
  const used = new Set(profiles ?? []);
  return {
    check,
    tries: (tries ?? []).map(checkTryFromJson),
    policies,
    steps: check.kind === 'BASE' ? baseSteps(policies, used) : mergeSteps(policies, used),
    redBefore: redBefore ?? [],
    deadlineAt: checkedRun.completedAt === null ? checkedRun.deadlineAt : null,
    checkedRun,
    phaseId,
  };
}
